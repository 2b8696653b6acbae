// What must hold for every plan, whatever the log: nobody is lost, doubled or comes for nothing.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDoorLog, type ReadRow } from './door-log.ts'
import { earnedFen, expectedOf } from './expected.ts'
import { naming } from './ids.ts'
import { zoneClock } from './local-time.ts'
import { makeLog } from './made-log.ts'
import { makePlan } from './members.ts'
import { COOLING_OFF_DAYS, PRODUCTS, type Plan } from './plan.ts'

const clock = zoneClock('Asia/Shanghai')
const nowMs = Date.parse('2026-01-01T00:00:00Z')
const DAY_MS = 24 * 60 * 60 * 1000

function rowsOf(seed: number, rows: number): ReadRow[] {
  const bytes = new TextEncoder().encode(makeLog({ seed, rows, year: 2024 }))
  return [...readDoorLog(bytes, { clock, nowMs })]
}

function planOf(rows: ReadRow[], seed: number): Plan {
  return makePlan(rows, { seed, clock, naming: naming(`test ${seed}`) })
}

function checkPlan(plan: Plan, rows: ReadRow[]): void {
  const entrances = rows.filter((read) => 'row' in read && read.row.direction === 'IN')
  const sessions = plan.days.flatMap((day) => day.sessions)
  expect(sessions.map((session) => session.line).toSorted((a, b) => a - b)).toEqual(
    entrances.map((read) => read.line),
  )
  const lots = new Map<string, { member: number; left: number; paidAt: string }>()
  const ids = new Set<string>()
  for (const day of plan.days) {
    for (const signing of day.signings) {
      const product = plan.products[signing.product]
      expect(signing.payAmountFen).toBe(product?.priceFen)
      expect(signing.signedAt < signing.paidAt).toBe(true)
      expect(ids.has(signing.contractId)).toBe(false)
      ids.add(signing.contractId).add(signing.lotId)
      lots.set(signing.contractId, {
        member: signing.member,
        left: product?.sessions ?? 0,
        paidAt: signing.paidAt,
      })
    }
    for (const session of day.sessions) {
      const lot = lots.get(session.contractId)
      if (lot === undefined) throw new Error('a session without a contract, or after its refund')
      expect(lot.member).toBe(session.member)
      expect(lot.paidAt <= session.at).toBe(true)
      expect(ids.has(session.sessionId)).toBe(false)
      ids.add(session.sessionId)
      lot.left -= 1
      expect(lot.left).toBeGreaterThanOrEqual(0)
    }
    for (const refund of day.refunds) {
      const lot = lots.get(refund.contractId)
      if (lot === undefined) throw new Error('a refund without a contract, or a second one')
      const of = sessions.filter((session) => session.contractId === refund.contractId)
      expect(of.every((session) => session.confirm !== 'NONE' && session.at < refund.at)).toBe(true)
      if (refund.kind === 'COOLING_OFF') {
        expect(of).toHaveLength(0)
        const sinceMs = Date.parse(refund.at) - Date.parse(lot.paidAt)
        expect(sinceMs).toBeLessThan(COOLING_OFF_DAYS * DAY_MS)
      } else {
        expect(of.length).toBeGreaterThan(0)
        expect(lot.left).toBeGreaterThan(0)
      }
      lots.delete(refund.contractId)
    }
  }
  expect(plan.days.map((day) => day.date)).toEqual(plan.days.map((day) => day.date).toSorted())
  if (plan.days.length > 0) expect(plan.days.at(-1)?.payoutRun).toBe(true)
}

describe('a plan', () => {
  it('keeps its laws for any log', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.integer({ min: 0, max: 400 }), (seed, size) => {
        const rows = rowsOf(seed, size)
        checkPlan(planOf(rows, seed), rows)
      }),
      { numRuns: 25 },
    )
  })

  it('keeps its laws for a year, with the story that the demo wants to tell', () => {
    const rows = rowsOf(1, 7759)
    const plan = planOf(rows, 1)
    checkPlan(plan, rows)
    const refunds = plan.days.flatMap((day) => day.refunds)
    expect(refunds.filter((refund) => refund.kind === 'COOLING_OFF').length).toBeGreaterThan(2)
    expect(refunds.filter((refund) => refund.kind === 'MID_PACK').length).toBeGreaterThan(2)
    expect(plan.members).toBeGreaterThan(180)
    expect(plan.members).toBeLessThan(300)
    const twice = plan.days.filter(
      (day) => new Set(day.sessions.map((session) => session.member)).size < day.sessions.length,
    )
    expect(twice).toEqual([])
  })

  it('tells 500 rows with a refund of each kind', () => {
    const plan = planOf(rowsOf(1, 500), 1)
    const kinds = new Set(plan.days.flatMap((day) => day.refunds).map((refund) => refund.kind))
    expect(kinds).toEqual(new Set(['COOLING_OFF', 'MID_PACK']))
  })

  it('is the same for the same log and seed, another for another seed', () => {
    const rows = rowsOf(3, 200)
    expect(planOf(rows, 3)).toEqual(planOf(rows, 3))
    expect(planOf(rows, 3)).not.toEqual(planOf(rows, 4))
  })

  it.each([0, 1, 2])('is made of %i entrances', (count) => {
    const rows: ReadRow[] = Array.from({ length: count }, (_, index) => ({
      line: index + 2,
      row: { device: 'Door', direction: 'IN', at: `2015-02-01T16:0${index}:00.000Z` },
    }))
    const plan = planOf(rows, 1)
    checkPlan(plan, rows)
    expect(plan.days).toHaveLength(Math.min(count, 1))
  })
})

describe('what a plan leads to', () => {
  it('is earned in slots that sum to the price', () => {
    const pack = PRODUCTS[2]
    if (pack === undefined) throw new Error('there are three products')
    const slots = Array.from(
      { length: pack.sessions },
      (_, used) => earnedFen(pack, used + 1) - earnedFen(pack, used),
    )
    expect(slots.filter((slot) => slot === 8330n)).toHaveLength(16)
    expect(slots.filter((slot) => slot === 8331n)).toHaveLength(20)
    expect(earnedFen(pack, 36)).toBe(299_900n)
  })

  it('adds up: deposited = held + paid out + refunded', () => {
    const total = expectedOf(planOf(rowsOf(1, 2000), 1))
    expect(total.heldFen).toBeGreaterThan(0n)
    expect(total.depositedFen).toBe(total.heldFen + total.paidOutFen + total.refundedFen)
  })
})

describe('ids', () => {
  it('have the shape of ULIDs, sort by time and tell names, kinds and runs apart', () => {
    const name = naming('run')
    const id = name('ses', '2', 1_422_835_860_000)
    expect(id).toMatch(/^ses_[0-7][0-9A-HJKMNP-TV-Z]{25}$/)
    expect(id).toBe(name('ses', '2', 1_422_835_860_000))
    expect(id < name('ses', '1', 1_422_835_860_001)).toBe(true)
    const others = [name('ses', '3', 0), name('ctr', '2', 0), naming('other')('ses', '2', 0)]
    expect(new Set([name('ses', '2', 0), ...others].map((other) => other.slice(4))).size).toBe(4)
  })
})
