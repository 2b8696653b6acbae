// Which rows commands about a merchant's states, reserve and mass refunds have to see.
import type { Command } from '../command/command.ts'
import type { Needs } from './needs.ts'

type OfMass = 'compute-mass-refund' | 'approve-mass-refund'
type OfMerchant =
  OfMass | 'change-merchant' | 'approve-merchant-change' | 'release-reserve' | 'approve-release'

/** Whether it may close, how much of its reserve is free, or whose lots a mass refund is of. */
export function noteMerchant(needs: Needs, command: Extract<Command, { verb: OfMerchant }>): void {
  if (command.verb === 'compute-mass-refund' || command.verb === 'approve-mass-refund') {
    noteMass(needs, command)
    return
  }
  const { verb, merchantId } = command
  needs.merchants.add(merchantId)
  if (verb === 'change-merchant' || verb === 'approve-merchant-change') {
    needs.openMoney.add(merchantId)
    return
  }
  needs.reserves.add(merchantId)
  needs.balances.add(merchantId)
}

/** A mass refund, and where it is computed the merchant whose consumers it is for. */
function noteMass(needs: Needs, command: Extract<Command, { verb: OfMass }>): void {
  needs.massRefunds.add(command.massRefundId)
  if (command.verb === 'approve-mass-refund') return
  needs.massMerchants.add(command.merchantId)
  needs.merchants.add(command.merchantId)
}
