// For tests: a book that gets one policy by two officers, and what people do there at an instant.
import type { Database } from '@ticun/db'
import { newId, type Actor, type LotTerms, type PolicyDraft } from '@ticun/protocol'
import type { Verb } from './command/command.ts'
import type { EscrowTables } from './tables.ts'
import * as t from './test-book.ts'
import { secondOfficer } from './test-refunds.ts'

/** A Wednesday; the instants are its first one in Shanghai, and the last one before it. */
export const FIRST_DAY = '2025-06-18'
export const ON = '2025-06-17T16:00:00.000Z'
export const BEFORE = '2025-06-17T15:59:59.999Z'

/** Everything of an answer that a case may look at; a refusal is `refused`. */
export type Said = {
  refused?: string
  contractId?: string
  noticeUntil?: string
  session?: { sessionId: string; deemedUntil?: string; status: string }
  refund?: Said
  reviewUntil?: string
  payBy?: string
  channelFee?: { bearer: string; merchantFen: string }
  statements?: Record<string, string>[]
  items?: { refusal?: { code: string } }[]
}

export type PolicyStage = Awaited<ReturnType<typeof openPolicyStage>>
type Contract = { contractId: string; lotId: string }

/** A book with a merchant that sells packs; every deed says when it is done. */
export async function openPolicyStage(db: Database<EscrowTables>) {
  const book = await t.openTestBook(db)
  const { bookId, merchantId, desk, run } = book
  const does = async (actor: Actor, verb: Verb, now: string = t.NOW): Promise<Said> => {
    const [outcome] = await run(t.commandFor(bookId, actor, verb, { now }))
    const { answer } = outcome!
    return ('body' in answer ? answer.body : answer) as Said
  }
  const list = async (terms: LotTerms, now?: string) => {
    const productId = newId('prd')
    const verb = { verb: 'list-product' as const, productId, merchantId }
    return { productId, listed: await does(desk, { ...verb, body: { name: '卡', terms } }, now) }
  }
  const sign = async (productId: string, now?: string) => {
    const contract = { contractId: newId('ctr'), lotId: newId('lot') }
    const buyer = { consumerId: t.consumerId, consumerName: '张三丰' }
    const verb = { verb: 'sign-contract' as const, ...contract, productId, ...buyer }
    return { contract, signed: await does(t.consumer, verb, now) }
  }
  const pay = (contract: Contract, amountFen: string, now: string = t.NOW) => {
    const fact = t.depositFact(bookId, contract, amountFen, now)
    return does(t.system, { verb: 'take-bank-fact', fact }, now)
  }
  /** A pack that is paid at an instant. */
  const bought = async (now?: string) => {
    const { contract } = await sign(book.productId, now)
    await pay(contract, t.terms.priceFen, now)
    return contract
  }
  let codeWindow = 0n
  /** A session, by her code unless nobody confirms it. */
  const attend = async ({ contractId }: Contract, now?: string, by: 'CODE' | 'NOBODY' = 'CODE') => {
    const code = by === 'CODE' ? { codeWindow: (codeWindow += 1n) } : {}
    const verb = { verb: 'record-session' as const, contractId, sessionId: newId('ses') }
    return (await does(desk, { ...verb, ...code }, now)).session!
  }
  const payOut = (now: string, early = true) =>
    does(t.officer, { verb: 'run-payouts', runId: newId('run'), early }, now)
  const ask = async ({ contractId }: Contract, now: string) => {
    const refundId = newId('ref')
    const verb = { verb: 'request-refund' as const, contractId, refundId, reason: '搬家' }
    return { refundId, asked: await does(t.consumer, verb, now) }
  }
  return { ...book, db, does, list, sold: sign, pay, bought, attend, payOut, ask }
}

/** One officer proposes a policy; unless it is only that, another one approves. */
export async function setPolicy(
  { does }: Pick<PolicyStage, 'does'>,
  policy: PolicyDraft,
  isApproved = true,
): Promise<void> {
  const policyId = newId('pol')
  await does(t.officer, { verb: 'propose-policy', policyId, policy })
  if (!isApproved) return
  const body = { decision: 'APPROVE' as const }
  const said = await does(secondOfficer, { verb: 'decide-policy', policyId, body })
  if (said.refused !== undefined) throw new Error(said.refused)
}

/** When timers of a kind are due. */
export async function dueAt({ db, bookId }: PolicyStage, kind: string): Promise<string[]> {
  const rows = await db
    .selectFrom('timer')
    .select('due_at')
    .where('book_id', '=', bookId)
    .where('kind', '=', kind)
    .execute()
  return rows.map((row) => row.due_at)
}
