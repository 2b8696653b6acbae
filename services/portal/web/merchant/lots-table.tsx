// The lots of a contract at the desk: what each holds, until when; to sell again and to extend.
import type { ContractView, LotView } from '@ticun/protocol'
import { groupedReference } from '@ticun/protocol/reference'
import { Button } from 'antd'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import type { EscrowReply } from '../parts/api.ts'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { ChoiceField, DayField, ReasonField } from '../parts/fields.tsx'
import { shanghaiDay, yuan } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { StatusTag } from '../parts/status-tag.tsx'
import { useResource } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { deskWords } from './desk-words.ts'

type LotsTableProps = { readonly of: ContractView; readonly onChanged: () => void }

/** A line for each lot. */
export function LotsTable({ of, onChanged }: LotsTableProps) {
  const w = useWords(deskWords).lot
  const [extending, setExtending] = useState<LotView>()
  const [selling, setSelling] = useState(false)
  return (
    <div>
      <div className="row">
        <h3 style={{ margin: 0 }}>{w.lots}</h3>
        <Button size="small" onClick={() => setSelling(true)} data-test="renew">
          {w.renew}
        </Button>
      </div>
      {of.lots.map((lot) => (
        <LotLine key={lot.lotId} lot={lot} onExtend={() => setExtending(lot)} />
      ))}
      {extending ? (
        <ExtendDialog
          contractId={of.contractId}
          lot={extending}
          onClose={() => setExtending(undefined)}
          onDone={onChanged}
        />
      ) : null}
      {selling ? (
        <RenewDialog of={of} onClose={() => setSelling(false)} onDone={onChanged} />
      ) : null}
    </div>
  )
}

type LotLineProps = { readonly lot: LotView; readonly onExtend: () => void }

function LotLine({ lot, onExtend }: LotLineProps) {
  const w = useWords(deskWords).lot
  const waits = lot.missingFen !== '0'
  return (
    <div className="ruled" data-test="lot">
      <div className="row">
        <span>
          {lot.sessionsUsed} / {lot.sessionsTotal}
        </span>
        <Amount fen={lot.heldFen} />
        <StatusTag kind="lot" status={lot.status} />
      </div>
      {waits ? (
        <div className="row">
          <span>
            {w.missing} <Amount fen={lot.missingFen} />
          </span>
          <span>
            {w.reference} {groupedReference(lot.reference)}
          </span>
        </div>
      ) : null}
      {lot.validUntil === undefined ? null : (
        <div className="row">
          <span>
            {w.valid} {shanghaiDay(lot.validUntil)}
          </span>
          {lot.terms.kind === 'TERM_CARD' ? null : (
            <Button size="small" onClick={onExtend}>
              {w.extend}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}

type ExtendProps = {
  readonly contractId: string
  readonly lot: LotView
  readonly onClose: () => void
  readonly onDone: () => void
}

function ExtendDialog({ contractId, lot, onClose, onDone }: ExtendProps) {
  const w = useWords(deskWords).lot
  const { reason: reasonWord } = useWords(common)
  const [until, setUntil] = useState('')
  const [reason, setReason] = useState('')
  const ready = until !== '' && reason.trim() !== ''
  return (
    <CommandDialog
      open
      title={w.extendTitle}
      ok={w.extend}
      path={
        ready ? `/api/escrow/v1/contracts/${contractId}/lots/${lot.lotId}/extensions` : undefined
      }
      body={{ until, reason: reason.trim() }}
      done={w.extended}
      onClose={onClose}
      onDone={onDone}
    >
      <DayField label={w.until} onChange={setUntil} />
      <ReasonField label={reasonWord} value={reason} onChange={setReason} />
      <small className="quiet">{w.extendHint}</small>
    </CommandDialog>
  )
}

type RenewProps = {
  readonly of: ContractView
  readonly onClose: () => void
  readonly onDone: () => void
}

function RenewDialog({ of, onClose, onDone }: RenewProps) {
  const w = useWords(deskWords).lot
  const { yuan: unit } = useWords(common)
  const [productId, setProductId] = useState<string>()
  const products = useResource<EscrowReply['listProducts']>(
    `/api/escrow/v1/products?merchantId=${of.merchantId}`,
  )
  const names = Object.fromEntries(
    (products.data?.items ?? []).map((each) => [
      each.productId,
      `${each.name} · ${yuan(each.terms.priceFen)} ${unit}`,
    ]),
  )
  return (
    <CommandDialog
      open
      title={w.renewTitle}
      ok={w.renew}
      path={productId && `/api/escrow/v1/contracts/${of.contractId}/lots`}
      body={{ productId }}
      done={w.renewed}
      onClose={onClose}
      onDone={onDone}
    >
      <ChoiceField
        label={w.product}
        value={productId}
        names={names}
        onChange={setProductId}
        search
      />
      <small className="quiet">{w.renewHint}</small>
    </CommandDialog>
  )
}
