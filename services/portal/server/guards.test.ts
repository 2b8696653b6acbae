// The two pure guards of the portal and its seal: what is let through and what is not.
import { expect, test } from 'vitest'
import { isSameOrigin, safeReturn } from './same-origin.ts'
import { ATTEMPT, SESSION, open, seal } from './seal.ts'

const HOME = 'http://127.0.0.1:8080'

test.each([
  ['/merchant/contracts?search=a#b', '/merchant/contracts?search=a#b'],
  ['//evil.example/', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['/.//evil.example', '/'],
  ['/x/..//evil.example', '/'],
  ['/./%2e//evil.example', '/'],
  ['/%2fevil.example', '/'],
  ['/%252f%252fevil.example', '/'],
  ['/%5cevil.example', '/'],
  ['/.\\/evil.example', '/'],
  ['/%09/evil.example', '/'],
  ['/\u0000/evil.example', '/'],
  ['/\u202e/evil.example', '/'],
  ['/%zz', '/'],
  ['/%25252525252f', '/'],
  ['/auth/login?return=/', '/'],
  ['/api/escrow/v1/contracts', '/'],
  ['/me/contracts/ctr_1', '/me/contracts/ctr_1'],
  ['/merchant/contracts?search=%E5%BC%A0&x=//y', '/merchant/contracts?search=%E5%BC%A0&x=//y'],
  ['https://evil.example/', '/'],
  ['javascript:alert(1)', '/'],
  ['', '/'],
  [undefined, '/'],
])('after a log-in %s leads to %s', (asked, leadsTo) => {
  expect(safeReturn(HOME, asked)).toBe(leadsTo)
})

test.each([
  ['GET', undefined, 'cross-site', true],
  ['POST', HOME, undefined, true],
  ['POST', HOME, 'same-origin', true],
  ['POST', HOME, 'same-site', false],
  ['POST', 'null', undefined, false],
  ['POST', undefined, undefined, false],
  ['DELETE', 'http://127.0.0.1:8081', undefined, false],
])('%s from origin %s, site %s: %s', (method, origin, fetchSite, allowed) => {
  expect(isSameOrigin(HOME, { method, origin, fetchSite })).toBe(allowed)
})

const KEY = new Uint8Array(32).fill(1)
const VALUE = { state: 's', nonce: 'n', verifier: 'v', returnTo: '/' }
const LIFE_S = 60

test('a sealed value opens with its key, as its kind, while it lives', async () => {
  const sealed = await seal(KEY, ATTEMPT, VALUE, LIFE_S)
  expect(await open(KEY, ATTEMPT, sealed)).toEqual(VALUE)
  expect(await open(new Uint8Array(32), ATTEMPT, sealed)).toBeUndefined()
  expect(await open(KEY, SESSION, sealed)).toBeUndefined()
  const other = sealed.at(-5) === 'A' ? 'B' : 'A'
  const forged = `${sealed.slice(0, -5)}${other}${sealed.slice(-4)}`
  expect(await open(KEY, ATTEMPT, forged)).toBeUndefined()
  expect(await open(KEY, ATTEMPT, await seal(KEY, ATTEMPT, VALUE, -1))).toBeUndefined()
  expect(await open(KEY, ATTEMPT, undefined)).toBeUndefined()
})
