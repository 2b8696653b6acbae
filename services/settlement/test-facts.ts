// Facts as escrow and the notary say them, for tests.
import {
  newId,
  newReference,
  renameId,
  type EscrowFact,
  type Freeze,
  type NotaryFact,
} from '@ticun/protocol'

export const BOOK = `bok_${'1'.repeat(26)}`
export const ACCOUNT = '3100066631018000001'
export const ACCOUNT_NAME = '上海市长宁公证处提存专户'
/** The merchant of the demo's `coach`, and another one. */
export const OTHER_MERCHANT = `mer_${'9'.repeat(26)}`
const AT = '2015-03-01T02:00:00.000Z'

function envelope(subject: string, by: string) {
  const id = newId('fct')
  return {
    id,
    source: 'escrow' as const,
    subject,
    recordedAt: AT,
    occurredAt: AT,
    bookId: BOOK,
    correlationId: 'a-journey',
    causationId: renameId(id, 'cmd'),
    actor: { role: 'officer' as const, id: by },
  }
}

export function bookOpened(account = ACCOUNT): EscrowFact {
  const bankAccount = { number: account, name: ACCOUNT_NAME }
  return { ...envelope(BOOK, 'wang'), type: 'book.opened', data: { currency: 'CNY', bankAccount } }
}

export type Signed = {
  contractId: string
  lotId: string
  consumerId: string
  reference: string
  fact: EscrowFact
}

/** A contract whose lot waits for this price. */
export function contractSigned(
  priceFen: bigint,
  merchantId = OTHER_MERCHANT,
  consumerId = newId('con'),
): Signed {
  const contractId = newId('ctr')
  const lotId = newId('lot')
  const reference = newReference()
  const fact: EscrowFact = {
    ...envelope(contractId, 'coach'),
    type: 'contract.signed',
    data: {
      contractId,
      merchantId,
      consumerId,
      productId: newId('prd'),
      productVersion: 1,
      lotId,
      reference,
      terms: {
        kind: 'SESSION_PACK',
        priceFen: priceFen.toString(),
        currency: 'CNY',
        sessions: 10,
        listPriceFen: priceFen.toString(),
        coolingOffDays: 7,
      },
      termsSha256: '0'.repeat(64),
    },
  }
  return { contractId, lotId, consumerId, reference, fact }
}

/** A payout that `by` has made due. */
export function payoutDue(
  amountFen: bigint,
  creditor = '6222000000000001',
  { by = 'wang', merchantId = OTHER_MERCHANT } = {},
) {
  const payoutId = newId('pay')
  const bankAccount = { number: creditor, name: '静安康体中心' }
  const amount = amountFen.toString()
  const data = { payoutId, runId: newId('run'), merchantId, amountFen: amount, bankAccount }
  const fact: EscrowFact = { ...envelope(payoutId, by), type: 'payout.due', data }
  return { payoutId, fact }
}

/** A refund of a deposit that `by` has approved, for this consumer. */
export function refundDue(
  amountFen: bigint,
  depositId: string,
  { by = 'wang', consumerId = newId('con') } = {},
) {
  const refundId = newId('ref')
  const ids = { refundId, contractId: newId('ctr'), lotId: newId('lot'), depositId }
  const fact: EscrowFact = {
    ...envelope(refundId, by),
    type: 'refund.due',
    data: {
      ...ids,
      merchantId: OTHER_MERCHANT,
      consumerId,
      amountFen: amountFen.toString(),
      formula: 'F1',
    },
  }
  return { refundId, lotId: ids.lotId, consumerId, fact }
}

/** The same refund made due anew, in place of a payment that failed. */
export function refundRetried(
  { refundId, fact }: ReturnType<typeof refundDue>,
  times: number,
  to?: 'REGISTERED',
) {
  const failed = times === 1 ? refundId : `${refundId}_${times - 1}`
  const paymentId = `${refundId}_${times}`
  if (fact.type !== 'refund.due') throw new Error(fact.type)
  const data = { ...fact.data, paymentId, retryOf: failed, ...(to ? { to } : {}) }
  return { paymentId, fact: { ...fact, ...envelope(refundId, 'wang'), data } }
}

/** A freeze that an officer has placed: of a merchant, lot, consumer or amount. */
export function freezePlaced(scope: Freeze['scope'], subjectId: string): Freeze {
  const shared = {
    freezeId: newId('frz'),
    state: 'PLACED' as const,
    subjectId,
    basis: 'COURT_ORDER' as const,
    reason: '法院裁定',
    evidenceSha256: 'e'.repeat(64),
    placedBy: 'wang',
    placedAt: AT,
  }
  return scope === 'AMOUNT' ? { ...shared, scope, amountFen: '1' } : { ...shared, scope }
}

/** The same freeze after two officers have lifted it. */
export function freezeLifted(placed: Freeze): Freeze {
  const lift = { requestedBy: 'wang', requestedAt: AT, reason: '已核实' }
  return { ...placed, state: 'LIFTED', lift, liftedBy: 'li', endedAt: AT }
}

/** What the notary says of it. */
export function freezeChanged(data: Freeze): NotaryFact {
  const envelopeOfNotary = { ...envelope(data.freezeId, 'wang'), source: 'notary' as const }
  return { ...envelopeOfNotary, type: 'freeze.changed', data }
}

/** Money in suspense that an officer has given to a lot. */
export function suspenseAssigned(depositId: string, { contractId, lotId }: Signed, fen: bigint) {
  const suspenseId = renameId(depositId, 'sus')
  const data = {
    suspenseId,
    contractId,
    lotId,
    merchantId: OTHER_MERCHANT,
    depositId,
    amountFen: fen.toString(),
    paidAt: AT,
    heldFen: fen.toString(),
    reason: '附言写错',
  }
  return { ...envelope(suspenseId, 'wang'), type: 'suspense.assigned' as const, data }
}

/** Money in suspense that goes back to its payer. */
export function suspenseDue(amountFen: bigint, depositId: string) {
  const suspenseId = renameId(depositId, 'sus')
  const paymentId = suspenseId
  const basis = 'PAYMENT_ERROR' as const
  const money = { suspenseId, depositId, paymentId, amountFen: amountFen.toString() }
  const data = { ...money, basis, reason: '退回付款人' }
  return { ...envelope(suspenseId, 'wang'), type: 'suspense.due' as const, data }
}
