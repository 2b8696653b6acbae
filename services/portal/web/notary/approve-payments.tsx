// Approving payments of others, one or many at once; each has its own answer.
import type { PaymentView } from '@ticun/protocol'
import { sumFen, parseFen } from '@ticun/money'
import { Alert, App, Modal } from 'antd'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { postJson } from '../parts/api.ts'
import type { SettlementReply } from '../parts/api.ts'
import { useWords } from '../parts/language.tsx'
import { ProblemView } from '../parts/problem-view.tsx'
import { useCommand } from '../parts/use-command.ts'
import { words as common } from '../parts/words.ts'
import { words } from './words.ts'

type Approved = SettlementReply['approvePayouts']
type ApprovePaymentsProps = {
  readonly kind: 'payouts' | 'refund-payments'
  readonly payments: readonly PaymentView[]
  readonly onClose: () => void
  readonly onDone: () => void
}

const SHOWN_MAX = 10

/** What it pays and to whom; what was refused stays on the page with its reason. */
export function ApprovePayments({ kind, payments, onClose, onDone }: ApprovePaymentsProps) {
  const w = useWords(words).payment
  const { cancel, close } = useWords(common)
  const { message } = App.useApp()
  const command = useCommand<Approved>()
  const [answer, setAnswer] = useState<Approved>()
  const path = `/api/settlement/v1/${kind}/approvals`
  const totalFen = sumFen(payments.map(({ amountFen }) => parseFen(amountFen))).toString()

  async function send(): Promise<void> {
    const body = { paymentIds: payments.map(({ paymentId }) => paymentId) }
    const reply = await command.send(JSON.stringify(body), (key) =>
      postJson<Approved>(path, body, key),
    )
    if (!reply) return
    onDone()
    const refused = reply.items.filter(({ refusal }) => refusal)
    if (refused.length < reply.items.length) {
      message.success(w.approved(reply.items.length - refused.length))
    }
    if (refused.length === 0) onClose()
    else setAnswer(reply)
  }
  return (
    <Modal
      open
      title={payments.length === 1 ? w.approveTitle : w.approveManyTitle(payments.length)}
      okText={w.approve}
      cancelText={answer ? close : cancel}
      okButtonProps={{ style: answer ? { display: 'none' } : {} }}
      confirmLoading={command.busy}
      onOk={() => void send()}
      onCancel={onClose}
    >
      <div className="stack">
        <div className="row">
          <span>{w.total}</span>
          <Amount fen={totalFen} big />
        </div>
        {answer ? <Refused of={answer} payments={payments} /> : <Listed of={payments} />}
        {command.problem ? (
          <ProblemView problem={command.problem} retry={() => void send()} />
        ) : null}
      </div>
    </Modal>
  )
}

function Listed({ of }: { readonly of: readonly PaymentView[] }) {
  return (
    <div>
      {of.slice(0, SHOWN_MAX).map(({ paymentId, creditor, amountFen }) => (
        <div key={paymentId} className="row ruled">
          <span>
            {creditor?.name} <small className="quiet">{creditor?.number}</small>
          </span>
          <Amount fen={amountFen} />
        </div>
      ))}
      {of.length > SHOWN_MAX ? <div className="quiet">… {of.length - SHOWN_MAX}</div> : null}
    </div>
  )
}

type RefusedProps = { readonly of: Approved; readonly payments: readonly PaymentView[] }

function Refused({ of, payments }: RefusedProps) {
  const w = useWords(words).payment
  const names: Readonly<Record<string, string>> = w.refusals
  const refused = of.items.filter(({ refusal }) => refusal)
  return (
    <Alert
      type="warning"
      showIcon
      title={w.refused(refused.length)}
      description={refused.map(({ paymentId, refusal }) => (
        <div key={paymentId} className="row">
          <span>{payments.find((each) => each.paymentId === paymentId)?.creditor?.name}</span>
          <span>{names[refusal?.code ?? ''] ?? refusal?.code}</span>
        </div>
      ))}
    />
  )
}
