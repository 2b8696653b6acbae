// Refunds: asked for, answered, escalated, awarded, approved.
import type { Command } from '@ticun/escrow/in-process'
import { FAULTS, REFUND_TARGETS, REMAINDERS, type Actor } from '@ticun/protocol'
import type { Refund } from '../../services/escrow/world/nouns.ts'
import { deskOf, EVIDENCE, holderOf } from './cast.ts'
import type { Draw } from './draw.ts'
import { someLot } from './sale-deeds.ts'
import { commandOf, officers, type Stage } from './stage.ts'

type Body = Extract<Command, { verb: 'decide-refund' }>['body']

function ask(stage: Stage, draw: Draw): Command | undefined {
  const some = someLot(stage, draw, ({ status }) => draw.percent(10) || status !== 'REFUNDING')
  if (!some) return undefined
  const { contractId, lotId } = some.lot
  const fault = draw.one([undefined, ...FAULTS])
  return commandOf(stage, holderOf(stage, some.contract), {
    verb: 'request-refund',
    contractId,
    refundId: stage.ids('ref'),
    reason: '搬家',
    ...(draw.percent(90) ? { lotId } : {}),
    ...(fault ? { fault } : {}),
  })
}

const OPEN: readonly Refund['status'][] = [
  'REQUESTED',
  'AGREED',
  'CONTESTED',
  'MEDIATION',
  'ARBITRATION',
  'AWARDED',
]

type Wording = (refund: Refund, draw: Draw) => { by: 'MERCHANT' | 'CONSUMER' | Actor; body: Body }

const agree: Wording = () => ({ by: 'MERCHANT', body: { decision: 'AGREE' } })
const contest: Wording = (_refund, draw) => {
  const fault = draw.one(FAULTS)
  const own = { reason: '不同意', evidenceSha256: EVIDENCE }
  return { by: 'MERCHANT', body: { decision: 'CONTEST', ...own, ...(fault ? { fault } : {}) } }
}
const withdraw: Wording = () => ({ by: 'CONSUMER', body: { decision: 'WITHDRAW' } })
const reject: Wording = () => ({ by: officers[0]!, body: { decision: 'REJECT', reason: '无据' } })
const escalate: Wording = (_refund, draw) => {
  const forum = draw.one(['MEDIATION', 'ARBITRATION'] as const)!
  return { by: officers[0]!, body: { decision: 'ESCALATE', forum } }
}

const DECIDING = ['MEDIATION_AGREEMENT', 'ARBITRAL_AWARD', 'COURT_JUDGMENT'] as const

/** An amount, or what the formula of a fault makes, with deductions or a loss now and then. */
const award: Wording = (refund, draw) => {
  const basis = draw.one(DECIDING)!
  const fault = draw.one(FAULTS)!
  const all = refund.amountFen + refund.merchantFen
  const amountFen = ((all * BigInt(draw.upTo(103))) / 100n).toString()
  const deductions = [
    { label: '器材', amountFen: '300', fairValueFen: '400', evidenceSha256: EVIDENCE },
  ]
  const body: Body = {
    decision: 'AWARD',
    basis,
    evidenceSha256: EVIDENCE,
    fault,
    ...(draw.percent(50) ? { amountFen } : {}),
    ...(draw.percent(40) ? { remainder: draw.one(REMAINDERS)! } : {}),
    ...(draw.percent(20) ? { deductions } : {}),
    ...(draw.percent(20) ? { lossBasisPoints: draw.upTo(2000) } : {}),
    ...(draw.percent(20) ? { marketPriceFen: '1900' } : {}),
  }
  return { by: officers[0]!, body }
}

/** On the basis that fits, or on any. */
const approve: Wording = ({ formula, status, review }, draw) => {
  const fits =
    formula === 'F1'
      ? ('COOLING_OFF' as const)
      : review.deemed
        ? ('MERCHANT_DEEMED' as const)
        : status === 'AGREED'
          ? ('MERCHANT_CONSENT' as const)
          : ('COURT_JUDGMENT' as const)
  const basis = draw.percent(90) ? fits : draw.one(['ESCROW_TERM', 'REGULATOR_ORDER'] as const)!
  const proof = { evidenceSha256: EVIDENCE }
  const body: Body = { decision: 'APPROVE', ...(status === 'AWARDED' ? {} : { basis }), ...proof }
  return { by: draw.one(officers.slice(1))!, body }
}

const accept: Wording = () => ({ by: 'CONSUMER', body: { decision: 'ACCEPT' } })
/** What the bank did not carry out leaves anew, the same way or to her own account. */
const retry: Wording = (_refund, draw) => {
  const to = draw.one(REFUND_TARGETS)!
  return { by: draw.one(officers)!, body: { decision: 'RETRY', to } }
}

function deed(word: Wording, ...states: Refund['status'][]) {
  return (stage: Stage, draw: Draw): Command | undefined => {
    const wanted = draw.percent(94) ? states : OPEN
    const known = [...stage.world.refunds.values()]
    const refund = draw.one(known.filter(({ status }) => wanted.includes(status)))
    if (!refund) return undefined
    const { by, body } = word(refund, draw)
    const contract = stage.world.contracts.get(refund.contractId)!
    const actor =
      by === 'MERCHANT'
        ? deskOf(refund.merchantId)
        : by === 'CONSUMER'
          ? holderOf(stage, contract)
          : by
    return commandOf(stage, actor, { verb: 'decide-refund', refundId: refund.refundId, body })
  }
}

export const refundDeeds = {
  ask,
  agree: deed(agree, 'REQUESTED', 'CONTESTED'),
  contest: deed(contest, 'REQUESTED'),
  escalate: deed(escalate, 'CONTESTED', 'MEDIATION'),
  withdrawRefund: deed(withdraw, 'REQUESTED', 'AGREED'),
  reject: deed(reject, 'REQUESTED', 'CONTESTED'),
  award: deed(award, 'CONTESTED', 'MEDIATION', 'ARBITRATION', 'REQUESTED'),
  approve: deed(approve, ...OPEN),
  accept: deed(accept, 'CONTESTED', 'MEDIATION', 'ARBITRATION'),
  retry: deed(retry, 'BANK_FAILED'),
}
