// Disputed sessions: an officer says whether each took place, or shares its price in fen.
import type { SessionCaseView } from '@ticun/protocol'
import { Button, Radio } from 'antd'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { ContractName } from '../parts/contract-name.tsx'
import { DisputeAnswer } from '../parts/dispute-answer.tsx'
import { DisputeList, useDisputes } from '../parts/dispute-list.tsx'
import { EvidenceField, ReasonField, YuanField } from '../parts/fields.tsx'
import { useWords } from '../parts/language.tsx'
import { choices } from '../parts/states.ts'
import { words as common } from '../parts/words.ts'
import { dutyWords } from './duty-words.ts'

type Decision = keyof (typeof dutyWords)['zh']['dispute']['decisions']

/** The list, open ones first. */
export function DisputesPage() {
  const w = useWords(dutyWords).dispute
  const disputes = useDisputes()
  const [chosen, setChosen] = useState<SessionCaseView>()
  return (
    <div className="stack">
      <DisputeList
        of={disputes}
        names={{ ...w, share: w.merchantPart }}
        renderContract={(row) => <ContractName contractId={row.contractId} withMerchant />}
        renderDeeds={(row) => (
          <Button size="small" type="primary" onClick={() => setChosen(row)}>
            {w.decide}
          </Button>
        )}
      />
      {chosen ? (
        <DecideDispute
          key={chosen.sessionId}
          of={chosen}
          onClose={() => setChosen(undefined)}
          onDone={disputes.list.reload}
        />
      ) : null}
    </div>
  )
}

type DecideDisputeProps = {
  readonly of: SessionCaseView
  readonly onClose: () => void
  readonly onDone: () => void
}

function DecideDispute({ of, onClose, onDone }: DecideDisputeProps) {
  const w = useWords(dutyWords).dispute
  const { reason: reasonWord } = useWords(common)
  const [decision, setDecision] = useState<Decision>()
  const [merchantFen, setMerchantFen] = useState<string>()
  const [evidenceSha256, setEvidence] = useState<string>()
  const [reason, setReason] = useState('')
  const split = decision === 'SPLIT'
  const decided = decision !== undefined && evidenceSha256 !== undefined
  const ready = decided && (!split || merchantFen !== undefined)
  const why = reason.trim() === '' ? {} : { reason: reason.trim() }
  const body = { decision, evidenceSha256, ...why, ...(split ? { merchantFen } : {}) }
  return (
    <CommandDialog
      open
      title={w.title}
      ok={w.decide}
      path={ready ? `/api/escrow/v1/sessions/${of.sessionId}/dispute/decisions` : undefined}
      body={body}
      done={w.done}
      onClose={onClose}
      onDone={onDone}
    >
      <div>
        <ContractName contractId={of.contractId} withMerchant />
        <div className="row">
          <span>{w.frozen}</span>
          <Amount fen={of.amountFen} big />
        </div>
        <div className="row">
          <span>{w.said}</span>
          <span>{of.reason}</span>
        </div>
        <div className="row">
          <span style={{ whiteSpace: 'nowrap' }}>{w.answer}</span>
          <DisputeAnswer of={of} />
        </div>
      </div>
      <Radio.Group
        block
        optionType="button"
        buttonStyle="solid"
        value={decision}
        aria-label={w.title}
        options={choices(w.decisions)}
        onChange={(event) => setDecision(event.target.value as Decision)}
      />
      {decision ? <small className="quiet">{w.effects[decision]}</small> : null}
      {split ? <YuanField label={w.merchantPart} onChange={setMerchantFen} /> : null}
      <EvidenceField onChange={setEvidence} />
      <ReasonField label={reasonWord} value={reason} onChange={setReason} />
      <small className="quiet">{w.hint}</small>
    </CommandDialog>
  )
}
