// What banks and officers do with money: it comes, waits, goes out, comes back.
import type { Command } from '@ticun/escrow/in-process'
import { newId, type SettlementFact } from '@ticun/protocol'
import type { Lot } from '../../services/escrow/world/nouns.ts'
import type { Draw } from './draw.ts'
import { commandOf, officers, system, type Stage } from './stage.ts'

const DAY_MS = 86_400_000

type BankType = Exclude<SettlementFact['type'], 'statement.closed'>

/** A word of settlement on what the bank did. */
function bankWord(stage: Stage, type: BankType, data: object, at = stage.now): Command {
  const envelope = {
    id: newId('fct'),
    source: 'settlement' as const,
    subject: 'bank',
    recordedAt: stage.now,
    occurredAt: at,
    bookId: stage.bookId,
    correlationId: 'bank',
    causationId: 'bank',
    actor: system,
  }
  const fact = { ...envelope, type, data } as Exclude<SettlementFact, { type: 'statement.closed' }>
  return commandOf(stage, system, { verb: 'take-bank-fact', fact }, at)
}

/** The bank books up to three days before settlement hears of it. */
function bookedAt(stage: Stage, draw: Draw): string {
  const late = draw.percent(30) ? draw.upTo(3) * DAY_MS : 0
  return new Date(Date.parse(stage.now) - late).toISOString()
}

/** Mostly what is missing; else a part, too much, or the price of a lot that is paid already. */
function amountFor(lot: Lot, draw: Draw): bigint {
  const missing = lot.expectedFen - lot.receivedFen
  if (missing <= 0n) return BigInt(1 + draw.upTo(5000))
  if (draw.percent(65)) return missing
  if (draw.percent(50)) return missing + BigInt(1 + draw.upTo(300))
  return missing / BigInt(2 + draw.upTo(3)) + 1n
}

function waiting(stage: Stage): Lot[] {
  return [...stage.world.lots.values()].filter(
    ({ status }) => status === 'UNFUNDED' || status === 'PART_FUNDED',
  )
}

function pay(stage: Stage, draw: Draw): Command | undefined {
  const wait = waiting(stage)
  const lot = draw.one(wait.length > 0 && draw.percent(92) ? wait : [...stage.world.lots.values()])
  if (!lot) return undefined
  const { contractId, lotId } = lot
  const at = bookedAt(stage, draw)
  const money = { amountFen: amountFor(lot, draw).toString(), bankSerial: 'x', bookedAt: at }
  return bankWord(
    stage,
    'deposit.received',
    { depositId: stage.ids('dep'), contractId, lotId, ...money },
    at,
  )
}

/** Money for an offer, also for one that is over: it accepts it, or waits in suspense. */
function payOffer(stage: Stage, draw: Draw): Command | undefined {
  const all = [...stage.world.offers.values()]
  const open = all.filter(({ status }) => status === 'OPEN')
  const offer = draw.one(draw.percent(85) ? open : all)
  if (!offer) return undefined
  const { contractId, lotId, terms } = offer
  const at = bookedAt(stage, draw)
  const price = BigInt(terms.priceFen)
  const amount = draw.percent(75) ? price : price / 2n + BigInt(draw.upTo(Number(price)))
  const amountFen = (amount > 0n ? amount : 1n).toString()
  const money = { amountFen, bankSerial: 'x', bookedAt: at }
  const data = { depositId: stage.ids('dep'), contractId, lotId, ...money }
  return bankWord(stage, 'deposit.received', data, at)
}

function payByNobody(stage: Stage, draw: Draw): Command {
  const at = bookedAt(stage, draw)
  const amountFen = String(1 + draw.upTo(20_000))
  const data = { depositId: stage.ids('dep'), reason: 'UNKNOWN_REFERENCE', amountFen }
  return bankWord(stage, 'deposit.unmatched', { ...data, bankSerial: 'x', bookedAt: at }, at)
}

/**
 * The reference of money of nobody becomes known, mostly before an officer has moved it; settlement
 * may say it again after an accident.
 */
function matchLate(stage: Stage, draw: Draw): Command | undefined {
  const items = [...stage.world.suspense.values()]
  const open = items.filter(({ status }) => status === 'WAITING')
  const item = draw.one(draw.percent(80) ? open : items)
  const lot = draw.one(draw.percent(90) ? waiting(stage) : [...stage.world.lots.values()])
  if (!item || !lot) return undefined
  const { depositId, paidAt } = item
  const { contractId, lotId } = lot
  const money = { amountFen: item.amountFen.toString(), bankSerial: 'x', bookedAt: paidAt }
  return bankWord(stage, 'deposit.matched', { depositId, contractId, lotId, ...money })
}

/** What waits for a second officer, mostly; else something new is proposed. */
function openProposal(stage: Stage, draw: Draw, prefix: string) {
  if (draw.percent(30)) return undefined
  const open = [...stage.world.proposals].filter(
    ([subject, { isOpen }]) => isOpen && subject.startsWith(prefix),
  )
  return draw.one(open)
}

function assign(stage: Stage, draw: Draw): Command | undefined {
  const [suspenseId, proposal] = openProposal(stage, draw, 'sus_') ?? []
  const verb = 'assign-suspense' as const
  if (suspenseId && proposal) {
    const { contractId = '', lotId = '' } = proposal.what as Record<string, string>
    const said = { suspenseId, contractId, lotId }
    return commandOf(stage, draw.one(officers)!, { verb, step: 'APPROVE', ...said })
  }
  const items = [...stage.world.suspense.values()].filter(({ status }) => status === 'WAITING')
  const item = draw.one(items)
  const lot = draw.one(waiting(stage))
  if (!item || !lot) return undefined
  const { contractId, lotId } = lot
  const said = { suspenseId: item.suspenseId, contractId, lotId, reason: '附言有误' }
  return commandOf(stage, officers[0]!, { verb, step: 'PROPOSE', ...said })
}

function sendBack(stage: Stage, draw: Draw): Command | undefined {
  const item = draw.one([...stage.world.suspense.values()])
  if (!item) return undefined
  const { suspenseId } = item
  return commandOf(stage, officers[0]!, { verb: 'return-suspense', suspenseId, reason: '付款有误' })
}

type Payment = { id: string; amountFen: bigint }

/** Payments of refunds and of suspense that the bank has not spoken of, by the name it knows. */
function outgoing(stage: Stage): Payment[] {
  const refunds = [...stage.world.refunds.values()].flatMap(({ parts }) =>
    parts.flatMap(({ paymentId: id, amountFen, status }) =>
      status === 'DUE' ? [{ id, amountFen }] : [],
    ),
  )
  const suspense = [...stage.world.suspense.values()].flatMap((item) => {
    if (item.status !== 'INSTRUCTED') return []
    const id = item.suspenseId
    return [{ id: item.tries === 1 ? id : `${id}_${item.tries - 1}`, amountFen: item.leftFen }]
  })
  return [...refunds, ...suspense]
}

/** A bank pays no more than there is: after a chargeback that may be less than is owed. */
function pays(stage: Stage, fen: bigint): boolean {
  if (stage.cash < fen) return false
  stage.cash -= fen
  return true
}

function refundAtBank(stage: Stage, draw: Draw): Command | undefined {
  const payment = draw.one(outgoing(stage))
  if (!payment) return undefined
  const { id: refundId, amountFen } = payment
  const isPaid = draw.percent(70) && pays(stage, amountFen)
  const type = isPaid ? 'refund.settled' : 'refund.returned'
  return atBank(stage, type, { refundId, amountFen: amountFen.toString() })
}

function payoutAtBank(stage: Stage, draw: Draw): Command | undefined {
  const due = [...stage.world.payouts.values()].filter(({ status }) => status === 'DUE')
  const payout = draw.one(draw.percent(90) ? due : [...stage.world.payouts.values()])
  if (!payout) return undefined
  const { payoutId, amountFen } = payout
  const isPaid = draw.percent(75) && pays(stage, amountFen)
  const type = isPaid ? 'payout.settled' : 'payout.returned'
  return atBank(stage, type, { payoutId, amountFen: amountFen.toString() })
}

function atBank(stage: Stage, type: BankType, data: object): Command {
  const more = { bankSerial: 'x', bookedAt: stage.now, reason: 'AC04' }
  return bankWord(stage, type, { ...data, ...more })
}

function runPayouts(stage: Stage, draw: Draw): Command {
  const early = draw.percent(70)
  return commandOf(stage, draw.one(officers)!, {
    verb: 'run-payouts',
    runId: stage.ids('run'),
    early,
  })
}

function interest(stage: Stage, draw: Draw): Command {
  const money = { amountFen: String(1 + draw.upTo(500)), bankSerial: 'x', bookedAt: stage.now }
  return bankWord(stage, 'interest.received', { interestId: stage.ids('int'), ...money })
}

function allocate(stage: Stage, draw: Draw): Command | undefined {
  const verb = 'allocate-interest' as const
  const [proposed, proposal] = openProposal(stage, draw, 'int_') ?? []
  if (proposed && proposal) {
    const period = proposal.what as { from: string; to: string }
    const said = { interestId: proposed, period: { from: period.from, to: period.to } }
    return commandOf(stage, draw.one(officers)!, { verb, step: 'APPROVE', ...said })
  }
  const credited = stage.facts.flatMap((fact) =>
    fact.type === 'interest.credited' ? [fact.data.interestId] : [],
  )
  const interestId = draw.one(credited)
  if (!interestId) return undefined
  const back = (days: number) =>
    new Date(Date.parse(stage.now) - days * DAY_MS).toISOString().slice(0, 10)
  const period = { from: back(2 + draw.upTo(60)), to: back(2) }
  return commandOf(stage, officers[0]!, { verb, step: 'PROPOSE', interestId, period })
}

export const moneyDeeds = {
  pay,
  payOffer,
  payByNobody,
  matchLate,
  assign,
  sendBack,
  refundAtBank,
  payoutAtBank,
  runPayouts,
  interest,
  allocate,
}
