// The member's code as a signed text, shown as a QR code: it names its contract and its window.
import { macOf } from './hmac.ts'
import { sameText } from './same-text.ts'

/** First part of a token; a later form of it gets another one. */
const VERSION = 'TC1'
const SHAPE = /^TC1\.([0-9A-HJKMNP-TV-Z]{26})\.(\d{1,12})\.[0-9A-HJKMNP-TV-Z]{26}$/
const BASE_32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** 26 characters of 5 bits: 130 bits of the MAC. */
const MAC_CHARS = 26

/**
 * The token of a contract in a window: `TC1.CONTRACT.WINDOW.MAC`, in the letters that a QR code
 * packs densest and that every scanner types alike.
 */
export function tokenAt(key: string, contractId: string, window: bigint): string {
  const signed = `${VERSION}.${contractId.slice(contractId.indexOf('_') + 1)}.${window}`
  const mac = Buffer.from(macOf(key)(`member-token/${signed}`), 'hex')
  const text = Array.from(mac.subarray(0, MAC_CHARS), (byte) => BASE_32[byte & 31]).join('')
  return `${signed}.${text}`
}

/** Whether a text has the shape of a token; says nothing about its signature. */
export function isToken(text: string): boolean {
  return SHAPE.test(text)
}

/** The window that a token was signed for; null when it is of another contract, or forged. */
export function windowOfToken(key: string, contractId: string, token: string): bigint | null {
  const window = BigInt(SHAPE.exec(token)?.[2] ?? '-1')
  if (window < 0n) return null
  return sameText(tokenAt(key, contractId, window), token) ? window : null
}
