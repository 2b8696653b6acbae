// Drives the batcher in this process with so many commands under way, and keeps every receipt.
import type { Database } from '@ticun/db'
import {
  createBatcher,
  createDesk,
  type Batcher,
  type Command,
  type EscrowTables,
} from '@ticun/escrow/in-process'
import type { Receipt } from '@ticun/protocol'
import { latencyOf, type Latency } from './statistics.ts'
import { assertAnswered } from './world.ts'

/** What was acknowledged: chain hash by sequence. */
export type Acknowledged = Map<string, string>

export type Driven = { perSecond: number; latency: Latency; latenciesMs: number[] }

/** A batcher as the service has it, without its relay. */
export function openBatcher(db: Database<EscrowTables>): Batcher {
  return createBatcher({ deskOf: (bookId) => createDesk(db, bookId), onCommit: () => {} })
}

/** Submits all commands with `concurrency` at a time; throws when one is refused. */
export async function drive(
  batcher: Batcher,
  commands: readonly Command[],
  concurrency: number,
  acknowledged: Acknowledged,
): Promise<Driven> {
  const latenciesMs: number[] = []
  let next = 0
  const work = async () => {
    for (let command = commands[next++]; command !== undefined; command = commands[next++]) {
      latenciesMs.push(await submitOne(batcher, command, acknowledged))
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: concurrency }, work))
  const seconds = (performance.now() - began) / 1000
  return { perSecond: commands.length / seconds, latency: latencyOf(latenciesMs), latenciesMs }
}

/** Submits one command, notes its receipt, and gives how long it took in milliseconds. */
export async function submitOne(
  batcher: Batcher,
  command: Command,
  acknowledged: Acknowledged,
): Promise<number> {
  const began = performance.now()
  // It happens when it is recorded, as at a front desk.
  const outcome = await batcher.submit({ ...command, occurredAt: new Date().toISOString() })
  const took = performance.now() - began
  assertAnswered(outcome)
  if ('body' in outcome.answer) noteReceipt(outcome.answer.body, acknowledged)
  return took
}

/** Notes the receipt in the reply to a recorded session; throws when there is none. */
export function noteReceipt(body: unknown, acknowledged: Acknowledged): void {
  const receipt = (body as { receipt?: Receipt }).receipt
  if (!receipt) throw new Error('a session was answered without a receipt')
  acknowledged.set(receipt.sequence, receipt.hash)
}
