// How the passing of time changes the world: accrual, expiry, suspension, supplied calendars.
import { addDays, calendarOf, daysBetween, endOfShanghaiDay, shanghaiDate } from '@ticun/rules'
import { changeLot, slotsBecome, type ChangeTable } from './change.ts'

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
  'calendar.supplied': (world, { data }) => {
    world.calendarYears.set(data.year, data)
    world.calendar = calendarOf([...world.calendarYears.values()])
    world.calendarChanges.add(data.year)
  },
} satisfies Partial<ChangeTable>
