// What the bank holds is told once: another closing balance of a statement is no silence.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { transact } from '@ticun/db'
import { FactRejected } from '@ticun/events'
import { TOPICS, type SettlementFact } from '@ticun/protocol'
import { createFollower } from '../replay/follow.ts'
import { statementClosed } from '../test-escrow.ts'
import { openStage, type Stage } from '../test-stage.ts'

const TEST_MAX_MS = 180_000
const DAY = '2015-03-01'
let stage: Stage

beforeAll(async () => {
  stage = await openStage()
}, TEST_MAX_MS)
afterAll(() => stage.close(), TEST_MAX_MS)

test('a statement that is told again is the same one; told otherwise it is rejected', async () => {
  const follow = createFollower(stage.told)
  const take = (...facts: SettlementFact[]) =>
    transact(stage.db, (trx) => follow(trx, facts, TOPICS.settlement))
  const first = statementClosed(1, DAY, 299_900n)
  await take(first)
  await take(statementClosed(2, DAY, 299_901n), first)
  await expect(take(statementClosed(1, DAY, 1n))).rejects.toThrow(FactRejected)
  await expect(take(statementClosed(1, '2015-03-02', 299_900n))).rejects.toThrow(FactRejected)
  const rows = await stage.db.selectFrom('bank_statement').select('closing_fen').execute()
  expect(rows.map(({ closing_fen: fen }) => fen)).toEqual([299_900n, 299_901n])
})
