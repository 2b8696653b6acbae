// Decisions on refunds that need a world of their own: several lots, silence, no way back.
import { describe, expect, test } from 'vitest'
import { isRefusal, newId } from '@ticun/protocol'
import type { Command } from '../../command/command.ts'
import { commandFor, consumer, desk, officer, openedWorld } from '../../test-world.ts'
import { speaker } from '../decision.ts'
import { evolve } from '../evolve/evolve.ts'
import { agreeBySilence, decideRefund } from './decide.ts'
import { candidatesOf } from './quote.ts'
import { requestRefund } from './request.ts'

const LATER = '2025-09-01T00:00:00.000Z'
type Wish<V extends Command['verb']> = Extract<Command, { verb: V }>

function ask(opened: ReturnType<typeof openedWorld>, lotId?: string) {
  const { world, contractId } = opened
  const refundId = newId('ref')
  const verb = { verb: 'request-refund' as const, contractId, refundId, reason: '搬家' }
  const command = commandFor(consumer, { ...verb, ...(lotId ? { lotId } : {}) }, LATER)
  const decision = requestRefund(world, command as Wish<'request-refund'>, speaker(command, LATER))
  if (!isRefusal(decision)) for (const fact of decision.facts) evolve(world, fact)
  return { refundId, decision }
}

/** Every session of it is taken. */
function useUp({ world }: ReturnType<typeof openedWorld>, lotId = '') {
  const lot = world.lots.get(lotId)!
  const slotStates = 'C'.repeat(lot.slotStates.length)
  world.lots.set(lotId, { ...lot, slotStates, status: 'EXHAUSTED' })
}

function approve(
  opened: ReturnType<typeof openedWorld>,
  refundId: string,
  body: Wish<'decide-refund'>['body'],
) {
  const command = commandFor(officer, { verb: 'decide-refund', refundId, body }, LATER)
  return decideRefund(opened.world, command as Wish<'decide-refund'>, speaker(command, LATER))
}

describe('several lots (F7)', () => {
  test('one has to be named, and each is quoted by itself', () => {
    const opened = openedWorld({ lots: 2 })
    expect(ask(opened).decision).toMatchObject({ refused: 'lot_not_named' })
    const [first, second] = opened.lotIds
    expect(ask(opened, second).decision).toMatchObject({
      facts: [{ type: 'refund.requested', data: { lotId: second, amountFen: '299900' } }],
    })
    // Now the other is the only one that is meant.
    expect(ask(opened).decision).toMatchObject({ facts: [{ data: { lotId: first } }] })
  })
  test('one that is used up is no choice, and alone it says that nothing is left', () => {
    const opened = openedWorld({ lots: 2 })
    const [first, second] = opened.lotIds
    useUp(opened, first)
    const { lots } = opened.world
    const fresh = lots.get(second!)!
    expect(candidatesOf([...lots.values()])).toEqual([fresh])
    useUp(opened, second)
    expect(ask(opened).decision).toMatchObject({ refused: 'nothing_to_refund' })
  })
})

describe('silence', () => {
  test('counts as agreement once, and is a basis of its own', () => {
    const opened = openedWorld()
    const { refundId } = ask(opened)
    const command = commandFor(desk, { verb: 'run-payouts', runId: newId('run') }, LATER)
    const facts = agreeBySilence(opened.world, refundId, speaker(command, LATER), LATER)
    expect(facts).toMatchObject([{ type: 'refund.agreed', data: { deemed: true } }])
    for (const fact of facts) evolve(opened.world, fact)
    expect(agreeBySilence(opened.world, refundId, speaker(command, LATER), LATER)).toEqual([])
    const consent = { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' } as const
    expect(approve(opened, refundId, consent)).toMatchObject({ refused: 'basis_wrong' })
    const silent = { decision: 'APPROVE', basis: 'MERCHANT_DEEMED' } as const
    expect(approve(opened, refundId, silent)).toMatchObject({
      facts: [{ type: 'refund.approved' }, { type: 'refund.due' }],
    })
  })
})

test('a lot without a payment has no way back: nothing is approved', () => {
  const opened = openedWorld()
  const [lotId] = opened.lotIds
  opened.world.lots.set(lotId!, { ...opened.world.lots.get(lotId!)!, deposits: [] })
  const { refundId } = ask(opened)
  const body = {
    decision: 'APPROVE',
    basis: 'COURT_JUDGMENT',
    evidenceSha256: 'a'.repeat(64),
  } as const
  expect(approve(opened, refundId, body)).toMatchObject({ refused: 'refund_has_no_payment' })
})
