// The account on which she wants refunds that cannot go back the way the money came.
import { Button, Card } from 'antd'
import { useState } from 'react'
import type { SettlementReply } from '../parts/api.ts'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { TextField } from '../parts/fields.tsx'
import { useWords } from '../parts/language.tsx'
import { useResource } from '../parts/use-resource.ts'
import { lotWords } from './lot-words.ts'

const PATH = '/api/settlement/v1/refund-accounts'

/** Shows the newest one, which holds, and lets her say another. */
export function RefundAccount() {
  const w = useWords(lotWords).account
  const list = useResource<SettlementReply['listOwnRefundAccounts']>(PATH)
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const [number, setNumber] = useState('')
  const current = list.data?.items[0]?.account
  const ready = name !== '' && number !== ''
  return (
    <Card
      variant="borderless"
      size="small"
      title={w.title}
      extra={
        <Button size="small" onClick={() => setOpen(true)} data-test="refund-account">
          {current ? w.change : w.register}
        </Button>
      }
    >
      {current ? (
        <div className="row">
          <span>{current.name}</span>
          <span className="figure">{current.number}</span>
        </div>
      ) : null}
      <small className="quiet">{w.hint}</small>
      <CommandDialog
        open={open}
        title={w.title}
        ok={w.register}
        path={ready ? PATH : undefined}
        body={{ account: { name, number } }}
        done={w.done}
        onClose={() => setOpen(false)}
        onDone={list.reload}
      >
        <TextField label={w.holder} value={name} onChange={setName} />
        <TextField label={w.number} value={number} onChange={setNumber} />
        <small className="quiet">{w.sameName}</small>
      </CommandDialog>
    </Card>
  )
}
