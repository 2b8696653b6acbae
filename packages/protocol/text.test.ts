// Knows which texts and times are taken, and that they are one and the same at every door.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanText, day, instant, label, wordsUpTo } from './index.ts'

const MUSCLE = '\u{1f4aa}'

test('a text is taken in NFC, trimmed', () => {
  expect(label(10).parse(' Zoe\u0308 ')).toBe('Zo\u00eb')
  expect(label(10).parse('\u3000\u6c34\u7acb\u65b9\u3000')).toBe('\u6c34\u7acb\u65b9')
  expect(wordsUpTo(10).parse('  ')).toBe('')
})

test('characters are counted, not their halves', () => {
  expect(label(3).parse(MUSCLE.repeat(3))).toBe(MUSCLE.repeat(3))
  expect(label(3).safeParse(MUSCLE.repeat(4)).success).toBe(false)
  expect(label(1).parse('e\u0301')).toBe('\u00e9')
})

test.each([
  ['half a pair', '\u6cf3\u9986\ud83d'],
  ['the other half', '\udcaaa'],
  ['NUL', 'a\u0000'],
  ['a line', 'a\nb'],
  ['a line at the end', 'a\n'],
  ['a C1 control', 'a\u0085'],
  ['a line separator', 'a\u2028b'],
  ['a bidi override', 'a\u202eb'],
  ['a bidi isolate', 'a\u2066b'],
  ['an Arabic mark', 'a\u061cb'],
])('%s is refused everywhere', (_what, text) => {
  expect(label(10).safeParse(text).success).toBe(false)
  expect(wordsUpTo(10).safeParse(text).success).toBe(false)
  expect(label(10).safeParse(cleanText(text, 10)).success).toBe(true)
})

test.each([
  ['nothing', ''],
  ['spaces', ' \u00a0\u3000'],
  ['a space of no width', '\u200b'],
  ['a joiner', '\u200d\u2060'],
  ['a selector', '\ufe0f'],
  ['a soft hyphen', '\u00ad'],
  ['a filler', '\u3164'],
  ['the blank of Braille', '\u2800'],
  ['tags', '\u{e0041}'],
])('%s alone is no name', (_what, text) => {
  expect(label(10).safeParse(text).success).toBe(false)
  expect(cleanText(text, 10)).toBe('')
})

test('what others wrote becomes a label, or nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), fc.nat(30), (text, cut) => {
      // Cut by units, as careless systems do.
      const clean = cleanText(text.slice(0, cut), 12)
      expect(clean === '' || label(12).parse(clean) === clean).toBe(true)
    }),
  )
})

const days = [
  ['1900-01-01', true],
  ['2999-12-31', true],
  ['2000-02-29', true],
  ['1904-02-29', true],
  ['1900-02-29', false],
  ['2100-02-29', false],
  ['2023-02-29', false],
  ['2023-04-31', false],
  ['1899-12-31', false],
  ['3000-01-01', false],
  ['0000-01-01', false],
  ['0001-01-01', false],
  ['2023-00-01', false],
  ['2023-1-1', false],
] as const

test.each(days)('%s: %s', (text, taken) => {
  expect(day.safeParse(text).success).toBe(taken)
  expect(instant.safeParse(`${text}T23:59:59.999Z`).success).toBe(taken)
})

test('a day exists exactly when the calendar has it', () => {
  const part = (min: number, max: number) => fc.integer({ min, max })
  fc.assert(
    fc.property(part(1900, 2999), part(0, 13), part(0, 32), (year, month, date) => {
      const text = [year, month, date].map((each) => String(each).padStart(2, '0')).join('-')
      const at = new Date(Date.UTC(year, month - 1, date))
      expect(day.safeParse(text).success).toBe(at.toISOString().startsWith(text))
    }),
  )
})

test.each(['2015-02-02T00:11:00Z', '2015-02-02T00:11:00.000+08:00', '2015-02-02T24:00:00.000Z'])(
  '%s has not the one form',
  (text) => expect(instant.safeParse(text).success).toBe(false),
)
