// `pnpm generate`: writes the documents that follow from the code; with --check it only says if
// they are up to date.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { differences } from './differences.ts'
import { makeDocuments } from './documents.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** Folders of which every file is generated. */
const FOLDERS = ['docs/api', 'docs/states', 'docs/rules/tables']

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
  for (const folder of FOLDERS) mkdirSync(join(ROOT, folder), { recursive: true })
  const paths = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`),
  )
  return new Map(paths.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]))
}
