// `pnpm bench`: measures every part in turn and writes results.json, results.md, throughput.svg.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { measureBalances } from './balance.ts'
import { chartOf } from './chart.ts'
import { measureLag } from './lag.ts'
import { describeMachine } from './machine.ts'
import { measureHttp } from './over-http.ts'
import { measureMass } from './mass.ts'
import { measurePosting, openCeiling, type OpenCeiling } from './posting.ts'
import { say, secondsSoFar } from './progress.ts'
import { reportOf } from './report.ts'
import { discardedOf, PARTS, type Part, type Results } from './results.ts'
import { CEILING_BATCHES, scaleOf, type Scale } from './scale.ts'
import { openBenchServer, type BenchServer } from './server.ts'
import { quietly } from './settle.ts'
import { measureVerify } from './verify-speed.ts'

const HERE = fileURLToPath(new URL('.', import.meta.url))
/** Half of what is asked of HTTP, when this run did not measure what there is. */
const HALF_RATE_DEFAULT = 1_650
const LINES_MIN = 1_000
/** A run that is not over by then hangs; its servers end with this process. */
const RUN_MAX_MS = 30 * 60_000

const HELP = `pnpm bench [options]: measures the book beside the raw limit of this machine.

  --quick          a little of everything, to try the harness; its figures mean nothing
  --only PARTS     some of ${PARTS.join(',')}
  --lines N        lines of the large book (default 10000000)
  --out FOLDER     where results.json, results.md and throughput.svg go (default test/bench)
  --help           show this
`

type Options = { quick: boolean; parts: readonly Part[]; scale: Scale; out: string; words: string }

function readArguments(words: readonly string[]): Options | undefined {
  const given = words.filter((word) => word !== '--')
  const { values } = parseArgs({
    args: given,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      lines: { type: 'string' },
      out: { type: 'string', default: HERE },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return undefined
  const wanted = values.only?.split(',') ?? PARTS
  const unknown = wanted.find((word) => !PARTS.some((part) => part === word))
  if (unknown !== undefined) throw new Error(`--only: there is no part ${unknown}`)
  const lines = values.lines === undefined ? undefined : Number(values.lines)
  if (lines !== undefined && !(Number.isSafeInteger(lines) && lines >= LINES_MIN)) {
    throw new Error(`--lines: must be a whole number, at least ${LINES_MIN}`)
  }
  return {
    quick: values.quick,
    parts: PARTS.filter((part) => wanted.includes(part)),
    scale: scaleOf(values.quick, lines),
    out: values.out,
    words: [values.quick ? ' --quick' : '', lines === undefined ? '' : ` --lines ${lines}`].join(
      '',
    ),
  }
}

/** Measures each part; one that fails is said and does not stop the others. */
async function measureAll(server: BenchServer, options: Options): Promise<Results> {
  const { scale, parts, words, quick } = options
  const machine = await describeMachine(server.real.client)
  const commands = parts.map((part) => [part, `node test/bench/main.ts --only ${part}${words}`])
  const results: Results = {
    machine,
    quick,
    seconds: 0,
    commands: Object.fromEntries(commands),
    failed: {},
  }
  let open: Promise<OpenCeiling> | undefined
  const opened = () => (open ??= openCeiling(server, scale))
  // What parts before have written in this server is nothing that these ask.
  const elsewhere = <T>(work: () => Promise<T>) => quietly(server.bare, work)
  const measure: Record<Part, () => Promise<unknown>> = {
    posting: async () => (results.posting = await measurePosting(server, scale, await opened())),
    http: async () => {
      const best = results.posting?.best.batch ?? CEILING_BATCHES[1]
      const { ceiling } = await opened()
      results.http = await elsewhere(() => measureHttp(ceiling, best, scale))
    },
    lag: async () => {
      const rate = results.http?.half.ratePerSecond ?? HALF_RATE_DEFAULT
      results.lag = await elsewhere(() => measureLag(rate, scale))
    },
    verify: async () => (results.verify = await elsewhere(() => measureVerify(scale))),
    balance: async () => {
      results.balance = await elsewhere(() => measureBalances(server, scale))
    },
    mass: async () => (results.mass = await measureMass(server, scale)),
  }
  for (const part of parts) {
    try {
      await measure[part]()
    } catch (error) {
      results.failed[part] = String(error).split('\n')[0] ?? ''
      say(`${part}: failed: ${error instanceof Error ? error.stack : String(error)}`)
    }
  }
  return { ...results, seconds: secondsSoFar() }
}

function writeResults(results: Results, out: string): void {
  mkdirSync(out, { recursive: true })
  // Samples on one line, as the formatter of the house has them.
  const json = JSON.stringify(results, null, 2).replaceAll(/\[([\s\d.,-]+)\]/g, (_all, cells) => {
    return `[${String(cells).trim().split(/,\s*/).join(', ')}]`
  })
  writeFileSync(join(out, 'results.json'), `${json}\n`)
  writeFileSync(join(out, 'results.md'), reportOf(results))
  const { machine, posting } = results
  if (!posting) return
  const caption = `${machine.cpu}, ${machine.cores} cores, PostgreSQL ${machine.postgres}, ${machine.date.slice(0, 10)}`
  writeFileSync(join(out, 'throughput.svg'), chartOf(posting, caption))
}

async function main(words: readonly string[]): Promise<number> {
  let options: Options | undefined
  try {
    options = readArguments(words)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`)
    return 2
  }
  if (!options) {
    process.stdout.write(HELP)
    return 0
  }
  setTimeout(() => {
    say('not over in time; given up')
    process.exit(1)
  }, RUN_MAX_MS).unref()
  say('starting Postgres')
  const server = await openBenchServer()
  try {
    const results = await measureAll(server, options)
    writeResults(results, options.out)
    process.stdout.write(reportOf(results))
    say('done')
    return discardedOf(results).length === 0 ? 0 : 1
  } finally {
    await server.close()
  }
}

process.exitCode = await main(process.argv.slice(2))
