// Every noun that a fact names is looked for before it is applied.
import { newId, type IdPrefix } from '@ticun/protocol'
import { expect, test } from 'vitest'
import type { EscrowFact } from '@ticun/protocol'
import { needsOfFacts } from './needs.ts'

/** Only its ids are looked at. */
const naming = (...ids: string[]) => [{ data: { ids } } as unknown as EscrowFact]

test('what may have been said of before is needed', () => {
  const looked: [IdPrefix, keyof ReturnType<typeof needsOfFacts>][] = [
    ['ctr', 'contracts'],
    ['ctr', 'offers'],
    ['lot', 'offers'],
    ['grd', 'guardianships'],
    ['ses', 'sessions'],
    ['sus', 'suspense'],
  ]
  for (const [prefix, noun] of looked) {
    const id = newId(prefix)
    expect([prefix, noun, needsOfFacts(naming(id))[noun]]).toEqual([prefix, noun, new Set([id])])
  }
})
