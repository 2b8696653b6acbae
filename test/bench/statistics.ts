// Medians, extremes and percentiles of samples.

/** A figure that was measured several times: its median and extremes. */
export type Spread = { median: number; min: number; max: number; samples: number[] }

/** Latencies in milliseconds. */
export type Latency = { count: number; p50: number; p90: number; p99: number; max: number }

/** Summarises samples of one figure, of which there is at least one. */
export function spreadOf(samples: readonly number[]): Spread {
  const sorted = samples.toSorted((a, b) => a - b)
  return {
    median: percentile(sorted, 0.5),
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
    samples: samples.map((each) => rounded(each)),
  }
}

/** Summarises latencies in milliseconds. */
export function latencyOf(samplesMs: readonly number[]): Latency {
  const sorted = Float64Array.from(samplesMs).toSorted()
  const at = (share: number) => rounded(percentile(sorted, share))
  return {
    count: sorted.length,
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    max: rounded(sorted.at(-1) ?? Number.NaN),
  }
}

/** The value that `share` of a sorted list does not exceed; of an even list's middle, the mean. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const last = sorted.length - 1
  if (last < 0) return Number.NaN
  if (share === 0.5) {
    return ((sorted[Math.floor(last / 2)] ?? 0) + (sorted[Math.ceil(last / 2)] ?? 0)) / 2
  }
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** Three decimals are more than any clock here knows. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
