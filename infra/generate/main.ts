// `pnpm generate`: writes the API documents; with --check it only says whether they are up to date.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { differences } from './differences.ts'
import { makeDocuments } from './documents.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FOLDER = 'docs/api'

const { values } = parseArgs({ options: { check: { type: 'boolean' } } })
const made = await makeDocuments()
const committed = readCommitted()

if (values.check) {
  const found = differences(made, committed)
  for (const each of found) console.error(each)
  if (found.length > 0) {
    console.error('Run `pnpm generate` and commit what it writes.')
    process.exitCode = 1
  }
} else {
  for (const { path, text } of made) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true })
    writeFileSync(join(ROOT, path), text)
    console.log(`wrote ${path}`)
  }
  const wanted = new Set(made.map(({ path }) => path))
  for (const path of committed.keys()) if (!wanted.has(path)) rmSync(join(ROOT, path))
}

function readCommitted(): Map<string, string> {
  mkdirSync(join(ROOT, FOLDER), { recursive: true })
  const paths = readdirSync(join(ROOT, FOLDER))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `${FOLDER}/${name}`)
  return new Map(paths.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]))
}
