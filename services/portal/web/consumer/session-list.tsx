// Every session of a pack, and those that wait for her word, with a button each.
import type { SessionCaseView, SessionView } from '@ticun/protocol'
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
import { caseWords } from './case-words.ts'
import { DisputeButton, DisputeState, mayDispute } from './dispute.tsx'
import { words } from './words.ts'

type WaitingProps = {
  readonly sessions: readonly SessionView[]
  readonly onChanged: () => void
}

/** Sessions that the merchant recorded and she has not confirmed; nothing when there are none. */
export function WaitingSessions({ sessions, onChanged }: WaitingProps) {
  const w = useWords(words)
  const waiting = sessions.filter((session) => session.status === 'SUBMITTED')
  if (waiting.length === 0) return null
  return (
    <Card variant="borderless" title={w.confirmAll(waiting.length)}>
      {waiting.map((session) => (
        <ConfirmRow key={session.sessionId} session={session} onChanged={onChanged} />
      ))}
    </Card>
  )
}

type SessionListProps = {
  readonly list: List<SessionView>
  readonly disputes: readonly SessionCaseView[]
  readonly onChanged: () => void
}

/** All sessions, newest first, each with its dispute if there is one. */
export function SessionList({ list, disputes, onChanged }: SessionListProps) {
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
        <SessionRow
          key={session.sessionId}
          session={session}
          dispute={disputes.find(({ sessionId }) => sessionId === session.sessionId)}
          onChanged={onChanged}
        />
      ))}
      {list.more ? (
        <Button type="link" block onClick={list.more}>
          {more}
        </Button>
      ) : null}
    </Card>
  )
}

type SessionRowProps = {
  readonly session: SessionView
  readonly dispute: SessionCaseView | undefined
  readonly onChanged: () => void
}

function SessionRow({ session, dispute, onChanged }: SessionRowProps) {
  const w = useWords(words)
  const c = useWords(caseWords)
  const { provisional } = useWords(common)
  const { disputableUntil, slot, coach } = session
  return (
    <div className="ruled" data-test="session">
      <div className="row">
        <span>
          {shanghaiMinute(session.occurredAt)}
          <br />
          <small className="quiet">
            {slot === undefined ? null : w.sessionNumber(slotNumber(slot))}
            {coach === undefined ? '' : ` · ${coach}`}
          </small>
        </span>
        <Amount fen={session.amountFen} />
        <StatusTag kind="session" status={session.status} />
      </div>
      {mayDispute(session) && session.status !== 'SUBMITTED' ? (
        <div className="row">
          <small className="quiet">
            {disputableUntil === undefined
              ? null
              : c.disputableUntil(shanghaiMinute(disputableUntil))}
            {session.provisional ? ` · ${provisional}` : ''}
          </small>
          <DisputeButton session={session} onChanged={onChanged} />
        </div>
      ) : null}
      {dispute ? <DisputeState of={dispute} onChanged={onChanged} /> : null}
    </div>
  )
}

type ConfirmRowProps = { readonly session: SessionView; readonly onChanged: () => void }

function ConfirmRow({ session, onChanged }: ConfirmRowProps) {
  const w = useWords(words)
  const { provisional } = useWords(common)
  const { message } = App.useApp()
  const command = useCommand<EscrowReply['confirmSession']>()
  async function confirm(): Promise<void> {
    const path = `/api/escrow/v1/sessions/${session.sessionId}/confirm`
    const reply = await command.send(path, (key) => postJson(path, {}, key))
    if (!reply) return
    message.success(w.confirmed)
    onChanged()
  }
  return (
    <div className="ruled" style={{ paddingBottom: 12 }}>
      <div className="row" style={{ marginBottom: 8 }}>
        <span>{shanghaiMinute(session.occurredAt)}</span>
        <Amount fen={session.amountFen} />
      </div>
      {session.lapsesAt === undefined ? null : (
        <small className="quiet">{w.lapsesAt(shanghaiMinute(session.lapsesAt))}</small>
      )}
      {session.deemedUntil === undefined ? null : (
        <small className="quiet">
          {w.deemedUntil(shanghaiMinute(session.deemedUntil))}
          {session.provisional ? ` · ${provisional}` : ''}
        </small>
      )}
      <Button
        type="primary"
        block
        loading={command.busy}
        onClick={() => void confirm()}
        data-test="confirm"
      >
        {w.confirm}
      </Button>
      <div style={{ textAlign: 'center', marginTop: 8 }}>
        <DisputeButton session={session} onChanged={onChanged} />
      </div>
      {command.problem ? (
        <ProblemView problem={command.problem} retry={() => void confirm()} />
      ) : null}
    </div>
  )
}
