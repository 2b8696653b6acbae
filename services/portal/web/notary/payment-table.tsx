// One queue of payments; the author of a payment may not approve it (four eyes).
import { Button, Tooltip } from 'antd'
import type { TableColumnsType } from 'antd'
import type { PaymentView } from '@ticun/protocol'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { Officer } from '../parts/officer.tsx'
import { usePerson } from '../parts/person.ts'
import { StatusTag } from '../parts/status-tag.tsx'
import { useList } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { ApprovePayments } from './approve-payments.tsx'
import { RecordAccount } from './record-account.tsx'
import { words } from './words.ts'

type PaymentTableProps = {
  readonly kind: 'payouts' | 'refund-payments'
  readonly query: string
}

/** Why this officer may not approve a payment now; undefined when she may. */
function barOf(payment: PaymentView, login: string, w: PaymentWords): string | undefined {
  if (payment.author === login || payment.payeeRecordedBy === login) return w.fourEyes
  if (payment.creditor === undefined) return w.payeeMissing
  return payment.frozenBy?.length ? w.frozen : undefined
}

/** The table: what is due can be marked and approved together, or given an account. */
export function PaymentTable({ kind, query }: PaymentTableProps) {
  const w = useWords(words).payment
  const { status } = useWords(common)
  const { login } = usePerson()
  const list = useList<PaymentView>(`/api/settlement/v1/${kind}?${query}`)
  const [marked, setMarked] = useState<readonly string[]>([])
  const [approving, setApproving] = useState<readonly PaymentView[]>()
  const [recording, setRecording] = useState<string>()
  const open = (row: PaymentView): boolean =>
    row.status === 'DUE' && barOf(row, login, w) === undefined
  const chosen = list.items.filter((row) => marked.includes(row.paymentId) && open(row))
  return (
    <>
      {chosen.length > 0 ? (
        <div>
          <Button type="primary" onClick={() => setApproving(chosen)} data-test="approve-many">
            {w.approveMany(chosen.length)}
          </Button>
        </div>
      ) : null}
      <ListTable
        list={list}
        rowKey="paymentId"
        empty={w.empty}
        columns={columns(w, status, login, (row) => setApproving([row]), setRecording)}
        marking={{
          selectedRowKeys: [...marked],
          onChange: (keys) => setMarked(keys.map(String)),
          getCheckboxProps: (row) => ({ disabled: !open(row), 'aria-label': w.mark }),
        }}
      />
      {approving ? (
        <ApprovePayments
          kind={kind}
          payments={approving}
          onClose={() => setApproving(undefined)}
          onDone={() => {
            setMarked([])
            list.reload()
          }}
        />
      ) : null}
      {recording ? (
        <RecordAccount
          path={recording}
          onClose={() => setRecording(undefined)}
          onDone={list.reload}
        />
      ) : null}
    </>
  )
}

/** Where the account of a payment without one is recorded: with whose money it is. */
function accountsOf({ consumerId, paymentId }: PaymentView): string {
  return consumerId === undefined
    ? `/api/settlement/v1/refund-payments/${paymentId}/accounts`
    : `/api/settlement/v1/consumers/${consumerId}/refund-accounts`
}

type PaymentWords = (typeof words)['zh']['payment']

function columns(
  w: PaymentWords,
  status: string,
  login: string,
  approve: (payment: PaymentView) => void,
  record: (path: string) => void,
): TableColumnsType<PaymentView> {
  return [
    { title: w.due, render: (_, row) => shanghaiMinute(row.dueAt) },
    { title: w.amount, align: 'right', render: (_, row) => <Amount fen={row.amountFen} /> },
    {
      title: w.creditor,
      render: (_, { creditor }) =>
        creditor ? (
          <>
            {creditor.name} <small className="quiet">{creditor.number}</small>
          </>
        ) : (
          w.payeeMissing
        ),
    },
    { title: w.author, render: (_, row) => <Officer id={row.author} /> },
    { title: w.approvedBy, render: (_, row) => <Officer id={row.approvedBy} /> },
    { title: w.serial, dataIndex: 'bankSerial' },
    { title: status, render: (_, row) => <StatusTag kind="payment" status={row.status} /> },
    {
      key: 'action',
      render: (_, row) => {
        if (row.status !== 'DUE') return row.reason
        const why = barOf(row, login, w)
        if (row.creditor === undefined) {
          return (
            <Button size="small" onClick={() => record(accountsOf(row))}>
              {w.record}
            </Button>
          )
        }
        return (
          <Tooltip title={why}>
            <Button
              size="small"
              type="primary"
              disabled={why !== undefined}
              onClick={() => approve(row)}
            >
              {w.approve}
            </Button>
          </Tooltip>
        )
      },
    },
  ]
}
