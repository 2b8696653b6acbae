// Knows when the portal's pages must be built and builds them.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { alone } from './alone.ts'
import type { Log } from './log.ts'
import { nodeProgram, ROOT } from './process.ts'

const PORTAL = join(ROOT, 'services', 'portal')
const BUILT = join(PORTAL, 'dist', 'index.html')
/** The pages are made of these; node_modules below them do not count. */
const SOURCES = [
  join(PORTAL, 'web'),
  ...['money', 'proof', 'protocol', 'rules'].map((name) => join(ROOT, 'packages', name)),
]
const SKIPPED = new Set(['node_modules', 'dist'])
const BUILD_MAX_MS = 180_000

/** Builds the pages when they are missing or older than their sources. Throws with the output. */
export async function buildWeb(log: Log): Promise<void> {
  if (!existsSync(join(PORTAL, 'web')) || isBuilt()) return
  // Two houses that start at once on one project must not write the same pages.
  await alone(`web of ${ROOT}`, BUILD_MAX_MS, async () => {
    if (isBuilt()) return
    log('portal: building the pages (once)')
    const vite = createRequire(join(PORTAL, 'package.json')).resolve('vite/package.json')
    const output: string[] = []
    const child = spawn(nodeProgram(), [join(dirname(vite), 'bin', 'vite.js'), 'build'], {
      cwd: join(PORTAL, 'web'),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: BUILD_MAX_MS,
    })
    child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => output.push(text))
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    if (code !== 0) throw new Error(`the pages could not be built:\n${output.join('')}`)
  })
}

function isBuilt(): boolean {
  if (!existsSync(BUILT)) return false
  return SOURCES.every((source) => newest(source) <= statSync(BUILT).mtimeMs)
}

function newest(folder: string): number {
  if (!existsSync(folder)) return 0
  let latest = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (SKIPPED.has(entry.name) || entry.name.includes('.test.')) continue
    const path = join(folder, entry.name)
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs)
  }
  return latest
}
