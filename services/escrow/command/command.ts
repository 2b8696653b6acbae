// A command: one wish of somebody, with everything that a pure decision about it needs.
import type { z } from 'zod'
import type {
  Actor,
  escrowRoutes,
  GuardianshipKind,
  NotaryFact,
  PolicyDraft,
  SettlementFact,
} from '@ticun/protocol'
import type { Fault } from '@ticun/rules'
import type { Step } from '../decide/proposals.ts'
import type { SuppliedYear } from '../world/nouns.ts'
import type { Timer } from '../world/timer.ts'

type Body<R extends { body: z.ZodType }> = z.output<R['body']>
type Routes = typeof escrowRoutes

/** Window of a code that the edge found right; null: it was wrong; LOCKED: not looked at. */
export type CodeWindow = bigint | null | 'LOCKED'

/** A session that a merchant wants recorded. */
export type SessionWish = {
  contractId: string
  sessionId: string
  coach?: string
  codeWindow?: CodeWindow
  /** When it happened (UTC); absent: when the command says. */
  at?: string
  /** Face spent of stored value, in fen. */
  faceFen?: bigint
  /** It was kept by the merchant while it had no connection, and is told late. */
  offline?: boolean
  /** Another book has a session of this id. */
  isTaken?: true
}

/** A lot that is to be transferred, the id of the lot that it becomes, and how many sessions. */
export type LotWish = { fromLotId: string; lotId: string; slots?: number }

export type Verb =
  | { verb: 'open-book'; body: Body<Routes['openBook']> }
  | { verb: 'enrol-merchant'; merchantId: string; body: Body<Routes['enrolMerchant']> }
  | {
      verb: 'list-product'
      productId: string
      merchantId: string
      body: Body<Routes['listProduct']>
    }
  | { verb: 'list-version'; productId: string; body: Body<Routes['listProductVersion']> }
  | { verb: 'withdraw-product'; productId: string; reason: string }
  | {
      verb: 'sign-contract'
      contractId: string
      lotId: string
      productId: string
      consumerId: string
      /** Kept sealed in escrow's own tables; never in a fact. */
      consumerName: string
    }
  | {
      verb: 'add-lot'
      contractId: string
      /** Whose contract it is: her other lots count towards the caps. */
      consumerId: string
      lotId: string
      productId: string
      upgradedLotId?: string
    }
  | { verb: 'cancel-lot'; contractId: string; lotId: string }
  | {
      verb: 'transfer-contract'
      contractId: string
      toContractId: string
      isNewContract: boolean
      toConsumerId: string
      /** Kept sealed in escrow's own tables; never in a fact. */
      toConsumerName: string
      /** Every lot was chosen because none was named. */
      everything: boolean
      lots: readonly LotWish[]
    }
  | {
      verb: 'ask-guardianship'
      guardianshipId: string
      wardId: string
      guardianId: string
      kind: GuardianshipKind
      /** First day (Shanghai) on which it is over. */
      until?: string
      evidenceSha256?: string
    }
  | {
      verb: 'decide-guardianship'
      guardianshipId: string
      body: Body<Routes['decideGuardianship']>
    }
  | { verb: 'accept-offer'; offerId: string; codeWindow?: CodeWindow }
  | { verb: 'end-offer'; offerId: string }
  | { verb: 'end-guardianship'; guardianshipId: string; evidenceSha256?: string }
  | (SessionWish & { verb: 'record-session' })
  | { verb: 'record-sessions'; items: readonly SessionWish[] }
  | { verb: 'confirm-session'; sessionId: string; codeWindow?: CodeWindow }
  | { verb: 'reverse-session'; sessionId: string; reason: string }
  | { verb: 'dispute-session'; sessionId: string; reason: string }
  | { verb: 'answer-dispute'; sessionId: string; reason: string; evidenceSha256?: string }
  | { verb: 'ask-decision'; sessionId: string; reason: string; evidenceSha256: string }
  | { verb: 'settle-dispute'; sessionId: string; body: Body<Routes['settleDispute']> }
  | {
      verb: 'request-refund'
      contractId: string
      refundId: string
      reason: string
      /** Absent: the only lot that can be refunded. */
      lotId?: string
      /** Whose reason she says it is; absent: neither side's. */
      fault?: Fault
    }
  | {
      verb: 'report-chargeback'
      contractId: string
      chargebackId: string
      body: Body<Routes['reportChargeback']>
    }
  | { verb: 'decide-chargeback'; chargebackId: string; body: Body<Routes['decideChargeback']> }
  | {
      verb: 'assign-suspense'
      step: Step
      suspenseId: string
      contractId: string
      lotId: string
      /** Of who proposes. */
      reason?: string
    }
  | {
      verb: 'allocate-interest'
      step: Step
      interestId: string
      /** Days of Shanghai, both counted. */
      period: { from: string; to: string }
    }
  | { verb: 'return-suspense'; suspenseId: string; reason: string }
  | { verb: 'decide-refund'; refundId: string; body: Body<Routes['decideRefund']> }
  | { verb: 'record-fee'; refundId: string; amountFen: string; evidenceSha256: string }
  | { verb: 'run-payouts'; runId: string; early?: boolean }
  | { verb: 'propose-policy'; policyId: string; policy: PolicyDraft }
  | { verb: 'decide-policy'; policyId: string; body: Body<Routes['decidePolicy']> }
  | { verb: 'take-bank-fact'; fact: BankFact }
  | { verb: 'tick' }
  | { verb: 'supply-calendar'; step: Step; notice: SuppliedYear }
  | { verb: 'suspend-lot' | 'resume-lot'; contractId: string; lotId: string }
  | { verb: 'extend-lot'; contractId: string; lotId: string; until: string; reason: string }
  | { verb: 'take-freeze'; fact: FreezeFact }
  | {
      verb: 'change-merchant'
      merchantId: string
      changeId: string
      body: Body<Routes['changeMerchant']>
    }
  | { verb: 'compute-mass-refund'; merchantId: string; massRefundId: string }
  | { verb: 'approve-mass-refund'; massRefundId: string }
  | {
      verb: 'release-reserve'
      merchantId: string
      releaseId: string
      amountFen: string
      reason: string
    }
  | { verb: 'approve-release'; merchantId: string; releaseId: string }
  | { verb: 'approve-merchant-change'; merchantId: string; changeId: string }

/** Facts of settlement that escrow acts on. */
export type BankFact = Exclude<SettlementFact, { type: 'statement.closed' }>

/** What the notary tells of a freeze. */
export type FreezeFact = Extract<NotaryFact, { type: 'freeze.changed' }>

export type Command = Verb & {
  /** `cmd_…`; the command's facts are named after it. */
  commandId: string
  bookId: string
  /** Whose key it is, the key, and what was asked under it (SHA-256, hexadecimal). */
  scope: string
  key: string
  requestSha256: string
  /** The house clock when the wish arrived (UTC); rules are judged by it. */
  now: string
  /** When it happened in the world (UTC). */
  occurredAt: string
  actor: Actor
  correlationId: string
  causationId: string
  /** Drawn for the lots that it may make, with some to spare; empty for most. */
  references: readonly string[]
}

type Envelope = Omit<Command, keyof Verb>

/** One timer of a tick, which is decided timer by timer. */
export type TimerCommand = Envelope & { verb: 'take-timer'; timer: Timer }

/** A command that is one decision: sessions in a batch and timers of a tick are decided singly. */
export type SingleCommand = Exclude<Command, { verb: 'record-sessions' | 'tick' }> | TimerCommand

/** What a caller gets: a body (with the receipt in it when money moved) or a refusal. */
export type Answer = { body: unknown } | { refused: string; detail?: string }

/** The answer, and whether it was given before. */
export type Outcome = { answer: Answer; replayed: boolean }
