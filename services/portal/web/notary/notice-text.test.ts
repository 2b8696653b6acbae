// Notices as people paste them: days, spans, both languages, and what is no day.
import { expect, test } from 'vitest'
import { readNotice } from './notice-text.ts'

test('days and spans, off and worked, in either language', () => {
  const text = '2027-01-01,off\n2027-02-05..2027-02-07，放假\n\n2027-02-20 上班\r\n'
  expect(readNotice(text)).toEqual({
    holidays: ['2027-01-01', '2027-02-05', '2027-02-06', '2027-02-07'],
    workdays: ['2027-02-20'],
  })
})

test.each([
  '2027-02-30,off',
  '2027-02-07..2027-02-05,off',
  '2027-01-01',
  '2027-01-01,maybe',
  'off',
])('what is no day is named: %s', (line) =>
  expect(readNotice(`2027-01-01,off\n${line}`)).toEqual({ wrong: line }),
)
