// Proposing the notice of a year: its days are pasted, and another officer compares them.
import { Alert, Input } from 'antd'
import { useState } from 'react'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { Field } from '../parts/fields.tsx'
import { useWords } from '../parts/language.tsx'
import { calendarWords } from './calendar-words.ts'
import { NoticePreview } from './notice-preview.tsx'
import { readNotice } from './notice-text.ts'

type ProposeNoticeProps = {
  readonly bookId: string
  readonly onClose: () => void
  readonly onDone: () => void
}

const LINES_SHOWN = 8
const YEAR_LENGTH = 4

/** The dialog; the year is that of the last day off. */
export function ProposeNotice({ bookId, onClose, onDone }: ProposeNoticeProps) {
  const w = useWords(calendarWords)
  const [text, setText] = useState('')
  const [source, setSource] = useState('')
  const days = readNotice(text)
  const last = 'wrong' in days ? undefined : days.holidays.at(-1)
  const ready = last !== undefined && !('wrong' in days) && source.trim() !== ''
  const notice = ready
    ? { year: Number(last.slice(0, YEAR_LENGTH)), ...days, source: source.trim() }
    : undefined
  return (
    <CommandDialog
      open
      title={w.pasteTitle}
      ok={w.propose}
      path={notice && '/api/escrow/v1/calendars'}
      body={{ bookId, ...notice }}
      done={w.proposed}
      onClose={onClose}
      onDone={onDone}
    >
      <Field label={w.text} hint={w.textHint}>
        {(id) => (
          <Input.TextArea
            id={id}
            value={text}
            autoSize={{ minRows: LINES_SHOWN, maxRows: LINES_SHOWN }}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {'wrong' in days ? <Alert type="warning" showIcon title={w.wrongLine(days.wrong)} /> : null}
      {'wrong' in days || text.trim() === '' ? null : (
        <small className="quiet">
          {w.counted(String(days.holidays.length), String(days.workdays.length))}
        </small>
      )}
      <Field label={w.sourceLabel}>
        {(id) => (
          <Input id={id} value={source} onChange={(event) => setSource(event.target.value)} />
        )}
      </Field>
      <NoticePreview bookId={bookId} notice={notice} />
    </CommandDialog>
  )
}
