// What she would get back for either side's reason, side by side.
import type { RefundQuote } from '@ticun/protocol'
import { Amount } from '../parts/amount.tsx'
import { useLanguage, useWords } from '../parts/language.tsx'
import { words } from './words.ts'

type Fault = RefundQuote['scenarios'][number]['fault']

/** The formulas that a reason leads to, one for each lot that differs. */
function formulasOf(quote: RefundQuote, fault: Fault): string {
  const used = quote.lots.flatMap(({ scenarios }) =>
    scenarios.filter((each) => each.fault === fault).map(({ formula }) => formula),
  )
  return [...new Set(used)].join(' · ')
}

/** Nothing while nothing is paid. How each figure comes about is behind it. */
export function RefundScenarios({ quote }: { readonly quote: RefundQuote }) {
  const w = useWords(words)
  if (quote.scenarios.length === 0) return null
  return (
    <details>
      <summary className="quiet">{w.scenarios}</summary>
      {quote.scenarios.map(({ fault, refundableFen }) => (
        <div key={fault} className="ruled" data-fault={fault}>
          <div className="row">
            <span>
              {w.fault[fault]} <small className="quiet">{formulasOf(quote, fault)}</small>
            </span>
            <Amount fen={refundableFen} />
          </div>
          <ScenarioItems quote={quote} fault={fault} />
        </div>
      ))}
      <small className="quiet">{w.scenariosHint}</small>
    </details>
  )
}

type ScenarioItemsProps = { readonly quote: RefundQuote; readonly fault: Fault }

function ScenarioItems({ quote, fault }: ScenarioItemsProps) {
  const { language } = useLanguage()
  const items = quote.lots.flatMap(({ lotId, scenarios }) =>
    scenarios
      .filter((each) => each.fault === fault)
      .flatMap((each) => each.items.map((item) => ({ ...item, lotId }))),
  )
  return items.map((item) => (
    <div key={`${item.lotId} ${item.labelEn}`} className="row">
      <small className="quiet">{language === 'zh' ? item.labelZh : item.labelEn}</small>
      <small className="quiet">
        <Amount fen={item.amountFen} />
      </small>
    </div>
  ))
}
