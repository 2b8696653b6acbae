// Holds the whole house to its rules.
import { expect, test } from 'vitest'
import { conflicts } from './conflicts.ts'
import { directions } from './directions.ts'
import { readHouse } from './files.ts'
import { homes } from './homes.ts'
import { instants } from './instants.ts'
import { doorLogs, hosts, lockAddresses } from './leaks.ts'
import { purity } from './purity.ts'
import { provokedRefusals } from './refusals.ts'
import { drawers, firstSentences, migrationNames, readmes } from './rooms.ts'
import { fileSizes, lineWidths } from './sizes.ts'
import { bannedWords } from './words.ts'

const house = readHouse()

test.each([
  ['a room imports only rooms above it, through their doors', directions],
  ['what is decided is decided from data alone', purity],
  ['a library stays in its home', homes],
  ['a date is never made from text', instants],
  ['what is there already is compared', conflicts],
  ['every room says what it knows', readmes],
  ['no folder is a drawer', drawers],
  ['every file begins with a sentence', firstSentences],
  ['migrations are named in order', migrationNames],
  ['files stay small', fileSizes()],
  ['lines fit', lineWidths],
  ['nothing is left for later or switched off', bannedWords],
  ['no file names a package host', hosts],
  ['the lock file holds no address', lockAddresses],
  ['no door log is published', doorLogs],
  ['each refusal is said somewhere and provoked by a test', provokedRefusals],
])('%s', (_name, rule) => {
  expect(rule(house)).toEqual([])
})

test('the house was read', () => {
  const paths = house.map(({ path }) => path)
  expect(paths).toContain('packages/money/index.ts')
  expect(paths).toContain('pnpm-lock.yaml')
  expect(paths.filter((path) => path.includes('node_modules'))).toEqual([])
})
