// What every deed on the stage needs: the house, a client, and the clock of the story.
import { createHash } from 'node:crypto'
import { DEMO_BOOK_ID, DEMO_MERCHANT_ID } from '@ticun/issuer'
import type { BankDoor } from './bank.ts'
import type { Client } from './client.ts'
import type { House } from './house-file.ts'
import type { Naming } from './ids.ts'

export const BOOK = DEMO_BOOK_ID
export const MERCHANT = DEMO_MERCHANT_ID
/** The gym's desk; the officer who decides; the officer who approves what the first one decided. */
export const DESK = 'coach'
export const OFFICER = 'wang'
export const SECOND_OFFICER = 'li'
/** Where two have to approve what the first one has made. */
export const THIRD_OFFICER = 'zhao'

export type Stage = {
  house: House
  client: Client
  bank: BankDoor
  naming: Naming
  /** No deed may lie later than this UTC instant (ms), the moment when the run began. */
  nowMs: number
}

/** A UTC instant so many minutes after another one, but never in the future. */
export function after(stage: Stage, instant: string, minutes: number): string {
  const wanted = Date.parse(instant) + minutes * 60_000
  return new Date(Math.min(wanted, stage.nowMs)).toISOString()
}

/** A digest that stands for a document which the demo does not have. */
export function evidenceOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
