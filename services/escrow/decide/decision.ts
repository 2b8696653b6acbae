// The shape of a decision: facts and an answer, or a refusal; and how a command names its facts.
import { renameId, type EscrowFact, type Receipt, type Refusal } from '@ticun/protocol'
import type { Command } from '../command/command.ts'

type DataOf<T extends EscrowFact['type']> = Extract<EscrowFact, { type: T }>['data']

/** Facts that come true, and the answer's body; `receipt` belongs to the fact that moved money. */
/** An answer's body, completed with the receipts of the entries, by fact id. */
export type Answering = (receipts: ReadonlyMap<string, Receipt>) => unknown

export type Accepted = {
  facts: EscrowFact[]
  /** Called once the facts are applied: takes its views then, before the next command. */
  answer: () => Answering
}

export type Decision = Accepted | Refusal

/** Numbers a command's facts: `fct_BODY_0`, `fct_BODY_1` … so that a twin has the same ids. */
export function speaker(command: Command, recordedAt: string) {
  let count = 0
  return function speak<T extends EscrowFact['type']>(
    type: T,
    subject: string,
    data: DataOf<T>,
    occurredAt = command.occurredAt,
  ): Extract<EscrowFact, { type: T }> {
    const fact = {
      id: `${renameId(command.commandId, 'fct')}_${count}`,
      source: 'escrow',
      subject,
      recordedAt,
      occurredAt,
      bookId: command.bookId,
      correlationId: command.correlationId,
      causationId: command.causationId,
      actor: command.actor,
      type,
      data,
    }
    count += 1
    return fact as unknown as Extract<EscrowFact, { type: T }>
  }
}

export type Speak = ReturnType<typeof speaker>
