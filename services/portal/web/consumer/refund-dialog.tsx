// Asking for money back: whose reason it is, what that gives, and one clear confirmation.
import type { RefundQuote, RefundView } from '@ticun/protocol'
import { App, Input, Modal, Radio } from 'antd'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { postJson } from '../parts/api.ts'
import { useWords } from '../parts/language.tsx'
import { ProblemView } from '../parts/problem-view.tsx'
import { useCommand } from '../parts/use-command.ts'
import { words as common } from '../parts/words.ts'
import { words } from './words.ts'

const REASON_CHARS_MAX = 200

type Lot = RefundQuote['lots'][number]
type Fault = Lot['scenarios'][number]['fault']

type RefundDialogProps = {
  readonly quote: RefundQuote
  readonly open: boolean
  readonly onClose: () => void
  readonly onRequested: () => void
}

/**
 * The lot that gives something back for this reason, else one that waits for her word; a contract
 * with several asks one by one.
 */
function lotToRefund(quote: RefundQuote, fault: Fault): Lot | undefined {
  const gives = ({ scenarios }: Lot) =>
    scenarios.some((each) => each.fault === fault && each.refundableFen !== '0')
  return quote.lots.find(gives) ?? quote.lots.find(({ awaitingFen }) => awaitingFen !== '0')
}

/** Sends the request for one lot. */
export function RefundDialog({ quote, open, onClose, onRequested }: RefundDialogProps) {
  const w = useWords(words)
  const { cancel } = useWords(common)
  const { message } = App.useApp()
  const [reason, setReason] = useState('')
  const [fault, setFault] = useState<Fault>('NEITHER')
  const command = useCommand<RefundView>()
  const lot = lotToRefund(quote, fault)
  const given = lot?.scenarios.find((each) => each.fault === fault)

  async function send(): Promise<void> {
    const path = `/api/escrow/v1/contracts/${quote.contractId}/refunds`
    const body = { reason: reason.trim(), fault, ...(lot ? { lotId: lot.lotId } : {}) }
    const sent = await command.send(JSON.stringify([path, body]), (key) =>
      postJson<RefundView>(path, body, key),
    )
    if (!sent) return
    onClose()
    onRequested()
    message.success(w.refundSent)
  }
  return (
    <Modal
      open={open}
      title={w.refundTitle}
      okText={w.refundSend}
      cancelText={cancel}
      confirmLoading={command.busy}
      okButtonProps={{ disabled: reason.trim() === '' || given === undefined }}
      onOk={() => void send()}
      onCancel={onClose}
    >
      <Radio.Group
        value={fault}
        onChange={(event) => setFault(event.target.value as Fault)}
        options={quote.scenarios.map((each) => ({ value: each.fault, label: w.fault[each.fault] }))}
      />
      <div className="quiet">{w.refundAmount}</div>
      <Amount fen={given?.refundableFen ?? '0'} big />
      <ul>
        {w.refundPoints.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <label>
        {w.refundReason}
        <Input
          value={reason}
          maxLength={REASON_CHARS_MAX}
          placeholder={w.refundReasonHint}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      {command.problem ? <ProblemView problem={command.problem} /> : null}
    </Modal>
  )
}
