// What the book should reach, and whether a run did.
import { TIMES } from './balance.ts'
import type { Shape } from './posting.ts'
import type { Results } from './results.ts'
import type { Spread } from './statistics.ts'

export type Verdict = {
  target: string
  /** Undefined: not measured in this run. */
  reached: boolean | undefined
  figure: string
}

const CROWD = 512
const OF_CEILING_MIN = 0.5
const HOT_DIFFERENCE_MAX = 0.1
const ALONE_RATIO_MAX = 1.5
const SINGLES_MIN = 3_300
const HALF_P99_MAX_MS = 100
const BATCHED_MIN = 12_000
const CHECKPOINT_P99_MAX_MS = 2_000
const VERIFY_MIN = 150_000
const BALANCE_RATIO_MAX = 1.3
const MASS_MAX_SECONDS = 10
/** A smaller merchant says nothing about the target. */
const MASS_CONTRACTS = 10_000

/** Each target with what this run found. */
export function judge(results: Results): Verdict[] {
  return [
    ...judgePosting(results),
    ...judgeHttp(results),
    ...judgeReading(results),
    judgeMass(results),
  ]
}

function judgePosting({ posting }: Results): Verdict[] {
  const hot = posting?.hotOfSpread
  const ratio = posting?.alone.ratio
  return [
    judgeCrowd(posting, 'spread', 'a hundred merchants'),
    judgeCrowd(posting, 'hot', 'one merchant'),
    verdict(
      `hot account no more than ${HOT_DIFFERENCE_MAX * 100} % slower than spread`,
      hot && hot.median >= 1 - HOT_DIFFERENCE_MAX,
      hot && `${percent(hot)} of spread`,
    ),
    verdict(
      `one command alone: ≤ ${ALONE_RATIO_MAX} × a bare transaction of the same rows`,
      ratio && ratio.median <= ALONE_RATIO_MAX,
      ratio &&
        posting &&
        `${factor(ratio)} (p50 ${ms(posting.alone.batcher.p50)} against ${ms(posting.alone.bare.p50)})`,
    ),
  ]
}

function judgeCrowd(posting: Results['posting'], wanted: Shape, name: string): Verdict {
  const crowd = posting?.points.find(
    ({ shape, concurrency }) => shape === wanted && concurrency === CROWD,
  )
  return verdict(
    `post through the batcher at ${CROWD} concurrent, ${name}: ≥ ${OF_CEILING_MIN * 100} % of the ceiling`,
    crowd && crowd.ofCeiling.median >= OF_CEILING_MIN,
    crowd && `${percent(crowd.ofCeiling)} of the ceiling; ${rate(crowd.perSecond)}`,
  )
}

function judgeHttp({ http, lag }: Results): Verdict[] {
  const { oneByOne, batches, half } = http ?? {}
  return [
    verdict(
      `sessions over HTTP, one by one: ≥ ${count(SINGLES_MIN)}/s applied`,
      oneByOne && oneByOne.perSecond.median >= SINGLES_MIN,
      oneByOne && `${rate(oneByOne.perSecond)}, ${percent(oneByOne.ofCeiling)} of the ceiling`,
    ),
    verdict(
      `at half of that rate: p99 < ${HALF_P99_MAX_MS} ms`,
      half && half.p99.median < HALF_P99_MAX_MS,
      half && `${millis(half.p99)} at ${count(half.ratePerSecond)}/s by schedule`,
    ),
    verdict(
      `sessions over HTTP, by hundreds: ≥ ${count(BATCHED_MIN)}/s applied`,
      batches && batches.perSecond.median >= BATCHED_MIN,
      batches && `${rate(batches.perSecond)}, ${percent(batches.ofCeiling)} of the ceiling`,
    ),
    verdict(
      `acknowledged → under a signed checkpoint: p99 ≤ ${CHECKPOINT_P99_MAX_MS / 1000} s`,
      lag && lag.checkpointed.p99 <= CHECKPOINT_P99_MAX_MS,
      lag && `${ms(lag.checkpointed.p99)} at ${count(lag.ratePerSecond)}/s over ${lag.transport}`,
    ),
  ]
}

function judgeReading({ verify, balance }: Results): Verdict[] {
  const ratios = TIMES.map((time) => {
    const found = balance?.times.find((one) => one.time === time)
    return verdict(
      `balance by ${time} time, p99 with many lines: ≤ ${BALANCE_RATIO_MAX} × that with few`,
      found && found.p99Ratio.median <= BALANCE_RATIO_MAX,
      found && `${factor(found.p99Ratio)} (p99 ${ms(found.many.p99)} against ${ms(found.few.p99)})`,
    )
  })
  return [
    verdict(
      `verify: ≥ ${count(VERIFY_MIN)} entries/s a core`,
      verify && verify.verify.median >= VERIFY_MIN,
      verify && rate(verify.verify),
    ),
    ...ratios,
  ]
}

function judgeMass({ mass }: Results): Verdict {
  return verdict(
    `schedule of refunds for ${count(MASS_CONTRACTS)} contracts: < ${MASS_MAX_SECONDS} s`,
    mass && mass.contracts >= MASS_CONTRACTS && mass.seconds.max < MASS_MAX_SECONDS,
    mass && `${seconds(mass.seconds)} for ${count(mass.contracts)}`,
  )
}

function verdict(
  target: string,
  reached: boolean | undefined,
  figure: string | undefined,
): Verdict {
  return { target, reached, figure: figure ?? '' }
}

/** `7,412/s (7,200–7,600)`: median, least and most. */
export function rate({ median, min, max }: Spread): string {
  return `${count(median)}/s (${count(min)}–${count(max)})`
}

export function percent({ median, min, max }: Spread): string {
  const part = (value: number) => (value * 100).toFixed(0)
  return `${part(median)} % (${part(min)}–${part(max)})`
}

export function factor({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} × (${min.toFixed(2)}–${max.toFixed(2)})`
}

/** `1.10 s (1.05–1.30)`: median, least and most. */
export function seconds({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} s (${min.toFixed(2)}–${max.toFixed(2)})`
}

/** `67 ms (54–91)`: median, least and most. */
function millis({ median, min, max }: Spread): string {
  return `${ms(median)} (${min.toFixed(0)}–${max.toFixed(0)})`
}

export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

export function ms(value: number): string {
  return `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`
}
