// One pack of a member: what she gets back now, her code, what waits for her, every session.
import type { ContractView, RefundQuote, RefundView, SessionCaseView } from '@ticun/protocol'
import { groupedReference } from '@ticun/protocol/reference'
import type { SessionView } from '@ticun/protocol'
import { Alert, Card, Skeleton } from 'antd'
import { Link } from 'react-router'
import { Amount } from '../parts/amount.tsx'
import type { EscrowReply } from '../parts/api.ts'
import { sessionsLeft, shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ProblemView } from '../parts/problem-view.tsx'
import { StatusTag } from '../parts/status-tag.tsx'
import { useList, useResource } from '../parts/use-resource.ts'
import { caseWords } from './case-words.ts'
import { LotsCard } from './lots-card.tsx'
import { MemberCode } from './member-code.tsx'
import { MoreCard } from './more-card.tsx'
import { RefundCard } from './refund-card.tsx'
import { SessionList, WaitingSessions } from './session-list.tsx'
import { words } from './words.ts'

const SESSIONS_SHOWN = 50
/** In these states sessions can still be taken, now or after paying. */
const OPEN: readonly string[] = ['UNFUNDED', 'PART_FUNDED', 'ACTIVE', 'SUSPENDED']

type PackPageProps = {
  readonly contractId: string
  readonly backLink?: boolean
  readonly onChanged?: () => void
}

/** Everything about one pack; each part loads and fails on its own. */
export function PackPage({ contractId, backLink = false, onChanged }: PackPageProps) {
  const w = useWords(words)
  const path = `/api/escrow/v1/contracts/${contractId}`
  const pack = useResource<ContractView>(path)
  const merchantId = pack.data?.merchantId
  const paid = pack.data?.paidAt !== undefined
  const quote = useResource<RefundQuote>(paid ? `${path}/refund-quote` : undefined)
  const sessions = useList<SessionView>(`${path}/sessions?limit=${SESSIONS_SHOWN}`)
  const refunds = useList<RefundView>(`/api/escrow/v1/refunds?contractId=${contractId}`)
  const disputes = useList<SessionCaseView>(
    `/api/escrow/v1/session-cases?kind=DISPUTE&contractId=${contractId}`,
  )
  const products = useResource<EscrowReply['listProducts']>(
    merchantId && `/api/escrow/v1/products?merchantId=${merchantId}`,
  )
  const reload = (): void => {
    for (const part of [pack, quote, sessions, refunds, disputes]) part.reload()
    onChanged?.()
  }

  if (pack.problem) return <ProblemView problem={pack.problem} retry={pack.reload} />
  if (!pack.data) return <Skeleton active />
  const onSale = products.data?.items ?? []
  const names = new Map(onSale.map((each) => [each.productId, each.name]))
  return (
    <div className="stack">
      {backLink ? <Link to="/me">‹ {w.back}</Link> : null}
      <PackHead pack={pack.data} />
      {paid ? (
        <RefundCard pack={pack.data} quote={quote} onRequested={reload} />
      ) : (
        <Unpaid pack={pack.data} />
      )}
      {pack.data.status === 'ACTIVE' ? <MemberCode contractId={contractId} /> : null}
      <WaitingSessions sessions={sessions.items} onChanged={reload} />
      <RefundSteps refunds={refunds.items} />
      <LotsCard pack={pack.data} names={names} onChanged={reload} />
      <MoreCard pack={pack.data} products={onSale} onChanged={reload} />
      <SessionList list={sessions} disputes={disputes.items} onChanged={reload} />
    </div>
  )
}

function Unpaid({ pack }: { readonly pack: ContractView }) {
  const w = useWords(words)
  return (
    <Alert
      type="info"
      showIcon
      title={w.unpaid}
      description={
        <>
          <Amount fen={pack.terms.priceFen} big />
          <div>{w.unpaidHint(groupedReference(pack.reference))}</div>
        </>
      }
    />
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
  const { open } = useWords(caseWords).refund
  if (refunds.length === 0) return null
  return (
    <Card variant="borderless" size="small" title={w.refunds}>
      {refunds.map((refund) => (
        <Link
          key={refund.refundId}
          to={`/me/contracts/${refund.contractId}/refunds/${refund.refundId}`}
          aria-label={open}
          data-test="refund"
        >
          <div className="row ruled">
            <span className="quiet">{shanghaiMinute(refund.requestedAt)}</span>
            <Amount fen={refund.amountFen} />
            <StatusTag kind="refund" status={refund.status} />
            <span aria-hidden>›</span>
          </div>
        </Link>
      ))}
    </Card>
  )
}
