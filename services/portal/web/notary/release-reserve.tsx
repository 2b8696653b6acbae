// The reserve of a merchant: what is no longer needed becomes payable, by two officers.
import { Button } from 'antd'
import { useState } from 'react'
import { Amount, AmountTile } from '../parts/amount.tsx'
import type { EscrowReply } from '../parts/api.ts'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { ReasonField, YuanField } from '../parts/fields.tsx'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import type { MerchantView } from '../parts/merchant-names.ts'
import { Officer } from '../parts/officer.tsx'
import { usePerson } from '../parts/person.ts'
import { useResource } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { dutyWords } from './duty-words.ts'

type DialogProps = {
  readonly merchant: MerchantView
  readonly onClose: () => void
  readonly onDone: () => void
}

const pathOf = ({ merchantId }: MerchantView) =>
  `/api/escrow/v1/merchants/${merchantId}/reserve-releases`

/** Proposes an amount; the service says what is still needed. */
export function ProposeRelease({ merchant, onClose, onDone }: DialogProps) {
  const w = useWords(dutyWords).release
  const { reason: reasonWord } = useWords(common)
  const [amountFen, setAmount] = useState<string>()
  const [reason, setReason] = useState('')
  const summary = useResource<EscrowReply['merchantSummary']>(
    `/api/escrow/v1/merchants/${merchant.merchantId}/summary`,
  )
  const ready = amountFen !== undefined && reason.trim() !== ''
  return (
    <CommandDialog
      open
      title={`${w.title}：${merchant.name}`}
      ok={w.propose}
      path={ready ? pathOf(merchant) : undefined}
      body={{ amountFen, reason: reason.trim() }}
      done={w.proposed}
      onClose={onClose}
      onDone={onDone}
    >
      {summary.data ? <AmountTile label={w.reserve} fen={summary.data.reserveFen} /> : null}
      <YuanField label={w.amount} onChange={setAmount} />
      <ReasonField label={reasonWord} value={reason} onChange={setReason} />
      <small className="quiet">{w.hint}</small>
    </CommandDialog>
  )
}

type PendingProps = { readonly of: MerchantView; readonly onDone: () => void }

/** What waits, and the second officer's button. */
export function PendingRelease({ of, onDone }: PendingProps) {
  const w = useWords(dutyWords).release
  const { fourEyes } = useWords(common)
  const { login } = usePerson()
  const [open, setOpen] = useState(false)
  const { pendingRelease: pending } = of
  if (!pending) return null
  const own = pending.requestedBy === login
  const facts = (
    <>
      <div>
        {w.title} <Amount fen={pending.amountFen} />
      </div>
      <div className="quiet">{pending.reason}</div>
      <div className="quiet">
        <Officer id={pending.requestedBy} /> · {shanghaiMinute(pending.requestedAt)}
      </div>
    </>
  )
  return (
    <div data-test="pending-release">
      {facts}
      <Button size="small" type="primary" disabled={own} onClick={() => setOpen(true)}>
        {w.approve}
      </Button>
      {own ? (
        <div>
          <small className="quiet">{fourEyes}</small>
        </div>
      ) : null}
      <CommandDialog
        open={open}
        title={w.approveTitle}
        ok={w.approve}
        path={`${pathOf(of)}/${pending.releaseId}/approvals`}
        body={{}}
        done={w.approved}
        onClose={() => setOpen(false)}
        onDone={onDone}
      >
        {facts}
      </CommandDialog>
    </div>
  )
}
