// Knows which PostgreSQL programs are taken, and what is said of those that would not do.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findPostgresBinaries } from './postgres-binaries.ts'

const folder = mkdtempSync(join(tmpdir(), 'ticun-programs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const find = (from: string | undefined, forOthers = false) =>
  findPostgresBinaries({ forOthers, folder: from })

test('a named folder is taken as it is, an empty name is none', () => {
  const own = find(undefined)
  expect(find('')).toEqual(own)
  expect(find(dirname(own.postgres))).toEqual(own)
  expect(find(relative(process.cwd(), dirname(own.postgres)))).toEqual(own)
})

test('a folder without a server is refused by its name', () => {
  expect(() => find('/nowhere/bin')).toThrow('POSTGRES_BIN: there is no /nowhere/bin/initdb')
})

test.skipIf(process.platform === 'win32')('an older server is refused with its version', () => {
  program('initdb', '')
  program('postgres', 'echo "postgres (PostgreSQL) 15.18"')
  chmodSync(folder, 0o755)
  const older = `PostgreSQL 18 is wanted, ${folder} has postgres (PostgreSQL) 15.18`
  expect(() => find(folder, true)).toThrow(older)
  program('postgres', 'exit 1')
  expect(() => find(folder)).toThrow('has something that does not run')
})

test.skipIf(process.platform === 'win32')('a folder that its user cannot enter is refused', () => {
  chmodSync(folder, 0o700)
  expect(() => find(folder, true)).toThrow('lies in a folder that others may not enter')
})

function program(name: string, line: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${line}\n`, { mode: 0o755 })
}
