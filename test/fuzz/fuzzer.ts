// Schemathesis, a third party's fuzzer for OpenAPI, pinned in a virtual environment of its own.
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT, runCommand } from '../runner/command.ts'
import { PROGRAM_MAX_MS } from '../runner/limits.ts'

const PINNED = join(import.meta.dirname, 'requirements.txt')
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
]
const patience = { silenceMaxMs: PROGRAM_MAX_MS }

export type Fuzzer = { program: string } | { absent: string }

/** Installs the fuzzer where Python and its registry are; else says what is missing. */
export async function installFuzzer(): Promise<Fuzzer> {
  // Other pins get another folder, so that what is there is always what is asked for.
  const pins = createHash('sha256').update(readFileSync(PINNED)).digest('hex').slice(0, 12)
  const folder = join(ROOT, 'node_modules', '.cache', `schemathesis-${pins}`)
  const program = join(folder, 'bin', 'st')
  const whole = join(folder, 'installed')
  if (existsSync(whole)) return { program }
  rmSync(folder, { recursive: true, force: true })
  const made = await runCommand(['python3', '-m', 'venv', folder], patience)
  if (made.code !== 0) return { absent: `no Python with venv here: ${lastLine(made.output)}` }
  const pip = [join(folder, 'bin', 'python'), '-m', 'pip', '--disable-pip-version-check']
  const installed = await runCommand([...pip, 'install', '-q', '-r', PINNED], patience)
  if (installed.code !== 0) return { absent: `pip: ${lastLine(installed.output)}` }
  writeFileSync(whole, '')
  return { program }
}

export type Attack = {
  program: string
  url: string
  document: object
  token: string | undefined
  phases: 'coverage,fuzzing' | 'fuzzing'
  examplesMax: number
}

/** Runs the fuzzer; gives what it found in its own words, or undefined when all checks held. */
export async function attack(it: Attack): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'ticun-fuzz-'))
  try {
    const file = join(folder, 'openapi.json')
    writeFileSync(file, JSON.stringify(it.document))
    const words = [it.program, 'run', file, '--url', it.url, '--checks', CHECKS.join(',')]
    const extent = ['--phases', it.phases, '--max-examples', String(it.examplesMax)]
    // The same cases in each run: a failure can be looked at, and no day is unlucky.
    const steady = ['--generation-deterministic', '--no-shrink', '--suppress-health-check', 'all']
    const caller = it.token ? ['-H', `Authorization: Bearer ${it.token}`] : []
    // It keeps notes of what it found where it runs.
    const kept = { ...patience, cwd: folder }
    const ran = await runCommand([...words, ...extent, ...steady, ...caller], kept)
    return ran.code === 0 ? undefined : told(ran.output)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** From the first failure on; a run that never began says why at its end. */
function told(output: string): string {
  const at = output.indexOf('FAILURES')
  return at < 0 ? output.slice(-2_000) : output.slice(at, at + 6_000)
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? ''
}
