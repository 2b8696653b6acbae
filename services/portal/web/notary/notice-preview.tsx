// Which deadlines a notice would move: asked for, nothing changes by it.
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { postJson, type EscrowReply } from '../parts/api.ts'
import { useWords } from '../parts/language.tsx'
import { ProblemView } from '../parts/problem-view.tsx'
import { useCommand } from '../parts/use-command.ts'
import { calendarWords } from './calendar-words.ts'

type Moves = EscrowReply['previewCalendar']

type NoticePreviewProps = {
  readonly bookId: string
  /** Undefined while it is not complete. */
  readonly notice: object | undefined
}

/** A button, and what it found. */
export function NoticePreview({ bookId, notice }: NoticePreviewProps) {
  const w = useWords(calendarWords)
  const command = useCommand<Moves>()
  const [seen, setSeen] = useState<{ of: string; moves: Moves }>()
  const asked = JSON.stringify(notice)
  async function look(): Promise<void> {
    const moves = await command.send(asked, (key) =>
      postJson<Moves>('/api/escrow/v1/calendar-previews', { bookId, ...notice }, key),
    )
    if (moves) setSeen({ of: asked, moves })
  }
  const moves = seen?.of === asked ? seen.moves : undefined
  const names: Readonly<Record<string, string>> = w.deadlines
  const counts = Object.entries(moves?.counts ?? {})
  return (
    <>
      <Button disabled={!notice} loading={command.busy} onClick={() => void look()}>
        {w.preview}
      </Button>
      {command.problem ? <ProblemView problem={command.problem} /> : null}
      {moves ? (
        <Alert
          type="info"
          data-test="moves"
          title={counts.length === 0 ? w.nothingMoves : w.preview}
          description={counts.map(([kind, count]) => (
            <div key={kind} className="row">
              <span>{names[kind]}</span>
              <b>{count}</b>
            </div>
          ))}
        />
      ) : null}
    </>
  )
}
