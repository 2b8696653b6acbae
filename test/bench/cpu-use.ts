// How much of a core each server uses meanwhile, where the system tells (Linux).
import { existsSync, readdirSync, readFileSync } from 'node:fs'

const TICKS_A_SECOND = 100

/** Cores by the name of the server: 0.5 is half of one core. */
export type CoresUsed = Record<string, number>

type Stat = { parent: number; seconds: number }

/** Starts to look at these processes and their children; the result tells what they used since. */
export function watchCores(pids: Record<string, number>): () => CoresUsed {
  const before = secondsOf(pids)
  const began = performance.now()
  return () => {
    const elapsed = (performance.now() - began) / 1000
    const after = secondsOf(pids)
    const used = Object.keys(after).map((name) => {
      const seconds = (after[name] ?? 0) - (before[name] ?? 0)
      return [name, Math.round((seconds / elapsed) * 100) / 100]
    })
    return Object.fromEntries(used)
  }
}

/** Processor seconds so far, with those of children: Postgres has a process for each connection. */
function secondsOf(pids: Record<string, number>): Record<string, number> {
  if (!existsSync('/proc/self/stat')) return {}
  const stats = new Map<number, Stat>()
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? readStat(Number(name)) : undefined
    if (stat) stats.set(Number(name), stat)
  }
  const sum = (pid: number) =>
    [...stats].reduce((total, [own, { parent, seconds }]) => {
      return own === pid || parent === pid ? total + seconds : total
    }, 0)
  return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, sum(pid)]))
}

function readStat(pid: number): Stat | undefined {
  try {
    // The name in brackets may hold spaces; fields are counted after it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    const ticks = Number(fields[11]) + Number(fields[12])
    return { parent: Number(fields[1]), seconds: ticks / TICKS_A_SECOND }
  } catch {
    // It ended meanwhile.
    return undefined
  }
}
