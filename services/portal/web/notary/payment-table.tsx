// One queue of payments; the author of a payment may not approve it (four eyes).
import { App, Button, Tooltip } from 'antd'
import type { TableColumnsType } from 'antd'
import type { PaymentView } from '@ticun/protocol'
import { Amount } from '../parts/amount.tsx'
import { postJson } from '../parts/api.ts'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { usePerson } from '../parts/person.ts'
import { ProblemView } from '../parts/problem-view.tsx'
import { StatusTag } from '../parts/status-tag.tsx'
import { useCommand } from '../parts/use-command.ts'
import { useList } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { words } from './words.ts'

type PaymentTableProps = {
  readonly kind: 'payouts' | 'refund-payments'
  readonly query: string
}

/** The table with an approve button on each payment that is due. */
export function PaymentTable({ kind, query }: PaymentTableProps) {
  const w = useWords(words).payment
  const { cancel, status } = useWords(common)
  const { modal } = App.useApp()
  const { login } = usePerson()
  const list = useList<PaymentView>(`/api/settlement/v1/${kind}?${query}`)
  const command = useCommand<PaymentView>()

  function approve(payment: PaymentView): void {
    modal.confirm({
      title: w.approveTitle,
      content: (
        <>
          <Amount fen={payment.amountFen} big />
          <div>
            {payment.creditor?.name} {payment.creditor?.number}
          </div>
        </>
      ),
      okText: w.approve,
      cancelText: cancel,
      onOk: async () => {
        const path = `/api/settlement/v1/${kind}/${payment.paymentId}/approvals`
        await command.send(path, (key) => postJson(path, {}, key))
        list.reload()
      },
    })
  }
  return (
    <>
      {command.problem ? <ProblemView problem={command.problem} retry={list.reload} /> : null}
      <ListTable
        list={list}
        rowKey="paymentId"
        empty={w.empty}
        columns={columns(w, status, login, approve)}
      />
    </>
  )
}

function columns(
  w: (typeof words)['zh']['payment'],
  status: string,
  login: string,
  approve: (payment: PaymentView) => void,
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
    { title: w.author, dataIndex: 'author' },
    { title: w.approvedBy, dataIndex: 'approvedBy' },
    { title: w.serial, dataIndex: 'bankSerial' },
    { title: status, render: (_, row) => <StatusTag kind="payment" status={row.status} /> },
    {
      key: 'action',
      render: (_, row) => {
        if (row.status !== 'DUE') return row.reason
        const own = row.author === login || row.payeeRecordedBy === login
        const missing = row.creditor === undefined
        const why = own ? w.fourEyes : missing ? w.payeeMissing : null
        return (
          <Tooltip title={why}>
            <Button
              size="small"
              type="primary"
              disabled={why !== null}
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
