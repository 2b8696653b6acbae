// Quotes in the wire's words: of a contract, each lot for either side's reason; of a refund that is
// contested, for the reason that the merchant gave.
import { sumFen } from '@ticun/money'
import { isRefusal, type escrowRoutes, type Refusal, type ReplyOf } from '@ticun/protocol'
import { provisionalNote, type Quote } from '@ticun/rules'
import { counterQuote } from '../decide/refunds/counter-claim.ts'
import { candidatesOf, payBy, quoteOf } from '../decide/refunds/quote.ts'
import type { Lot, Refund } from '../world/nouns.ts'
import { lotsOf, type World } from '../world/world.ts'

type View = ReplyOf<(typeof escrowRoutes)['quoteRefund']['reply']>
type LotView = View['lots'][number]
type Scenario = LotView['scenarios'][number]

/** A lot and its quotes: not her reason, her reason. */
type Quoted = { lot: Lot; plain: Quote; hers: Quote }

/**
 * The quote; lots that wait for their money give nothing and are left out. The fields at the top
 * are of the lot that a request without a lot would mean.
 */
export function viewQuote(world: World, contractId: string, now: string): View {
  const quoted: Quoted[] = []
  for (const lot of lotsOf(world, contractId)) {
    if (lot.paidAt === undefined) continue
    const plain = quoteOf(world, lot, { now, fault: 'NEITHER' })
    const hers = quoteOf(world, lot, { now, fault: 'CONSUMER' })
    quoted.push({ lot, plain, hers })
  }
  const [candidate] = candidatesOf(quoted.map(({ lot }) => lot))
  const meant = quoted.find(({ lot }) => lot === candidate) ?? quoted.at(-1)
  const sums = (quotes: readonly Quote[], fault: Quote['fault']) => ({
    fault,
    refundableFen: sumFen(quotes.map((quote) => quote.refundableFen)).toString(),
    merchantFen: sumFen(quotes.map((quote) => quote.merchantFen)).toString(),
  })
  return {
    contractId,
    asOf: now,
    ...top(meant?.plain),
    ...provisionalNote(world.calendar, ...lastInstants(world, meant, now)),
    scenarios: [
      sums(
        quoted.map(({ plain }) => plain),
        'NEITHER',
      ),
      sums(
        quoted.map(({ hers }) => hers),
        'CONSUMER',
      ),
    ],
    lots: quoted.map((each) => viewLot(world, each, now)),
  }
}

/** What a quote tells of days: the end of cooling-off, and when the money would be there. */
function lastInstants(world: World, meant: Quoted | undefined, now: string) {
  if (!meant) return []
  const { lot, plain } = meant
  return [plain.coolingOffUntil, payBy(world, lot, plain.deadlineBasis, now)]
}

type CounterClaim = ReplyOf<(typeof escrowRoutes)['showCounterClaim']['reply']>

/** The counter-claim. Refused: refund_not_open, counter_claim_missing. */
export function viewCounterClaim(
  world: World,
  refund: Refund,
  now: string,
): CounterClaim | Refusal {
  const quote = counterQuote(world, refund, now)
  if (isRefusal(quote)) return quote
  const { counterReason: reason } = refund.review
  return {
    refundId: refund.refundId,
    asOf: now,
    fault: quote.fault,
    formula: quote.formula,
    amountFen: quote.refundableFen.toString(),
    merchantFen: quote.merchantFen.toString(),
    ...(reason === undefined ? {} : { reason }),
  }
}

function top(quote: Quote | undefined) {
  if (!quote) return { formula: 'F2' as const, refundableFen: '0', awaitingFen: '0', items: [] }
  const { formula, coolingOffUntil } = quote
  return {
    formula,
    refundableFen: quote.refundableFen.toString(),
    awaitingFen: quote.awaitingFen.toString(),
    items: viewItems(quote),
    ...(coolingOffUntil ? { coolingOffUntil } : {}),
  }
}

function viewLot(world: World, { lot, plain, hers }: Quoted, now: string): LotView {
  const { coolingOffUntil, expired } = plain
  return {
    lotId: lot.lotId,
    status: lot.status,
    ...(coolingOffUntil ? { coolingOffUntil } : {}),
    awaitingFen: plain.awaitingFen.toString(),
    disputedFen: plain.disputedFen.toString(),
    expired,
    scenarios: [plain, hers].map((quote) => viewScenario(world, lot, quote, now)),
  }
}

function viewScenario(world: World, lot: Lot, quote: Quote, now: string): Scenario {
  const { fault, formula } = quote
  const last = payBy(world, lot, quote.deadlineBasis, now)
  return {
    fault,
    formula,
    refundableFen: quote.refundableFen.toString(),
    merchantFen: quote.merchantFen.toString(),
    creditFen: quote.creditFen.toString(),
    shortfallFen: quote.shortfallFen.toString(),
    items: viewItems(quote),
    ...(last ? { payBy: last } : {}),
  }
}

function viewItems({ items }: Quote) {
  return items.map((item) => ({ ...item, amountFen: item.amountFen.toString() }))
}
