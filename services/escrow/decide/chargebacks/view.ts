// A chargeback as callers see it, and the answer of a decision on it.
import type { ChargebackView, EscrowFact } from '@ticun/protocol'
import type { Chargeback } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import type { Accepted } from '../decision.ts'

/** In the wire's words. */
export function viewChargeback(chargeback: Chargeback): ChargebackView {
  const { chargebackId, contractId, lotId, merchantId, consumerId, depositId, status } = chargeback
  const { debtor, reason, evidenceSha256, bankSerial, reversedAt, reportedAt } = chargeback
  const { outcome, outcomeSha256 } = chargeback
  return {
    chargebackId,
    contractId,
    lotId,
    merchantId,
    consumerId,
    depositId,
    amountFen: chargeback.amountFen.toString(),
    status,
    debtor,
    reason,
    evidenceSha256,
    ...(bankSerial ? { bankSerial } : {}),
    reversedAt,
    reportedAt,
    heldFen: chargeback.heldFen.toString(),
    merchantFen: chargeback.merchantFen.toString(),
    consumerFen: chargeback.consumerFen.toString(),
    ...(outcome ? { outcome } : {}),
    ...(outcomeSha256 ? { outcomeSha256 } : {}),
  }
}

/** The chargeback as it is after this fact, with the receipt if it moved money. */
export function answerOf(world: World, fact: EscrowFact): Accepted {
  return {
    facts: [fact],
    answer: () => {
      const chargeback = viewChargeback(world.chargebacks.get(fact.subject)!)
      return (receipts) => {
        const receipt = receipts.get(fact.id)
        return { chargeback, ...(receipt ? { receipt } : {}) }
      }
    },
  }
}
