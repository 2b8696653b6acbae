// Knows how amounts are written on paper: fen (bigint) to and from 元 with two decimals.

/** Writes fen as 元 with two decimals: 1234n becomes 12.34; negative amounts carry a minus. */
export function yuanText(amountFen: bigint): string {
  const digits = (amountFen < 0n ? -amountFen : amountFen).toString().padStart(3, '0')
  return `${amountFen < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** Reads a positive or zero decimal text with at most two decimals; undefined if it is not one. */
export function fenOfYuanText(text: string): bigint | undefined {
  const match = /^(\d{1,16})(?:\.(\d{1,2}))?$/.exec(text)
  if (match === null) return undefined
  return BigInt(match[1] ?? '0') * 100n + BigInt((match[2] ?? '').padEnd(2, '0'))
}
