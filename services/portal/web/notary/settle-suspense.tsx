// What becomes of money in suspense: a pack that waits for it gets it, or its payer does.
import type { ContractView, SuspenseView } from '@ticun/protocol'
import { groupedReference } from '@ticun/protocol/reference'
import { Alert } from 'antd'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { ContractName } from '../parts/contract-name.tsx'
import { ContractPicker } from '../parts/contract-picker.tsx'
import { ChoiceField, ReasonField } from '../parts/fields.tsx'
import { yuan } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { words as common } from '../parts/words.ts'
import { dutyWords } from './duty-words.ts'

type SettleProps = {
  readonly of: SuspenseView
  readonly onClose: () => void
  readonly onDone: () => void
}

const NOTHING = '0'

/** Chooses a contract, then the lot of it that waits. */
export function AssignSuspense({ of, onClose, onDone }: SettleProps) {
  const w = useWords(dutyWords).suspense
  const { reason: reasonWord } = useWords(common)
  const [contract, setContract] = useState<ContractView>()
  const [picked, setPicked] = useState<string>()
  const [reason, setReason] = useState('')
  const lots = (contract?.lots ?? []).filter((lot) => lot.missingFen !== NOTHING)
  const lotId = picked ?? lots[0]?.lotId
  const names = Object.fromEntries(
    lots.map((lot) => [lot.lotId, `${groupedReference(lot.reference)} · ${yuan(lot.missingFen)}`]),
  )
  const ready = contract !== undefined && lotId !== undefined && reason.trim() !== ''
  return (
    <CommandDialog
      open
      title={w.assignTitle}
      ok={w.assign}
      path={ready ? `/api/escrow/v1/suspense/${of.suspenseId}/assignments` : undefined}
      body={{ contractId: contract?.contractId, lotId, reason: reason.trim() }}
      done={w.assigned}
      onClose={onClose}
      onDone={onDone}
    >
      <Amount fen={of.leftFen} big />
      <ContractPicker
        value={contract}
        onChange={(next) => {
          setContract(next)
          setPicked(undefined)
        }}
      />
      {contract && lots.length === 0 ? <Alert type="warning" showIcon title={w.noLot} /> : null}
      {lots.length > 0 ? (
        <ChoiceField label={w.lot} value={lotId} names={names} onChange={setPicked} />
      ) : null}
      <ReasonField label={reasonWord} value={reason} onChange={setReason} />
      <small className="quiet">{w.assignHint}</small>
    </CommandDialog>
  )
}

/** What another officer has proposed, seen once more and approved. */
export function ApproveAssignment({ of, onClose, onDone }: SettleProps) {
  const w = useWords(dutyWords).suspense
  const { proposal } = of
  if (proposal === undefined) return null
  const { contractId, lotId, reason, proposedBy } = proposal
  return (
    <CommandDialog
      open
      title={w.approveTitle}
      ok={w.approve}
      path={`/api/escrow/v1/suspense/${of.suspenseId}/assignments/approvals`}
      body={{ contractId, lotId }}
      done={w.approved}
      onClose={onClose}
      onDone={onDone}
    >
      <Amount fen={of.leftFen} big />
      <ContractName contractId={contractId} />
      <div>{reason}</div>
      <small className="quiet">{w.proposedBy(proposedBy)}</small>
    </CommandDialog>
  )
}

/** Sends it back; settlement asks for a second approval. */
export function ReturnSuspense({ of, onClose, onDone }: SettleProps) {
  const w = useWords(dutyWords).suspense
  const { reason: reasonWord } = useWords(common)
  const [reason, setReason] = useState('')
  const path = `/api/escrow/v1/suspense/${of.suspenseId}/returns`
  return (
    <CommandDialog
      open
      title={w.giveBackTitle}
      ok={w.giveBack}
      danger
      path={reason.trim() === '' ? undefined : path}
      body={{ reason: reason.trim() }}
      done={w.givenBack}
      onClose={onClose}
      onDone={onDone}
    >
      <Amount fen={of.leftFen} big />
      <ReasonField label={reasonWord} value={reason} onChange={setReason} />
      <small className="quiet">{w.giveBackHint}</small>
    </CommandDialog>
  )
}
