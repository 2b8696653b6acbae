// Measures (g): the schedule of refunds for all consumers of a merchant that is gone.
import { transact, type Database } from '@ticun/db'
import { execute, type EscrowTables } from '@ticun/escrow/in-process'
import { newId, type Actor } from '@ticun/protocol'
import type { Client } from 'pg'
import { say } from './progress.ts'
import type { Scale } from './scale.ts'
import type { BenchServer } from './server.ts'
import { spreadOf, type Spread } from './statistics.ts'
import {
  addContracts,
  assertAnswered,
  commandFor,
  openWorld,
  runAll,
  sessionCommands,
  type World,
} from './world.ts'

export type Mass = {
  contracts: number
  /** Seconds from the command to its answer, the file's hash and the rows included. */
  seconds: Spread
  /** What the schedule gives back in all: the same in every round. */
  refundFen: string
  discarded: string[]
}

const STOPPED_ON = '2025-06-10'
const LATER = '2025-06-11T04:00:00.000Z'
const officers: readonly Actor[] = ['wang', 'li'].map((id) => ({ role: 'officer', id }))

/** A schedule's sums, as the answer to the command tells them. */
type Sums = Record<'heldFen' | 'disputedFen' | 'refundFen' | 'keptFen' | 'shortfallFen', string>

/** Computes the schedule again and again: a newer one takes the place of the one before. */
export async function measureMass(server: BenchServer, scale: Scale): Promise<Mass> {
  const contracts = scale.massContracts
  say(`mass: a merchant with ${contracts} contracts`)
  const { client, open } = await server.make('mass')
  const db = open()
  const merchantId = newId('mer')
  const world = await openWorld(db, [merchantId])
  await addContracts(db, world, contracts)
  // One in two has used a session.
  await runAll(db, world.bookId, sessionCommands(world, 0, Math.floor(contracts / 2)))
  await abscond(db, world.bookId, merchantId)
  const samples: number[] = []
  const discarded: string[] = []
  let refundFen = ''
  for (let round = 1; round <= scale.massRounds; round += 1) {
    const massRefundId = newId('mrf')
    const began = performance.now()
    const sums = await compute(db, world, { merchantId, massRefundId })
    const seconds = (performance.now() - began) / 1000
    const flaws = await flawsOf(client, world.bookId, massRefundId, sums)
    if (refundFen !== '' && refundFen !== sums.refundFen) flaws.push('another sum than before')
    refundFen = sums.refundFen
    if (flaws.length === 0) samples.push(seconds)
    discarded.push(...flaws)
    say(`mass: round ${round} of ${scale.massRounds}: ${seconds.toFixed(2)} s`)
  }
  return { contracts, seconds: spreadOf(samples), refundFen, discarded }
}

async function abscond(db: Database<EscrowTables>, bookId: string, merchantId: string) {
  const [author, approver] = officers
  const ids = { merchantId, changeId: newId('chg') }
  const grounds = { reason: '失联', evidenceSha256: 'e'.repeat(64), stoppedOn: STOPPED_ON }
  const body = { to: 'ABSCONDED' as const, ...grounds }
  await runAll(db, bookId, [
    commandFor(bookId, author!, LATER, { verb: 'change-merchant', ...ids, body }),
    commandFor(bookId, approver!, LATER, { verb: 'approve-merchant-change', ...ids }),
  ])
}

async function compute(
  db: Database<EscrowTables>,
  { bookId }: World,
  ids: { merchantId: string; massRefundId: string },
): Promise<Sums> {
  const command = commandFor(bookId, officers[0]!, LATER, { verb: 'compute-mass-refund', ...ids })
  const [outcome] = await transact(db, (trx) => execute(trx, bookId, [command]))
  assertAnswered(outcome!)
  const { answer } = outcome!
  return ('body' in answer ? answer.body : {}) as Sums
}

/** To the fen: what the book holds, what the schedule says, and what its lines sum to. */
async function flawsOf(
  client: Client,
  bookId: string,
  massRefundId: string,
  { heldFen, disputedFen, refundFen, keptFen, shortfallFen }: Sums,
): Promise<string[]> {
  const { rows } = await client.query<{ book: string; lines: string; refund: string }>(
    `SELECT (SELECT coalesce(-sum(balance), 0)::text FROM account_head
         WHERE book_id = $1 AND (account LIKE '2001/%' OR account LIKE '2002/%')) AS book,
       coalesce(sum(held + disputed), 0)::text AS lines, coalesce(sum(refund), 0)::text AS refund
     FROM mass_refund_item WHERE book_id = $1 AND mass_refund_id = $2`,
    [bookId, massRefundId],
  )
  const { book, lines, refund } = rows[0]!
  const held = (BigInt(heldFen) + BigInt(disputedFen)).toString()
  const given = (BigInt(refundFen) + BigInt(keptFen)).toString()
  const pairs = [
    ['the book holds', book, held],
    ['its lines hold', lines, held],
    ['its lines give back', refund, refundFen],
    ['refunded and kept are', given, held],
    ['the shortfall is', shortfallFen, '0'],
  ] as const
  return pairs.flatMap(([what, is, should]) =>
    is === should ? [] : [`schedule: ${what} ${is} fen, and should be ${should}`],
  )
}
