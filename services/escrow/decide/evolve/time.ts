// How the passing of time changes the world: accrual, expiry, suspension, supplied calendars.
import {
  addDays,
  addMs,
  calendarOf,
  daysBetween,
  endOfShanghaiDay,
  shanghaiDate,
} from '@ticun/rules'
import { calendarId, noticeText } from '../../world/proposal.ts'
import type { World } from '../../world/world.ts'
import {
  changeLot,
  changeRefund,
  changeSession,
  put,
  setTimer,
  slotsBecome,
  type ChangeTable,
  type FactOf,
} from './change.ts'
import { followCalendar } from './lot-timers.ts'
import { closeProposal, propose } from './proposed.ts'

/** A last instant is another one now, and the timer that waits for it with it. */
function move(world: World, { data }: FactOf<'deadline.moved'>): void {
  const { deadline, subject, merchantId, until } = data
  if (deadline === 'CONFIRM_SESSION') return changeSession(world, subject, { deemedUntil: until })
  if (deadline === 'AGREE_REFUND' || deadline === 'PAY_REFUND') {
    const { review, contractId } = world.refunds.get(subject)!
    const isReview = deadline === 'AGREE_REFUND'
    const more = isReview ? { reviewUntil: until } : { payBy: until }
    changeRefund(world, subject, { review: { ...review, ...more } })
    // At that instant it may still answer.
    const dueAt = addMs(until, 1)
    if (isReview) setTimer(world, { kind: deadline, subject, dueAt, contractId, merchantId })
    return
  }
  const contractId = world.lots.get(subject)?.contractId
  setTimer(world, { kind: deadline, subject, dueAt: until, contractId, merchantId })
  if (deadline !== 'END_NOTICE') return
  const merchant = world.merchants.get(subject)!
  put(world, 'merchants', subject, { ...merchant, noticeUntil: until })
}

export const timeChanges = {
  'lot.accrued': (world, fact) => {
    const { lotId, units } = fact.data
    const passed = Array.from(world.lots.get(lotId)!.slotStates.slice(0, units))
    const free = passed.flatMap((state, slot) => (state === 'F' ? [slot] : []))
    slotsBecome(world, lotId, free, 'C')
  },
  'lot.expired': (world, fact) =>
    void changeLot(world, fact.data.lotId, { status: 'EXPIRED_HOLD' }),
  'lot.extended': (world, fact) => {
    const { lotId, validUntil } = fact.data
    changeLot(world, lotId, { status: 'ACTIVE', validUntil })
  },
  'lot.suspended': (world, fact) => {
    const { lotId, from, until } = fact.data
    changeLot(world, lotId, { status: 'SUSPENDED', suspendedFrom: from, suspendedUntil: until })
  },
  'lot.resumed': (world, fact) => {
    const { lotId, on } = fact.data
    const { suspendedFrom, suspendedDays, validUntil } = world.lots.get(lotId)!
    const days = daysBetween(suspendedFrom!, on)
    changeLot(world, lotId, {
      status: 'ACTIVE',
      suspendedFrom: undefined,
      suspendedUntil: undefined,
      suspendedDays: suspendedDays + days,
      validUntil: endOfShanghaiDay(addDays(shanghaiDate(validUntil!), days)),
    })
  },
  'calendar.proposed': (world, { data, actor, occurredAt }) => {
    const subjectId = calendarId(data.year)
    propose(world, { subjectId, what: noticeText(data), by: actor.id, at: occurredAt })
  },
  'calendar.supplied': (world, { data, occurredAt: suppliedAt }) => {
    const { year, holidays, workdays, source } = data
    closeProposal(world, calendarId(year))
    const before = world.calendar
    world.calendarYears.set(year, { year, holidays, workdays, source, suppliedAt })
    world.calendar = calendarOf([...world.calendarYears.values()])
    world.calendarChanges.add(year)
    followCalendar(world, before)
  },
  'deadline.moved': move,
} satisfies Partial<ChangeTable>
