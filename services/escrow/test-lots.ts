// For tests: a merchant's book, a consumer who buys there, and another one who may take over.
import { newId, type Actor, type LotTerms, type SessionPackTerms } from '@ticun/protocol'
import type { Database } from '@ticun/db'
import { lotBalance } from '@ticun/rules'
import type { Verb } from './command/command.ts'
import type { EscrowTables } from './tables.ts'
import {
  commandFor,
  consumer,
  consumerId,
  depositFact,
  openTestBook,
  system,
  terms,
} from './test-book.ts'
import { lotOf } from './world/rows.ts'

export const AT = '2025-06-10T04:00:00.000Z'
export const heirId = newId('con')
export const heir: Actor = { role: 'consumer', id: 'm0002', party: heirId }
/** 12 sessions of 20000 fen. */
export const PACK: SessionPackTerms = {
  ...terms,
  priceFen: '240000',
  sessions: 12,
  listPriceFen: '30000',
}

/** A fresh book, and short words for what people do in it. */
export async function openLotStage(db: Database<EscrowTables>) {
  const book = await openTestBook(db, PACK)
  const as = async (actor: Actor, verb: Verb, now = AT) => {
    const [outcome] = await book.run(commandFor(book.bookId, actor, verb, { now }))
    const { answer } = outcome!
    return ('body' in answer ? answer.body : answer) as Record<string, unknown>
  }
  const list = async (productTerms: LotTerms) => {
    const productId = newId('prd')
    const body = { name: '课包', terms: productTerms }
    await as(book.desk, { verb: 'list-product', productId, merchantId: book.merchantId, body })
    return productId
  }
  const lotsOf = async (contractId: string) => {
    const rows = await db
      .selectFrom('whole_lot')
      .selectAll()
      .where('contract_id', '=', contractId)
      .orderBy('lot_id')
      .execute()
    return rows.map(lotOf)
  }
  const lotIn = async (contractId: string, lotId: string) =>
    (await lotsOf(contractId)).find((lot) => lot.lotId === lotId)!
  const heldIn = async (lotId: string) => {
    const row = await db
      .selectFrom('account_head')
      .select('balance')
      .where('account', '=', `2001/${lotId}`)
      .executeTakeFirst()
    return -(row?.balance ?? 0n)
  }
  let codeWindow = 0n
  const attend = async (contractId: string, times: number) => {
    for (let count = 0; count < times; count += 1) {
      codeWindow += 1n
      const wish = { contractId, sessionId: newId('ses'), codeWindow }
      await as(book.desk, { verb: 'record-session', ...wish })
    }
  }
  const pay = (contract: { contractId: string; lotId: string }, amountFen: string) =>
    as(system, { verb: 'take-bank-fact', fact: depositFact(book.bookId, contract, amountFen, AT) })
  const add = (
    contractId: string,
    productId: string,
    upgradedLotId?: string,
    lotId = newId('lot'),
  ) =>
    as(consumer, {
      verb: 'add-lot',
      contractId,
      consumerId,
      productId,
      lotId,
      ...(upgradedLotId ? { upgradedLotId } : {}),
    })
  const bought = async (sessions = 0) => {
    const contract = await book.fund(await book.sign())
    await attend(contract.contractId, sessions)
    return contract
  }
  /** Lots whose account and slots do not say the same. */
  const disagreeing = async (...contractIds: string[]) => {
    const wrong: string[] = []
    for (const contractId of contractIds) {
      for (const lot of (await lotsOf(contractId)).filter(({ paidAt }) => paidAt)) {
        if ((await heldIn(lot.lotId)) !== lotBalance(lot).heldFen) wrong.push(lot.lotId)
      }
    }
    return wrong
  }
  const offerGift = (contractId: string, changes: object = {}, actor = consumer) =>
    as(actor, {
      verb: 'transfer-contract',
      contractId,
      toContractId: newId('ctr'),
      isNewContract: true,
      toConsumerId: heirId,
      toConsumerName: '李四',
      everything: false,
      lots: [],
      ...changes,
    })
  /** She gives, and the heir accepts. */
  const give = async (contractId: string, changes: object = {}, actor = consumer) => {
    const offered = await offerGift(contractId, changes, actor)
    if ('refused' in offered) return offered
    const accepted = await as(heir, { verb: 'accept-offer', offerId: String(offered['offerId']) })
    return 'refused' in accepted ? accepted : offered
  }
  const trade = { attend, pay, add, bought, offerGift, give }
  return { book, as, list, lotsOf, lotIn, heldIn, disagreeing, ...trade }
}
