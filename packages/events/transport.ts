// What every transport offers: carry facts out of an outbox, and bring facts into an inbox.
import type { Database, Transaction } from '@ticun/db'
import type { Fact, Topic } from '@ticun/protocol'
import type { Log } from './log.ts'

/**
 * Handles facts of one topic, in order, inside the transaction that also marks them as received.
 * Throw `FactRejected` for a fact that can never be handled: it goes to the dead letters. Any other
 * error rolls everything back; the facts come again.
 */
export type Handler<DB> = (
  trx: Transaction<DB>,
  facts: readonly Fact[],
  topic: Topic,
) => Promise<void>

export type RelaySource<DB> = { db: Database<DB>; log: Log }

export type RelayStatus = {
  /** Facts that the broker acknowledged since the start. */
  sent: number
  /** Why nothing moves at the moment. */
  fault?: string
}

export type Relay = {
  /** Says that a transaction with facts was committed, so that the relay need not wait. */
  wake: () => void
  stop: () => Promise<void>
  status: () => RelayStatus
  /** Says that the broker takes nothing, for how long, and why; undefined while it does. */
  standstill: () => string | undefined
}

export type ListenTarget<DB> = {
  db: Database<DB>
  topics: readonly Topic[]
  handle: Handler<DB>
  /**
   * Facts of types for which this says no are passed over: not read, not kept, not handled.
   * Without it every type is wanted.
   */
  wants?: (type: string) => boolean
  log: Log
}

export type TopicStatus = {
  topic: Topic
  /** Facts that took effect since the start. */
  received: number
  /** Facts that had already taken effect, or whose type is unknown here. */
  skipped: number
  /** Facts that went to the dead letters since the start. */
  dead: number
  /** When the last of them arrived, in UTC. */
  lastAt?: string
}

export type Listener = {
  stop: () => Promise<void>
  status: () => readonly TopicStatus[]
  /** Why nothing moves at the moment. */
  fault: () => string | undefined
  /** Says that nothing comes in any more, for how long, and why; undefined while it does. */
  standstill: () => string | undefined
}

export type Transport = {
  name: 'kafka' | 'postgres'
  /** Carries the facts of this outbox outward until stopped: at least once, in order per key. */
  relay: <DB>(source: RelaySource<DB>) => Relay
  /** Brings the facts of these topics in, in order per key, each in effect exactly once. */
  listen: <DB>(target: ListenTarget<DB>) => Listener
  /**
   * The last facts that the broker has of this topic, at most 100 of each partition; none where
   * there is no broker. Throws when it does not answer within 10 s.
   */
  tail: (topic: Topic) => Promise<Fact[]>
  /**
   * What the broker has of this topic beyond what the outbox in `db` knows to be acknowledged, in
   * order per key, perhaps with some facts that it knows; none where there is no broker.
   */
  beyond: <DB>(db: Database<DB>, topic: Topic) => Promise<Fact[]>
  /** Stops every relay and listener that it started and lets go of its connections. */
  close: () => Promise<void>
}
