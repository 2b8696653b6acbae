// Knows what makes a room: a README, a name, a first sentence, numbered migrations.
import { expect, test } from 'vitest'
import { drawers, firstSentences, migrationNames, readmes } from './rooms.ts'

const empty = (path: string) => ({ path, text: '' })
const README = '# money\n\n**Knows** a\n\n## Never knows\n\n**Doors.** b\n\n**Why**\n\n- c\n'

test('a room without README is told, and a README without its headings', () => {
  const room = empty('packages/money/money.ts')
  expect(readmes([room])).toEqual(['packages/money: has no README.md'])
  expect(readmes([room, { path: 'packages/money/README.md', text: '**Knows** all' }])).toEqual([
    'packages/money/README.md: does not say "Never knows"',
    'packages/money/README.md: does not say "Doors"',
    'packages/money/README.md: does not say "Why"',
  ])
  expect(readmes([room, { path: 'packages/money/README.md', text: README }])).toEqual([])
})

test('a drawer is told once', () => {
  const files = ['packages/money/utils/a.ts', 'packages/money/utils/b.ts', 'packages/money/c.ts']
  expect(drawers(files.map(empty))).toEqual(['packages/money/utils: a drawer, not a room'])
})

test.each([
  ["import { it } from 'it'\n", 1],
  ['// splits an amount.\n', 1],
  ['// Splits an amount\nexport {}\n', 1],
  ['//\nexport {}\n', 1],
  ['// Splits an amount.\nexport {}\n', 0],
  ['// `split` and its\n// twin. They sum back.\nexport {}\n', 0],
  ['#!/usr/bin/env node\n// Starts it.\n', 0],
])('first lines %j have %i complaints', (text, count) => {
  expect(firstSentences([{ path: 'packages/money/a.ts', text }])).toHaveLength(count)
})

test('migrations have a number of their own, a verb and a noun', () => {
  const names = ['0001-create-book.sql', '0001-check-book.sql', '0002-book.sql', '3-drop-it.sql']
  expect(migrationNames(names.map((name) => empty(`packages/ledger/migrations/${name}`)))).toEqual([
    'packages/ledger/migrations/0002-book.sql: is not named NNNN-verb-noun.sql',
    'packages/ledger/migrations/3-drop-it.sql: is not named NNNN-verb-noun.sql',
    'packages/ledger/migrations/0001: two migrations have this number',
  ])
})
