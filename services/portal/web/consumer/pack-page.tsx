// One pack of a member: what she gets back now, her code, what waits for her, every session.
import type { ContractView, RefundQuote, RefundView, SessionView } from '@ticun/protocol'
import { Alert, Card, Skeleton } from 'antd'
import { Link } from 'react-router'
import { Amount } from '../parts/amount.tsx'
import { sessionsLeft, shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ProblemView } from '../parts/problem-view.tsx'
import { StatusTag } from '../parts/status-tag.tsx'
import { useList, useResource } from '../parts/use-resource.ts'
import { MemberCode } from './member-code.tsx'
import { RefundCard } from './refund-card.tsx'
import { SessionList, WaitingSessions } from './session-list.tsx'
import { words } from './words.ts'

const SESSIONS_SHOWN = 50
/** In these states sessions can still be taken, now or after paying. */
const OPEN: readonly string[] = ['UNFUNDED', 'ACTIVE']

type PackPageProps = { readonly contractId: string; readonly backLink?: boolean }

/** Everything about one pack; each part loads and fails on its own. */
export function PackPage({ contractId, backLink = false }: PackPageProps) {
  const w = useWords(words)
  const path = `/api/escrow/v1/contracts/${contractId}`
  const pack = useResource<ContractView>(path)
  const paid = pack.data !== undefined && pack.data.status !== 'UNFUNDED'
  const quote = useResource<RefundQuote>(paid ? `${path}/refund-quote` : undefined)
  const sessions = useList<SessionView>(`${path}/sessions?limit=${SESSIONS_SHOWN}`)
  const refunds = useList<RefundView>(`/api/escrow/v1/refunds?contractId=${contractId}`)
  const reload = (): void => {
    for (const part of [pack, quote, sessions, refunds]) part.reload()
  }

  if (pack.problem) return <ProblemView problem={pack.problem} retry={pack.reload} />
  if (!pack.data) return <Skeleton active />
  return (
    <div className="stack">
      {backLink ? <Link to="/me">‹ {w.back}</Link> : null}
      <PackHead pack={pack.data} />
      {paid ? (
        <RefundCard pack={pack.data} quote={quote} onRequested={reload} />
      ) : (
        <Alert
          type="info"
          showIcon
          title={w.unpaid}
          description={
            <>
              <Amount fen={pack.data.terms.priceFen} big />
              <div>{w.unpaidHint(pack.data.reference)}</div>
            </>
          }
        />
      )}
      {pack.data.status === 'ACTIVE' ? <MemberCode contractId={contractId} /> : null}
      <WaitingSessions sessions={sessions.items} onConfirmed={reload} />
      <RefundSteps refunds={refunds.items} />
      <SessionList list={sessions} />
    </div>
  )
}

function PackHead({ pack }: { readonly pack: ContractView }) {
  const w = useWords(words)
  return (
    <div>
      <div className="row">
        <h2 style={{ margin: 0 }}>{pack.productName}</h2>
        <StatusTag kind="lot" status={pack.status} />
      </div>
      <div className="row quiet">
        <span>{pack.merchantName}</span>
        <span>
          {OPEN.includes(pack.status)
            ? w.left(sessionsLeft(pack), pack.sessionsTotal)
            : w.used(pack.sessionsUsed, pack.sessionsTotal)}
        </span>
      </div>
    </div>
  )
}

function RefundSteps({ refunds }: { readonly refunds: readonly RefundView[] }) {
  const w = useWords(words)
  if (refunds.length === 0) return null
  return (
    <Card variant="borderless" size="small" title={w.refunds}>
      {refunds.map((refund) => (
        <div key={refund.refundId} className="row ruled">
          <span className="quiet">{shanghaiMinute(refund.requestedAt)}</span>
          <Amount fen={refund.amountFen} />
          <StatusTag kind="refund" status={refund.status} />
        </div>
      ))}
    </Card>
  )
}
