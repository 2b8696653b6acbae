// A payout run: what merchants have earned and nobody can dispute any more is on its way to them.
import { minFen, type Fen } from '@ticun/money'
import type { EscrowFact } from '@ticun/protocol'
import { nextPayoutOn, payoutOf, shanghaiDate, type Payout } from '@ticun/rules'
import type { Command } from '../command/command.ts'
import { moneyOf, type World } from '../world/world.ts'
import type { Decision, Speak } from './decision.ts'
import { heldBack, type HeldBack } from './holds.ts'
import { namedAfter } from './named-after.ts'
import { policyValue } from './policy-of.ts'

/** The id of a merchant's payout in a run: the same run gives the same ids. */
export function payoutIdOf(runId: string, merchantId: string): string {
  return namedAfter('pay', runId, merchantId)
}

type Run = Extract<Command, { verb: 'run-payouts' }>

/** Why a merchant is paid nothing in a run. */
type LeftOut = 'NOT_DUE' | 'ON_HOLD' | 'NOTHING_FINAL'

/** What a run has to say of a merchant that has earned something or owes something. */
type Statement = {
  merchantId: string
  payableFen: Fen
  payout: Payout
  heldBack: HeldBack | undefined
  leftOut: LeftOut | undefined
  /** The first day of its next cycle, Shanghai. */
  nextOn: string
}

const NOTHING: Payout = {
  nettedFen: 0n,
  withheldFen: 0n,
  paidFen: 0n,
  inWindowFen: 0n,
  heldFen: 0n,
}

function statementOf(world: World, merchantId: string, { now, early }: Run): Statement {
  const { payableFen, receivableFen } = moneyOf(world, merchantId)
  const { inWindowFen, lastAt } = world.earnings!
  const cycle = policyValue(world, 'payout_cycle', merchantId, now)
  const nextOn = nextPayoutOn(cycle, now, lastAt.get(merchantId))
  const held = heldBack(world, merchantId, payableFen)
  const payout = payoutOf({
    payableFen,
    inWindowFen: inWindowFen.get(merchantId) ?? 0n,
    heldFen: held?.amountFen ?? 0n,
    receivableFen,
    reserveBasisPoints: policyValue(world, 'reserve_basis_points', merchantId, now),
    releasedFen: world.merchants.get(merchantId)!.releasedFen,
  })
  const known = { merchantId, payableFen, heldBack: held }
  if (early !== true && nextOn > shanghaiDate(now)) {
    const kept = { ...NOTHING, inWindowFen: payout.inWindowFen }
    return { ...known, payout: kept, leftOut: 'NOT_DUE', nextOn }
  }
  const next = nextPayoutOn(cycle, now, now)
  const isPaid = payout.paidFen + payout.nettedFen + payout.withheldFen > 0n
  const leftOut = isPaid ? undefined : payout.heldFen > 0n ? 'ON_HOLD' : 'NOTHING_FINAL'
  return { ...known, payout, leftOut, nextOn: isPaid ? next : nextOn }
}

/**
 * The merchant's debts as far as the netted amount goes, the oldest lot first: what is owed to lots
 * (F12), then what is owed because the bank took it back of lots (F14).
 */
function debtsOf(world: World, merchantId: string, nettedFen: Fen) {
  const lots = [...world.lots.values()]
    .filter((lot) => lot.merchantId === merchantId)
    .toSorted((a, b) => (`${a.addedAt} ${a.lotId}` < `${b.addedAt} ${b.lotId}` ? -1 : 1))
  const chargeback = true as const
  const debts = [
    ...lots.map((lot) => ({ lot, owedFen: lot.figures.owedFen, kind: {} })),
    ...lots.map((lot) => ({ lot, owedFen: lot.figures.chargebackOwedFen, kind: { chargeback } })),
  ]
  let left = nettedFen
  return debts.flatMap(({ lot: { contractId, lotId }, owedFen, kind }) => {
    const fen = minFen(left, owedFen)
    left -= fen
    return fen > 0n ? [{ contractId, lotId, amountFen: fen.toString(), ...kind }] : []
  })
}

function factsOf(world: World, statement: Statement, runId: string, speak: Speak): EscrowFact[] {
  const { merchantId, payout, payableFen } = statement
  const reckoned = speak('payout.reckoned', merchantId, {
    runId,
    merchantId,
    payableFen: payableFen.toString(),
    ...textsOf(payout),
    debts: debtsOf(world, merchantId, payout.nettedFen),
  })
  if (payout.paidFen === 0n) return [reckoned]
  const merchant = world.merchants.get(merchantId)!
  const payoutId = payoutIdOf(runId, merchantId)
  const bankAccount = { number: merchant.bankNumber, name: merchant.bankName }
  const due = { payoutId, runId, merchantId, amountFen: payout.paidFen.toString(), bankAccount }
  return [reckoned, speak('payout.due', payoutId, due)]
}

function textsOf({ nettedFen, withheldFen, paidFen, inWindowFen, heldFen }: Payout) {
  return {
    nettedFen: nettedFen.toString(),
    withheldFen: withheldFen.toString(),
    paidFen: paidFen.toString(),
    inWindowFen: inWindowFen.toString(),
    heldFen: heldFen.toString(),
  }
}

/**
 * Pays merchants what is final (2003 → 2004): what may still be disputed stays, what a hold keeps
 * back stays, debts are netted off, the reserve gets its share (F12). A merchant is reckoned with
 * once in each of its cycles, unless the run is early; what is not paid is said with its reason.
 * Cash still has to be approved in settlement by somebody other than the author. Refused: id_taken.
 */
export function runPayouts(world: World, command: Run, speak: Speak): Decision {
  const { runId } = command
  const statements = [...world.merchants.keys()]
    .filter((merchantId) => moneyOf(world, merchantId).payableFen > 0n)
    .toSorted()
    .map((merchantId) => statementOf(world, merchantId, command))
  const facts = statements
    .filter(({ leftOut }) => leftOut === undefined)
    .flatMap((statement) => factsOf(world, statement, runId, speak))
  return {
    facts,
    answer: () => {
      const views = statements.map((statement) => viewStatement(world, statement))
      return (receipts) => ({
        runId,
        statements: views,
        heldBack: statements.flatMap(({ merchantId, heldBack: held }) =>
          held ? [{ ...held, merchantId, amountFen: held.amountFen.toString() }] : [],
        ),
        payouts: facts.flatMap((fact) => {
          if (fact.type !== 'payout.due') return []
          const { payoutId, merchantId, amountFen } = fact.data
          return [{ payoutId, merchantId, amountFen, receipt: receipts.get(fact.id)! }]
        }),
      })
    },
  }
}

/** A statement in the wire's words; the debt and the disputed money are as they are now. */
function viewStatement(
  world: World,
  { merchantId, payableFen, payout, leftOut, nextOn }: Statement,
) {
  const disputedFen = world.earnings!.disputedFen.get(merchantId) ?? 0n
  return {
    merchantId,
    payableFen: payableFen.toString(),
    ...textsOf(payout),
    owedFen: moneyOf(world, merchantId).receivableFen.toString(),
    disputedFen: disputedFen.toString(),
    nextOn,
    ...(leftOut ? { leftOut } : {}),
  }
}
