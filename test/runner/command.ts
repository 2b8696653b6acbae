// Runs one program in a process group of its own, keeps what it says, and ends it when it hangs.
import { spawn, type ChildProcess } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The end of a long output is what explains it. */
const OUTPUT_CHARS_MAX = 4_000_000
const INTERRUPT_MAX_MS = 30_000
const TERMINATE_MAX_MS = 5_000
const LOOK_MS = 1_000

/** Every house starts some ten processes of the same code: it is compiled once. */
const COMPILED = join(ROOT, 'node_modules', '.cache', 'compiled')

export type Ran = { code: number | null; isStuck: boolean; stdout: string; output: string }

/** What a program may take: ended when `sign` did not change for `silenceMaxMs`. */
export type Patience = {
  silenceMaxMs: number
  /** The sign of its life; without one the program's own output is it. */
  sign?: () => unknown
}

const running = new Set<ChildProcess>()

/** Runs `words` from the root or `cwd`; never throws for what the program does. */
export function runCommand(
  words: readonly string[],
  options: Patience & {
    cwd?: string
    env?: Record<string, string>
    onStart?: (pid: number) => void
  },
): Promise<Ran> {
  const [program = '', ...rest] = words
  return new Promise((resolve) => {
    const child = spawn(program, rest, {
      cwd: options.cwd ?? ROOT,
      env: {
        ...process.env,
        PATH: path(),
        NO_COLOR: '1',
        NODE_COMPILE_CACHE: COMPILED,
        ...options.env,
      },
      // A group of its own, so that its children can be ended with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    if (child.pid !== undefined) options.onStart?.(child.pid)
    let [stdout, output, said, isStuck] = ['', '', 0, false]
    const hear = (text: string) => {
      output = keep(output, text)
      said += text.length
    }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout = keep(stdout, text)
      hear(text)
    })
    child.stderr.setEncoding('utf8').on('data', hear)
    const stopWatching = watchSilence({ sign: () => said, ...options }, () => {
      isStuck = true
      void endGroup(child)
    })
    let isOver = false
    const over = (code: number | null) => {
      if (isOver) return
      isOver = true
      stopWatching()
      running.delete(child)
      resolve({ code, isStuck, stdout, output })
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

/** Calls `onStuck` once when the sign stands still for too long; returns what stops the watch. */
function watchSilence(patience: Required<Patience>, onStuck: () => void): () => void {
  let [last, since] = [patience.sign(), performance.now()]
  const timer = setInterval(() => {
    const sign = patience.sign()
    if (sign !== last) [last, since] = [sign, performance.now()]
    else if (performance.now() - since >= patience.silenceMaxMs) {
      clearInterval(timer)
      onStuck()
    }
  }, LOOK_MS)
  return () => clearInterval(timer)
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
