// Which rows a command has to see before it can be decided.
import { namesAsked } from '../decide/names.ts'
import type { Command } from '../command/command.ts'
import { noteBankFact } from './needs-of-bank.ts'
import { nothingNeeded } from './nothing-needed.ts'
import { noteActor, notePeople, noteSession, noteVisits } from './needs-of-people.ts'
import { noteMerchant } from './needs-of-merchants.ts'
import { noteTime } from './needs-of-time.ts'

/** Ids to load, by noun. Contracts bring their merchant's name and their lot along. */
export type Needs = {
  merchants: Set<string>
  products: Set<string>
  contracts: Set<string>
  sessions: Set<string>
  /** Sessions whose case is needed, with what their merchant has. */
  cases: Set<string>
  /** Contracts whose unfunded sessions are needed. */
  unfunded: Set<string>
  /** Contracts whose sessions are needed that happened, or were confirmed, between two instants. */
  codes: Span[]
  /** Contracts and days of which the sessions are needed that stand without her code. */
  told: Span[]
  /** Contracts whose sessions are needed that nobody has confirmed. */
  unconfirmed: Set<string>
  refunds: Set<string>
  chargebacks: Set<string>
  /** Contracts of which the refunds are needed that are on their way to the bank. */
  inFlight: Set<string>
  payouts: Set<string>
  /** Holds that are asked for though they may have ended; those in force are always there. */
  holds: Set<string>
  /** Lots that are to be created: whose they are, if they are there already. */
  lots: Set<string>
  /** Consumers whose contracts at these merchants, and at those of the products, are needed. */
  consumers: Set<string>
  /** Timers that are due at this instant (UTC), with what they are about. */
  dueAt: string | undefined
  /** Years whose notice is supplied: what waits then and may move is needed, with its proposal. */
  notices: Notice[]
  /** Merchants whose balances are needed. */
  balances: Set<string>
  /** Names to be given: whether any book has taken them. */
  names: Set<string>
  /** Whether must be known what the bank account holds. */
  bank: boolean
  suspense: Set<string>
  guardianships: Set<string>
  /** Offers, by what they would become; with what accepting them is held against. */
  offers: Set<string>
  /** Whose guardianships are needed: the consumers who ask for something themselves. */
  people: Set<string>
  massRefunds: Set<string>
  /** Merchants of which a mass refund is computed: all their contracts are needed. */
  massMerchants: Set<string>
  /** Mass refunds of which the next lines are paid. */
  massPaying: Set<string>
  /** Merchants of which must be known what money is left. */
  openMoney: Set<string>
  /** Merchants of which must be known what their reserve answers for. */
  reserves: Set<string>
  /** Interest to allocate, over the lots that held something in its days. */
  interest: InterestPeriod[]
  /** A payout run at this instant (UTC): all merchants, what they have, and what is final. */
  payoutsAt: string | undefined
}

/** A contract, and two instants (UTC); the last one is not within. */
export type Span = { contractId: string; from: string; to: string }

/** A year, and the instant (UTC) after which what is due by its days may move. */
export type Notice = { year: number; now: string }

/** Days of Shanghai, both counted. */
export type InterestPeriod = { interestId: string; from: string; to: string }

type Arriving =
  'take-freeze' | 'take-bank-fact' | 'assign-suspense' | 'return-suspense' | 'allocate-interest'
type Reversing = 'report-chargeback' | 'decide-chargeback'
type Arrival = Extract<Command, { verb: Arriving | Reversing }>

/** What a command refers to. */
function noteReferences(needs: Needs, command: Command): void {
  switch (command.verb) {
    case 'open-book':
    case 'enrol-merchant':
    case 'propose-policy':
    case 'decide-policy':
      break
    case 'list-product':
    case 'list-version':
    case 'withdraw-product':
    case 'sign-contract':
    case 'add-lot':
    case 'transfer-contract':
      noteSale(needs, command)
      break
    case 'suspend-lot':
    case 'resume-lot':
    case 'extend-lot':
    case 'cancel-lot':
      needs.contracts.add(command.contractId)
      break
    case 'record-session':
    case 'record-sessions':
      noteVisits(needs, command)
      break
    case 'confirm-session':
    case 'reverse-session':
    case 'dispute-session':
    case 'answer-dispute':
    case 'ask-decision':
    case 'settle-dispute':
      noteSession(needs, command)
      break
    case 'ask-guardianship':
    case 'decide-guardianship':
    case 'end-guardianship':
    case 'accept-offer':
    case 'end-offer':
      notePeople(needs, command)
      break
    case 'tick':
    case 'run-payouts':
    case 'supply-calendar':
      noteTime(needs, command)
      break
    case 'compute-mass-refund':
    case 'approve-mass-refund':
    case 'change-merchant':
    case 'approve-merchant-change':
    case 'release-reserve':
    case 'approve-release':
      noteMerchant(needs, command)
      break
    case 'request-refund':
    case 'decide-refund':
    case 'record-fee':
      noteRefund(needs, command)
      break
    case 'take-freeze':
    case 'take-bank-fact':
    case 'assign-suspense':
    case 'return-suspense':
    case 'allocate-interest':
    case 'report-chargeback':
    case 'decide-chargeback':
      noteArrival(needs, command)
      break
  }
}

type OfRefund = Extract<Command, { verb: 'request-refund' | 'decide-refund' | 'record-fee' }>

/** A refund; of one that is asked for, what nobody has confirmed of its contract. */
function noteRefund(needs: Needs, command: OfRefund): void {
  if (command.verb !== 'request-refund') {
    needs.refunds.add(command.refundId)
    return
  }
  needs.contracts.add(command.contractId)
  needs.unconfirmed.add(command.contractId)
}

/** Products, what is sold of them, and what she who buys has there already. */
function noteSale(needs: Needs, command: Command): void {
  if ('productId' in command) needs.products.add(command.productId)
  if (command.verb === 'list-product') needs.merchants.add(command.merchantId)
  if ('consumerId' in command) needs.consumers.add(command.consumerId)
  if (command.verb === 'sign-contract') needs.offers.add(command.contractId)
  if (command.verb === 'add-lot') {
    needs.contracts.add(command.contractId)
    needs.offers.add(command.lotId)
  }
  if (command.verb === 'transfer-contract') {
    needs.contracts.add(command.contractId)
    needs.contracts.add(command.toContractId)
  }
}

/** What a command would create: loaded only to see that the id is not taken. */
function noteCreated(needs: Needs, command: Command): void {
  for (const name of namesAsked(command)) needs.names.add(name)
  if (command.verb === 'enrol-merchant') needs.merchants.add(command.merchantId)
  if (command.verb === 'list-product') needs.products.add(command.productId)
  if (command.verb === 'sign-contract') needs.contracts.add(command.contractId)
  if (command.verb === 'sign-contract' || command.verb === 'add-lot') needs.lots.add(command.lotId)
  if (command.verb === 'transfer-contract') {
    for (const { lotId } of command.lots) needs.lots.add(lotId)
  }
  if (command.verb === 'record-session') needs.sessions.add(command.sessionId)
  if (command.verb === 'record-sessions') {
    for (const item of command.items) needs.sessions.add(item.sessionId)
  }
  if (command.verb === 'request-refund') needs.refunds.add(command.refundId)
  if (command.verb === 'ask-guardianship') needs.guardianships.add(command.guardianshipId)
}

/** What money refers to as it arrives, is taken back, or has to stay where it is. */
function noteArrival(needs: Needs, command: Arrival): void {
  if (command.verb === 'take-bank-fact') return noteBankFact(needs, command.fact)
  if (command.verb === 'take-freeze') {
    needs.holds.add(command.fact.data.freezeId)
    return
  }
  if (command.verb === 'allocate-interest') {
    needs.interest.push({ interestId: command.interestId, ...command.period })
    return
  }
  if ('chargebackId' in command) {
    needs.chargebacks.add(command.chargebackId)
    if (command.verb === 'decide-chargeback') needs.bank = true
    if ('contractId' in command) needs.inFlight.add(command.contractId)
    return
  }
  needs.suspense.add(command.suspenseId)
  if (command.verb === 'return-suspense') return
  needs.contracts.add(command.contractId)
  needs.unfunded.add(command.contractId)
}

/**
 * The union of what these commands need. `takenIds`: also look whether ids to be created are
 * taken; without it a taken id shows as a unique violation when it is written.
 */
export function needsOf(commands: readonly Command[], takenIds: boolean): Needs {
  const needs = nothingNeeded()
  for (const command of commands) {
    noteReferences(needs, command)
    noteActor(needs, command)
    if (takenIds) noteCreated(needs, command)
  }
  return needs
}
