// `pnpm test`: every check and every test, in order of cost; the last line counts them all.
import { parseArgs } from 'node:util'
import { endCommands } from './runner/command.ts'
import { datesStage } from './runner/dates-stage.ts'
import { demoStages } from './runner/demo-stage.ts'
import { canWatch, watchDescendants } from './runner/leftovers.ts'
import { closingLines, exitCodeOf, stageLine } from './runner/report.ts'
import { runSideBySide } from './runner/side-by-side.ts'
import { failedOnce, type Ended, type Outcome, type Stage } from './runner/stage.ts'
import { staticStages } from './runner/static-stages.ts'
import { vitestStage } from './runner/vitest-stage.ts'

const EXIT_ARGUMENTS = 2
const EXIT_INTERRUPTED = 130

const HELP = `pnpm test [options]: runs every check and every test; the last line counts them.

  --static       only what needs no server: format, lint, types, house rules, documents
  --only A,B     only these stages
  --help         show this

Environment: EVENTS=kafka makes a missing broker a failure; TICUN_DOOR_LOG names a door log for
the demo; CHROMIUM names a browser.
`

const stages: Stage[] = [
  ...staticStages(),
  vitestStage('unit', { cores: 2 }),
  vitestStage('db', { cores: 2 }),
  // The longest first, so that what is short fills the core that they leave free.
  vitestStage('browser'),
  vitestStage('journeys'),
  vitestStage('acceptance'),
  vitestStage('crash'),
  vitestStage('fuzz'),
  vitestStage('kafka'),
  datesStage(),
  ...demoStages(process.env),
]

let isInterrupted = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    isInterrupted = true
    void endCommands()
  })
}

process.exitCode = await main(process.argv.slice(2))

async function main(words: readonly string[]): Promise<number> {
  const chosen = choose(words)
  if (typeof chosen === 'number') return chosen
  const ended = await runSideBySide(chosen, (stage) =>
    isInterrupted ? undefined : runStage(stage),
  )
  if (!canWatch) console.log('Left-over processes were not looked for: there is no /proc here.')
  for (const line of closingLines(ended)) console.log(line)
  return isInterrupted ? EXIT_INTERRUPTED : exitCodeOf(ended)
}

/** The stages to run, or an exit code when there is nothing to run. */
function choose(words: readonly string[]): Stage[] | number {
  try {
    const { values } = parseArgs({
      args: words.filter((word) => word !== '--'),
      options: {
        static: { type: 'boolean' },
        only: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help) {
      console.log(HELP)
      return 0
    }
    const names = values.only?.split(',').map((name) => name.trim())
    const unknown = names?.filter((name) => !stages.some((stage) => stage.name === name)) ?? []
    if (unknown.length > 0) throw new Error(`no such stage: ${unknown.join(', ')}`)
    return stages.filter(
      (stage) => (!values.static || stage.static) && (names?.includes(stage.name) ?? true),
    )
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    console.error(`stages: ${stages.map(({ name }) => name).join(', ')}`)
    return EXIT_ARGUMENTS
  }
}

/** A stage fails by itself, by throwing, or by leaving a process behind. */
async function runStage(stage: Stage): Promise<Ended> {
  const began = performance.now()
  const watch = watchDescendants()
  const outcome = await stage.run(watch.add).catch((error: unknown): Outcome => {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return failedOnce(stage.name, message)
  })
  const left = await watch.leftovers()
  if (left.length > 0) {
    const list = left.map(({ pid, command }) => `${pid} ${command}`).join('\n')
    outcome.failures.push({ name: `${stage.name} > left processes behind`, message: list })
  }
  const ended = { ...outcome, name: stage.name, ms: performance.now() - began }
  console.log(stageLine(ended))
  return ended
}
