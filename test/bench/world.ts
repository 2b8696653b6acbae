// A book with merchants and paid contracts, made by real commands, and sessions to record in it.
import { transact, type Database } from '@ticun/db'
import {
  drawReferences,
  execute,
  windowAt,
  type Command,
  type EscrowTables,
  type Outcome,
  type Verb,
} from '@ticun/escrow/in-process'
import { newId, type Actor, type SessionPackTerms, type SettlementFact } from '@ticun/protocol'
import { CONTRACTS, SLOTS } from './scale.ts'

type Db = Database<EscrowTables>

/** Everything is paid then; sessions follow, one a code window on each contract. */
export const PAID_AT = '2025-06-01T04:00:00.000Z'
const FIRST_SESSION_MS = Date.parse('2025-06-02T00:00:00.000Z')
/** One code window: each session of a contract has a code of its own. */
const BETWEEN_SESSIONS_MS = 30_000
const COMMANDS_AT_ONCE = 500

const officer: Actor = { role: 'officer', id: 'wang' }
const system: Actor = { role: 'system', id: 'settlement' }

const terms: SessionPackTerms = {
  kind: 'SESSION_PACK',
  priceFen: '299900',
  currency: 'CNY',
  sessions: SLOTS,
  listPriceFen: '15000',
  coolingOffDays: 7,
}

export type Contract = { contractId: string; lotId: string; merchantId: string }

export type World = {
  bookId: string
  contracts: Contract[]
  /** Product of each merchant. */
  products: Map<string, string>
}

/** Opens a book with these merchants, each with a product. */
export async function openWorld(db: Db, merchantIds: readonly string[]): Promise<World> {
  const bookId = newId('bok')
  const bankAccount = { number: bookId.slice(-20), name: '健身房有限公司' }
  const products = new Map(merchantIds.map((id) => [id, newId('prd')]))
  const shop = { bookId, name: '健身房', industry: 'MEASURED', district: '长宁', bankAccount }
  await runAll(db, bookId, [
    commandFor(bookId, officer, PAID_AT, { verb: 'open-book', body: { bankAccount } }),
  ])
  const enrol = merchantIds.map((merchantId) =>
    commandFor(bookId, officer, PAID_AT, { verb: 'enrol-merchant', merchantId, body: shop }),
  )
  const list = [...products].map(([merchantId, productId]) => {
    const body = { name: '36 次课', terms }
    const verb = { verb: 'list-product' as const, productId, merchantId, body }
    return commandFor(bookId, deskOf(merchantId), PAID_AT, verb)
  })
  await runAll(db, bookId, enrol)
  await runAll(db, bookId, list)
  return { bookId, contracts: [], products }
}

/** Signs and pays contracts, the merchants' in turns, and gives the new ones. */
export async function addContracts(db: Db, world: World, count = CONTRACTS): Promise<Contract[]> {
  const { bookId, products } = world
  const merchants = [...products.keys()]
  const added = Array.from({ length: count }, (_, index) => ({
    contractId: newId('ctr'),
    lotId: newId('lot'),
    merchantId: merchants[index % merchants.length] ?? '',
  }))
  // Each is another member's: her caps are summed over all that she has signed.
  const sign = added.map(({ contractId, lotId, merchantId }) => {
    const productId = products.get(merchantId) ?? ''
    const consumerId = newId('con')
    const consumer: Actor = { role: 'consumer', id: consumerId, party: consumerId }
    const ids = { contractId, lotId, productId, consumerId, consumerName: '张三丰' }
    return commandFor(bookId, consumer, PAID_AT, { verb: 'sign-contract', ...ids })
  })
  const pay = added.map((contract) => {
    const fact = depositOf(bookId, contract)
    return commandFor(bookId, system, PAID_AT, { verb: 'take-bank-fact', fact })
  })
  await runAll(db, bookId, sign)
  await runAll(db, bookId, pay)
  world.contracts.push(...added)
  return added
}

/** Contracts of one merchant, or of many. */
export async function openPaidWorld(db: Db, merchants: number): Promise<World> {
  const world = await openWorld(
    db,
    Array.from({ length: merchants }, () => newId('mer')),
  )
  await addContracts(db, world)
  return world
}

/** When the `nth` session of a contract is (UTC). */
export function sessionAt(nth: number): string {
  return new Date(FIRST_SESSION_MS + nth * BETWEEN_SESSIONS_MS).toISOString()
}

/**
 * Commands that record sessions with a right code, from the `from`th of the world on, each
 * contract in its turn: recorded, confirmed and posted in one.
 */
export function sessionCommands(world: World, from: number, count: number): Command[] {
  const { bookId, contracts } = world
  return Array.from({ length: count }, (_, offset) => {
    const nth = Math.floor((from + offset) / contracts.length)
    if (nth >= SLOTS) throw new Error('this world has no more slots')
    const { contractId, merchantId } = contracts[(from + offset) % contracts.length]!
    const at = sessionAt(nth)
    const wish = { contractId, sessionId: newId('ses'), codeWindow: windowAt(at) }
    return commandFor(bookId, deskOf(merchantId), at, { verb: 'record-session', ...wish })
  })
}

function deskOf(merchantId: string): Actor {
  return { role: 'merchant', id: `desk-${merchantId.slice(-6)}`, party: merchantId }
}

/** A command as the edge would make it; `at` is the house clock and when it happened (UTC). */
export function commandFor(bookId: string, actor: Actor, at: string, verb: Verb): Command {
  const commandId = newId('cmd')
  return {
    ...verb,
    commandId,
    bookId,
    scope: actor.id,
    key: commandId,
    requestSha256: '00'.repeat(32),
    now: at,
    occurredAt: at,
    actor,
    correlationId: commandId,
    causationId: commandId,
    references: drawReferences(verb),
  }
}

function depositOf(
  bookId: string,
  { contractId, lotId }: Contract,
): Extract<SettlementFact, { type: 'deposit.received' }> {
  const depositId = newId('dep')
  const paid = { amountFen: terms.priceFen, bankSerial: depositId, bookedAt: PAID_AT }
  return {
    id: newId('fct'),
    source: 'settlement',
    subject: depositId,
    type: 'deposit.received',
    recordedAt: PAID_AT,
    occurredAt: PAID_AT,
    bookId,
    correlationId: depositId,
    causationId: depositId,
    actor: system,
    data: { depositId, contractId, lotId, ...paid },
  }
}

/** Executes commands, several in a transaction. Throws when one is refused. */
export async function runAll(db: Db, bookId: string, commands: readonly Command[]): Promise<void> {
  for (let from = 0; from < commands.length; from += COMMANDS_AT_ONCE) {
    const some = commands.slice(from, from + COMMANDS_AT_ONCE)
    const outcomes = await transact(db, (trx) => execute(trx, bookId, some))
    outcomes.forEach(assertAnswered)
  }
}

/** Throws when a command of the measurement was refused: the harness is wrong then. */
export function assertAnswered({ answer }: Outcome): void {
  if ('refused' in answer) throw new Error(`refused: ${answer.refused} ${answer.detail ?? ''}`)
}
