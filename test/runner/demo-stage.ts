// The stages that play a door log through the whole house and hold the figures to their laws.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ROOT, runCommand } from './command.ts'
import { demoLaws, readFigures } from './demo-laws.ts'
import { DEMO_SILENCE_MAX_MS } from './limits.ts'
import { failedOnce, type OnStart, type Outcome, type Stage } from './stage.ts'

const ROWS = 500
const OUTPUT_LINES_MAX = 60
/** A whole year must play in less, on two cores. */
const YEAR_MAX_S = 180

/** A short demo; and the whole year where TICUN_DOOR_LOG names a real door log. */
export function demoStages(env: NodeJS.ProcessEnv): Stage[] {
  const named = env['TICUN_DOOR_LOG'] ?? ''
  const log = named === '' ? [] : ['--log', resolve(ROOT, named)]
  const short: Stage = {
    name: 'demo',
    static: false,
    cores: 1,
    run: (onStart) => playDemo('demo', [...log, '--rows', String(ROWS)], { rows: ROWS, onStart }),
  }
  if (log.length === 0) return [short]
  const year: Stage = {
    name: 'year',
    static: false,
    cores: 1,
    run: (onStart) => playDemo('year', log, { rows: undefined, secondsMax: YEAR_MAX_S, onStart }),
  }
  return [short, year]
}

type Laws = { rows: number | undefined; secondsMax?: number }

async function playDemo(
  name: string,
  words: readonly string[],
  play: Laws & { onStart: OnStart },
): Promise<Outcome> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ticun-demo-'))
  // Postgres may run as another user, and would keep its files elsewhere otherwise.
  chmodSync(dataDir, 0o711)
  try {
    const program = ['node', 'infra/demo/main.ts', '--exit', '--json', '--data', dataDir]
    const ran = await runCommand([...program, ...words], {
      silenceMaxMs: DEMO_SILENCE_MAX_MS,
      onStart: play.onStart,
    })
    const told = ran.output.trim().split('\n').slice(-OUTPUT_LINES_MAX).join('\n')
    if (ran.isStuck) return failedOnce(name, `said nothing for too long\n${told}`)
    const outcome = judgeDemo(name, ran.stdout, play)
    if (ran.code === 0) return outcome
    const failure = { name, message: `ended with code ${ran.code}\n${told}` }
    return { ...outcome, failures: [failure, ...outcome.failures] }
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Each law is one test. */
export function judgeDemo(name: string, stdout: string, play: Laws): Outcome {
  const read = readFigures(stdout)
  if ('wrong' in read) return failedOnce(`${name} > every figure is told`, read.wrong)
  const { figures } = read
  const laws = demoLaws(play.rows)
  const { secondsMax } = play
  if (secondsMax !== undefined) {
    laws.push({ name: `under ${secondsMax} s`, holds: (it) => it.seconds < secondsMax })
  }
  const broken = laws.filter((law) => !law.holds(figures))
  const line = stdout.trimEnd().split('\n').at(-1) ?? ''
  return {
    // The figures themselves are one more thing that held.
    passed: laws.length - broken.length + 1,
    failures: broken.map((law) => ({ name: `${name} > ${law.name}`, message: line })),
    skipped: [],
  }
}
