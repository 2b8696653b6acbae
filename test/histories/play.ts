// Plays a history into a book, looking at the laws after every batch.
import type { Database } from '@ticun/db'
import type { Command, EscrowTables, Outcome } from '@ticun/escrow/in-process'
import { firstCommands } from './cast.ts'
import { DEEDS, type DeedName } from './deeds.ts'
import { drawOf } from './draw.ts'
import { lawOfCover, lawsOfMoney, lawsOfState } from './laws.ts'
import { apply, emptyPlain, type Plain } from './plain.ts'
import { emptyPeople, takePeople } from './plain-people.ts'
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

/** A book that is played into: `take` runs a batch, hears what was said, and looks at the laws. */
export type Play = Played & { take: (batch: readonly Command[]) => Promise<void> }

/** A fresh book with its merchants and what they sell. */
export async function openPlay({ db, reader }: Databases, history: number): Promise<Play> {
  const stage = openStage(history)
  const { bookId } = stage
  const plain = emptyPlain()
  const people = emptyPeople()
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
      wrong.push(...lawOfCover(stage.world, plain, fact), ...takePeople(people, fact))
    }
    wrong.push(...lawsOfMoney(stage.world, plain), ...lawsOfState(stage.world))
    if (wrong.length > 0) throw new LawBroken(`${wrong.join('\n')}\n${tell(batch, given)}`)
    stage.fresh = []
    stage.cash = plain.cash
  }
  await take(firstCommands(stage))
  return { stage, plain, batches, outcomes, take }
}

/** Makes the command of a step; undefined where there is nothing that it could be about. */
export type Maker = (stage: Stage, deed: DeedName, chance: number) => Command | undefined

const byItself: Maker = (stage, deed, chance) => DEEDS[deed](stage, drawOf(chance))

/** Plays steps into a book. Throws LawBroken at the first batch that breaks a law. */
export async function playSteps(
  { stage, take }: Play,
  steps: readonly Step[],
  make: Maker = byItself,
): Promise<void> {
  let batch: Command[] = []
  for (const { deed, chance, hours, joins } of steps) {
    if (!joins) {
      await take(batch)
      batch = []
      wait(stage, hours * HOUR_MS)
    }
    const command = make(stage, deed, chance)
    if (command) batch.push(command)
  }
  await take(batch)
}

/** Plays steps into a fresh book. Throws LawBroken at the first batch that breaks a law. */
export async function play(
  databases: Databases,
  history: number,
  steps: readonly Step[],
): Promise<Played> {
  const opened = await openPlay(databases, history)
  await playSteps(opened, steps)
  return opened
}

/** What was asked, a line each, with what was refused. */
export function tell(batch: readonly Command[], outcomes: readonly Outcome[] = []): string {
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
