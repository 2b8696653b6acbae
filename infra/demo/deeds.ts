// What members, the desk and the officers do: each deed is one or two calls of public routes.
import { findPerson, memberLogin, memberParty } from '@ticun/issuer'
import {
  escrowRoutes,
  groupedReference,
  settlementRoutes,
  type ContractView,
} from '@ticun/protocol'
import { createHash } from 'node:crypto'
import { dayAfter } from './bank.ts'
import { until } from './patience.ts'
import type { PlannedRefund, PlannedSession, Signing } from './plan.ts'
import { after, DESK, evidenceOf, OFFICER, type Stage } from './stage.ts'

/** A figure that came out otherwise than the rules say; the demo stops there. */
export class StoryError extends Error {
  override name = 'StoryError'
}

/** The desk signs a member up; returns the reference that her payment must carry. */
export async function sign(stage: Stage, signing: Signing, productId: string): Promise<string> {
  const { contractId, lotId, member } = signing
  const contract = await stage.client.call(stage.house.urls.escrow, escrowRoutes.signContract, {
    as: DESK,
    key: `sign-${contractId}`,
    body: {
      contractId,
      lotId,
      productId,
      consumerId: memberParty(member),
      consumerName: nameOf(member),
      occurredAt: signing.signedAt,
    },
  })
  if (contract.signedAt !== signing.signedAt) {
    throw new StoryError('the house keeps its own time; start it with CLOCK=caller to play a log')
  }
  return contract.reference
}

/** Her bank transfers the price of the pack. */
export async function pay(
  stage: Stage,
  signing: Pick<Signing, 'contractId' | 'member' | 'payAmountFen' | 'paidAt'>,
  reference: string,
): Promise<void> {
  await stage.bank.payIn({
    key: `pay-${signing.contractId}`,
    debtorName: nameOf(signing.member),
    debtorAccount: `6217${String(signing.member).padStart(12, '0')}`,
    amountFen: signing.payAmountFen,
    // As the portal shows it to her.
    remittance: groupedReference(reference),
    bookedAt: signing.paidAt,
  })
}

/** The office has settlement fetch the statement of a bank day, as soon as it says more. */
export async function importStatement(stage: Stage, date: string): Promise<void> {
  const text = await stage.bank.statement(date)
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 20)
  await stage.client.call(stage.house.urls.settlement, settlementRoutes.fetchStatement, {
    as: OFFICER,
    key: `statement-${date}-${digest}`,
    body: { from: date, to: dayAfter(date) },
  })
}

/** Waits until the payment has travelled from the statement to the contract. */
export async function awaitFunded(
  stage: Stage,
  contractId: string,
  as = DESK,
): Promise<ContractView> {
  return until(`contract ${contractId} becomes funded`, async () => {
    const contract = await contractOf(stage, contractId, as)
    const waits = contract.status === 'UNFUNDED' || contract.status === 'OFFERED'
    return waits ? undefined : contract
  })
}

/** One entrance: the desk records it, the member confirms it by code, by a tap, or not at all. */
export async function attend(stage: Stage, session: PlannedSession): Promise<void> {
  const { client, house } = stage
  const { sessionId, contractId, at, confirm } = session
  const member = memberLogin(session.member)
  const params = { contractId }
  const body = { sessionId, occurredAt: at }
  const as = DESK
  const key = `session-${sessionId}`
  if (confirm === 'CODE') {
    const query = { occurredAt: at }
    const shown = await client.call(house.urls.escrow, escrowRoutes.memberCode, {
      as: member,
      params,
      query,
    })
    const coded = { ...body, code: shown.code }
    const route = escrowRoutes.recordSession
    const { session } = await client.call(house.urls.escrow, route, {
      as,
      key,
      params,
      body: coded,
    })
    expectStatus(sessionId, session.status, 'CONFIRMED')
    return
  }
  await client.call(house.urls.escrow, escrowRoutes.recordSession, { as, key, params, body })
  if (confirm === 'NONE') return
  const confirmed = await client.call(house.urls.escrow, escrowRoutes.confirmSession, {
    as: member,
    key: `confirm-${sessionId}`,
    params: { sessionId },
    body: { occurredAt: after(stage, at, 2) },
  })
  expectStatus(sessionId, confirmed.session.status, 'CONFIRMED')
}

/** She asks for her money back; the gym agrees where it has to, and an officer approves. */
export async function refund(stage: Stage, planned: PlannedRefund): Promise<void> {
  const { client, house } = stage
  const { refundId, contractId, at, kind } = planned
  const member = memberLogin(planned.member)
  const unused = kind === 'COOLING_OFF'
  const quote = await client.call(house.urls.escrow, escrowRoutes.quoteRefund, {
    as: member,
    params: { contractId },
    query: { occurredAt: at },
  })
  const reason = unused ? '冷静期内改变主意，未使用' : '工作调动，无法继续'
  const asked = await client.call(house.urls.escrow, escrowRoutes.requestRefund, {
    as: member,
    key: `refund-${refundId}`,
    params: { contractId },
    body: { refundId, reason, occurredAt: at },
  })
  if (asked.formula !== (unused ? 'F1' : 'F2') || asked.amountFen !== quote.refundableFen) {
    const told = `${asked.formula} ${asked.amountFen}, quoted ${quote.refundableFen}`
    throw new StoryError(`refund ${refundId} (${kind}) came out as ${told}`)
  }
  const decide = (as: string, decision: object, minutes: number) =>
    client.call(house.urls.escrow, escrowRoutes.decideRefund, {
      as,
      key: `decide-${refundId}-${minutes}`,
      params: { refundId },
      body: { decision: 'APPROVE', ...decision, occurredAt: after(stage, at, minutes) },
    })
  if (!unused) await decide(DESK, { decision: 'AGREE' }, 1)
  const basis = unused ? 'COOLING_OFF' : 'MERCHANT_CONSENT'
  const evidenceSha256 = evidenceOf(`${basis} ${refundId}`)
  await decide(OFFICER, { basis, fault: 'NEITHER', evidenceSha256 }, 2)
}

function contractOf(stage: Stage, contractId: string, as: string): Promise<ContractView> {
  const call = { as, params: { contractId } }
  return stage.client.call(stage.house.urls.escrow, escrowRoutes.getContract, call)
}

/** Her name among the demo people. */
export function nameOf(member: number): string {
  return findPerson(memberLogin(member))?.name ?? memberLogin(member)
}

function expectStatus(id: string, found: string, wanted: string): void {
  if (found !== wanted) throw new StoryError(`${id} is ${found}, not ${wanted}`)
}
