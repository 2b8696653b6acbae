// The member's code for the front desk: eight digits, a new one every window, derived from a key.
import { createHmac } from 'node:crypto'

/** How long one code is shown. */
export const CODE_WINDOW_MS = 30_000
/** A code of this many windows ago still counts: it takes a moment to read it out. */
const WINDOWS_BACK = 1n
const DIGITS = 8

/** The number of the window that an instant (UTC) lies in. */
export function windowAt(now: string): bigint {
  return BigInt(Math.floor(Date.parse(now) / CODE_WINDOW_MS))
}

/** The code of a contract in a window. */
export function codeAt(key: string, contractId: string, window: bigint): string {
  const mac = createHmac('sha256', key).update(`${contractId}/${window}`)
  const number = mac.digest().readBigUInt64BE() % 10n ** BigInt(DIGITS)
  return number.toString().padStart(DIGITS, '0')
}

/** The window whose code this is, now or just before; null when it is none. */
export function windowOf(
  key: string,
  contractId: string,
  code: string,
  now: string,
): bigint | null {
  const current = windowAt(now)
  for (let window = current; window >= current - WINDOWS_BACK; window -= 1n) {
    if (codeAt(key, contractId, window) === code) return window
  }
  return null
}
