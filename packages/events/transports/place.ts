// Decides, from what arrives of a partition, whether it is the log that was read before; pure.
/** Where reading of a partition stands. */
export type Standing = {
  /** The offset of the next record. */
  next: bigint
  /** Id of the record before it, where it is to be compared with what the broker has there. */
  mark: string | undefined
  /** How many cuts of this log were heeded. */
  cuts: number
}

/** A batch: its first record, its last one's word of cuts, and the end of the log. */
export type Arrived = {
  first: { offset: bigint; id: string | undefined }
  partition: number
  /** `partition:number:offset,…`: where the topic was cut off; undefined when it never was. */
  cuts: string | undefined
  end: bigint
}

export type Verdict =
  { take: 'all' | 'all but the first'; cuts: number } | { seek: bigint; cuts: number; why: string }

/** Nothing was read yet. */
export const UNREAD: Standing = { next: 0n, mark: undefined, cuts: 0 }

/**
 * A log is only ever cut off at its end and goes on growing there; so what stands before the cut
 * was read. After it there may be facts that were never read, at offsets that were.
 */
export function judge(standing: Standing, arrived: Arrived): Verdict {
  const { next, mark } = standing
  const { first, end } = arrived
  const { cuts, lowest } = unheeded(standing.cuts, arrived)
  if (first.offset < next - 1n || (first.offset < next && mark === undefined)) {
    // The broker began anew because it has nothing at the place that was asked for.
    const seek = end < next ? end : next
    const cutOff = { seek, cuts: standing.cuts, why: 'its end lies before what was read' }
    return seek < next ? cutOff : { take: 'all', cuts: standing.cuts }
  }
  if (lowest !== undefined && lowest < next) {
    return { seek: lowest, cuts, why: 'it was cut off and grew again' }
  }
  if (first.offset < next) {
    if (first.id === mark) return { take: 'all but the first', cuts }
    return { seek: 0n, cuts, why: 'another record lies where the last one was read' }
  }
  return { take: 'all', cuts }
}

/** How many cuts there are, and the lowest offset of those that are not heeded yet. */
function unheeded(
  known: number,
  { partition, cuts: text }: Arrived,
): { cuts: number; lowest: bigint | undefined } {
  let cuts = known
  let lowest: bigint | undefined
  for (const cut of text?.split(',') ?? []) {
    const [place, number, offset] = /^(\d+):(\d+):(\d+)$/.exec(cut)?.slice(1).map(BigInt) ?? []
    if (number === undefined || offset === undefined || place !== BigInt(partition)) continue
    if (number <= BigInt(known)) continue
    cuts = Math.max(cuts, Number(number))
    if (lowest === undefined || offset < lowest) lowest = offset
  }
  return { cuts, lowest }
}
