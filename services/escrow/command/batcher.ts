// Group commit: concurrent commands of one book share a transaction, a lone one goes at once.
import { isFault } from '@ticun/events'
import { FaultError } from '@ticun/http'
import type { Command, Outcome } from './command.ts'
import type { Desk } from './desk.ts'

/** Commands in one transaction, a batch of sessions counted by its sessions. */
export const BATCH_COMMANDS_MAX = 500
/** Commands that may wait for a book before callers are told to come back. */
export const QUEUE_COMMANDS_MAX = 5_000
/** Fewer than this are not worth two transactions. */
const OVERLAP_COMMANDS_MIN = 32
const IDLE_POLL_MS = 5

type Waiting = {
  command: Command
  resolve: (outcome: Outcome) => void
  reject: (error: unknown) => void
}

type Committable = Awaited<ReturnType<Desk['prepare']>>

type Lane = { desk: Desk; waiting: Waiting[]; running: number; busy: boolean }

export type BatcherOptions = {
  /** Opens the desk of a book. */
  deskOf: (bookId: string) => Desk
  /** Told after each committed batch. */
  onCommit: (commands: number) => void
  queueMax?: number
}

export type Batcher = {
  /**
   * Executes a command in the next batch of its book. Throws a fault (503) when too many wait or
   * the database is away; the caller may then repeat the same key.
   */
  submit: (command: Command) => Promise<Outcome>
  /** Resolves when nothing runs or waits. */
  idle: () => Promise<void>
}

/**
 * Makes a batcher. Load makes batches, not a timer: a lone command goes at once; while one batch
 * commits, the next is decided, and it holds about half of what is under way, so that the two take
 * turns on Postgres and on this process.
 */
export function createBatcher(options: BatcherOptions): Batcher {
  const lanes = new Map<string, Lane>()

  const submit = (command: Command) =>
    new Promise<Outcome>((resolve, reject) => {
      const lane = laneOf(lanes, command.bookId, options.deskOf)
      if (lane.waiting.length >= (options.queueMax ?? QUEUE_COMMANDS_MAX)) {
        reject(new FaultError('too many commands wait for this book'))
        return
      }
      lane.waiting.push({ command, resolve, reject })
      if (!lane.busy) void drain(lane)
    })

  const drain = async (lane: Lane) => {
    lane.busy = true
    // A breath for what arrived in the same tick.
    await Promise.resolve()
    let committing: Promise<void> = Promise.resolve()
    while (lane.waiting.length > 0 || lane.running > 0) {
      if (lane.waiting.length < lane.running) {
        await committing
        continue
      }
      const batch = takeBatch(lane)
      const prepared = await prepare(lane, batch)
      await committing
      lane.running = batch.length
      committing = commitThenFree(lane, batch, prepared)
    }
    lane.busy = false
  }

  const prepare = async (lane: Lane, batch: readonly Waiting[]) => {
    try {
      return await lane.desk.prepare(batch.map((each) => each.command))
    } catch (error) {
      return { commit: () => Promise.reject(error) }
    }
  }

  const commitThenFree = async (lane: Lane, batch: readonly Waiting[], prepared: Committable) => {
    await commit(lane, batch, prepared)
    lane.running = 0
  }

  const commit = async (
    lane: Lane,
    batch: readonly Waiting[],
    prepared: Committable,
  ): Promise<void> => {
    try {
      const outcomes = await prepared.commit()
      options.onCommit(batch.length)
      for (const [index, each] of batch.entries()) each.resolve(outcomes[index]!)
    } catch (error) {
      await afterError(lane, batch, error)
    }
  }

  /** One command with a bug in it must not fail its neighbours: each tries alone. */
  const afterError = async (lane: Lane, batch: readonly Waiting[], error: unknown) => {
    if (batch.length === 1 || isFault(error)) {
      for (const each of batch) each.reject(error)
      return
    }
    for (const each of batch) await commit(lane, [each], await prepare(lane, [each]))
  }

  const idle = async () => {
    while ([...lanes.values()].some((lane) => lane.busy)) {
      await new Promise((resume) => setTimeout(resume, IDLE_POLL_MS))
    }
  }

  return { submit, idle }
}

function laneOf(lanes: Map<string, Lane>, bookId: string, deskOf: BatcherOptions['deskOf']): Lane {
  const known = lanes.get(bookId)
  if (known) return known
  const lane = { desk: deskOf(bookId), waiting: [], running: 0, busy: false }
  lanes.set(bookId, lane)
  return lane
}

/**
 * About half of what is under way, so that the other half can be committed meanwhile; all of it
 * where that is little work.
 */
function takeBatch(lane: Lane): Waiting[] {
  const half = Math.ceil((lane.waiting.length + lane.running) / 2)
  const isLittle = lane.running === 0 && workOf(lane.waiting) < OVERLAP_COMMANDS_MIN
  return lane.waiting.splice(0, Math.min(isLittle ? Infinity : half, fitting(lane.waiting)))
}

/** How many of the first fit into one transaction; one always does. */
function fitting(waiting: readonly Waiting[]): number {
  let work = 0
  const beyond = waiting.findIndex((each) => (work += workOf([each])) > BATCH_COMMANDS_MAX)
  return beyond < 0 ? waiting.length : Math.max(beyond, 1)
}

function workOf(waiting: readonly Waiting[]): number {
  return waiting.reduce((work, { command }) => {
    return work + (command.verb === 'record-sessions' ? command.items.length : 1)
  }, 0)
}
