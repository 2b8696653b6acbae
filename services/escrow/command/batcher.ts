// Group commit: concurrent commands of one book share a transaction, a lone one goes at once.
import { isFault } from '@ticun/events'
import { FaultError } from '@ticun/http'
import type { Command, Outcome } from './command.ts'
import type { Desk, Dispatched } from './desk.ts'

/** Commands in one transaction, a batch of sessions counted by its sessions. */
export const BATCH_COMMANDS_MAX = 500
/** Commands that may wait for a book before callers are told to come back. */
export const QUEUE_COMMANDS_MAX = 5_000
/** Fewer than this are not worth two transactions; sessions of a batch count one by one. */
const OVERLAP_COMMANDS_MIN = 32
/** Batches of a book that are sent and not yet committed. */
const BATCHES_UNDER_WAY_MAX = 2
const IDLE_POLL_MS = 5

type Waiting = {
  command: Command
  resolve: (outcome: Outcome) => void
  reject: (error: unknown) => void
}

/** What waits for a book, and its batches that were sent and whose callers have no answer yet. */
type Lane = {
  desk: Desk
  waiting: Waiting[]
  underWay: Set<readonly Waiting[]>
  busy: boolean
  /** Ends the pause of the one that sends: what it waits for may have come. */
  wake: () => void
}

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
 * Makes a batcher. Load makes batches, not a timer: a lone command goes at once. While Postgres
 * commits one batch, the next is decided here and sent behind it, as soon as as many wait as are
 * under way, so that neither waits for the other.
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
      else if (!mustWait(lane)) lane.wake()
    })

  const drain = async (lane: Lane) => {
    lane.busy = true
    // A breath for what arrived in the same tick.
    await Promise.resolve()
    while (lane.waiting.length > 0 || lane.underWay.size > 0) {
      if (mustWait(lane)) await new Promise<void>((resume) => (lane.wake = resume))
      else await sendBatch(lane, takeBatch(lane))
    }
    lane.busy = false
  }

  /** Resolves when it is sent. */
  const sendBatch = async (lane: Lane, batch: readonly Waiting[]) => {
    lane.underWay.add(batch)
    void land(lane, batch, await dispatch(lane, batch))
  }

  const land = async (lane: Lane, batch: readonly Waiting[], dispatched: Dispatched) => {
    await settle(lane, batch, dispatched)
    lane.underWay.delete(batch)
    lane.wake()
  }

  const dispatch = (lane: Lane, batch: readonly Waiting[]): Promise<Dispatched> =>
    lane.desk.dispatch(batch.map((each) => each.command))

  const settle = async (
    lane: Lane,
    batch: readonly Waiting[],
    { outcomes }: Dispatched,
  ): Promise<void> => {
    try {
      const given = await outcomes
      options.onCommit(batch.length)
      for (const [index, each] of batch.entries()) each.resolve(given[index]!)
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
    for (const each of batch) await settle(lane, [each], await dispatch(lane, [each]))
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
  const desk = deskOf(bookId)
  const lane: Lane = { desk, waiting: [], underWay: new Set(), busy: false, wake: () => {} }
  lanes.set(bookId, lane)
  return lane
}

/** Whether the next batch would be too early: there is enough under way, or too little waits. */
function mustWait({ waiting, underWay }: Lane): boolean {
  if (underWay.size === 0) return waiting.length === 0
  if (underWay.size >= BATCHES_UNDER_WAY_MAX || waiting.length < commandsIn(underWay)) return true
  return workOf([...waiting, ...[...underWay].flat()]) < OVERLAP_COMMANDS_MIN
}

function commandsIn(underWay: Lane['underWay']): number {
  let commands = 0
  for (const batch of underWay) commands += batch.length
  return commands
}

/**
 * About half of what is under way, so that the other half can be committed meanwhile; all of it
 * where that is little work.
 */
function takeBatch({ waiting, underWay }: Lane): Waiting[] {
  const half = Math.ceil((waiting.length + commandsIn(underWay)) / 2)
  const isLittle = underWay.size === 0 && workOf(waiting) < OVERLAP_COMMANDS_MIN
  return waiting.splice(0, Math.min(isLittle ? Infinity : half, fitting(waiting)))
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
