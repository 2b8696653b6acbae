// Working days: notices that were supplied, what is asked for, and what waits for a second.
import { Alert, Button } from 'antd'
import type { TableColumnsType } from 'antd'
import { useState } from 'react'
import type { EscrowReply } from '../parts/api.ts'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { Officer } from '../parts/officer.tsx'
import { usePerson } from '../parts/person.ts'
import { useList, useResource } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { calendarWords } from './calendar-words.ts'
import { NoticePreview } from './notice-preview.tsx'
import { ProposeNotice } from './propose-notice.tsx'

type Calendars = EscrowReply['listCalendars']
type Notice = Calendars['items'][number]
type Proposal = EscrowReply['listProposals']['items'][number]

/** The table, what is asked for above it, and the proposals that wait. */
export function CalendarPage() {
  const w = useWords(calendarWords)
  const books = useResource<EscrowReply['listBooks']>('/api/escrow/v1/books')
  const bookId = books.data?.items[0]?.bookId
  const path = bookId && `/api/escrow/v1/calendars?bookId=${bookId}`
  const known = useResource<Calendars>(path)
  const list = useList<Notice>(path)
  const proposals = useList<Proposal>('/api/escrow/v1/proposals?limit=200')
  const [pasting, setPasting] = useState(false)
  const [approving, setApproving] = useState<Notice>()
  const wanted = known.data?.wanted ?? []
  const reload = (): void => {
    known.reload()
    list.reload()
    proposals.reload()
  }
  const columns: TableColumnsType<Notice> = [
    { title: w.year, dataIndex: 'year' },
    { title: w.off, render: (_, row) => <Days days={row.holidays} /> },
    { title: w.worked, render: (_, row) => <Days days={row.workdays} /> },
    { title: w.source, dataIndex: 'source' },
  ]
  return (
    <div className="stack" data-test="calendar">
      {wanted.length > 0 ? (
        <Alert
          type="warning"
          showIcon
          title={w.wanted(wanted.join(', '))}
          description={w.wantedHint}
        />
      ) : null}
      <div className="wrap">
        <Button type="primary" disabled={!bookId} onClick={() => setPasting(true)}>
          {w.paste}
        </Button>
      </div>
      {proposals.items.map((each) => (
        <Waiting key={each.subjectId} of={each} approve={setApproving} />
      ))}
      <ListTable list={list} rowKey="year" empty={w.none} columns={columns} rows={20} />
      {pasting && bookId ? (
        <ProposeNotice bookId={bookId} onClose={() => setPasting(false)} onDone={reload} />
      ) : null}
      {approving && bookId ? (
        <CommandDialog
          open
          title={w.approveTitle(String(approving.year))}
          ok={w.approve}
          path="/api/escrow/v1/calendars/approvals"
          body={{ bookId, ...approving }}
          done={w.approved}
          onClose={() => setApproving(undefined)}
          onDone={reload}
        >
          <b>{approving.source}</b>
          <NoticeDaysView of={approving} />
          <NoticePreview bookId={bookId} notice={approving} />
          <small className="quiet">{w.approveHint}</small>
        </CommandDialog>
      ) : null}
    </div>
  )
}

function NoticeDaysView({ of }: { readonly of: Notice }) {
  const w = useWords(calendarWords)
  return (
    <>
      <div>
        {w.off}: <Days days={of.holidays} />
      </div>
      <div>
        {w.worked}: <Days days={of.workdays} />
      </div>
    </>
  )
}

function Days({ days }: { readonly days: readonly string[] }) {
  return (
    <span className="figure" style={{ whiteSpace: 'normal' }}>
      {days.length === 0 ? '—' : days.join(' ')}
    </span>
  )
}

type WaitingProps = { readonly of: Proposal; readonly approve: (notice: Notice) => void }

/** A proposal of another officer; one's own can only be looked at. */
function Waiting({ of, approve }: WaitingProps) {
  const w = useWords(calendarWords)
  const { fourEyes } = useWords(common)
  const { login } = usePerson()
  const { calendar, proposedBy } = of
  if (!calendar) return null
  const own = proposedBy === login
  return (
    <div className="row ruled" data-test="notice">
      <span>
        <b>{calendar.year}</b> {calendar.source}
        <br />
        <small className="quiet">
          {w.waits} · <Officer id={proposedBy} /> {own ? fourEyes : ''}
        </small>
      </span>
      <Button type="primary" disabled={own} onClick={() => approve(calendar)}>
        {w.approve}
      </Button>
    </div>
  )
}
