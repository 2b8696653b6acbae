// References find every slip of one digit, and are read however people write them.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  checkDigitsOf,
  groupedReference,
  isReference,
  newReference,
  readReferences,
  referenceOf,
} from './reference.ts'

const drawn = fc.integer({ min: 100_000_000_000, max: 999_999_999_999 })
const reference = drawn.map(referenceOf)

describe('check digits', () => {
  // ISO 7064's own example, and numbers whose remainders lie at the ends.
  test.each([
    ['794', '44'],
    ['1', '95'],
    ['97', '98'],
    ['100000000000', '83'],
    ['999999999999', '48'],
    ['123456789012', '44'],
  ])('%s: %s', (digits, check) => {
    expect(checkDigitsOf(digits)).toBe(check)
    expect(BigInt(digits + check) % 97n).toBe(1n)
  })

  test('one wrong digit is found, wherever it is', () => {
    const slip = fc.tuple(reference, fc.nat(13), fc.integer({ min: 1, max: 9 }))
    const holds = fc.property(slip, ([right, at, by]) => {
      const digit = (Number(right[at]) + by) % 10
      expect(isReference(`${right.slice(0, at)}${digit}${right.slice(at + 1)}`)).toBe(false)
    })
    fc.assert(holds, { numRuns: 2_000 })
  })

  test('two neighbours that changed places are found', () => {
    const holds = fc.property(reference, fc.nat(12), (right, at) => {
      const [one, other] = [right[at]!, right[at + 1]!]
      fc.pre(one !== other)
      const swapped = `${right.slice(0, at)}${other}${one}${right.slice(at + 2)}`
      expect(isReference(swapped)).toBe(false)
    })
    fc.assert(holds, { numRuns: 2_000 })
  })
})

test('what is drawn is a reference, and hardly ever the same', () => {
  const many = Array.from({ length: 2_000 }, newReference)
  expect(many.every(isReference)).toBe(true)
  expect(new Set(many).size).toBe(many.length)
})

test.each([99_999_999_999, 1_000_000_000_000, 100_000_000_000.5, Number.NaN])(
  'no reference is made of %s',
  (number) => expect(() => referenceOf(number)).toThrow(RangeError),
)

const ONE = referenceOf(123_456_789_012)
const OTHER = referenceOf(987_654_321_098)
const wide = (text: string) =>
  text.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))

describe('a reference is read', () => {
  test.each([
    ['alone', ONE],
    ['in groups', groupedReference(ONE)],
    ['with dashes', groupedReference(ONE).replaceAll(' ', '-')],
    ['in full-width digits', wide(ONE)],
    ['in full-width groups', wide(groupedReference(ONE)).replaceAll(' ', '　')],
    ['glued to words', `健身预付${ONE}王小明`],
    ['behind a date', `20150201 ${ONE}`],
    ['in groups behind a date', `2015-02-01 ${groupedReference(ONE)}`],
    ['before a telephone number', `${ONE}/13800138000`],
    ['behind letters', `ref:${ONE}abc`],
    ['over two lines', groupedReference(ONE).replace(' ', '\r\n')],
    ['twice', `${ONE} ${groupedReference(ONE)}`],
  ])('%s', (_name, text) => expect(readReferences(text)).toEqual([ONE]))

  test.each([
    ['nothing', ''],
    ['words', '健身'],
    ['a digit is missing', ONE.slice(1)],
    ['a digit too many', `${ONE}1`],
    ['the middle of a longer number', `6217${ONE}42`],
    ['a wrong digit', `${ONE.slice(0, -1)}${(Number(ONE.at(-1)) + 1) % 10}`],
    ['parted by words', `${ONE.slice(0, 7)}元${ONE.slice(7)}`],
    ['far apart', `${ONE.slice(0, 7)} ... ${ONE.slice(7)}`],
    ['a leading 0', '00000000000001'],
  ])('not from this: %s', (_name, text) => expect(readReferences(text)).toEqual([]))

  test('two are two', () => {
    expect(readReferences(`${ONE}、${groupedReference(OTHER)}`)).toEqual([ONE, OTHER])
  })

  test('whatever stands around it, as long as it is no digit', () => {
    const noise = fc
      .string({ maxLength: 20, unit: 'grapheme' })
      .map((text) => text.normalize('NFKC').replace(/\d/g, ''))
    const holds = fc.property(noise, reference, noise, (before, right, after) => {
      expect(readReferences(`${before}${right}${after}`)).toContain(right)
    })
    fc.assert(holds)
  })
})

test('groups are for people, and other texts stay', () => {
  expect(groupedReference(ONE)).toBe('1234 5678 9012 44')
  expect(groupedReference('TC0001')).toBe('TC0001')
})
