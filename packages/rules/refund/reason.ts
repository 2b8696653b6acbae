// What the reason makes of the unperformed value: formulas F2 to F7, both faults.
import { formatYuan, proportion, type Fen } from '@ticun/money'
import type { LotTerms } from '@ticun/protocol'
import type { FundedLot, Item, RefundCase, RefundFormula } from './case.ts'
import type { Standing } from './standing.ts'

/** What the consumer gets of the unperformed value, in fen, and what was taken from it. */
export type Share = { formula: RefundFormula; refundFen: Fen; items: Item[] }

const BASIS_POINTS = 10_000n

/** The formula by which a kind of lot is refunded when the reason is not the consumer's. */
function plainFormula(terms: LotTerms): RefundFormula {
  if (terms.kind === 'STORED_VALUE') return 'F4'
  if (terms.kind === 'TERM_CARD') return 'F5'
  if (terms.kind === 'HYBRID') return 'F6'
  return (terms.gifts ?? 0) > 0 ? 'F2g' : 'F2'
}

/**
 * The consumer's share of what is unperformed. Not her reason (Art 15, 18): all of it, because the
 * consumed part is priced as the contract did. Her reason (Art 19): less what the consumed part
 * costs undiscounted, or what the contract says, whichever leaves her more; never below 0.
 */
export function shareOf(lot: FundedLot, standing: Standing, refundCase: RefundCase): Share {
  const all: Share = {
    formula: plainFormula(lot.terms),
    refundFen: standing.unperformedFen,
    items: [],
  }
  if (refundCase.fault !== 'CONSUMER') return all
  const law = byLaw(lot, standing, refundCase, all)
  const agreed = lot.terms.consumerReasonRule
  if (!agreed) return law
  const byContract = lessLoss({ ...all, formula: law.formula }, agreed.lossBasisPoints)
  return byContract.refundFen > law.refundFen ? byContract : law
}

/** Art 19, or the loss that was agreed or awarded in its place. */
function byLaw(lot: FundedLot, standing: Standing, refundCase: RefundCase, all: Share): Share {
  const { lossBasisPoints, lossOnTop } = refundCase
  const named = lot.terms.kind === 'SESSION_PACK' || lot.terms.kind === 'HYBRID'
  const plain: Share = named ? { ...all, formula: 'F3' } : all
  if (lossBasisPoints !== undefined && !lossOnTop) return lessLoss(plain, lossBasisPoints)
  const priced = undiscounted(lot, standing, refundCase, plain)
  return lossBasisPoints === undefined ? priced : lessLoss(priced, lossBasisPoints)
}

function lessLoss(share: Share, basisPoints: number): Share {
  const lossFen = proportion(share.refundFen, BigInt(basisPoints), BASIS_POINTS)
  const percent = basisPoints / 100
  const items =
    lossFen === 0n
      ? []
      : [
          {
            labelZh: `违约损失 ${percent}%`,
            labelEn: `Loss of ${percent} % of the unperformed value`,
            amountFen: -lossFen,
          },
        ]
  return {
    ...share,
    refundFen: share.refundFen - lossFen,
    items: [...share.items, ...items],
  }
}

type UnitPrice = { priceFen: Fen; formula: RefundFormula; labelZh: string; labelEn: string }

/** The price L' of what was consumed; undefined: nothing but the contract's own price is shown. */
function unitPrice(lot: FundedLot, refundCase: RefundCase, plain: Share): UnitPrice | undefined {
  const { terms } = lot
  if (terms.kind === 'STORED_VALUE') {
    // A fen of face is its own price before the bonus.
    const [labelZh, labelEn] = ['按赠送前价格计', 'Counted without the bonus']
    return { priceFen: 1n, formula: plain.formula, labelZh, labelEn }
  }
  const { claim, marketPriceFen } = refundCase
  const shown: UnitPrice[] = []
  if (claim?.evidenceSha256 !== undefined) {
    const [labelZh, labelEn] = ['按主张单价计', 'Counted at the claimed price']
    shown.push({ priceFen: claim.unitPriceFen, formula: 'F7', labelZh, labelEn })
  }
  if (terms.listPriceFen !== undefined && terms.listPriceEvidenceSha256 !== undefined) {
    const [labelZh, labelEn] = ['按原价计', 'Counted at the list price']
    shown.push({ priceFen: BigInt(terms.listPriceFen), formula: 'F3', labelZh, labelEn })
  }
  // Among prices that are proven, doubt is the merchant's, who wrote them (Art 8).
  const proven = shown.toSorted((a, b) => (a.priceFen < b.priceFen ? -1 : 1))[0]
  if (proven || marketPriceFen === undefined || terms.kind === 'TERM_CARD') return proven
  const [labelZh, labelEn] = ['按市场价计', 'Counted at the market price']
  return { priceFen: marketPriceFen, formula: 'F3', labelZh, labelEn }
}

/** P − U·L' (F3), of what is still free: what the merchant was given already is not taken twice. */
function undiscounted(
  lot: FundedLot,
  standing: Standing,
  refundCase: RefundCase,
  plain: Share,
): Share {
  const price = unitPrice(lot, refundCase, plain)
  if (!price) return plain
  const units = standing.performedUnits
  const more = units * price.priceFen - standing.performedFen - lot.figures.adjustedFen
  const wanted = more > 0n ? more : 0n
  const extraFen = wanted < plain.refundFen ? wanted : plain.refundFen
  const times = lot.terms.kind === 'STORED_VALUE' ? '' : ` ${units} × ${formatYuan(price.priceFen)}`
  const item = {
    labelZh: `${price.labelZh}${times}，补差`,
    labelEn: `${price.labelEn}${times}: the difference`,
    amountFen: -extraFen,
  }
  return {
    formula: price.formula,
    refundFen: plain.refundFen - extraFen,
    items: extraFen === 0n ? [] : [item],
  }
}
