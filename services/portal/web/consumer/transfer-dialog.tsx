// Giving what is left of a contract, or some sessions of it, to another member.
import type { ContractView, LotView } from '@ticun/protocol'
import { InputNumber } from 'antd'
import { useState } from 'react'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { Field, TextField } from '../parts/fields.tsx'
import { useWords } from '../parts/language.tsx'
import { lotWords } from './lot-words.ts'

type TransferDialogProps = {
  readonly pack: ContractView
  readonly lots: readonly LotView[]
  readonly open: boolean
  readonly onClose: () => void
  readonly onDone: () => void
}

const COUNTED: readonly LotView['terms']['kind'][] = ['SESSION_PACK', 'HYBRID']

/** Whole, or by a number of sessions where one lot of sessions is left. */
export function TransferDialog({ pack, lots, open, onClose, onDone }: TransferDialogProps) {
  const w = useWords(lotWords)
  const [to, setTo] = useState('')
  const [name, setName] = useState('')
  const [slots, setSlots] = useState<number>()
  const [only] = lots
  const counted = lots.length === 1 && only !== undefined && COUNTED.includes(only.terms.kind)
  const some = counted && slots !== undefined ? { lots: [{ lotId: only.lotId, slots }] } : {}
  const ready = to.startsWith('con_') && name !== ''
  return (
    <CommandDialog
      open={open}
      title={w.transferTitle}
      ok={w.transfer}
      path={ready ? `/api/escrow/v1/contracts/${pack.contractId}/transfers` : undefined}
      body={{ toConsumerId: to, toConsumerName: name, ...some }}
      done={w.transferred}
      onClose={onClose}
      onDone={onDone}
    >
      <small className="quiet">{w.transferHint}</small>
      <TextField label={w.toId} value={to} onChange={setTo} hint={w.toIdHint} />
      <TextField label={w.toName} value={name} onChange={setName} />
      {counted ? (
        <Field label={w.howMany}>
          {(id) => (
            <InputNumber
              id={id}
              min={1}
              max={only.sessionsTotal}
              precision={0}
              value={slots ?? null}
              onChange={(value) => setSlots(value ?? undefined)}
              style={{ width: '100%' }}
            />
          )}
        </Field>
      ) : null}
    </CommandDialog>
  )
}
