// Reporting a chargeback: of which lot, how much, why, and who owes what is not held.
import type { ContractView } from '@ticun/protocol'
import { groupedReference } from '@ticun/protocol/reference'
import { useState } from 'react'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { ContractPicker } from '../parts/contract-picker.tsx'
import { ChoiceField, EvidenceField, ReasonField, TextField, YuanField } from '../parts/fields.tsx'
import { yuan } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { chargebackWords } from './chargeback-words.ts'

type Debtor = keyof (typeof chargebackWords)['zh']['debtors']
type ReportProps = { readonly onClose: () => void; readonly onDone: () => void }

/** The newest payment of the lot is meant. */
export function ReportChargeback({ onClose, onDone }: ReportProps) {
  const w = useWords(chargebackWords)
  const [contract, setContract] = useState<ContractView>()
  const [picked, setPicked] = useState<string>()
  const [amountFen, setAmount] = useState<string>()
  const [debtor, setDebtor] = useState<Debtor>('MERCHANT')
  const [bankSerial, setSerial] = useState('')
  const [reason, setReason] = useState('')
  const [evidenceSha256, setEvidence] = useState<string>()
  const lots = (contract?.lots ?? []).filter((lot) => lot.paidAt !== undefined)
  const lotId = picked ?? lots[0]?.lotId
  const names = Object.fromEntries(
    lots.map((lot) => [lot.lotId, `${groupedReference(lot.reference)} · ${yuan(lot.paidFen)}`]),
  )
  const known = lotId !== undefined && amountFen !== undefined && evidenceSha256 !== undefined
  const ready = contract !== undefined && known && reason.trim() !== ''
  const serial = bankSerial === '' ? {} : { bankSerial }
  const body = { lotId, amountFen, debtor, reason: reason.trim(), evidenceSha256, ...serial }
  return (
    <CommandDialog
      open
      title={w.reportTitle}
      ok={w.report}
      danger
      path={ready ? `/api/escrow/v1/contracts/${contract.contractId}/chargebacks` : undefined}
      body={body}
      done={w.reported}
      onClose={onClose}
      onDone={onDone}
    >
      <ContractPicker
        value={contract}
        onChange={(next) => {
          setContract(next)
          setPicked(undefined)
        }}
      />
      {lots.length > 1 ? (
        <ChoiceField label={w.lot} value={lotId} names={names} onChange={setPicked} />
      ) : null}
      <YuanField label={w.amount} onChange={setAmount} />
      <ChoiceField label={w.debtor} value={debtor} names={w.debtors} onChange={setDebtor} />
      <TextField label={w.serial} value={bankSerial} onChange={setSerial} />
      <ReasonField label={w.reason} value={reason} onChange={setReason} />
      <EvidenceField onChange={setEvidence} />
      <small className="quiet">{w.reportHint}</small>
    </CommandDialog>
  )
}
