// The second word on a chargeback, and how the answer to the bank ended.
import type { ChargebackView } from '@ticun/protocol'
import { Segmented } from 'antd'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { ContractName } from '../parts/contract-name.tsx'
import { ChoiceField, EvidenceField } from '../parts/fields.tsx'
import { useWords } from '../parts/language.tsx'
import { chargebackWords } from './chargeback-words.ts'

type Decision = keyof (typeof chargebackWords)['zh']['decisions']
type Outcome = keyof (typeof chargebackWords)['zh']['outcomes']

/** What may be said in each state; the service judges it again. */
const OPEN_TO: Readonly<Record<string, readonly Decision[]>> = {
  REPORTED: ['APPROVE', 'REJECT'],
  OPEN: ['ANSWER'],
  ANSWERED: ['APPROVE', 'REJECT'],
}

/** Whether an officer can do anything about it. */
export function isOpenChargeback({ status }: ChargebackView): boolean {
  return status in OPEN_TO
}

type HandleProps = {
  readonly of: ChargebackView
  readonly onClose: () => void
  readonly onDone: () => void
}

/** The dialog of one chargeback. */
export function HandleChargeback({ of, onClose, onDone }: HandleProps) {
  const w = useWords(chargebackWords)
  const offered = OPEN_TO[of.status] ?? []
  const [decision, setDecision] = useState<Decision>(offered[0] ?? 'APPROVE')
  const [outcome, setOutcome] = useState<Outcome>('LOST')
  const [evidenceSha256, setEvidence] = useState<string>()
  const answers = decision === 'ANSWER'
  const ready = !answers || evidenceSha256 !== undefined
  const options = offered.map((value) => ({ value, label: w.decisions[value] }))
  return (
    <CommandDialog
      open
      title={w.handleTitle}
      ok={w.decisions[decision]}
      danger={decision === 'REJECT'}
      path={ready ? `/api/escrow/v1/chargebacks/${of.chargebackId}/decisions` : undefined}
      body={{ decision, ...(answers ? { outcome, evidenceSha256 } : {}) }}
      done={w.done}
      onClose={onClose}
      onDone={onDone}
    >
      <div>
        <ContractName contractId={of.contractId} withMerchant />
        <div>
          <Amount fen={of.amountFen} big />
        </div>
        <div>{of.reason}</div>
      </div>
      {options.length > 1 ? (
        <Segmented<Decision> value={decision} onChange={setDecision} options={options} />
      ) : null}
      {answers ? (
        <>
          <ChoiceField label={w.outcome} value={outcome} names={w.outcomes} onChange={setOutcome} />
          <EvidenceField onChange={setEvidence} />
        </>
      ) : null}
      <small className="quiet">{w.hint}</small>
    </CommandDialog>
  )
}
