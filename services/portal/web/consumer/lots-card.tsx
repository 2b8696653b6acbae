// The lots of a contract: what each holds, until when, what is still to pay, a suspension.
import type { ContractView, LotView } from '@ticun/protocol'
import { groupedReference } from '@ticun/protocol/reference'
import { Button, Card } from 'antd'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { shanghaiDay } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { StatusTag } from '../parts/status-tag.tsx'
import { lotWords } from './lot-words.ts'

type LotsCardProps = {
  readonly pack: ContractView
  readonly names: ReadonlyMap<string, string>
  readonly onChanged: () => void
}

/** Nothing where one plain pack says it all already. */
export function LotsCard({ pack, names, onChanged }: LotsCardProps) {
  const w = useWords(lotWords)
  const plain = pack.lots.length === 1 && pack.terms.kind === 'SESSION_PACK'
  if (plain) return null
  return (
    <Card variant="borderless" size="small" title={w.lots}>
      {pack.lots.map((lot) => (
        <LotRow
          key={lot.lotId}
          lot={lot}
          name={names.get(lot.productId) ?? pack.productName}
          contractId={pack.contractId}
          onChanged={onChanged}
        />
      ))}
    </Card>
  )
}

type LotRowProps = {
  readonly lot: LotView
  readonly name: string
  readonly contractId: string
  readonly onChanged: () => void
}

function LotRow({ lot, name, contractId, onChanged }: LotRowProps) {
  const w = useWords(lotWords)
  const waits = lot.status === 'UNFUNDED' || lot.status === 'PART_FUNDED'
  return (
    <div className="ruled" data-test="lot" data-lot={lot.lotId}>
      <div className="row">
        <b>{name}</b>
        <StatusTag kind="lot" status={lot.status} />
      </div>
      <div className="row quiet">
        <span>{usedOf(lot, w)}</span>
        <span>
          {lot.validUntil === undefined ? w.noEnd : w.validUntil(shanghaiDay(lot.validUntil))}
        </span>
      </div>
      {waits ? (
        <ToPay lot={lot} contractId={contractId} onChanged={onChanged} />
      ) : (
        <div className="row">
          <span>{w.heldNow}</span>
          <Amount fen={lot.heldFen} />
        </div>
      )}
      {lot.faceLeftFen === undefined ? null : (
        <div className="row">
          <span>{w.face}</span>
          <Amount fen={lot.faceLeftFen} />
        </div>
      )}
      <Suspension lot={lot} contractId={contractId} onChanged={onChanged} />
    </div>
  )
}

function usedOf(lot: LotView, w: (typeof lotWords)['zh']): string {
  return lot.terms.kind === 'STORED_VALUE' ? '' : w.units(lot.sessionsUsed, lot.sessionsTotal)
}

type PartProps = Omit<LotRowProps, 'name'>

/** The sum and the words of the transfer; what nobody paid yet may be cancelled. */
function ToPay({ lot, contractId, onChanged }: PartProps) {
  const w = useWords(lotWords)
  const [open, setOpen] = useState(false)
  return (
    <div className="note">
      <div className="row">
        <span>{w.toPay}</span>
        <b>
          <Amount fen={lot.missingFen} />
        </b>
      </div>
      <div className="row">
        <span>{w.toPayHint(groupedReference(lot.reference))}</span>
        {lot.status === 'UNFUNDED' ? (
          <Button size="small" onClick={() => setOpen(true)}>
            {w.cancelLot}
          </Button>
        ) : null}
      </div>
      <CommandDialog
        open={open}
        title={w.cancelLotTitle}
        ok={w.cancelLot}
        path={`/api/escrow/v1/contracts/${contractId}/lots/${lot.lotId}/cancel`}
        body={{}}
        done={w.cancelled}
        onClose={() => setOpen(false)}
        onDone={onChanged}
      >
        {w.cancelLotHint}
      </CommandDialog>
    </div>
  )
}

/** Of a term card whose terms allow it. */
function Suspension({ lot, contractId, onChanged }: PartProps) {
  const w = useWords(lotWords)
  const [open, setOpen] = useState(false)
  const days = lot.terms.kind === 'TERM_CARD' ? (lot.terms.suspensionDaysMax ?? 0) : 0
  const stopped = lot.status === 'SUSPENDED'
  if (days === 0 || !(stopped || lot.status === 'ACTIVE')) return null
  const part = stopped ? 'resumptions' : 'suspensions'
  return (
    <div className="row">
      <small className="quiet">
        {lot.suspendedFrom === undefined ? null : w.suspended(lot.suspendedFrom)}
      </small>
      <Button size="small" onClick={() => setOpen(true)} data-test="suspend">
        {stopped ? w.resume : w.suspend}
      </Button>
      <CommandDialog
        open={open}
        title={stopped ? w.resumeTitle : w.suspendTitle}
        ok={stopped ? w.resume : w.suspend}
        path={`/api/escrow/v1/contracts/${contractId}/lots/${lot.lotId}/${part}`}
        body={{}}
        done={stopped ? w.resumeDone : w.suspendDone}
        onClose={() => setOpen(false)}
        onDone={onChanged}
      >
        {stopped ? w.resumeHint : w.suspendHint(days)}
      </CommandDialog>
    </div>
  )
}
