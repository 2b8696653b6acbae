// What banks take back and charge, and what is kept for it: chargebacks, fees, reserves.
import type { Command } from '@ticun/escrow/in-process'
import { CHARGEBACK_OUTCOMES, DEBTORS } from '@ticun/protocol'
import { EVIDENCE } from './cast.ts'
import type { Draw } from './draw.ts'
import { someLot } from './sale-deeds.ts'
import { commandOf, officers, type Stage } from './stage.ts'

/** Mostly all of a payment; else a part, or more than came. */
function reportChargeback(stage: Stage, draw: Draw): Command | undefined {
  const some = someLot(stage, draw, ({ deposits, chargebackId }) => {
    return deposits.length > 0 && (chargebackId === undefined || draw.percent(5))
  })
  const deposit = draw.one(some?.lot.deposits ?? [])
  if (!some || !deposit) return undefined
  const { depositId } = deposit
  const part = BigInt(draw.percent(60) ? 100 : draw.upTo(110))
  const amountFen = ((deposit.amountFen * part) / 100n || 1n).toString()
  const { contractId, lotId } = some.lot
  const said = { reason: '持卡人否认交易', evidenceSha256: EVIDENCE, debtor: draw.one(DEBTORS)! }
  return commandOf(stage, draw.one(officers)!, {
    verb: 'report-chargeback',
    contractId,
    chargebackId: stage.ids('cbk'),
    body: { lotId, depositId, amountFen, ...said },
  })
}

function decideChargeback(stage: Stage, draw: Draw): Command | undefined {
  const open = [...stage.world.chargebacks.values()].filter(
    ({ status }) => status !== 'REJECTED' && status !== 'WON' && status !== 'LOST',
  )
  const chargeback = draw.one(draw.percent(95) ? open : [...stage.world.chargebacks.values()])
  if (!chargeback) return undefined
  const { chargebackId, status } = chargeback
  const said = { reason: '已核实', evidenceSha256: EVIDENCE }
  const decision =
    status === 'OPEN'
      ? { decision: 'ANSWER' as const, outcome: draw.one(CHARGEBACK_OUTCOMES)!, ...said }
      : { decision: draw.percent(85) ? ('APPROVE' as const) : ('REJECT' as const), ...said }
  // What the bank takes is gone for what is paid in the same batch.
  if (decision.decision === 'APPROVE') stage.cash -= chargeback.amountFen
  return commandOf(stage, draw.one(officers)!, {
    verb: 'decide-chargeback',
    chargebackId,
    body: decision,
  })
}

function recordFee(stage: Stage, draw: Draw): Command | undefined {
  const paid = [...stage.world.refunds.values()].filter(
    ({ status }) => status === 'INSTRUCTED' || status === 'BANK_CONFIRMED' || draw.percent(5),
  )
  const refund = draw.one(paid)
  if (!refund) return undefined
  const { refundId } = refund
  const amountFen = String(1 + draw.upTo(120))
  return commandOf(stage, officers[0]!, {
    verb: 'record-fee',
    refundId,
    amountFen,
    evidenceSha256: EVIDENCE,
  })
}

/** A small part of it, or more than there may be. */
function releaseReserve(stage: Stage, draw: Draw): Command {
  // The second is the one that keeps a reserve.
  const { merchantId } = draw.percent(90) ? stage.merchants.at(-1)! : stage.merchants[0]!
  return commandOf(stage, draw.one(officers)!, {
    verb: 'release-reserve',
    merchantId,
    releaseId: stage.ids('rel'),
    amountFen: String(1 + draw.upTo(draw.percent(70) ? 60 : 5000)),
    reason: '不再需要',
  })
}

function approveRelease(stage: Stage, draw: Draw): Command | undefined {
  const asked = [...stage.world.merchants.values()].filter((each) => each.pendingRelease)
  const { merchantId, pendingRelease } = draw.one(asked) ?? {}
  if (!merchantId || !pendingRelease) return undefined
  const { releaseId } = pendingRelease
  return commandOf(stage, draw.one(officers)!, { verb: 'approve-release', merchantId, releaseId })
}

export const claimDeeds = {
  reportChargeback,
  decideChargeback,
  recordFee,
  releaseReserve,
  approveRelease,
}
