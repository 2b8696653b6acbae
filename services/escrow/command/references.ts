// Draws the references that a command may give to its lots, before it is decided.
import { newReference } from '@ticun/protocol'
import type { Verb } from './command.ts'

/** One in a million is taken where a million lots are: two more, and none has to be asked again. */
const SPARE = 2

/** As many as the command may make lots, and some to spare; none where it makes none. */
export function drawReferences(verb: Verb, draw = newReference): string[] {
  const lots = lotsIn(verb)
  return lots === 0 ? [] : Array.from({ length: lots + SPARE }, draw)
}

function lotsIn(verb: Verb): number {
  if (verb.verb === 'transfer-contract') return verb.lots.length
  return verb.verb === 'sign-contract' || verb.verb === 'add-lot' ? 1 : 0
}
