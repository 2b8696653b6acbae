// What the merchant says against her refund, and what she would get by taking its word.
import type { CounterClaimView, RefundView } from '@ticun/protocol'
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { useWords } from '../parts/language.tsx'
import { ProblemView } from '../parts/problem-view.tsx'
import { states } from '../parts/states.ts'
import { useResource } from '../parts/use-resource.ts'
import { caseWords } from './case-words.ts'

/** While others decide she may still take the merchant's figure. */
const UNDECIDED: readonly string[] = ['CONTESTED', 'MEDIATION', 'ARBITRATION']

type CounterClaimProps = { readonly of: RefundView; readonly onDone: () => void }

/** The merchant's word; with both figures where it said whose reason it is. */
export function CounterClaim({ of, onDone }: CounterClaimProps) {
  const w = useWords(caseWords).refund
  const { fault } = useWords(states)
  if (of.counterReason === undefined) return null
  const whose = of.counterFault === undefined ? '' : `（${fault[of.counterFault]}）`
  const isUndecided = UNDECIDED.includes(of.status)
  const hasOffer = of.counterFault !== undefined
  return (
    <Alert
      type="warning"
      showIcon
      title={w.counter}
      description={
        <div className="stack">
          <div>
            {of.counterReason}
            {whose}
          </div>
          {isUndecided && hasOffer ? <Offer of={of} onDone={onDone} /> : null}
          {isUndecided ? <small>{hasOffer ? w.offerHint : w.counterHint}</small> : null}
        </div>
      }
    />
  )
}

function Offer({ of, onDone }: CounterClaimProps) {
  const w = useWords(caseWords).refund
  const path = `/api/escrow/v1/refunds/${of.refundId}`
  const { data: claim, problem, reload } = useResource<CounterClaimView>(`${path}/counter-claim`)
  const [open, setOpen] = useState(false)
  if (problem) return <ProblemView problem={problem} retry={reload} />
  if (!claim) return null
  return (
    <>
      <Both of={of} claim={claim} />
      <Button onClick={() => setOpen(true)}>{w.accept}</Button>
      <CommandDialog
        open={open}
        title={w.acceptTitle}
        ok={w.accept}
        path={`${path}/decisions`}
        // Only what she has seen: where it has changed since, nothing is accepted.
        body={{ decision: 'ACCEPT', amountFen: claim.amountFen }}
        done={w.acceptDone}
        onClose={() => setOpen(false)}
        onDone={onDone}
        afterClose={reload}
      >
        <Both of={of} claim={claim} />
        {w.acceptHint}
      </CommandDialog>
    </>
  )
}

type BothProps = { readonly of: RefundView; readonly claim: CounterClaimView }

function Both({ of, claim }: BothProps) {
  const w = useWords(caseWords).refund
  return (
    <div>
      <div className="row">
        <span>{w.asAsked}</span>
        <Amount fen={of.amountFen} />
      </div>
      <div className="row">
        <span>
          {w.asCountered} · {claim.formula}
        </span>
        <Amount fen={claim.amountFen} />
      </div>
      <div className="row quiet">
        <span>{w.theirs}</span>
        <Amount fen={claim.merchantFen} />
      </div>
    </div>
  )
}
