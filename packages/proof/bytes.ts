// Knows how bytes become text and back (hex, base64, UTF-8), strictly and without a runtime's help.
import { ProofError } from './proof-error.ts'

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const BASE64_SHAPE = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const SEXTETS = new Map(Array.from(ALPHABET, (character, value) => [character, value]))

const encoder = new TextEncoder()
// A byte order mark is a character like any other here: dropping it would make two spellings equal.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Lower-case hexadecimal. */
export const hex = (bytes: Uint8Array): string => {
  let text = ''
  for (const byte of bytes) text += HEX[byte]
  return text
}

/** Bytes of lower-case hexadecimal; anything else is a ProofError. */
export const fromHex = (text: string): Uint8Array => {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw new ProofError('not lower-case hexadecimal')
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i += 1) {
    bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16)
  }
  return bytes
}

/** Standard base64 with padding (RFC 4648 §4). */
export const base64 = (bytes: Uint8Array): string => {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i
    const word =
      ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (left > 2 ? (bytes[i + 2] ?? 0) : 0)
    text += ALPHABET.charAt(word >> 18) + ALPHABET.charAt((word >> 12) & 63)
    text += left > 1 ? ALPHABET.charAt((word >> 6) & 63) : '='
    text += left > 2 ? ALPHABET.charAt(word & 63) : '='
  }
  return text
}

/** Bytes of standard base64 with padding; another alphabet or stray bits is a ProofError. */
export const fromBase64 = (text: string): Uint8Array => {
  if (!BASE64_SHAPE.test(text)) throw new ProofError('not standard base64')
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  for (let i = 0, at = 0; i < text.length; i += 4) {
    let word = 0
    for (let j = 0; j < 4; j += 1) word = (word << 6) | (SEXTETS.get(text.charAt(i + j)) ?? 0)
    for (const shift of [16, 8, 0]) if (at < bytes.length) bytes[at++] = (word >> shift) & 255
  }
  // Bits under the padding must be zero, or two texts would mean the same bytes.
  if (base64(bytes) !== text) throw new ProofError('base64 with stray bits')
  return bytes
}

export const concat = (...parts: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

export const equal = (one: Uint8Array, other: Uint8Array): boolean => {
  if (one.length !== other.length) return false
  for (let i = 0; i < one.length; i += 1) if (one[i] !== other[i]) return false
  return true
}

/** UTF-8 bytes; the text must be well formed (no lone surrogates), or this is a ProofError. */
export const utf8 = (text: string): Uint8Array => {
  if (!text.isWellFormed()) throw new ProofError('text holds a lone surrogate')
  return encoder.encode(text)
}

/** Text of UTF-8 bytes, byte order mark kept; invalid UTF-8 is a ProofError. */
export const fromUtf8 = (bytes: Uint8Array): string => {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new ProofError('not UTF-8')
  }
}
