// For tests of pure decisions: a world that facts alone have made, and commands on it.
import {
  newId,
  newReference,
  type Actor,
  type EscrowFact,
  type SessionPackTerms,
} from '@ticun/protocol'
import type { Command, Verb } from './command/command.ts'
import { drawReferences } from './command/references.ts'
import { speaker } from './decide/decision.ts'
import { evolve } from './decide/evolve/evolve.ts'
import { emptyWorld, type World } from './world/world.ts'

export const T0 = '2025-06-01T04:00:00.000Z'
const BOOK = newId('bok')
const merchantId = newId('mer')
const consumerId = newId('con')
export const officer: Actor = { role: 'officer', id: 'wang' }
export const desk: Actor = { role: 'merchant', id: 'coach', party: merchantId }
export const consumer: Actor = { role: 'consumer', id: 'm0001', party: consumerId }

const TERMS: SessionPackTerms = {
  kind: 'SESSION_PACK',
  priceFen: '299900',
  currency: 'CNY',
  sessions: 36,
  listPriceFen: '15000',
  coolingOffDays: 7,
}

/** A command with everything that the edge adds. */
export function commandFor(actor: Actor, verb: Verb, now = T0): Command {
  const commandId = newId('cmd')
  return {
    ...verb,
    commandId,
    bookId: BOOK,
    scope: actor.id,
    key: commandId,
    requestSha256: '00'.repeat(32),
    now,
    occurredAt: now,
    actor,
    correlationId: commandId,
    causationId: commandId,
    references: drawReferences(verb),
  }
}

/** A world with one contract of so many funded lots. */
export function openedWorld({ lots = 1 } = {}) {
  const world: World = emptyWorld(BOOK)
  const speak = speaker(commandFor(officer, { verb: 'run-payouts', runId: newId('run') }), T0)
  const bankAccount = { number: '62220001', name: '健身房有限公司' }
  const [productId, contractId] = [newId('prd'), newId('ctr')]
  const lotIds = Array.from({ length: lots }, () => newId('lot'))
  const agreed = { contractId, merchantId, consumerId, productId, productVersion: 1, terms: TERMS }
  const signed = lotIds.map((lotId) => ({
    ...agreed,
    lotId,
    reference: newReference(),
    termsSha256: '0'.repeat(64),
  }))
  const facts: EscrowFact[] = [
    speak('book.opened', BOOK, { currency: 'CNY', bankAccount }),
    speak('merchant.enrolled', merchantId, {
      merchantId,
      name: '健身房',
      industry: 'FITNESS',
      district: '长宁',
      bankAccount,
    }),
    speak('product.listed', productId, {
      productId,
      merchantId,
      name: '36 次课',
      terms: TERMS,
      version: 1,
    }),
    ...signed.map((lot, index) =>
      index === 0
        ? speak('contract.signed', contractId, lot)
        : speak('lot.added', lot.lotId, { ...lot, origin: 'RENEWAL', expectedFen: TERMS.priceFen }),
    ),
    ...lotIds.map((lotId) =>
      speak('lot.funded', lotId, {
        contractId,
        lotId,
        merchantId,
        depositId: newId('dep'),
        amountFen: TERMS.priceFen,
        paidAt: T0,
      }),
    ),
  ]
  for (const fact of facts) evolve(world, fact)
  return { world, contractId, lotIds, merchantId }
}
