// Knows who may act for whom: by her own word, or by two officers, and nobody's claim.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId, type Actor } from '@ticun/protocol'
import type { Verb } from './command/command.ts'
import * as t from './test-book.ts'

let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
afterAll(() => escrow.close())

const evidenceSha256 = 'e'.repeat(64)
const li: Actor = { ...t.officer, id: 'li' }

async function open() {
  const book = await t.openTestBook(escrow.db)
  const friend: Actor = { role: 'consumer', id: 'm0002', party: newId('con') }
  const as = async (actor: Actor, verb: Verb, now = t.NOW) => {
    const [outcome] = await book.run(t.commandFor(book.bookId, actor, verb, { now }))
    return outcome!.answer as object
  }
  const contract = await book.fund(await book.sign())
  // Visits of another card: a refund disputes what waits on its own.
  const { contractId: visitedId } = await book.fund(await book.sign())
  const sessions = Array.from({ length: 6 }, () => newId('ses'))
  for (const sessionId of sessions) {
    await as(book.desk, { verb: 'record-session', contractId: visitedId, sessionId })
  }
  const ask = (by: Actor, kind: 'MINOR' | 'WARD' = 'WARD', more = {}) => {
    const guardianshipId = newId('grd')
    const between = { wardId: t.consumerId, guardianId: friend.party! }
    const verb = { verb: 'ask-guardianship' as const, guardianshipId, ...between, kind, ...more }
    return as(by, verb).then((answer) => ({ guardianshipId, answer }))
  }
  const decide = (
    by: Actor,
    guardianshipId: string,
    decision: 'ACCEPT' | 'DECLINE' | 'APPROVE' | 'REJECT',
    proof = {},
  ) => as(by, { verb: 'decide-guardianship', guardianshipId, body: { decision, ...proof } })
  const end = (by: Actor, guardianshipId: string, proof = {}) =>
    as(by, { verb: 'end-guardianship', guardianshipId, ...proof })
  const confirm = async (by: Actor, now = t.NOW) =>
    as(by, { verb: 'confirm-session', sessionId: sessions.pop()! }, now)
  const refund = (by: Actor) =>
    as(by, {
      verb: 'request-refund',
      contractId: contract.contractId,
      refundId: newId('ref'),
      reason: '搬家',
    })
  const give = (by: Actor) =>
    as(by, {
      verb: 'transfer-contract',
      contractId: contract.contractId,
      toContractId: newId('ctr'),
      isNewContract: true,
      toConsumerId: newId('con'),
      toConsumerName: '李四',
      everything: false,
      lots: [{ fromLotId: contract.lotId, lotId: newId('lot'), slots: 1 }],
    })
  return { ...book, friend, as, ask, decide, end, confirm, refund, give }
}

const no = (refused: string) => expect.objectContaining({ refused })
const yes = expect.not.objectContaining({ refused: expect.anything() })

test('who asks has nothing until the other side accepts, and cannot accept for her', async () => {
  const { friend, ask, decide, confirm } = await open()
  const { guardianshipId } = await ask(friend)
  expect(await confirm(friend)).toEqual(no('not_yours'))
  expect(await decide(friend, guardianshipId, 'ACCEPT')).toEqual(no('not_yours'))
  const stranger = { ...friend, party: newId('con') }
  expect(await decide(stranger, guardianshipId, 'ACCEPT')).toEqual(no('not_yours'))
  expect(await decide(t.consumer, guardianshipId, 'ACCEPT')).toEqual(yes)
  expect(await confirm(friend)).toEqual(yes)
  expect(await decide(t.consumer, guardianshipId, 'DECLINE')).toEqual(no('guardianship_not_open'))
})

test.each(['MINOR', 'WARD'] as const)(
  'an adult who accepted a guardian (%s) keeps all rights; the guardian disposes of nothing',
  async (kind) => {
    const { friend, ask, decide, end, confirm, refund, give } = await open()
    const { guardianshipId } = await ask(friend, kind)
    await decide(t.consumer, guardianshipId, 'ACCEPT')
    expect(await give(friend)).toEqual(no('not_yours'))
    expect(await refund(friend)).toEqual(no('not_yours'))
    expect(await give(t.consumer)).toEqual(yes)
    expect(await refund(t.consumer)).toEqual(yes)
    expect(await end(t.consumer, guardianshipId)).toEqual(yes)
    expect(await confirm(friend)).toEqual(no('not_yours'))
  },
)

test('two officers decide with evidence; of a minor the guardian alone disposes then', async () => {
  const { friend, ask, decide, end, confirm, refund, give } = await open()
  expect((await ask(t.officer, 'MINOR')).answer).toEqual(no('evidence_missing'))
  const { guardianshipId } = await ask(t.officer, 'MINOR', { evidenceSha256 })
  expect(await confirm(friend)).toEqual(no('not_yours'))
  // Neither of the two, nor the same officer again.
  expect(await decide(friend, guardianshipId, 'ACCEPT')).toEqual(no('not_yours'))
  expect(await decide(t.consumer, guardianshipId, 'ACCEPT')).toEqual(no('not_yours'))
  expect(await decide(t.officer, guardianshipId, 'APPROVE')).toEqual(no('same_person'))
  expect(await decide(li, guardianshipId, 'APPROVE')).toEqual(yes)
  expect(await confirm(friend)).toEqual(yes)
  expect(await give(t.consumer)).toEqual(no('not_yours'))
  expect(await give(friend)).toEqual(yes)
  expect(await refund(friend)).toEqual(yes)
  // Ended likewise: by two officers, and by neither side alone.
  expect(await end(t.consumer, guardianshipId)).toEqual(no('guardianship_decided'))
  expect(await end(friend, guardianshipId)).toEqual(no('guardianship_decided'))
  expect(await end(t.officer, guardianshipId)).toEqual(no('evidence_missing'))
  expect(await end(t.officer, guardianshipId, { evidenceSha256 })).toEqual(yes)
  expect(await confirm(friend)).toEqual(yes)
  expect(await decide(t.officer, guardianshipId, 'APPROVE')).toEqual(no('same_person'))
  expect(await decide(li, guardianshipId, 'REJECT')).toEqual(yes)
  expect(await end(li, guardianshipId, { evidenceSha256 })).toEqual(yes)
  expect(await decide(t.officer, guardianshipId, 'APPROVE')).toEqual(yes)
  expect(await confirm(friend)).toEqual(no('not_yours'))
})

test('officers may decide what one side asked, where the other cannot answer', async () => {
  const { friend, ask, decide, confirm } = await open()
  const { guardianshipId } = await ask(friend, 'WARD')
  expect(await decide(t.officer, guardianshipId, 'APPROVE')).toEqual(no('evidence_missing'))
  expect(await decide(t.officer, guardianshipId, 'APPROVE', { evidenceSha256 })).toEqual(yes)
  expect(await confirm(friend)).toEqual(no('not_yours'))
  expect(await decide(li, guardianshipId, 'APPROVE')).toEqual(yes)
  expect(await confirm(friend)).toEqual(yes)
})

test('a majority ends it by itself on its day', async () => {
  const { friend, ask, decide, confirm, give } = await open()
  const more = { evidenceSha256, until: '2025-06-10' }
  const { guardianshipId } = await ask(t.officer, 'MINOR', more)
  await decide(li, guardianshipId, 'APPROVE')
  expect(await give(t.consumer)).toEqual(no('not_yours'))
  expect(await confirm(friend, '2025-06-09T15:59:59.999Z')).toEqual(yes)
  expect(await confirm(friend, '2025-06-09T16:00:00.000Z')).toEqual(no('not_yours'))
  expect((await ask(t.officer, 'MINOR', { evidenceSha256 })).answer).toEqual(
    no('guardianship_exists'),
  )
})

test('nobody asks for two others, for herself, twice, or for a day that is over', async () => {
  const { desk, friend, as, ask } = await open()
  const stranger: Actor = { ...friend, party: newId('con') }
  expect((await ask(stranger)).answer).toEqual(no('not_yours'))
  expect((await ask(friend, 'MINOR', { until: '2025-06-01' })).answer).toEqual(no('expiry_passed'))
  const guardianshipId = newId('grd')
  const own = { wardId: t.consumerId, guardianId: t.consumerId, kind: 'WARD' as const }
  expect(await as(t.consumer, { verb: 'ask-guardianship', guardianshipId, ...own })).toEqual(
    no('guardian_of_self'),
  )
  expect((await ask(friend)).answer).toEqual(yes)
  expect((await ask(t.consumer)).answer).toEqual(no('guardianship_exists'))
  const unknown = { verb: 'end-guardianship', guardianshipId } as const
  expect(await as(desk, unknown)).toEqual(no('unknown_guardianship'))
})
