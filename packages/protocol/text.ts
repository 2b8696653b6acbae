// What counts as text and as time in this house: one notion, at the door and on the wire.
import { z } from 'zod'

/** Nearly all of what machines write: nothing in it can be wrong. */
const PLAIN = /^[\x20-\x7e]*$/
/** Control characters, ends of lines, and what turns the direction of what follows. */
const FORBIDDEN = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u
const FORBIDDEN_ALL = new RegExp(`${FORBIDDEN.source}+`, 'gu')
/** What shows nothing by itself: spaces, joiners, selectors, fillers, the blank of Braille. */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]/u
/** The same as `FORBIDDEN`, in the words that every reader of a JSON schema knows. */
const PATTERN =
  '^[^\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]*$'

/** Why a text (in NFC) cannot be taken; undefined when it can. Lengths are in code points. */
function wrongIn(text: string, min: number, max: number): string | undefined {
  // A code point takes one unit or two: nothing long is counted.
  if (text.length > 2 * max) return `must have at most ${max} characters`
  if (!PLAIN.test(text)) {
    if (!text.isWellFormed()) return 'must be whole characters: half a surrogate pair is none'
    if (FORBIDDEN.test(text)) return 'must not hold control characters, lines or bidi marks'
  }
  if (Array.from(text).length > max) return `must have at most ${max} characters`
  if (min > 0 && !VISIBLE.test(text)) return 'must hold at least one character that can be seen'
  return undefined
}

function textOf(min: number, max: number) {
  return z
    .string()
    .normalize('NFC')
    .superRefine((text, context) => {
      const message = wrongIn(text, min, max)
      if (message !== undefined) context.addIssue({ code: 'custom', message })
    })
    .trim()
    .meta({ ...(min > 0 ? { minLength: min } : {}), maxLength: max, pattern: PATTERN })
}

/**
 * A text of one line that people write, up to `max` code points: made NFC, trimmed, and with
 * something in it that can be seen. Half surrogate pairs, control characters and bidi marks are
 * refused.
 */
export function label(max: number) {
  return textOf(1, max)
}

/** The same, where nothing at all may be said too: what somebody types into a search box. */
export function wordsUpTo(max: number) {
  return textOf(0, max)
}

/**
 * What others wrote (a bank, another program) as a label may hold it: what is forbidden becomes a
 * space, and no character is cut in half. Empty when nothing is left that can be seen.
 */
export function cleanText(text: string, max: number): string {
  const plain = text.toWellFormed().normalize('NFC').replaceAll(FORBIDDEN_ALL, ' ').trim()
  const cut = plain.length > max ? Array.from(plain).slice(0, max).join('').trim() : plain
  return VISIBLE.test(cut) ? cut : ''
}

/** A leap day is one of a year that 4 divides, and no century but each fourth. */
const LEAP_DAY = '(?:(?:19|2[0-9])(?:0[48]|[2468][048]|[13579][26])|2[048]00)-02-29'
const OTHER_DAY = [
  '(?:19|2[0-9])[0-9]{2}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])',
  '(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)',
  '02-(?:0[1-9]|1[0-9]|2[0-8]))',
].join('|')
const DAY = `(?:${LEAP_DAY}|${OTHER_DAY})`
const TIME = '(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9][.][0-9]{3}'

/** An instant, UTC, of the years 1900 to 2999, with three decimals: 2015-02-02T00:11:00.000Z. */
export const instant = z
  .string()
  .regex(
    new RegExp(`^${DAY}T${TIME}Z$`),
    'must be an instant of 1900 to 2999, like 2015-02-02T00:11:00.000Z',
  )
  .meta({ format: 'date-time' })

/** A calendar day of the years 1900 to 2999, YYYY-MM-DD, meant in Asia/Shanghai. */
export const day = z
  .string()
  .regex(new RegExp(`^${DAY}$`), 'must be a day of 1900 to 2999, like 2015-02-02')
  .meta({ format: 'date' })
