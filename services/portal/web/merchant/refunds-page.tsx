// Refund requests of the merchant's members: agree, or disagree with a reason.
import { App, Button, Input, Modal } from 'antd'
import type { TableColumnsType } from 'antd'
import type { RefundView } from '@ticun/protocol'
import { useState } from 'react'
import { Link } from 'react-router'
import { Amount } from '../parts/amount.tsx'
import { postJson } from '../parts/api.ts'
import type { EscrowReply } from '../parts/api.ts'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { ProblemView } from '../parts/problem-view.tsx'
import { StatusTag } from '../parts/status-tag.tsx'
import { useCommand } from '../parts/use-command.ts'
import { useList } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { words } from './words.ts'

const REASON_CHARS_MAX = 200

/** The list with its two decisions. */
export function RefundsPage() {
  const w = useWords(words).refund
  const { cancel, status } = useWords(common)
  const { modal } = App.useApp()
  const list = useList<RefundView>('/api/escrow/v1/refunds?limit=50')
  const command = useCommand<EscrowReply['decideRefund']>()
  const [rejected, setRejected] = useState<RefundView>()

  async function decide(refundId: string, body: Readonly<Record<string, string>>) {
    const path = `/api/escrow/v1/refunds/${refundId}/decisions`
    await command.send(JSON.stringify([path, body]), (key) => postJson(path, body, key))
    list.reload()
  }
  function agree({ refundId }: RefundView): void {
    modal.confirm({
      title: w.agreeTitle,
      content: w.agreeHint,
      okText: w.agree,
      cancelText: cancel,
      onOk: () => decide(refundId, { decision: 'AGREE' }),
    })
  }
  return (
    <div className="stack">
      {command.problem ? <ProblemView problem={command.problem} /> : null}
      <ListTable
        list={list}
        rowKey="refundId"
        empty={w.empty}
        columns={columns(w, status, agree, setRejected)}
      />
      <RejectDialog
        refund={rejected}
        onClose={() => setRejected(undefined)}
        onReject={(id, reason) => decide(id, { decision: 'REJECT', reason })}
      />
    </div>
  )
}

type RejectDialogProps = {
  readonly refund: RefundView | undefined
  readonly onClose: () => void
  readonly onReject: (refundId: string, reason: string) => Promise<void>
}

function RejectDialog({ refund, onClose, onReject }: RejectDialogProps) {
  const w = useWords(words).refund
  const { cancel } = useWords(common)
  const [reason, setReason] = useState('')
  return (
    <Modal
      open={refund !== undefined}
      title={w.rejectTitle}
      okText={w.reject}
      cancelText={cancel}
      okButtonProps={{ danger: true, disabled: reason.trim() === '' }}
      onCancel={onClose}
      onOk={() => {
        if (refund) void onReject(refund.refundId, reason.trim()).finally(onClose)
      }}
      afterClose={() => setReason('')}
    >
      <Input.TextArea
        value={reason}
        maxLength={REASON_CHARS_MAX}
        showCount
        placeholder={w.rejectReason}
        onChange={(event) => setReason(event.target.value)}
      />
    </Modal>
  )
}

type Act = (refund: RefundView) => void

function columns(
  w: (typeof words)['zh']['refund'],
  status: string,
  agree: Act,
  reject: Act,
): TableColumnsType<RefundView> {
  return [
    {
      title: w.time,
      render: (_, row) => (
        <Link to={`/merchant/contracts/${row.contractId}`}>{shanghaiMinute(row.requestedAt)}</Link>
      ),
    },
    { title: w.amount, align: 'right', render: (_, row) => <Amount fen={row.amountFen} /> },
    { title: w.formula, dataIndex: 'formula' },
    { title: w.reason, dataIndex: 'reason' },
    { title: status, render: (_, row) => <StatusTag kind="refund" status={row.status} /> },
    {
      key: 'action',
      render: (_, row) =>
        row.status === 'REQUESTED' ? (
          <div className="wrap">
            <Button size="small" type="primary" onClick={() => agree(row)}>
              {w.agree}
            </Button>
            <Button size="small" danger onClick={() => reject(row)}>
              {w.reject}
            </Button>
          </div>
        ) : null,
    },
  ]
}
