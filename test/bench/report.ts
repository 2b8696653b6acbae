// A run's results as Markdown tables: targets first, then every figure.
import type { CoresUsed } from './cpu-use.ts'
import { discardedOf, type Results } from './results.ts'
import type { Latency } from './statistics.ts'
import { count, factor, judge, ms, percent, rate, seconds } from './targets.ts'

/** The page that stands beside results.json. */
export function reportOf(results: Results): string {
  const parts = [
    introduction(results),
    targets(results),
    posting(results),
    http(results),
    lag(results),
    verify(results),
    balance(results),
    mass(results),
    discarded(results),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function introduction({ machine, quick, seconds: took }: Results): string {
  const { cpu, cores, memoryGib, kernel, node, date } = machine
  const postgres = `PostgreSQL ${machine.postgres} (built with ${machine.postgresBuild})`
  const warning = quick ? '\n\n**A quick try of the harness: these figures mean nothing.**' : ''
  const durable = `fsync ${machine.fsync}, synchronous_commit ${machine.synchronousCommit}`
  const load = `load before ${machine.loadBefore.toFixed(2)}`
  return `# Bench

${date.slice(0, 16).replace('T', ' ')} UTC · ${cpu}, ${cores} cores, ${memoryGib} GiB ·
${kernel} · Node ${node.slice(1)} · ${postgres} ·
${durable} · ${load} · ${Math.round(took)} s

Everything on one machine: servers, broker, load. Figures are medians of rounds in turns, with
least and most in brackets. A run whose sums, chain or receipts are wrong does not count.${warning}`
}

function targets(results: Results): string {
  const rows = judge(results).map(({ target, reached, figure }) => {
    const mark = reached === undefined ? 'not measured' : reached ? 'yes' : '**no**'
    return [target, mark, figure]
  })
  return `## Targets\n\n${table(['target', 'reached', 'figure'], rows)}`
}

function posting({ posting: found, commands }: Results): string {
  if (!found) return ''
  const ceiling = found.ceiling.map(({ batch, perSecond }) => [
    `ceiling, ${batch} sessions a transaction`,
    rate(perSecond),
    batch === found.best.batch ? 'the best' : '',
    '',
    '',
  ])
  const points = found.points.map(({ shape, concurrency, perSecond, ofCeiling, latency }) => [
    `batcher, ${concurrency} at a time, ${shape === 'hot' ? 'one merchant' : 'a hundred merchants'}`,
    rate(perSecond),
    percent(ofCeiling),
    ms(latency.p50),
    ms(latency.p99),
  ])
  const { alone } = found
  return `## Posting, in one process

A session that is recorded, confirmed by code and posted, on one of 1,000 contracts. The ceiling is
the same rows by bare statements, without rules.

![throughput](throughput.svg)

${table(['what', 'sessions', 'of the ceiling', 'p50', 'p99'], [...ceiling, ...points])}

One command alone in turns with one bare transaction of the same rows:
p50 ${ms(alone.batcher.p50)} against ${ms(alone.bare.p50)}, ${factor(alone.ratio)}.

${taken(commands.posting)}`
}

function http({ http: found, commands }: Results): string {
  if (!found) return ''
  const { oneByOne, batches, half } = found
  const row = (what: string, one: typeof oneByOne) => [
    what,
    rate(one.perSecond),
    percent(one.ofCeiling),
    ms(one.latency.p50),
    ms(one.latency.p99),
  ]
  const rows = [
    row('one by one, 64 connections', oneByOne),
    row('by hundreds, 64 connections', batches),
    ['one by one, by schedule', `${count(half.ratePerSecond)}/s`, '', ...both(half.latency)],
  ]
  return `## Sessions over HTTP

A real escrow process with log-in, idempotency and facts over ${found.transport}, one merchant. The
load is a process of its own on the same machine and used ${oneByOne.loadCores.toFixed(2)} of a core
one by one, ${batches.loadCores.toFixed(2)} by hundreds. Facts that waited for the relay at the last
answer: at most ${count(oneByOne.backlog)} and ${count(batches.backlog)}.

${table(['what', 'sessions applied', 'of the ceiling', 'p50 of a request', 'p99'], rows)}

Cores used, settling time included: one by one ${cores(oneByOne.cores)};
by hundreds ${cores(batches.cores)}.
The ceiling in these rounds: ${rate(found.ceilingPerSecond)}.

${taken(commands.http)}`
}

function lag({ lag: found, commands }: Results): string {
  if (!found) return ''
  const row = (what: string, one: Latency) => [what, ...both(one), ms(one.max), count(one.count)]
  const rows = [
    row("fact's book time → the notary's transaction that takes it in", found.consumed),
    row('acknowledged → checkpoint over it at the client (looks every 40 ms)', found.checkpointed),
    row('request, with the notary at work beside', found.http),
  ]
  return `## On the way to the notary

Under ${count(found.ratePerSecond)} sessions/s by schedule, over ${found.transport}.

${table(['what', 'p50', 'p99', 'most', 'of'], rows)}

Cores used, settling time included: ${cores(found.cores)}.
Facts that waited for the relay at the end: ${count(found.backlog)}.

${taken(commands.lag)}`
}

function verify({ verify: found, commands }: Results): string {
  if (!found) return ''
  const rows = [
    ['SHA-256 of the same bytes, once each', rate(found.bareHashes)],
    ['read, link, leaf, tree', rate(found.proof)],
    ['`pnpm verify` of a file: and balances, causes, signature', rate(found.verify)],
    ['verify, of the bare hashes', percent(found.verifyOfBare)],
  ]
  return `## Verifying

${count(found.entries)} entries of ${found.bytesAnEntry} bytes, one core.

${table(['what', 'entries'], rows)}

${taken(commands.verify)}`
}

function balance({ balance: found, commands }: Results): string {
  if (!found) return ''
  const rows = found.times.map(({ time, few, many, p99Ratio }) => [
    `by ${time} time`,
    ...both(few),
    ...both(many),
    factor(p99Ratio),
  ])
  const [few, many] = [count(found.fewLines), count(found.manyLines)]
  const heads = ['', `p50, ${few} lines`, 'p99', `p50, ${many} lines`, 'p99', 'p99 ratio']
  return `## Balance at a random instant

Half of the questions are about a lot, half about a merchant's payable; one entry in twenty was
recorded late. The latencies are of all rounds together, the ratio is taken round by round.

${table(heads, rows)}

${taken(commands.balance)}`
}

function mass({ mass: found, commands }: Results): string {
  if (!found) return ''
  const rows = [[count(found.contracts), seconds(found.seconds), found.refundFen]]
  return `## Refunds of all consumers of a merchant

One command computes what each of them gets, with the file that is signed; half of them have used a
session. Σ equals what the book holds, to the fen.

${table(['contracts', 'computed in', 'to be refunded, fen'], rows)}

${taken(commands.mass)}`
}

function discarded(results: Results): string {
  const found = discardedOf(results)
  if (found.length === 0) return 'No run was discarded.'
  return `## Discarded\n\n${found.map((why) => `- ${why}`).join('\n')}`
}

function cores(used: CoresUsed): string {
  const busy = Object.entries(used).filter(([, share]) => share > 0)
  return busy.map(([name, share]) => `${name} ${share.toFixed(2)}`).join(', ') || 'not told here'
}

function both({ p50, p99 }: Latency): [string, string] {
  return [ms(p50), ms(p99)]
}

function taken(command: string | undefined): string {
  return command === undefined ? '' : `Taken by \`${command}\`.`
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}
