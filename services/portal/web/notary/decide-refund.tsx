// An officer's word on a refund: approve on a typed basis, escalate, record an award, or reject.
import type { RefundView } from '@ticun/protocol'
import { Alert, Segmented } from 'antd'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { Amount } from '../parts/amount.tsx'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { ContractName } from '../parts/contract-name.tsx'
import { Due } from '../parts/due.tsx'
import { ChoiceField, EvidenceField, ReasonField, YuanField } from '../parts/fields.tsx'
import { useWords } from '../parts/language.tsx'
import { choices, states } from '../parts/states.ts'
import { words as common } from '../parts/words.ts'
import { dutyWords } from './duty-words.ts'
import { words } from './words.ts'

type Decision = keyof (typeof dutyWords)['zh']['refund']['decisions']
type Basis = keyof (typeof states)['zh']['basis']
type Fault = keyof (typeof states)['zh']['fault']
type Target = keyof (typeof dutyWords)['zh']['refund']['targets']
type Remainder = keyof (typeof dutyWords)['zh']['refund']['remainders']
type Forum = 'MEDIATION' | 'ARBITRATION'

/** What may be decided in each state, the likeliest first; the service judges it again. */
const OPEN_TO: Readonly<Record<string, readonly Decision[]>> = {
  REQUESTED: ['APPROVE', 'AWARD', 'REJECT'],
  AGREED: ['APPROVE', 'AWARD', 'REJECT'],
  CONTESTED: ['ESCALATE', 'AWARD', 'APPROVE', 'REJECT'],
  MEDIATION: ['AWARD', 'ESCALATE', 'APPROVE', 'REJECT'],
  ARBITRATION: ['AWARD', 'APPROVE', 'REJECT'],
  AWARDED: ['APPROVE'],
  BANK_FAILED: ['RETRY'],
}

/** Whether an officer can do anything about it. */
export function isOpenRefund({ status }: RefundView): boolean {
  return status in OPEN_TO
}

function likelyBasis({ basis, formula, deemed, status }: RefundView): Basis {
  if (basis) return basis
  if (formula === 'F1') return 'COOLING_OFF'
  if (status !== 'AGREED') return 'MEDIATION_AGREEMENT'
  return deemed ? 'MERCHANT_DEEMED' : 'MERCHANT_CONSENT'
}

type DecideRefundProps = {
  readonly refund: RefundView
  readonly open: boolean
  readonly onClose: () => void
  readonly onDone: () => void
}

/** The dialog of one refund. */
export function DecideRefund({ refund, open, onClose, onDone }: DecideRefundProps) {
  const w = useWords(dutyWords).refund
  const { reason: reasonWord } = useWords(common)
  const offered = OPEN_TO[refund.status] ?? []
  const [decision, setDecision] = useState<Decision>(offered[0] ?? 'APPROVE')
  const [basis, setBasis] = useState<Basis>(likelyBasis(refund))
  const [fault, setFault] = useState<Fault>(refund.fault)
  const [forum, setForum] = useState<Forum>(
    refund.status === 'MEDIATION' ? 'ARBITRATION' : 'MEDIATION',
  )
  const [evidenceSha256, setEvidence] = useState<string>()
  const [amountFen, setAmount] = useState<string>()
  const [remainder, setRemainder] = useState<Remainder>('MERCHANT')
  const [reason, setReason] = useState('')
  const [to, setTo] = useState<Target>('PAYER')
  const proof = evidenceSha256 ? { evidenceSha256 } : {}
  const bodies: Record<Decision, object> = {
    APPROVE: { basis, fault, ...proof },
    ESCALATE: { forum },
    AWARD: { basis, fault, remainder, ...proof, ...(amountFen ? { amountFen } : {}) },
    REJECT: { reason: reason.trim() },
    RETRY: { to },
  }
  const ready = decision !== 'REJECT' || reason.trim() !== ''
  const weighs = decision === 'APPROVE' || decision === 'AWARD'
  return (
    <CommandDialog
      open={open}
      title={w.title}
      ok={w.decisions[decision]}
      danger={decision === 'REJECT'}
      path={ready ? `/api/escrow/v1/refunds/${refund.refundId}/decisions` : undefined}
      body={{ decision, ...bodies[decision] }}
      done={w.done}
      onClose={onClose}
      onDone={onDone}
    >
      <RefundFacts of={refund} />
      {offered.length > 1 ? (
        <Segmented
          value={decision}
          onChange={setDecision}
          options={
            choices(w.decisions).filter((each) => offered.some((it) => it === each.value)) as {
              value: Decision
              label: string
            }[]
          }
        />
      ) : null}
      {decision === 'ESCALATE' ? (
        <ChoiceField label={w.forum} value={forum} names={w.forums} onChange={setForum} />
      ) : null}
      {decision === 'RETRY' ? (
        <ChoiceField label={w.target} value={to} names={w.targets} onChange={setTo} />
      ) : null}
      {weighs ? (
        <Weighing basis={basis} fault={fault} onBasis={setBasis} onFault={setFault}>
          {decision === 'AWARD' ? (
            <Awarding remainder={remainder} onAmount={setAmount} onRemainder={setRemainder} />
          ) : null}
          <EvidenceField onChange={setEvidence} />
        </Weighing>
      ) : null}
      {decision === 'REJECT' ? (
        <ReasonField label={reasonWord} value={reason} onChange={setReason} />
      ) : null}
    </CommandDialog>
  )
}

type WeighingProps = {
  readonly basis: Basis
  readonly fault: Fault
  readonly onBasis: (basis: Basis) => void
  readonly onFault: (fault: Fault) => void
  readonly children: ReactNode
}

/** On what a decision rests, and whose reason it finds. */
function Weighing({ basis, fault, onBasis, onFault, children }: WeighingProps) {
  const { basis: bases, fault: faults } = useWords(states)
  const labels = useWords(words).refund
  return (
    <>
      <ChoiceField label={labels.basis} value={basis} names={bases} onChange={onBasis} />
      <ChoiceField label={labels.fault} value={fault} names={faults} onChange={onFault} />
      {children}
    </>
  )
}

type AwardingProps = {
  readonly remainder: Remainder
  readonly onAmount: (fen: string | undefined) => void
  readonly onRemainder: (remainder: Remainder) => void
}

/** How much was awarded, and whose the rest is. */
function Awarding({ remainder, onAmount, onRemainder }: AwardingProps) {
  const w = useWords(dutyWords).refund
  return (
    <>
      <YuanField label={w.awardAmount} hint={w.awardHint} onChange={onAmount} />
      <ChoiceField
        label={w.remainder}
        value={remainder}
        names={w.remainders}
        onChange={onRemainder}
      />
      <small className="quiet">{w.remainderHints[remainder]}</small>
    </>
  )
}

function RefundFacts({ of }: { readonly of: RefundView }) {
  const w = useWords(dutyWords).refund
  const { fault } = useWords(states)
  const labels = useWords(words).refund
  const whose = of.counterFault === undefined ? '' : `（${fault[of.counterFault]}）`
  return (
    <div>
      <ContractName contractId={of.contractId} withMerchant />
      <div className="row">
        <span>{w.mine}</span>
        <Amount fen={of.amountFen} big />
      </div>
      <div className="row">
        <span>{w.theirs}</span>
        <Amount fen={of.merchantFen} />
      </div>
      <div className="row">
        <span>{labels.formula}</span>
        <span>
          {of.formula} · {fault[of.fault]}
        </span>
      </div>
      <div className="row">
        <span>{labels.reason}</span>
        <span>{of.reason}</span>
      </div>
      {of.payBy === undefined ? null : (
        <div className="row">
          <span>{w.payBy}</span>
          <Due at={of.payBy} provisional={of.provisional} />
        </div>
      )}
      {of.counterReason === undefined ? null : (
        <Alert type="warning" title={w.counter} description={of.counterReason + whose} />
      )}
    </div>
  )
}
