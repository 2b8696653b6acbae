// Her certificate of balance: asked of the notary for one lot, verified here.
import type { ContractView } from '@ticun/protocol'
import { Button, Modal } from 'antd'
import { useState } from 'react'
import { postJson } from '../parts/api.ts'
import type { NotaryReply } from '../parts/api.ts'
import { CertificateView } from '../parts/certificate-view.tsx'
import { useWords } from '../parts/language.tsx'
import { ProblemView } from '../parts/problem-view.tsx'
import { useCommand } from '../parts/use-command.ts'
import { lotWords } from './lot-words.ts'

type Issued = NotaryReply['issueCertificate']
type CertificateDialogProps = {
  readonly pack: ContractView
  readonly open: boolean
  readonly onClose: () => void
}

/** One button, then the certificate with its code. */
export function CertificateDialog({ pack, open, onClose }: CertificateDialogProps) {
  const w = useWords(lotWords)
  const [code, setCode] = useState<string>()
  const command = useCommand<Issued>()
  async function ask(): Promise<void> {
    const path = '/api/notary/v1/certificates'
    const body = { account: `2001/${pack.lotId}`, contractId: pack.contractId }
    const issued = await command.send(JSON.stringify(body), (key) =>
      postJson<Issued>(path, body, key),
    )
    if (issued) setCode(issued.code)
  }
  return (
    <Modal
      open={open}
      title={w.certificate}
      footer={null}
      destroyOnHidden
      onCancel={onClose}
      afterClose={() => setCode(undefined)}
    >
      <div className="stack">
        <small className="quiet">{w.certificateHint}</small>
        {code === undefined ? (
          <Button type="primary" block loading={command.busy} onClick={() => void ask()}>
            {w.certificateAsk}
          </Button>
        ) : (
          <CertificateView code={code} />
        )}
        {command.problem ? (
          <ProblemView problem={command.problem} retry={() => void ask()} />
        ) : null}
      </div>
    </Modal>
  )
}
