// A payout run: everything that merchants have earned becomes payouts on their way.
import { createHash } from 'node:crypto'
import type { Command } from '../command/command.ts'
import { moneyOf, type World } from '../world/world.ts'
import type { Decision, Speak } from './decision.ts'
import { heldBack } from './holds.ts'

const BASE_32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const ID_BODY_LENGTH = 26

/** The id of a merchant's payout in a run: the same run gives the same ids. */
export function payoutIdOf(runId: string, merchantId: string): string {
  const digest = createHash('sha256').update(`${runId}/${merchantId}`).digest()
  const body = Array.from(digest.subarray(0, ID_BODY_LENGTH), (byte) => BASE_32[byte & 31])
  return `pay_${body.join('')}`
}

/**
 * Makes a payout of each merchant's payable balance (2003 → 2004); merchants with nothing earned
 * are left out, so a run may be empty; what a hold keeps back stays payable, and is told. Cash
 * still has to be approved in settlement by somebody other than the author.
 */
export function runPayouts(
  world: World,
  command: Extract<Command, { verb: 'run-payouts' }>,
  speak: Speak,
): Decision {
  const { runId } = command
  const earned = [...world.merchants.keys()]
    .map((id) => [id, moneyOf(world, id).payableFen] as const)
    .filter(([, fen]) => fen > 0n)
  const kept = new Map(earned.map(([id, fen]) => [id, heldBack(world, id, fen)]))
  const payable = earned
    .map(([id, fen]) => [id, fen - (kept.get(id)?.amountFen ?? 0n)] as const)
    .filter(([, fen]) => fen > 0n)
  const facts = payable
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([merchantId, fen]) => {
      const merchant = world.merchants.get(merchantId)!
      const payoutId = payoutIdOf(runId, merchantId)
      const bankAccount = { number: merchant.bankNumber, name: merchant.bankName }
      const amountFen = fen.toString()
      return speak('payout.due', payoutId, { payoutId, runId, merchantId, amountFen, bankAccount })
    })
  return {
    facts,
    answer: () => (receipts) => ({
      runId,
      heldBack: [...kept].flatMap(([merchantId, held]) =>
        held ? [{ ...held, merchantId, amountFen: held.amountFen.toString() }] : [],
      ),
      payouts: facts.map(({ id, data: { payoutId, merchantId, amountFen } }) => ({
        payoutId,
        merchantId,
        amountFen,
        receipt: receipts.get(id)!,
      })),
    }),
  }
}
