// What the notary office does in a journey: payout runs, approvals, reconciliation, the log's
// proof.
import { randomUUID } from 'node:crypto'
import {
  awaitNote,
  BOOK,
  doubtCheckpoint,
  entryOf,
  OFFICER,
  readAll,
  rehash,
  SECOND_OFFICER,
  until,
  type Stage,
} from '@ticun/demo'
import { entryBytes, parseTlogProof, parseVerifierKey, verifyTlogProof } from '@ticun/proof'
import { nodeSha256, verifyEd25519 } from '@ticun/proof/node'
import { escrowRoutes, notaryRoutes, settlementRoutes, type PaymentView } from '@ticun/protocol'

type Kind = 'PAYOUT' | 'REFUND'

const LISTS = {
  PAYOUT: settlementRoutes.listPayouts,
  REFUND: settlementRoutes.listRefundPayments,
}
const APPROVALS = {
  PAYOUT: settlementRoutes.approvePayout,
  REFUND: settlementRoutes.approveRefundPayment,
}

/** Waits until settlement knows the payment in one of these states. */
export function awaitPayment(
  { client, house }: Stage,
  kind: Kind,
  paymentId: string,
  statuses: readonly PaymentView['status'][],
): Promise<PaymentView> {
  return until(`${paymentId} is ${statuses.join(' or ')}`, async () => {
    const items = await readAll(client, house.urls.settlement, LISTS[kind], { as: OFFICER })
    const found = items.find((item) => item.paymentId === paymentId)
    return found && statuses.includes(found.status) ? found : undefined
  })
}

/** The second officer approves; `at` is also the bank's value date (UTC instant). */
export async function approve(
  stage: Stage,
  kind: Kind,
  paymentId: string,
  at: string,
): Promise<PaymentView> {
  await awaitPayment(stage, kind, paymentId, ['DUE'])
  const { client, house } = stage
  const params = { paymentId }
  const call = { as: SECOND_OFFICER, key: randomUUID(), params, body: { occurredAt: at } }
  return client.call(house.urls.settlement, APPROVALS[kind], call)
}

/** The first officer runs the payouts of the book. */
export function runPayouts({ client, house }: Stage, occurredAt: string) {
  const body = { bookId: BOOK, early: true, occurredAt }
  return client.call(house.urls.escrow, escrowRoutes.runPayouts, {
    as: OFFICER,
    key: randomUUID(),
    body,
  })
}

/** A merchant's money as escrow tells it. */
export function summaryOf({ client, house }: Stage, merchantId: string) {
  const call = { as: OFFICER, params: { merchantId } }
  return client.call(house.urls.escrow, escrowRoutes.merchantSummary, call)
}

/** Waits until all that the book holds now is under a published checkpoint; returns both. */
export async function awaitSigned(stage: Stage) {
  const { client, house } = stage
  const head = await client.call(house.urls.escrow, escrowRoutes.listBalances, {
    as: OFFICER,
    params: { bookId: BOOK },
  })
  const note = await awaitNote(stage, head.lastSequence)
  return { note, log: await client.call(house.urls.notary, notaryRoutes.logStatus, {}) }
}

/** The reconciliation as soon as it has no difference; as it is when that takes too long. */
export async function reconciled({ client, house }: Stage) {
  const ask = () => client.call(house.urls.notary, notaryRoutes.reconcile, { as: 'guan' })
  const even = async () => {
    const found = await ask()
    return found.differences.length === 0 ? found : undefined
  }
  return until('nothing differs', even).catch(ask)
}

/** Why the newest checkpoint is not one of escrow's entries, hashed again; undefined when it is. */
export async function doubtLog(stage: Stage): Promise<string | undefined> {
  const { note, log } = await awaitSigned(stage)
  const rehashed = rehash(BOOK, await entriesOf(stage))
  if (rehashed.firstBad !== undefined) return `entry ${rehashed.firstBad} has another hash`
  if (rehashed.chainHead !== log.chainHead) return 'the notary has another chain head'
  return doubtCheckpoint(note, log, rehashed)
}

/** All entries of the book, in order. */
export function entriesOf({ client, house }: Stage) {
  const call = { as: OFFICER, params: { bookId: BOOK } }
  return readAll(client, house.urls.escrow, escrowRoutes.listEntries, call)
}

type EntryAnswer = Awaited<ReturnType<typeof entriesOf>>[number]

/** What the notary's own inclusion proof says of an entry, as anybody can check it. */
export async function proveEntry(stage: Stage, entry: EntryAnswer) {
  const { client, house } = stage
  const { log } = await awaitSigned(stage)
  const url = new URL(`/v1/entries/${entry.sequence}/proof`, house.urls.notary).href
  const text = await client.send({ method: 'GET', url, headers: {} })
  const key = parseVerifierKey(log.verifierKey, nodeSha256)
  const policy = { origin: log.origin, logKeys: [key] }
  const leaf = entryBytes(entryOf(BOOK, entry))
  return verifyTlogProof(parseTlogProof(text), leaf, policy, verifyEd25519, nodeSha256)
}
