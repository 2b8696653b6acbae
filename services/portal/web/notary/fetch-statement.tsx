// Asks settlement to fetch a statement from the bank: that needs no second officer.
import { Button } from 'antd'
import { useState } from 'react'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { DayField } from '../parts/fields.tsx'
import { useWords } from '../parts/language.tsx'
import { uploadWords } from './upload-words.ts'

/** A button, and the days that are meant. */
export function FetchStatement({ onDone }: { readonly onDone: () => void }) {
  const w = useWords(uploadWords)
  const [open, setOpen] = useState(false)
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const ready = from !== '' && to > from
  return (
    <>
      <div>
        <Button onClick={() => setOpen(true)}>{w.fetch}</Button>
      </div>
      <CommandDialog
        open={open}
        title={w.fetchTitle}
        ok={w.fetch}
        path={ready ? '/api/settlement/v1/bank-statements/fetches' : undefined}
        body={{ from, to }}
        done={w.fetched}
        onClose={() => setOpen(false)}
        onDone={onDone}
      >
        <DayField label={w.from} onChange={setFrom} />
        <DayField label={w.to} onChange={setTo} />
      </CommandDialog>
    </>
  )
}
