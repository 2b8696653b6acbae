// Plays a history into a book, looking at the laws after every batch.
import type { Database } from '@ticun/db'
import type { Command, EscrowTables, Outcome } from '@ticun/escrow/in-process'
import { firstCommands } from './cast.ts'
import { DEEDS, type DeedName } from './deeds.ts'
import { drawOf } from './draw.ts'
import { lawOfCover, lawsOfMoney, lawsOfState } from './laws.ts'
import { apply, emptyPlain, type Plain } from './plain.ts'
import { BEGINNING, directly, hear, openStage, said, wait, type Stage } from './stage.ts'

/** One step: a deed, the chance in it, the time before it, and whether it joins the last batch. */
export type Step = { deed: DeedName; chance: number; hours: number; joins: boolean }

const TOLD_CHARS_MAX = 600
const HOUR_MS = 3_600_000

export type Databases = { db: Database<EscrowTables>; reader: Database<EscrowTables> }

export type Played = {
  stage: Stage
  plain: Plain
  batches: Command[][]
  outcomes: Outcome[]
}

/** Laws that do not hold, and what was done when they broke. */
export class LawBroken extends Error {
  override readonly name = 'LawBroken'
}

/** Plays steps into a fresh book. Throws LawBroken at the first batch that breaks a law. */
export async function play(
  { db, reader }: Databases,
  history: number,
  steps: readonly Step[],
): Promise<Played> {
  const stage = openStage(history)
  const { bookId } = stage
  const plain = emptyPlain()
  const run = directly(db, bookId)
  const batches: Command[][] = []
  const outcomes: Outcome[] = []
  let place = BEGINNING
  const take = async (batch: readonly Command[]) => {
    if (batch.length === 0) return
    const given = await run(batch).catch((error: unknown) => {
      throw new LawBroken(`${String(error)}\n${tell(batch)}`, { cause: error })
    })
    batches.push([...batch])
    outcomes.push(...given)
    const told = await said(reader, bookId, place)
    place = told.place
    stage.entries.push(...told.entries)
    const wrong: string[] = []
    for (const fact of told.facts) {
      try {
        hear(stage, fact)
      } catch (error) {
        throw new LawBroken(`the fold: ${String(error)}\n${tell(batch, given)}`, { cause: error })
      }
      apply(plain, fact)
      wrong.push(...lawOfCover(stage.world, plain, fact))
    }
    wrong.push(...lawsOfMoney(stage.world, plain), ...lawsOfState(stage.world))
    if (wrong.length > 0) throw new LawBroken(`${wrong.join('\n')}\n${tell(batch, given)}`)
    stage.fresh = []
    stage.cash = plain.cash
  }
  await take(firstCommands(stage))
  let batch: Command[] = []
  for (const { deed, chance, hours, joins } of steps) {
    if (!joins) {
      await take(batch)
      batch = []
      wait(stage, hours * HOUR_MS)
    }
    const command = DEEDS[deed](stage, drawOf(chance))
    if (command) batch.push(command)
  }
  await take(batch)
  return { stage, plain, batches, outcomes }
}

function tell(batch: readonly Command[], outcomes: readonly Outcome[] = []): string {
  return batch
    .map((command, index) => {
      const { verb, actor, now, occurredAt, ...rest } = command
      const text = JSON.stringify(
        { verb, now, occurredAt, by: actor.id, ...rest },
        (_key, each: unknown) => (typeof each === 'bigint' ? String(each) : each),
      )
      const answer = outcomes[index]?.answer
      const refused =
        answer && 'refused' in answer ? ` → ${answer.refused} ${answer.detail ?? ''}` : ''
      return `${text.slice(0, TOLD_CHARS_MAX)}${refused}`
    })
    .join('\n')
}
