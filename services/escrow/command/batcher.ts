// Group commit: concurrent commands of one book share a transaction, a lone one goes at once.
import { isFault } from '@ticun/events'
import { FaultError } from '@ticun/http'
import type { Command, Outcome } from './command.ts'

/** Commands in one transaction. */
export const BATCH_COMMANDS_MAX = 500
/** Commands that may wait for a book before callers are told to come back. */
export const QUEUE_COMMANDS_MAX = 5_000

type Waiting = {
  command: Command
  resolve: (outcome: Outcome) => void
  reject: (error: unknown) => void
}

type Lane = { waiting: Waiting[]; busy: boolean }

export type BatcherOptions = {
  /** Runs commands of one book in one transaction of its own and gives their outcomes in order. */
  run: (bookId: string, commands: readonly Command[]) => Promise<Outcome[]>
  /** Told after each committed batch. */
  onCommit: (commands: number) => void
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

/** Makes a batcher. While a batch commits, the next one gathers: load makes batches, not a timer. */
export function createBatcher(options: BatcherOptions): Batcher {
  const lanes = new Map<string, Lane>()

  const submit = (command: Command) =>
    new Promise<Outcome>((resolve, reject) => {
      const lane = laneOf(command.bookId)
      if (lane.waiting.length >= QUEUE_COMMANDS_MAX) {
        reject(new FaultError('too many commands wait for this book'))
        return
      }
      lane.waiting.push({ command, resolve, reject })
      if (!lane.busy) void drain(command.bookId, lane)
    })

  const laneOf = (bookId: string) => {
    const lane = lanes.get(bookId) ?? { waiting: [], busy: false }
    lanes.set(bookId, lane)
    return lane
  }

  const drain = async (bookId: string, lane: Lane) => {
    lane.busy = true
    // A breath for what arrived in the same tick.
    await Promise.resolve()
    while (lane.waiting.length > 0) {
      await runBatch(bookId, lane.waiting.splice(0, BATCH_COMMANDS_MAX))
    }
    lane.busy = false
  }

  const runBatch = async (bookId: string, batch: Waiting[]) => {
    try {
      const commands = batch.map((each) => each.command)
      const outcomes = await options.run(bookId, commands)
      options.onCommit(commands.length)
      for (const [index, each] of batch.entries()) each.resolve(outcomes[index]!)
    } catch (error) {
      await afterError(bookId, batch, error)
    }
  }

  /** One command with a bug in it must not fail its neighbours: each tries alone. */
  const afterError = async (bookId: string, batch: Waiting[], error: unknown) => {
    if (batch.length === 1 || isFault(error)) {
      for (const each of batch) each.reject(error)
      return
    }
    for (const each of batch) await runBatch(bookId, [each])
  }

  const idle = async () => {
    while ([...lanes.values()].some((lane) => lane.busy)) {
      await new Promise((resume) => setTimeout(resume, 5))
    }
  }

  return { submit, idle }
}
