// The officer's approval of a refund: a typed basis, whose fault, and the hash of the evidence.
import { Form, Modal, Select, Typography, Upload, Button } from 'antd'
import { hex } from '@ticun/proof'
import type { RefundView } from '@ticun/protocol'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { postJson } from '../parts/api.ts'
import type { EscrowReply } from '../parts/api.ts'
import { shortHash } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ProblemView } from '../parts/problem-view.tsx'
import { useCommand } from '../parts/use-command.ts'
import { words as common } from '../parts/words.ts'
import { words } from './words.ts'

type Evidence = { readonly name: string; readonly sha256: string }

type ApproveRefundProps = {
  readonly refund: RefundView | undefined
  readonly onClose: () => void
  readonly onApproved: () => void
}

/** The dialog; open while there is a refund. */
export function ApproveRefund({ refund, onClose, onApproved }: ApproveRefundProps) {
  const w = useWords(words).refund
  const { cancel } = useWords(common)
  const command = useCommand<EscrowReply['decideRefund']>()
  const [basis, setBasis] = useState(refund?.formula === 'F1' ? 'COOLING_OFF' : 'MERCHANT_CONSENT')
  const [fault, setFault] = useState('NEITHER')
  const [evidence, setEvidence] = useState<Evidence>()

  async function approve(): Promise<void> {
    if (!refund) return
    const path = `/api/escrow/v1/refunds/${refund.refundId}/decisions`
    const proof = evidence ? { evidenceSha256: evidence.sha256 } : {}
    const body = { decision: 'APPROVE', basis, fault, ...proof }
    const done = await command.send(JSON.stringify([path, body]), (key) =>
      postJson(path, body, key),
    )
    if (!done) return
    onClose()
    onApproved()
  }
  return (
    <Modal
      open={refund !== undefined}
      title={w.approveTitle}
      okText={w.approve}
      cancelText={cancel}
      confirmLoading={command.busy}
      onOk={() => void approve()}
      onCancel={onClose}
    >
      <Amount fen={refund?.amountFen ?? '0'} big />
      <p className="quiet">{refund?.reason}</p>
      <Form layout="vertical">
        <Form.Item label={w.basis}>
          <Select value={basis} onChange={setBasis} options={choices(w.bases)} />
        </Form.Item>
        <Form.Item label={w.fault}>
          <Select value={fault} onChange={setFault} options={choices(w.faults)} />
        </Form.Item>
        <Form.Item label={w.evidence}>
          <Upload
            maxCount={1}
            showUploadList={false}
            beforeUpload={(file) => {
              void hashFile(file).then(setEvidence)
              return false
            }}
          >
            <Button>{w.evidencePick}</Button>
          </Upload>
          {evidence ? (
            <Typography.Text className="hash">
              {evidence.name} {shortHash(evidence.sha256)}
            </Typography.Text>
          ) : null}
        </Form.Item>
      </Form>
      {command.problem ? <ProblemView problem={command.problem} /> : null}
    </Modal>
  )
}

function choices(names: Readonly<Record<string, string>>) {
  return Object.entries(names).map(([value, label]) => ({ value, label }))
}

async function hashFile(file: File): Promise<Evidence> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
  return { name: file.name, sha256: hex(new Uint8Array(digest)) }
}
