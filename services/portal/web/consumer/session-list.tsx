// Every session of a pack, and those that wait for her word, with a button each.
import type { SessionView } from '@ticun/protocol'
import { App, Button, Card, Empty, Skeleton } from 'antd'
import { Amount } from '../parts/amount.tsx'
import { postJson } from '../parts/api.ts'
import type { EscrowReply } from '../parts/api.ts'
import { shanghaiMinute, slotNumber } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ProblemView } from '../parts/problem-view.tsx'
import { StatusTag } from '../parts/status-tag.tsx'
import { useCommand } from '../parts/use-command.ts'
import type { List } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { words } from './words.ts'

type WaitingProps = {
  readonly sessions: readonly SessionView[]
  readonly onConfirmed: () => void
}

/** Sessions that the merchant recorded and she has not confirmed; nothing when there are none. */
export function WaitingSessions({ sessions, onConfirmed }: WaitingProps) {
  const w = useWords(words)
  const waiting = sessions.filter((session) => session.status === 'SUBMITTED')
  if (waiting.length === 0) return null
  return (
    <Card variant="borderless" title={w.confirmAll(waiting.length)}>
      {waiting.map((session) => (
        <ConfirmRow key={session.sessionId} session={session} onConfirmed={onConfirmed} />
      ))}
    </Card>
  )
}

/** All sessions, newest first. */
export function SessionList({ list }: { readonly list: List<SessionView> }) {
  const w = useWords(words)
  const { more } = useWords(common)
  return (
    <Card variant="borderless" size="small" title={w.sessions}>
      {list.problem ? <ProblemView problem={list.problem} retry={list.reload} /> : null}
      {list.loading && list.items.length === 0 ? <Skeleton active /> : null}
      {!list.loading && !list.problem && list.items.length === 0 ? (
        <Empty description={w.sessionsEmpty} />
      ) : null}
      {list.items.map((session) => (
        <SessionRow key={session.sessionId} session={session} />
      ))}
      {list.more ? (
        <Button type="link" block onClick={list.more}>
          {more}
        </Button>
      ) : null}
    </Card>
  )
}

function SessionRow({ session }: { readonly session: SessionView }) {
  const w = useWords(words)
  return (
    <div className="row ruled" data-test="session">
      <span>
        {shanghaiMinute(session.occurredAt)}
        <br />
        <small className="quiet">
          {w.sessionNumber(slotNumber(session.slot))}
          {session.coach === undefined ? '' : ` · ${session.coach}`}
        </small>
      </span>
      <Amount fen={session.amountFen} />
      <StatusTag kind="session" status={session.status} />
    </div>
  )
}

type ConfirmRowProps = { readonly session: SessionView; readonly onConfirmed: () => void }

function ConfirmRow({ session, onConfirmed }: ConfirmRowProps) {
  const w = useWords(words)
  const { message } = App.useApp()
  const command = useCommand<EscrowReply['confirmSession']>()
  async function confirm(): Promise<void> {
    const path = `/api/escrow/v1/sessions/${session.sessionId}/confirm`
    const reply = await command.send(path, (key) => postJson(path, {}, key))
    if (!reply) return
    message.success(w.confirmed)
    onConfirmed()
  }
  return (
    <div className="ruled" style={{ paddingBottom: 12 }}>
      <div className="row" style={{ marginBottom: 8 }}>
        <span>{shanghaiMinute(session.occurredAt)}</span>
        <Amount fen={session.amountFen} />
      </div>
      <Button
        type="primary"
        block
        loading={command.busy}
        onClick={() => void confirm()}
        data-test="confirm"
      >
        {w.confirm}
      </Button>
      {command.problem ? (
        <ProblemView problem={command.problem} retry={() => void confirm()} />
      ) : null}
    </div>
  )
}
