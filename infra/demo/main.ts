// The demo: reads or makes a door log, plays it through the house, and prints closing figures.
import { ArgumentsError, HELP, readArguments, type Arguments } from './arguments.ts'
import { bankDoor } from './bank.ts'
import { makeClient } from './client.ts'
import { close, differences } from './closing.ts'
import { expectedOf } from './expected.ts'
import { checkLaws, figuresJson, figuresText } from './figures.ts'
import { openFreshHouse, type OpenHouse } from './fresh-house.ts'
import { readHouseFile } from './house-file.ts'
import { leaveMatters } from './matters.ts'
import { play } from './player.ts'
import { showProgress } from './progress.ts'
import type { Stage } from './stage.ts'
import { readStory, type Story } from './story.ts'
import { makeTokens } from './tokens.ts'

const EXIT_LAW_BROKEN = 1
const EXIT_ARGUMENTS = 2
const EXIT_INTERRUPTED = 130

/** Everything for people goes to stderr: stdout carries the figures only. */
const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

let outcome = EXIT_INTERRUPTED
let stopHouse: (() => Promise<void>) | undefined
const interrupted = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
})

try {
  const args = readArguments(process.argv.slice(2))
  if (args.help) process.stdout.write(HELP)
  else process.exitCode = await Promise.race([run(args), interrupted.then(() => outcome)])
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = error instanceof ArgumentsError ? EXIT_ARGUMENTS : EXIT_LAW_BROKEN
}
await stopHouse?.()
// Keep-alive connections and timers of a stopped house must not keep the process.
process.exit()

async function run(args: Arguments): Promise<number> {
  const nowMs = Date.now()
  const story = await readStory(args, nowMs, (line, reason) => say(`line ${line}: ${reason}`))
  const { house, dataDir, stop } = await openHouse(args)
  stopHouse = stop
  const client = makeClient(makeTokens(house.urls.issuer))
  const stage: Stage = {
    house,
    client,
    bank: bankDoor(client, house),
    naming: story.naming,
    nowMs,
  }
  say(`portal ${house.urls.portal}   data ${dataDir}`)
  const wrong = await tell(stage, story, args)
  for (const doubt of wrong) say(`NOT RIGHT: ${doubt}`)
  outcome = wrong.length === 0 ? 0 : EXIT_LAW_BROKEN
  if (!args.exit && args.house === undefined) {
    const busy = await leaveMatters(stage, story.plan)
    say(`\nThe portal stays open at ${house.urls.portal}; Ctrl-C stops it.`)
    say('Log in as wang (notary office), coach (merchant) or m0001 (a member); password: ticun')
    if (busy.length > 0) say(`Something waits for ${busy.join(', ')}, and for li what wang asked.`)
    await interrupted
  }
  return outcome
}

/** Plays the story and prints the figures; returns what is not as it must be. */
async function tell(stage: Stage, story: Story, args: Arguments): Promise<string[]> {
  const { plan, rowsRead, refused, source } = story
  const sessions = plan.days.reduce((sum, day) => sum + day.sessions.length, 0)
  say(`${source}: ${rowsRead} rows, ${sessions} entrances on ${plan.days.length} days`)
  const beganMs = performance.now()
  const progress = showProgress(sessions, process.stderr)
  const sessionsRecorded = await play(stage, plan, progress).finally(() => progress.stop())
  const closing = await close(stage, { rowsRead, sessionsRecorded, refused })
  const seconds = Math.round((performance.now() - beganMs) / 100) / 10
  const figures = { ...closing.figures, seconds }
  process.stdout.write(`\n${figuresText(figures)}`)
  if (args.json) process.stdout.write(`${figuresJson(figures)}\n`)
  const wrong = [...checkLaws(figures), ...closing.doubts]
  const planned = new Set(plan.days.flatMap((day) => day.signings.map((it) => it.contractId)))
  if (closing.contracts.every((contract) => planned.has(contract.contractId))) {
    wrong.push(...differences(figures, expectedOf(plan)))
  } else {
    say('Other contracts were in this house before, so the plan is not compared.')
  }
  return wrong
}

async function openHouse(args: Arguments): Promise<OpenHouse> {
  if (args.house === undefined) return openFreshHouse(args, say)
  const house = await readHouseFile(args.house)
  return { house, dataDir: args.house, stop: async () => {} }
}
