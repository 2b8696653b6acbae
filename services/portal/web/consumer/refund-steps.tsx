// The steps of a refund as its state tells them: asked, answered, decided, approved, paid.
import type { RefundView } from '@ticun/protocol'
import { Due } from '../parts/due.tsx'
import { shanghaiMinute } from '../parts/format.ts'
import type { caseWords } from './case-words.ts'

type RefundWords = (typeof caseWords)['zh']['refund']

const OTHERS_DECIDE: readonly string[] = ['CONTESTED', 'MEDIATION', 'ARBITRATION', 'AWARDED']
const APPROVED: readonly string[] = ['APPROVED', 'INSTRUCTED', 'BANK_CONFIRMED', 'BANK_FAILED']
const ENDED: readonly string[] = ['WITHDRAWN', 'REJECTED', 'PARTED']

/** Which step each state is at: asked 0, answer 1, decision 2 (if any), approval, payment. */
export function refundSteps(refund: RefundView, w: RefundWords) {
  const { status, formula, counterReason } = refund
  const contested = counterReason !== undefined || OTHERS_DECIDE.includes(status)
  const items = [
    { title: w.asked, content: shanghaiMinute(refund.requestedAt) },
    { title: answerOf(refund, contested, w), content: answerDue(refund, w) },
    ...(contested ? [{ title: decided(refund, w) }] : []),
    { title: w.approve },
    { title: endOf(status, w), content: payDue(refund, w) },
  ]
  const last = items.length - 1
  const approval = last - 1
  const failed = status === 'BANK_FAILED' || status === 'REJECTED'
  if (ENDED.includes(status)) {
    // What was parted at once had nothing to be answered.
    const said = items.slice(0, status === 'PARTED' ? 1 : 2)
    return { items: [...said, ended(status, w)], failed, current: said.length }
  }
  if (status === 'BANK_CONFIRMED') return { items, failed, current: items.length }
  if (APPROVED.includes(status)) return { items, failed, current: last }
  if (status === 'AGREED' || status === 'AWARDED' || formula === 'F1') {
    return { items, failed, current: approval }
  }
  return { items, failed, current: contested ? 2 : 1 }
}

/** Who ended a contest: others, or one side took the other's word and nobody had to decide. */
function decided({ counterFault, fault, status, basis }: RefundView, w: RefundWords): string {
  if (status !== 'AGREED' && basis !== 'MERCHANT_CONSENT') return w.decide
  // By her word the refund has become one for the reason that the merchant gave.
  return fault === counterFault ? w.accepted : w.agreed
}

function answerOf({ status, formula, deemed }: RefundView, contested: boolean, w: RefundWords) {
  if (formula === 'F1') return w.notNeeded
  if (contested) return w.contested
  if (deemed) return w.deemed
  return status === 'REQUESTED' ? w.answer : w.agreed
}

function answerDue({ status, formula, reviewUntil, provisional }: RefundView, w: RefundWords) {
  if (status !== 'REQUESTED' || formula === 'F1' || reviewUntil === undefined) return null
  return (
    <>
      <Due at={reviewUntil} provisional={provisional} />
      <div>{w.answerUntil}</div>
    </>
  )
}

function payDue({ status, payBy, provisional }: RefundView, w: RefundWords) {
  if (payBy === undefined || status === 'BANK_CONFIRMED') return null
  return (
    <span className="wrap" style={{ gap: 6 }}>
      {w.payBy} <Due at={payBy} provisional={provisional} />
    </span>
  )
}

function endOf(status: string, w: RefundWords): string {
  if (status === 'BANK_CONFIRMED') return w.paid
  return status === 'BANK_FAILED' ? w.failed : w.pay
}

function ended(status: string, w: RefundWords) {
  if (status === 'PARTED') return { title: w.parted }
  return { title: status === 'WITHDRAWN' ? w.withdrawn : w.rejected }
}
