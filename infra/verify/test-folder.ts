// For tests: a folder of its own, files in it, and the commands of this room as processes.
import { spawn } from 'node:child_process'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import type { Command } from './command.ts'
import type { LogOptions, LogVerdict } from './verify-log.ts'
import { verifyLog } from './verify-log.ts'

export type TestFolder = Awaited<ReturnType<typeof openTestFolder>>

/** A temporary folder; `close` removes it. */
export async function openTestFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'ticun-test-verify-'))
  const file = async (name: string, text: string | Uint8Array): Promise<string> => {
    await writeFile(join(folder, name), text)
    return join(folder, name)
  }
  return { folder, file, close: () => rm(folder, { recursive: true }) }
}

/** What `verifyLog` says about a file. */
export async function verifyPath(path: string, options: LogOptions): Promise<LogVerdict> {
  const file = await open(path)
  try {
    return await verifyLog(file, options)
  } finally {
    await file.close()
  }
}

export type Ended = { code: number | null; stdout: string; stderr: string }

/** Runs a command in this process to its end. */
export async function call(
  command: Command,
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const texts = { stdout: '', stderr: '' }
  const progress = new PassThrough()
  const code = await command(words, {
    out: (text) => (texts.stdout += text),
    err: (text) => (texts.stderr += text),
    progress,
    env,
  })
  return { code, ...texts }
}

/** Runs a program of this room as a process to its end. */
export async function run(
  program: 'main.ts' | 'export.ts',
  words: readonly string[],
): Promise<Ended> {
  const child = spawn(process.execPath, [join(import.meta.dirname, program), ...words])
  const texts = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString()))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { code, ...texts }
}
