// One mass refund: its sums against what is held, its approvals, and how far it is paid.
import { Alert, Button, Card, Descriptions, Progress, Skeleton, Typography } from 'antd'
import { useEffect, useState } from 'react'
import { Link, useParams } from 'react-router'
import { AmountTile } from '../parts/amount.tsx'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { shanghaiMinute, shortHash } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { useMerchants } from '../parts/merchant-names.ts'
import { Officer } from '../parts/officer.tsx'
import { usePerson } from '../parts/person.ts'
import { ProblemView } from '../parts/problem-view.tsx'
import { StatusTag } from '../parts/status-tag.tsx'
import { useList, useResource } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { dutyWords } from './duty-words.ts'
import { MassItems } from './mass-items.tsx'
import type { MassItem } from './mass-items.tsx'
import type { MassRefund } from './mass-refunds-page.tsx'

const LINES_SHOWN = 1000
const LOOK_MS = 3000

/** The page; while it is paid it looks again every few seconds. */
export function MassRefundPage() {
  const { massRefundId = '' } = useParams()
  const w = useWords(dutyWords).mass
  const path = `/api/escrow/v1/mass-refunds/${massRefundId}`
  const one = useResource<MassRefund>(path)
  const items = useList<MassItem>(`${path}/items?limit=${LINES_SHOWN}`)
  const { nameOf } = useMerchants()
  const paying = one.data?.status === 'PAYING'
  const reload = (): void => {
    one.reload()
    items.reload()
  }
  useEffect(() => {
    if (!paying) return undefined
    const timer = setInterval(reload, LOOK_MS)
    return () => clearInterval(timer)
  })
  if (one.problem) return <ProblemView problem={one.problem} retry={one.reload} />
  if (!one.data) return <Skeleton active />
  return (
    <div className="stack">
      <Link to="/notary/mass-refunds">‹ {w.back}</Link>
      <div className="row">
        <h2 style={{ margin: 0 }}>{nameOf(one.data.merchantId)}</h2>
        <StatusTag kind="mass" status={one.data.status} />
      </div>
      <Sums of={one.data} />
      <Progressing of={one.data} items={items.items} />
      <Papers of={one.data} path={path} />
      <Approve of={one.data} path={path} onDone={reload} />
      <Card variant="borderless" size="small" title={w.items}>
        <MassItems list={items} />
      </Card>
    </div>
  )
}

function Sums({ of }: { readonly of: MassRefund }) {
  const w = useWords(dutyWords).mass
  const even =
    BigInt(of.heldFen) + BigInt(of.disputedFen) === BigInt(of.refundFen) + BigInt(of.keptFen)
  return (
    <>
      <div className="tiles">
        <AmountTile label={w.held} fen={of.heldFen} />
        <AmountTile label={w.disputed} fen={of.disputedFen} />
        <AmountTile label={w.refund} fen={of.refundFen} />
        <AmountTile label={w.kept} fen={of.keptFen} />
        <AmountTile label={w.shortfall} fen={of.shortfallFen} />
      </div>
      <Alert type={even ? 'success' : 'error'} showIcon title={even ? w.even : w.uneven} />
    </>
  )
}

type ProgressingProps = { readonly of: MassRefund; readonly items: readonly MassItem[] }

function Progressing({ of, items }: ProgressingProps) {
  const w = useWords(dutyWords).mass
  if (of.status !== 'PAYING' && of.status !== 'COMPLETED') return null
  const paid = items.filter(({ status }) => status === 'PAID_OUT').length
  const done = items.filter(({ status }) => status !== 'OPEN').length
  return (
    <div data-test="mass-progress">
      <div>{w.progress(String(paid), String(of.lots))}</div>
      <Progress percent={Math.floor((done * 100) / of.lots)} aria-label={w.refund} />
    </div>
  )
}

function Papers({ of, path }: { readonly of: MassRefund; readonly path: string }) {
  const w = useWords(dutyWords).mass
  const approvals = of.approvedBy.map((id) => (
    <div key={id}>
      <Officer id={id} />
    </div>
  ))
  return (
    <Descriptions
      size="small"
      column={{ xs: 1, md: 2 }}
      items={[
        { key: 'asOf', label: w.asOf, children: shanghaiMinute(of.asOf) },
        { key: 'stopped', label: w.stoppedOn, children: of.stoppedOn ?? '—' },
        { key: 'author', label: w.author, children: <Officer id={of.author} /> },
        {
          key: 'approvals',
          label: w.approvals,
          children: <div>{approvals.length === 0 ? w.nobody : approvals}</div>,
        },
        {
          key: 'digest',
          label: w.digest,
          children: (
            <Typography.Text className="hash" copyable={{ text: of.scheduleSha256 }}>
              {shortHash(of.scheduleSha256)}
            </Typography.Text>
          ),
        },
        {
          key: 'file',
          label: w.table,
          children: (
            <a href={`${path}/schedule`} download={`${of.massRefundId}.csv`}>
              {w.schedule}
            </a>
          ),
        },
      ]}
    />
  )
}

type ApproveProps = {
  readonly of: MassRefund
  readonly path: string
  readonly onDone: () => void
}

function Approve({ of, path, onDone }: ApproveProps) {
  const w = useWords(dutyWords).mass
  const { fourEyes } = useWords(common)
  const { login } = usePerson()
  const [open, setOpen] = useState(false)
  if (of.status !== 'COMPUTED' && of.status !== 'APPROVED_ONCE') return null
  const own = of.author === login || of.approvedBy.includes(login)
  return (
    <div>
      <Button type="primary" disabled={own} onClick={() => setOpen(true)}>
        {w.approve}
      </Button>{' '}
      <small className="quiet">{own ? fourEyes : w.approveHint}</small>
      <CommandDialog
        open={open}
        title={w.approveTitle}
        ok={w.approve}
        path={`${path}/approvals`}
        body={{}}
        done={w.approved}
        onClose={() => setOpen(false)}
        onDone={onDone}
      >
        <AmountTile label={w.refund} fen={of.refundFen} />
        <small className="quiet">{w.approveHint}</small>
      </CommandDialog>
    </div>
  )
}
