// Knows which texts may not stand in the house: too long, banned, or not ours.
import { expect, test } from 'vitest'
import { doorLogs, hosts, lockAddresses } from './leaks.ts'
import { fileSizes, lineWidths } from './sizes.ts'
import { bannedWords } from './words.ts'

const fileOf = (path: string, count: number) => ({ path, text: 'a\n'.repeat(count) })
const widthsOf = (text: string) => lineWidths([{ path: 'packages/a/b.ts', text }])
const lockOf = (text: string) => lockAddresses([{ path: 'pnpm-lock.yaml', text }])

function logOf(rows: number) {
  const header = ['DeviceName', 'Direction', 'AlarmDateTime'].join(',')
  return [{ path: 'a.csv', text: `\uFEFF${header}\n${'a,In,b\n'.repeat(rows)}` }]
}

test('a file beyond its bound is told, and a bound that could shrink', () => {
  const check = fileSizes(new Map([['packages/a/long.ts', 300]]))
  expect(check([fileOf('packages/a/b.ts', 250), fileOf('packages/a/long.ts', 300)])).toEqual([])
  expect(check([fileOf('packages/a/b.test.ts', 350)])).toEqual([])
  expect(check([fileOf('packages/a/b.ts', 251)])).toHaveLength(1)
  expect(check([fileOf('packages/a/b.test.ts', 351)])).toHaveLength(1)
  expect(check([fileOf('packages/a/long.ts', 301)])).toHaveLength(1)
  expect(check([fileOf('packages/a/long.ts', 299)])).toHaveLength(1)
})

test('a line that is too long is told, a long sentence in quotes is not', () => {
  expect(widthsOf('x'.repeat(100))).toEqual([])
  expect(widthsOf(`// ${'x'.repeat(98)}`)).toEqual([
    'packages/a/b.ts:1: 101 characters, at most 100',
  ])
  expect(widthsOf(`const words = '${'x'.repeat(90)}'`)).toEqual([])
})

test.each([
  ['// TO', 'DO: later'],
  ['// FIX', 'ME'],
  ['test.sk', "ip('x', () => {})"],
  ['describe.on', "ly('x', () => {})"],
  ['const x = y as a', 'ny'],
  ['// @ts-', 'ignore'],
  ['// oxlint-', 'disable no-console'],
  ['/* eslint-', 'disable */'],
])('banned: %s%s', (head, tail) => {
  expect(bannedWords([{ path: 'packages/a/b.ts', text: head + tail }])).toHaveLength(1)
})

test('a test that says when it cannot run is no test that is switched off', () => {
  const text = "test.skipIf(!found.ok)('x', () => {})\n// as anybody knows"
  expect(bannedWords([{ path: 'packages/a/b.test.ts', text }])).toEqual([])
})

test.each([
  ['https://regis', 'try.npm', 'js.org/x'],
  ['regis', 'try.example.com/image', ':1'],
  ['image: docker.', 'io/library', '/postgres'],
  ['https://repo1.ma', 'ven.org', '/maven2'],
])('a package host is told: %s%s%s', (...parts) => {
  expect(hosts([{ path: 'infra/a.yaml', text: parts.join('') }])).toHaveLength(1)
})

test('a metrics registry is no package host', () => {
  expect(hosts([{ path: 'a.ts', text: 'registry.getMetricsAsJSON()' }])).toEqual([])
})

test('an address in the lock file is told', () => {
  expect(lockOf('    resolution: {integrity: x, tarball: https://host/x.tgz}')).toHaveLength(1)
  expect(lockOf('    resolution: {integrity: x}\n    deprecated: see https://host/')).toEqual([])
})

test('a door log of real length is told, a fixture is not', () => {
  expect(doorLogs(logOf(20))).toEqual([])
  expect(doorLogs(logOf(21))).toHaveLength(1)
})
