// The words for the states of lots, sessions, refunds, payments, merchants, and of decisions.
import type { Words } from './language.tsx'
import { en } from './states-en.ts'
import { zh } from './states-zh.ts'

export const states: Words<typeof zh> = { zh, en }

/** Choices of a select out of a dictionary of states. */
export function choices(names: Readonly<Record<string, string>>) {
  return Object.entries(names).map(([value, label]) => ({ value, label }))
}
