// Formula F7: which of a consumer's lots a session is taken from.

export type Choosable = {
  validUntil: string | undefined
  paidAt: string | undefined
  lotId: string
}

/** Sorts last: a lot that never ends, or that is not paid. */
const NEVER = '9999'

/** Earliest expiry first, then the one that was paid first, then the lower id. */
export function expiresFirst(a: Choosable, b: Choosable): number {
  return (
    compare(a.validUntil ?? NEVER, b.validUntil ?? NEVER) ||
    compare(a.paidAt ?? NEVER, b.paidAt ?? NEVER) ||
    compare(a.lotId, b.lotId)
  )
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
