// Reads the house as a list of files: what is kept in the repository, not what is built or fetched.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A file of the house: its path from the root, with `/`, and its text. */
export type SourceFile = { path: string; text: string }

/** A house rule: the complaints about these files, none when all is well. */
export type Rule = (files: readonly SourceFile[]) => string[]

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FOREIGN = new Set(['node_modules', 'dist', '.data', '.git'])
const BINARY = /\.(png|jpe?g|gif|ico|woff2?|ttf|otf|pdf|xlsx|gz|zip)$/
/** Larger text would be data, which does not belong here; it is read as its beginning. */
const TEXT_CHARS_MAX = 2_000_000

export function readHouse(root: string = ROOT): SourceFile[] {
  return list(root, '').map((path) => ({ path, text: readText(join(root, path)) }))
}

function list(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !FOREIGN.has(entry.name) && !entry.name.endsWith('.log'))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) return list(root, path)
      return entry.isFile() ? [path] : []
    })
    .toSorted()
}

function readText(path: string): string {
  if (BINARY.test(path) || statSync(path).size > TEXT_CHARS_MAX * 4) return ''
  return readFileSync(path, 'utf8').slice(0, TEXT_CHARS_MAX)
}

export function isCode(path: string): boolean {
  return /\.tsx?$/.test(path)
}

/** Tests, and what only tests use: it is named so, or it speaks with the test runner. */
export function isTest({ path, text }: SourceFile): boolean {
  const name = path.split('/').at(-1) ?? ''
  if (path.startsWith('test/') || path === 'vitest.config.ts') return true
  if (/\.(test|contract)\.tsx?$/.test(name) || name.startsWith('test-')) return true
  return /from 'vitest'/.test(text)
}

/** The room of a file: `packages/money`, `services/escrow`, `infra/house`, or `test`. */
export function roomOf(path: string): string | undefined {
  const [place = '', name] = path.split('/')
  if (place === 'test') return 'test'
  if (!['packages', 'services', 'infra'].includes(place) || name === undefined) return undefined
  return path.split('/').length > 2 ? `${place}/${name}` : undefined
}
