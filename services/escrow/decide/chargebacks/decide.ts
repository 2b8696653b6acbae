// Officers on a chargeback: booked or rejected, and how the answer to the bank ended.
import { isRefusal, refuse, type EscrowFact, type Refusal } from '@ticun/protocol'
import {
  chargebackMachine,
  chargebackParts,
  chargebackWon,
  mayMove,
  openOfDeposit,
} from '@ticun/rules'
import type { Command } from '../../command/command.ts'
import type { Chargeback, Lot } from '../../world/nouns.ts'
import { bankFen, type World } from '../../world/world.ts'
import type { Decision, Speak } from '../decision.ts'
import { chargebackBar, depositOf } from './bar.ts'
import { answerOf } from './view.ts'

type Wish = Extract<Command, { verb: 'decide-chargeback' }>
type Word = (
  world: World,
  chargeback: Chargeback,
  command: Wish,
  speak: Speak,
) => EscrowFact | Refusal

function refOf({ chargebackId, contractId, lotId, merchantId }: Chargeback) {
  return { chargebackId, contractId, lotId, merchantId }
}

/** What of the lot's chargebacks the merchant bears. */
export function debtOf({ figures }: Pick<Lot, 'figures'>) {
  return { merchantFen: figures.chargebackMerchantFen, owedFen: figures.chargebackOwedFen }
}

/** The money is gone: out of the lot as far as it holds any, the rest is a debt (F14). */
const book: Word = (world, chargeback, { actor }, speak) => {
  const { chargebackId, lotId, amountFen, consumerId, depositId, reportedBy } = chargeback
  if (reportedBy === actor.id) return refuse('same_person', 'somebody else has to approve')
  const lot = world.lots.get(lotId)!
  const deposit = depositOf(lot, depositId)
  if ('refused' in deposit) return deposit
  const bar = chargebackBar(world, lot, deposit, chargeback)
  if (bar) return bar
  const inBankFen = bankFen(world)
  if (amountFen > inBankFen) return refuse('bank_account_short', inBankFen.toString())
  const parts = chargebackParts(lot, amountFen, openOfDeposit(deposit))
  return speak('chargeback.booked', chargebackId, {
    ...refOf(chargeback),
    consumerId,
    depositId,
    amountFen: amountFen.toString(),
    heldFen: parts.heldFen.toString(),
    merchantFen: parts.merchantFen.toString(),
    consumerFen: parts.consumerFen.toString(),
    slots: parts.slots,
    faceFen: parts.faceFen.toString(),
    creditFen: parts.creditFen.toString(),
  })
}

/** It is over: lost as it is booked, or won, and each has what it gave. */
const conclude: Word = (world, chargeback, { actor }, speak) => {
  const { chargebackId, lotId, amountFen, consumerId, depositId, consumerFen } = chargeback
  if (chargeback.answeredBy === actor.id) {
    return refuse('same_person', 'somebody else has to approve')
  }
  if (chargeback.outcome === 'LOST') {
    return speak('chargeback.lost', chargebackId, refOf(chargeback))
  }
  const won = chargebackWon(amountFen, chargeback, debtOf(world.lots.get(lotId)!))
  return speak('chargeback.won', chargebackId, {
    ...refOf(chargeback),
    consumerId,
    depositId,
    amountFen: amountFen.toString(),
    heldFen: won.heldFen.toString(),
    owedFen: won.owedFen.toString(),
    payableFen: won.payableFen.toString(),
    consumerFen: consumerFen.toString(),
  })
}

const approve: Word = (world, chargeback, command, speak) => {
  const { status } = chargeback
  if (mayMove(chargebackMachine, status, 'chargeback.booked')) {
    return book(world, chargeback, command, speak)
  }
  if (mayMove(chargebackMachine, status, 'chargeback.won')) {
    return conclude(world, chargeback, command, speak)
  }
  return refuse('chargeback_not_open', status)
}

const reject: Word = (_, chargeback, { body }, speak) => {
  const { status, chargebackId } = chargeback
  if (!mayMove(chargebackMachine, status, 'chargeback.rejected')) {
    return refuse('chargeback_not_open', status)
  }
  const { reason = '未说明 / not stated' } = body
  return speak('chargeback.rejected', chargebackId, { ...refOf(chargeback), reason })
}

const answer: Word = (_, chargeback, { body }, speak) => {
  const { status, chargebackId } = chargeback
  if (!mayMove(chargebackMachine, status, 'chargeback.answered')) {
    return refuse('chargeback_not_open', status)
  }
  const { outcome, evidenceSha256, reason = '未说明 / not stated' } = body
  if (!outcome || !evidenceSha256) return refuse('evidence_missing', 'outcome and its document')
  const said = { ...refOf(chargeback), outcome, reason, evidenceSha256 }
  return speak('chargeback.answered', chargebackId, said)
}

const WORDS: Record<Wish['body']['decision'], Word> = {
  APPROVE: approve,
  REJECT: reject,
  ANSWER: answer,
}

/**
 * An officer's word on a chargeback: what one told, another approves. Refused: unknown_chargeback,
 * same_person, chargeback_not_open, evidence_missing, refund_open, chargeback_above_deposit,
 * deposit_refunded, bank_account_short.
 */
export function decideChargeback(world: World, command: Wish, speak: Speak): Decision {
  const chargeback = world.chargebacks.get(command.chargebackId)
  if (!chargeback) return refuse('unknown_chargeback', command.chargebackId)
  const fact = WORDS[command.body.decision](world, chargeback, command, speak)
  return isRefusal(fact) ? fact : answerOf(world, fact)
}
