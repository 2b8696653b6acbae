// What is due of something that is held waits: a tick passes it by, and takes it once it is free.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId, renameId, type Freeze, type NotaryFact } from '@ticun/protocol'
import { commandFor, consumerId, NOW, officer, openTestEscrow } from './test-book.ts'
import { lessons, monthPack, openTimedLot, yearCard } from './test-time.ts'
import { isAnythingDue } from './world/load-time.ts'

let escrow: Awaited<ReturnType<typeof openTestEscrow>>
beforeAll(async () => {
  escrow = await openTestEscrow()
})
afterAll(() => escrow?.close())

type Told = Extract<NotaryFact, { type: 'freeze.changed' }>

/** A freeze as the notary tells it. */
function told(bookId: string, data: Freeze): Told {
  const id = newId('fct')
  return {
    id,
    source: 'notary',
    subject: data.freezeId,
    recordedAt: NOW,
    occurredAt: NOW,
    bookId,
    correlationId: 'a-test',
    causationId: renameId(id, 'cmd'),
    actor: { role: 'officer', id: 'wang' },
    type: 'freeze.changed',
    data,
  }
}

const LATER = '2025-07-10T04:00:00.000Z'

test.each([
  ['LOT', yearCard, 'ACCRUE_LOT'],
  ['CONSUMER', yearCard, 'ACCRUE_LOT'],
  ['MERCHANT', yearCard, 'ACCRUE_LOT'],
  ['LOT', monthPack, 'EXPIRE_LOT'],
  ['MERCHANT', monthPack, 'EXPIRE_LOT'],
  ['LOT', lessons, 'CONFIRM_SESSION'],
  ['CONSUMER', lessons, 'CONFIRM_SESSION'],
  ['MERCHANT', lessons, 'CONFIRM_SESSION'],
] as const)('held %s: %#', async (scope, terms, kind) => {
  const { bookId, run, tick, lot, timers, merchantId, contract, desk } = await openTimedLot(
    escrow.db,
    terms,
    kind === 'CONFIRM_SESSION' ? 'TUTORING' : 'WELLNESS',
  )
  if (kind === 'CONFIRM_SESSION') {
    const wish = { contractId: contract.contractId, sessionId: newId('ses') }
    await run(commandFor(bookId, desk, { verb: 'record-session', ...wish }))
  }
  const subjects = { LOT: contract.lotId, CONSUMER: consumerId, MERCHANT: merchantId }
  const placed: Freeze = {
    freezeId: newId('frz'),
    state: 'PLACED',
    scope,
    subjectId: subjects[scope],
    basis: 'COURT_ORDER',
    reason: '法院裁定',
    evidenceSha256: 'e'.repeat(64),
    placedBy: 'wang',
    placedAt: NOW,
  }
  const hear = (freeze: Freeze) =>
    run(commandFor(bookId, officer, { verb: 'take-freeze', fact: told(bookId, freeze) }))
  const before = { lot: await lot(), timers: await timers() }
  await hear(placed)
  expect(await isAnythingDue(escrow.db, bookId, LATER)).toBe(false)
  expect(await tick(LATER)).toMatchObject({ taken: {}, left: 0 })
  expect({ lot: await lot(), timers: await timers() }).toEqual(before)
  await hear({ ...placed, state: 'LIFTED', liftedBy: 'li', endedAt: NOW })
  expect(await isAnythingDue(escrow.db, bookId, LATER)).toBe(true)
  expect(await tick(LATER)).toMatchObject({ taken: { [kind]: 1 }, left: 0 })
})
