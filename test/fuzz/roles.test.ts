// Whatever a role sends: no 5xx, no status or reply off the document, no invalid body taken.
import { logIn } from '@ticun/issuer'
import { beforeAll, describe, expect, test } from 'vitest'
import { HOUSE_START_MAX_MS } from '../runner/limits.ts'
import { sharedHouse } from '../support/house.ts'
import { countOperations, documentFor, fetchDocument } from './documents.ts'
import { attack, installFuzzer, type Fuzzer } from './fuzzer.ts'

const SERVICES = ['escrow', 'settlement', 'notary', 'clock'] as const
const LOGINS = {
  officer: 'wang',
  merchant: 'coach',
  consumer: 'm0001',
  regulator: 'guan',
  nobody: undefined,
}
const ROLES = Object.keys(LOGINS) as (keyof typeof LOGINS)[]
const EXAMPLES_MAX = 3

const { urls } = sharedHouse()
let fuzzer: Fuzzer

beforeAll(async () => {
  fuzzer = await installFuzzer()
}, HOUSE_START_MAX_MS)

const tokenOf = async (login: string | undefined) => {
  const told = { issuerUrl: urls.issuer, password: 'ticun' }
  return login === undefined ? undefined : (await logIn({ ...told, login })).accessToken
}

describe.each(SERVICES)('%s', (service) => {
  test.for(ROLES)('as %s', async (role, context) => {
    if ('absent' in fuzzer) return context.skip(fuzzer.absent)
    const document = documentFor(await fetchDocument(urls[service]), role)
    if (countOperations(document) === 0) return
    const found = await attack({
      program: fuzzer.program,
      url: urls[service],
      document,
      token: await tokenOf(LOGINS[role]),
      // Without a token a request comes no further than its token.
      phases: role === 'nobody' ? 'fuzzing' : 'coverage,fuzzing',
      examplesMax: role === 'nobody' ? 1 : EXAMPLES_MAX,
    })
    expect(found).toBeUndefined()
  })
})
