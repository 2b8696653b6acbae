// Knows which processes came from this one, also those that outlived their parents.
import { readdirSync, readFileSync } from 'node:fs'

export type Descendant = { pid: number; startedAt: string; command: string }

const LOOK_MS = 500
const GONE_LOOK_MS = 100
const GONE_WITHIN_MS = 10_000

export type Watch = {
  /** From now on this process and all that come from it are watched. */
  add: (pid: number) => void
  /** Waits for what is just ending; tells and ends what is still there; then watches no more. */
  leftovers: () => Promise<Descendant[]>
}

/** Whether processes can be listed here; they can where /proc is. */
export const canWatch = listProcesses().length > 0

/**
 * Looks regularly who the descendants of some processes are. A process whose parent has died
 * belongs to nobody any more, so whoever was seen once is remembered by its id and its start.
 */
export function watchDescendants(): Watch {
  const seen = new Map<string, Descendant>()
  const remember = (found: Descendant) => seen.set(keyOf(found), found)
  const look = () => descendantsOf(listProcesses(), seen).forEach(remember)
  const timer = setInterval(look, LOOK_MS)
  timer.unref()
  const stillThere = () => {
    look()
    const alive = new Set(listProcesses().map(keyOf))
    for (const key of seen.keys()) if (!alive.has(key)) seen.delete(key)
    return [...seen.values()]
  }
  const leftovers = async () => {
    const end = performance.now() + GONE_WITHIN_MS
    let left = stillThere()
    while (left.length > 0 && performance.now() < end) {
      await new Promise((resume) => setTimeout(resume, GONE_LOOK_MS))
      left = stillThere()
    }
    for (const { pid } of left) kill(pid)
    clearInterval(timer)
    return left
  }
  return { add: (pid) => readProcess(pid).forEach(remember), leftovers }
}

type Process = Descendant & { parent: number; isZombie: boolean }

/** Children of whoever is known already, and their children. */
export function descendantsOf(
  processes: readonly Process[],
  known: ReadonlyMap<string, Descendant>,
): Descendant[] {
  // By id and start: where ids are used again, a stranger may bear the number of one of ours.
  const alive = processes.filter((each) => known.has(keyOf(each)))
  const family = new Set(alive.map(({ pid }) => pid))
  const found: Descendant[] = []
  let grew = true
  while (grew) {
    grew = false
    for (const each of processes) {
      if (family.has(each.pid) || !family.has(each.parent)) continue
      family.add(each.pid)
      found.push({ pid: each.pid, startedAt: each.startedAt, command: each.command })
      grew = true
    }
  }
  return found
}

function listProcesses(): Process[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => readProcess(Number(name)))
      .filter(({ isZombie }) => !isZombie)
  } catch {
    return []
  }
}

function readProcess(pid: number): Process[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name stands in brackets and may hold spaces; the fields after it are fixed.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state = '', parent = '0'] = fields
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    const startedAt = fields[19] ?? ''
    return [{ pid, parent: Number(parent), startedAt, command, isZombie: state === 'Z' }]
  } catch {
    return []
  }
}

function keyOf({ pid, startedAt }: Descendant): string {
  return `${pid}/${startedAt}`
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended, or it belongs to another user.
  }
}
