// Last instants that rest on a year's working days, and where its notice moves them.
import type { EscrowFact } from '@ticun/protocol'
import { mayMove, movedEnd, movedWorkingEnd, refundMachine, type Calendar } from '@ticun/rules'
import type { Timer } from '../../world/timer.ts'
import type { World } from '../../world/world.ts'
import type { FactOf } from '../evolve/change.ts'
import type { Speak } from '../decision.ts'

type Moved = FactOf<'deadline.moved'>['data']
type Deadline = Omit<Moved, 'until'>

/** Of whole days; each runs in the favour of who was told it, so that it never comes earlier. */
const PLAIN = ['LAPSE_PART_PAYMENT', 'LAPSE_UPGRADE', 'END_NOTICE'] as const

function isPlain(kind: Timer['kind']): kind is (typeof PLAIN)[number] {
  return (PLAIN as readonly string[]).includes(kind)
}

/**
 * The moves of all that waits, by the calendar that a notice gives. What has fallen due by now is
 * not undone. Her silence never confirms earlier than she was told; what the merchant or the office
 * has to do is due as the law reckons it, but never in the past.
 */
export function movesBy(world: World, calendar: Calendar, now: string): Moved[] {
  const found = [
    ...sessions(world, calendar),
    ...refunds(world, calendar),
    ...plain(world, calendar),
  ]
  return found.filter(({ from, until }) => from > now && until > now && until !== from)
}

function sessions(world: World, calendar: Calendar): Moved[] {
  return [...world.sessions.values()].flatMap((session) => {
    const { sessionId: subject, status, deemedUntil: from, occurredAt } = session
    if (status !== 'SUBMITTED' || from === undefined) return []
    const reckoned = movedWorkingEnd(world.calendar, calendar, occurredAt, from)
    const until = reckoned > from ? reckoned : from
    const { merchantId } = session
    return [{ deadline: 'CONFIRM_SESSION', subject, merchantId, from, until } as const]
  })
}

function refunds(world: World, calendar: Calendar): Moved[] {
  return [...world.refunds.values()].flatMap((refund) => {
    const { refundId: subject, status, review, requestedAt, merchantId } = refund
    const whose = { subject, merchantId }
    const isAsked = status === 'REQUESTED' && review.reviewUntil !== undefined
    const isOpen = mayMove(refundMachine, status, 'refund.approved') && review.payBy !== undefined
    const ends: Deadline[] = [
      ...(isAsked
        ? [{ ...whose, deadline: 'AGREE_REFUND' as const, from: review.reviewUntil! }]
        : []),
      ...(isOpen ? [{ ...whose, deadline: 'PAY_REFUND' as const, from: review.payBy! }] : []),
    ]
    return ends.map((end) => ({
      ...end,
      until: movedWorkingEnd(world.calendar, calendar, requestedAt, end.from),
    }))
  })
}

function plain(world: World, calendar: Calendar): Moved[] {
  return [...world.timers.values()].flatMap(({ kind, subject, dueAt: from, merchantId }) => {
    if (!isPlain(kind)) return []
    const until = movedEnd(calendar, from)
    return [{ deadline: kind, subject, merchantId: merchantId!, from, until }]
  })
}

/** Says each of them. */
export function tellMoves(moves: readonly Moved[], speak: Speak): EscrowFact[] {
  return moves.map((move) => speak('deadline.moved', move.subject, move))
}
