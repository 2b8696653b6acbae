// Disputed sessions: an officer says whether each took place, or shares its price in fen.
import type { SessionCaseView } from '@ticun/protocol'
import { Button, Radio, Segmented } from 'antd'
import type { TableColumnsType } from 'antd'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { ContractName } from '../parts/contract-name.tsx'
import { DisputeAnswer } from '../parts/dispute-answer.tsx'
import { EvidenceField, ReasonField, YuanField } from '../parts/fields.tsx'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { choices } from '../parts/states.ts'
import { StatusTag } from '../parts/status-tag.tsx'
import { useList } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { dutyWords } from './duty-words.ts'

type Decision = keyof (typeof dutyWords)['zh']['dispute']['decisions']

/** The list, open ones first. */
export function DisputesPage() {
  const w = useWords(dutyWords).dispute
  const { status: state, time } = useWords(common)
  const [status, setStatus] = useState('OPEN')
  const [chosen, setChosen] = useState<SessionCaseView>()
  const list = useList<SessionCaseView>(
    `/api/escrow/v1/session-cases?kind=DISPUTE&status=${status}&limit=50`,
  )
  const columns: TableColumnsType<SessionCaseView> = [
    { title: time, render: (_, row) => shanghaiMinute(row.openedAt) },
    {
      title: useWords(common).contract,
      render: (_, row) => <ContractName contractId={row.contractId} withMerchant />,
    },
    { title: w.frozen, align: 'right', render: (_, row) => <Amount fen={row.amountFen} /> },
    { title: w.said, dataIndex: 'reason' },
    { title: w.answer, render: (_, row) => <DisputeAnswer of={row} /> },
    {
      title: state,
      render: (_, row) => (
        <StatusTag kind={row.outcome ? 'outcome' : 'case'} status={row.outcome ?? row.status} />
      ),
    },
    {
      key: 'action',
      render: (_, row) =>
        row.status === 'OPEN' ? (
          <Button size="small" type="primary" onClick={() => setChosen(row)}>
            {w.decide}
          </Button>
        ) : (
          <span>
            {w.merchantPart} <Amount fen={row.merchantFen} />
          </span>
        ),
    },
  ]
  return (
    <div className="stack">
      <div className="scroll-x">
        <Segmented
          value={status}
          onChange={setStatus}
          options={[
            { value: 'OPEN', label: w.open },
            { value: 'CLOSED', label: w.closed },
          ]}
        />
      </div>
      <ListTable list={list} rowKey="sessionId" empty={w.empty} columns={columns} />
      {chosen ? (
        <DecideDispute
          key={chosen.sessionId}
          of={chosen}
          onClose={() => setChosen(undefined)}
          onDone={list.reload}
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
