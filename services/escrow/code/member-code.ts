// The member's code for the front desk: a new one every window, derived from a key. It is eight
// digits to read out, or a token to scan.
import { CODE_WINDOW_MS, CODE_WINDOWS_BACK } from '@ticun/rules'
import { macOf } from './hmac.ts'
import { isToken, windowOfToken } from './member-token.ts'
import { sameText } from './same-text.ts'

const DIGITS = 8

/** The number of the window that an instant (UTC) lies in. */
export function windowAt(now: string): bigint {
  return BigInt(Math.floor(Date.parse(now) / CODE_WINDOW_MS))
}

/** The digits of a contract in a window. */
export function codeAt(key: string, contractId: string, window: bigint): string {
  const mac = macOf(key)(`${contractId}/${window}`)
  const number = BigInt(`0x${mac.slice(0, 16)}`) % 10n ** BigInt(DIGITS)
  return number.toString().padStart(DIGITS, '0')
}

/**
 * The window whose digits or token this is, now or just before; null when it is none. Both of a
 * window are one code: who used the one cannot use the other.
 */
export function windowOf(
  key: string,
  contractId: string,
  code: string,
  now: string,
): bigint | null {
  const current = windowAt(now)
  const oldest = current - BigInt(CODE_WINDOWS_BACK)
  if (isToken(code)) {
    const window = windowOfToken(key, contractId, code)
    return window !== null && window >= oldest && window <= current ? window : null
  }
  for (let window = current; window >= oldest; window -= 1n) {
    if (sameText(codeAt(key, contractId, window), code)) return window
  }
  return null
}
