// Runs one program in a process group of its own, keeps what it says, and ends it in time.
import { spawn, type ChildProcess } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The end of a long output is what explains it. */
const OUTPUT_CHARS_MAX = 4_000_000
const INTERRUPT_MAX_MS = 30_000
const TERMINATE_MAX_MS = 5_000

export type Ran = { code: number | null; isLate: boolean; stdout: string; output: string }

const running = new Set<ChildProcess>()

/** Runs `words` from the root; never throws for what the program does. */
export function runCommand(
  words: readonly string[],
  options: { env?: Record<string, string>; withinMs: number },
): Promise<Ran> {
  const [program = '', ...rest] = words
  return new Promise((resolve) => {
    const child = spawn(program, rest, {
      cwd: ROOT,
      env: { ...process.env, PATH: path(), NO_COLOR: '1', ...options.env },
      // A group of its own, so that its children can be ended with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    let [stdout, output, isLate] = ['', '', false]
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout = keep(stdout, text)
      output = keep(output, text)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output = keep(output, text)
    })
    const timer = setTimeout(() => {
      isLate = true
      void endGroup(child)
    }, options.withinMs)
    let isOver = false
    const over = (code: number | null) => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      running.delete(child)
      resolve({ code, isLate, stdout, output })
    }
    child.on('error', (error) => {
      output = keep(output, error.message)
      over(null)
    })
    child.on('close', over)
    // A grandchild that keeps the pipe open must not keep the whole run waiting.
    child.on('exit', (code) => setTimeout(() => over(code), TERMINATE_MAX_MS).unref())
  })
}

/** Ends everything that is running now: politely, then firmly. */
export async function endCommands(): Promise<void> {
  await Promise.all([...running].map(endGroup))
}

async function endGroup(child: ChildProcess): Promise<void> {
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  for (const [signal, ms] of [
    ['SIGINT', INTERRUPT_MAX_MS],
    ['SIGTERM', TERMINATE_MAX_MS],
    ['SIGKILL', TERMINATE_MAX_MS],
  ] as const) {
    if (child.exitCode !== null || child.signalCode !== null) return
    signalGroup(child, signal)
    await Promise.race([gone, new Promise((resume) => setTimeout(resume, ms).unref())])
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal)
  } catch {
    // It ended a moment ago.
  }
}

function keep(text: string, more: string): string {
  return (text + more).slice(-OUTPUT_CHARS_MAX)
}

/** Our own tools first: the Node of the project, and its linters. */
function path(): string {
  return [join(ROOT, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter)
}
