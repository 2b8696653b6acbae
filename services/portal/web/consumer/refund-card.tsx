// What she would get back now, item by item, and for either side's reason.
import type { ContractView, RefundQuote } from '@ticun/protocol'
import { Alert, Button, Card, Skeleton } from 'antd'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { shanghaiMinute } from '../parts/format.ts'
import { useLanguage, useWords } from '../parts/language.tsx'
import { ProblemView } from '../parts/problem-view.tsx'
import type { Resource } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { RefundDialog } from './refund-dialog.tsx'
import { RefundScenarios } from './refund-scenarios.tsx'
import { words } from './words.ts'

const REFUNDABLE_STATUSES: readonly string[] = ['ACTIVE', 'EXHAUSTED', 'SUSPENDED', 'EXPIRED_HOLD']

type RefundCardProps = {
  readonly pack: ContractView
  readonly quote: Resource<RefundQuote>
  readonly onRequested: () => void
}

// What waits for her word bars nothing: asking puts it into dispute.
const mayAsk = ({ refundableFen, awaitingFen }: RefundQuote) =>
  refundableFen !== '0' || awaitingFen !== '0'

/** The big figure of the page. */
export function RefundCard({ pack, quote, onRequested }: RefundCardProps) {
  const w = useWords(words)
  const [asking, setAsking] = useState(false)
  const { data, problem } = quote
  return (
    <Card variant="borderless">
      {problem ? <ProblemView problem={problem} retry={quote.reload} /> : null}
      {!data && !problem ? <Skeleton active /> : null}
      {data ? <QuoteView quote={data} pack={pack} /> : null}
      <div className="row" style={{ margin: '12px 0 4px' }}>
        <span>{w.held}</span>
        <b>
          <Amount fen={pack.heldFen} />
        </b>
      </div>
      <small className="quiet">{w.heldHint}</small>
      {data && mayAsk(data) && REFUNDABLE_STATUSES.includes(pack.status) ? (
        <Button block style={{ marginTop: 16 }} onClick={() => setAsking(true)}>
          {w.refund}
        </Button>
      ) : null}
      {data ? (
        <RefundDialog
          quote={data}
          open={asking}
          onClose={() => setAsking(false)}
          onRequested={onRequested}
        />
      ) : null}
    </Card>
  )
}

// Once she has asked, "refundable now" is zero, and zero is not what she wants to know.
function headline(quote: RefundQuote, pack: ContractView, w: (typeof words)['zh']) {
  if (pack.status === 'REFUNDING') return { label: w.refundAsked, fen: pack.heldFen }
  if (pack.status === 'CLOSED') return { label: w.refundMade, fen: pack.refundedFen }
  return { label: w.refundable, fen: quote.refundableFen }
}

type QuoteViewProps = { readonly quote: RefundQuote; readonly pack: ContractView }

function QuoteView({ quote, pack }: QuoteViewProps) {
  const { provisional } = useWords(common)
  const w = useWords(words)
  const { language } = useLanguage()
  const { label, fen } = headline(quote, pack, w)
  return (
    <>
      <div className="row">
        <span className="quiet">{label}</span>
        <span className="quiet">
          {w.formula(quote.formula)} · {w.formulaName[quote.formula]}
        </span>
      </div>
      <Amount fen={fen} big />
      <details open>
        <summary className="quiet">{w.items}</summary>
        {quote.items.map((item) => (
          <div key={item.labelEn} className="row ruled">
            <span>{language === 'zh' ? item.labelZh : item.labelEn}</span>
            <Amount fen={item.amountFen} />
          </div>
        ))}
      </details>
      <RefundScenarios quote={quote} />
      {quote.awaitingFen === '0' ? null : <small className="quiet">{w.awaitingHint}</small>}
      {quote.formula === 'F1' && quote.coolingOffUntil !== undefined ? (
        <Alert
          type="info"
          title={w.coolingOff(shanghaiMinute(quote.coolingOffUntil))}
          description={quote.provisional ? provisional : undefined}
        />
      ) : null}
    </>
  )
}
