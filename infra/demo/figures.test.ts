// Tables of figures that keep or break a law, and of how they are shown.
import { describe, expect, it } from 'vitest'
import { checkLaws, figuresJson, figuresText, type Figures } from './figures.ts'

const good: Figures = {
  rowsRead: 10,
  sessionsRecorded: 6,
  refused: { no_such_date: 1 },
  depositedFen: 1_000n,
  heldFen: 400n,
  releasedFen: 500n,
  payableFen: 200n,
  paidOutFen: 300n,
  refundedFen: 100n,
  bankBalanceFen: 600n,
  differenceFen: 0n,
  entries: 12,
  chainHead: 'ab'.repeat(32),
  chainVerified: true,
  checkpointVerified: true,
  facts: 30,
  transport: 'postgres',
  seconds: 1.25,
}

describe('the laws', () => {
  it('hold for good figures', () => expect(checkLaws(good)).toEqual([]))

  it.each<[string, Partial<Figures>]>([
    ['deposited =', { depositedFen: 1_001n }],
    ['released =', { releasedFen: 499n }],
    ['bank balance =', { bankBalanceFen: 601n }],
    ['difference = 0', { differenceFen: 1n }],
    ['chain of entries', { chainVerified: false }],
    ['checkpoint', { checkpointVerified: false }],
    ['rows read', { sessionsRecorded: 10 }],
    ['negative', { heldFen: -1n, refundedFen: 501n, bankBalanceFen: 199n }],
  ])('are broken: %s', (law, change) => {
    expect(checkLaws({ ...good, ...change })).toEqual([expect.stringContaining(law)])
  })
})

describe('the figures', () => {
  it('are one line of JSON with exactly the promised keys', () => {
    const line = figuresJson(good)
    expect(line).not.toContain('\n')
    expect(JSON.parse(line)).toMatchObject({ depositedFen: '1000', seconds: 1.25, entries: 12 })
    expect(Object.keys(JSON.parse(line)).join(', ')).toBe(
      'rowsRead, sessionsRecorded, refused, depositedFen, heldFen, releasedFen, payableFen, ' +
        'paidOutFen, refundedFen, bankBalanceFen, differenceFen, entries, chainHead, ' +
        'chainVerified, checkpointVerified, facts, transport, seconds',
    )
  })

  it('are shown in both languages, in yuan', () => {
    const text = figuresText({ ...good, depositedFen: 123_456_789n })
    expect(text).toContain('存入 deposited')
    expect(text).toContain('1,234,567.89 元')
    expect(text).toContain('1  no_such_date 1')
  })
})
