// What each setting of a demo does to a start in production, and that nothing else is refused.
import { expect, test } from 'vitest'
import { refuseDemoInProduction } from './production.ts'

const needs = { secrets: ['CODE_KEY'], databases: ['DATABASE_URL'], addresses: ['ISSUER_URL'] }
const sound = {
  NODE_ENV: 'production',
  CLOCK: 'system',
  CODE_KEY: 'made-by-the-office-at-random-0123456789',
  DATABASE_URL: 'postgres://ticun:its-own@db/ticun',
  ISSUER_URL: 'https://login.office.example',
}

const start = (more: NodeJS.ProcessEnv) => () =>
  refuseDemoInProduction('escrow', { ...sound, ...more }, needs)

test('a sound environment starts', () => {
  expect(start({})).not.toThrow()
  expect(start({ CLOCK: undefined, CLOCK_FILE: '' })).not.toThrow()
})

test.each([
  ['CLOCK', { CLOCK: 'caller' }],
  ['CLOCK', { CLOCK_FILE: '/data/clock' }],
  ['CODE_KEY', { CODE_KEY: 'members-codes-of-one-demo-machine-only' }],
  ['CODE_KEY', { CODE_KEY: undefined }],
  ['CODE_KEY', { CODE_KEY: '' }],
  ['DATABASE_URL', { DATABASE_URL: 'postgres://ticun:escrow-runtime@db/ticun' }],
  ['ISSUER_URL', { ISSUER_URL: 'http://127.0.0.1:8084' }],
  ['ISSUER_URL', { ISSUER_URL: undefined }],
])('%s is named, and nothing else, for %j', (name, more) => {
  expect(start(more)).toThrow(new RegExp(`^escrow does not start .*:\\n${name}: [^\\n]+$`))
  expect(start({ ...more, NODE_ENV: undefined })).not.toThrow()
})
