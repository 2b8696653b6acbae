// Chargebacks replay from their facts alone: what the bank took, who bears it, and that it is back.
import { expect, test } from 'vitest'
import { emptyFrontier, genesisHash } from '@ticun/proof'
import { nodeSha256 } from '@ticun/proof/node'
import type { EscrowFact } from '@ticun/protocol'
import { book, BOOK_ID, makeStory } from '../test-escrow.ts'
import { sortEntries } from './arrivals.ts'
import { replayRun, type Candidate } from './run.ts'

const story = makeStory(1)
const last = story.at(-1)!
const body = (number: number) => String(number).padStart(26, '0')
const ids = {
  chargebackId: `cbk_${body(1)}`,
  contractId: `ctr_${body(1)}`,
  lotId: `lot_${body(1)}`,
  merchantId: 'mer_00000000000000000000000001',
}
const consumerId = `con_${body(1)}`
const depositId = `dep_${body(1)}`

function after(step: number) {
  const at = new Date(Date.parse(last.recordedAt) + step * 1000).toISOString()
  const id = `fct_${body(900 + step)}`
  const { type: _, data: __, ...envelope } = last
  return { ...envelope, id, recordedAt: at, occurredAt: at }
}

/** 3000 fen paid, 2000 of it earned: the lot gives 1000, the merchant owes 2000. */
const facts: EscrowFact[] = [
  ...story,
  {
    ...after(1),
    type: 'chargeback.booked',
    data: {
      ...ids,
      consumerId,
      depositId,
      amountFen: '3000',
      heldFen: '1000',
      merchantFen: '2000',
      consumerFen: '0',
      slots: [2],
      faceFen: '0',
      creditFen: '0',
    },
  },
  {
    ...after(2),
    type: 'chargeback.won',
    data: {
      ...ids,
      consumerId,
      depositId,
      amountFen: '3000',
      heldFen: '1000',
      owedFen: '1500',
      payableFen: '500',
      consumerFen: '0',
    },
  },
  {
    ...after(3),
    type: 'chargeback.covered',
    data: {
      contractId: ids.contractId,
      lotId: ids.lotId,
      merchantId: ids.merchantId,
      amountFen: '600',
      owedFen: '500',
      payableFen: '100',
      slots: [],
      faceFen: '0',
      creditFen: '0',
    },
  },
]

test('each entry is the one that its fact leads to, and no account falls below 0', () => {
  const spoken = book(facts)
  const candidates = sortEntries(spoken.entries, 0n).entries.map((entry): Candidate => {
    const cause = spoken.causes.find(({ bookSequence }) => bookSequence === String(entry.sequence))!
    return { ...entry, entryFactId: entry.factId, cause }
  })
  const heads = new Map()
  const empty = {
    bookId: BOOK_ID,
    sequence: 0n,
    hash: genesisHash(),
    recordedAt: null,
    frontier: emptyFrontier,
    stoppedAt: null,
  }
  const run = replayRun(empty, heads, candidates, nodeSha256)
  expect(run.problem).toBeUndefined()
  expect(run.book.sequence).toBe(spoken.sequence)
  const fen = (account: string) => heads.get(account)?.balance
  expect(fen('1001')).toBe(3000n)
  expect(fen(`2001/${ids.lotId}`)).toBe(-400n)
  expect(fen(`1101/${ids.merchantId}`)).toBe(0n)
  expect(fen(`2003/${ids.merchantId}`)).toBe(-2600n)
})
