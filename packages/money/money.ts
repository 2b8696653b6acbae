// Amounts of Chinese yuan as whole fen, that cannot be added wrongly.

/** An amount in fen (1 元 = 100 fen). Signed; never a float. */
export type Fen = bigint

export const CURRENCY = 'CNY'

/** Sums amounts in fen. */
export function sumFen(amounts: Iterable<Fen>): Fen {
  let sum = 0n
  for (const amount of amounts) sum += amount
  return sum
}

/** The smaller of two amounts in fen. */
export function minFen(a: Fen, b: Fen): Fen {
  return a < b ? a : b
}

/** Reads minor units ("299900") as fen; throws on anything but an integer. */
export function parseFen(text: string): Fen {
  if (!/^-?\d{1,18}$/.test(text)) throw new RangeError(`not an integer amount of fen: "${text}"`)
  return BigInt(text)
}

/** Reads 元 with at most two decimals ("2,999.00") as fen; undefined when it is no such amount. */
export function parseYuan(text: string): Fen | undefined {
  const match = /^(-)?(\d{1,3}(?:,\d{3})+|\d{1,16})(?:\.(\d{1,2}))?$/.exec(text.trim())
  if (!match) return undefined
  const whole = BigInt(match[2]!.replaceAll(',', ''))
  const fen = whole * 100n + BigInt((match[3] ?? '').padEnd(2, '0'))
  return match[1] ? -fen : fen
}

/** Writes fen as 元 with two decimals and thousands separators: 299900n → "2,999.00". */
export function formatYuan(amount: Fen): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(3, '0')
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${amount < 0n ? '-' : ''}${whole}.${digits.slice(-2)}`
}

/** Writes fen as plain decimal 元 for bank files: 299900n → "2999.00". */
export function decimalYuan(amount: Fen): string {
  return formatYuan(amount).replaceAll(',', '')
}
