// What must hold for a made log: it reads without refusals, repeats by seed and keeps its shape.
import { describe, expect, it } from 'vitest'
import { countWeights } from './count-weights.ts'
import { readDoorLog } from './door-log.ts'
import { zoneClock } from './local-time.ts'
import { makeLog, MADE_ROWS, MADE_YEAR } from './made-log.ts'
import weights from './weights.json' with { type: 'json' }

const clock = zoneClock('Asia/Shanghai')
const nowMs = Date.parse('2026-01-01T00:00:00Z')
const bytes = (text: string) => new TextEncoder().encode(text)
const sum = (list: number[]) => list.reduce((total, value) => total + value, 0)
const make = (seed: number, rows: number) => makeLog({ seed, rows, year: MADE_YEAR })

describe('a made log', () => {
  it.each([0, 1, 500])('of %i rows is read without a refusal, in order of time', (rows) => {
    const read = [...readDoorLog(bytes(make(7, rows)), { clock, nowMs })]
    const times = read.map((entry) => ('row' in entry ? entry.row.at : entry.refused))
    expect(times).toHaveLength(rows)
    expect(times).toEqual(times.toSorted())
  })

  it('is the same for the same seed, another for another', () => {
    expect(make(7, 300)).toBe(make(7, 300))
    expect(make(7, 300)).not.toBe(make(8, 300))
  })

  it('has the shape of the counted figures', () => {
    const counted = countWeights(bytes(make(7, MADE_ROWS)), clock, 'made')
    expect(Math.abs(counted.rowsIn - weights.rowsIn)).toBeLessThan(200)
    for (const [month, wanted] of weights.months.entries()) {
      expect(Math.abs((counted.months[month] ?? 0) - wanted)).toBeLessThan(30 + wanted * 0.2)
    }
    for (const [day, hours] of weights.hourOfWeek.entries()) {
      for (const [hour, wanted] of hours.entries()) {
        const made = counted.hourOfWeek[day]?.[hour] ?? 0
        expect(Math.abs(made - wanted)).toBeLessThan(40 + wanted * 0.3)
      }
    }
  })

  it('is shaped by figures that add up', () => {
    expect(weights.source).toContain('mgerlach-klick/gym-heatmap')
    expect(sum(weights.hourOfWeek.flat())).toBe(weights.rows)
    expect(sum(weights.months)).toBe(weights.rows)
    expect([weights.rows, weights.rowsIn]).toEqual([7759, 5513])
  })
})
