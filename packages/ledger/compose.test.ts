// Composing entries: balances run on, lines have one order, and bugs are assertions.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entryBytes, genesisHash, hex, link } from '@ticun/proof'
import type { Draft, DraftLine } from '@ticun/rules'
import { compose, entryIdOf, genesisHead, type AccountHead } from './index.ts'

const at = '2025-06-01T04:00:00.000Z'
const start = () => genesisHead('bok_00000000000000000000000001', at)
const draft = (number: number, lines: DraftLine[]): Draft => ({
  causeId: `fct_${String(number).padStart(26, '0')}_0`,
  kind: 'lot.funded',
  occurredAt: at,
  recordedAt: at,
  lines,
})
const move = (number: number, debit: string, credit: string, amount: bigint) =>
  draft(number, [
    { account: credit, amount: -amount },
    { account: debit, amount },
  ])

describe('compose', () => {
  test('numbers entries and accounts, runs balances on and links the chain', () => {
    const heads = new Map<string, AccountHead>()
    const posted = compose(start(), heads, [
      move(1, '1001', '2001/lot_a', 500n),
      move(2, '1001', '2001/lot_b', 200n),
      move(3, '2001/lot_a', '2003/mer_a', 100n),
    ])
    expect(posted.map(({ entry }) => entry.sequence)).toEqual([1n, 2n, 3n])
    expect(posted[1]!.entry.lines).toEqual([
      { account: '1001', amount: 200n, balance: 700n, sequence: 2n },
      { account: '2001/lot_b', amount: -200n, balance: -200n, sequence: 1n },
    ])
    expect(heads.get('2001/lot_a')).toEqual({ balance: -400n, sequence: 2n })
    let head = genesisHash()
    for (const { entry, hash } of posted) {
      head = link(head, entryBytes(entry))
      expect(hex(hash)).toBe(hex(head))
    }
  })

  test('an entry is named after its cause', () => {
    expect(entryIdOf('fct_00000000000000000000000001_2')).toBe('ent_00000000000000000000000001_2')
  })

  test.each([
    ['unbalanced', [line('1001', 5n), line('2001/lot_a', -4n)], /does not balance/],
    ['a single line', [line('1001', 5n)], /fewer than two/],
    ['a line of 0 fen', [line('1001', 0n), line('2001/lot_a', 0n)], /0 fen/],
    ['an account twice', [line('1001', 5n), line('1001', -5n)], /account twice/],
    ['an asset below 0', [line('1001', -5n), line('2001/lot_a', 5n)], /would fall to/],
    ['a member below 0', [line('2003/mer_a', -5n), line('2001/lot_a', 5n)], /would fall to/],
    ['an account outside the chart', [line('9999', 5n), line('2001/x', -5n)], /not in the chart/],
  ])('%s is a bug', (_, lines, message) => {
    expect(() => compose(start(), new Map(), [draft(1, lines)])).toThrow(message)
  })

  test('Σ of all accounts is 0 and every split of a batch gives the same chain', () => {
    const amounts = fc.array(fc.bigInt(1n, 10n ** 12n), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(amounts, fc.nat(), (list, cut) => {
        const drafts = list.map((amount, index) =>
          move(index, '1001', `2001/lot_${index % 5}`, amount),
        )
        const whole = compose(start(), new Map(), drafts)
        const heads = new Map<string, AccountHead>()
        const at = cut % drafts.length
        const first = compose(start(), heads, drafts.slice(0, at))
        const last = first.at(-1)
        const chain = last
          ? { ...start(), sequence: last.entry.sequence, hash: last.hash }
          : start()
        const second = compose(chain, heads, drafts.slice(at))
        expect(hex([...first, ...second].at(-1)!.hash)).toBe(hex(whole.at(-1)!.hash))
        const sum = [...heads.values()].reduce((total, head) => total + head.balance, 0n)
        expect(sum).toBe(0n)
      }),
    )
  })
})

function line(account: string, amount: bigint): DraftLine {
  return { account, amount }
}
