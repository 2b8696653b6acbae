// What a batch of commands needs to know, held in memory while it is decided.
import { account, PACKAGE_CALENDAR, type Calendar } from '@ticun/rules'
import type {
  Book,
  Chargeback,
  Contract,
  Hold,
  Lot,
  Merchant,
  Payout,
  Policy,
  Product,
  Reckoning,
  Refund,
  Session,
  SessionCase,
  SuppliedYear,
  Suspense,
} from './nouns.ts'
import type { AnswersFor } from './load-reserve.ts'
import type { Earnings } from './load-earnings.ts'
import type { Guardianship } from './guardianship.ts'
import type { PostedInterest } from './interest.ts'
import type { MassItem, MassRefund } from './mass-refund.ts'
import type { Offer } from './offer.ts'
import type { Proposal } from './proposal.ts'
import type { Timer } from './timer.ts'

/** Everything a batch may read. `evolve` changes it fact by fact, so commands see each other. */
export type World = {
  bookId: string
  book: Book | undefined
  merchants: Map<string, Merchant>
  products: Map<string, Product>
  contracts: Map<string, Contract>
  lots: Map<string, Lot>
  /** The ids of a contract's lots, oldest first; complete for every contract that is here. */
  lotsOf: Map<string, string[]>
  /** Contract ids by `customerKey`; complete for every consumer and merchant that is here. */
  contractsOf: Map<string, string[]>
  sessions: Map<string, Session>
  /** The ids of those that are here, by contract. */
  sessionsOf: Map<string, Set<string>>
  /** By session id; of a contract that money comes for, all that are unfunded. */
  cases: Map<string, SessionCase>
  refunds: Map<string, Refund>
  chargebacks: Map<string, Chargeback>
  payouts: Map<string, Payout>
  /** All policies of the book, loaded with it. */
  policies: Map<string, Policy>
  /** Holds in force, loaded with the book. */
  holds: Map<string, Hold>
  suspense: Map<string, Suspense>
  /** Of suspense and interest, by its id. */
  proposals: Map<string, Proposal>
  guardianships: Map<string, Guardianship>
  /** Their ids by ward and by guardian; complete for every person who is here. */
  guardianshipsOf: Map<string, string[]>
  /** By the id of the contract or the lot that they would become. */
  offers: Map<string, Offer>
  /** Interest that a command allocates, with the shares' weights. */
  interest: Map<string, PostedInterest>
  /** Timers by `timerKey`; complete only for what a command asked for. */
  timers: Map<string, Timer>
  /** Of a tick: timers that are due, the longest due first, and how many more there are. */
  due: readonly Timer[]
  dueLeft: number
  /** Working days: the package's years and those that were supplied to this book. */
  calendar: Calendar
  calendarYears: Map<number, SuppliedYear>
  /**
   * Natural balances of merchants' accounts (2003, 2008, 1101) in fen, by account; right for the
   * merchants that a command asked for, and for all when the batch holds a payout run. The bank
   * account (1001) is among them for a chargeback.
   */
  balances: Map<string, bigint>
  massRefunds: Map<string, MassRefund>
  /** By `itemKey`; of a mass refund that is paid, the next ones. */
  massItems: Map<string, MassItem>
  /** Open lines of a mass refund that are not loaded, by its id. */
  massLeft: Map<string, number>
  /** Fen that are left of merchants that shall close, by merchant id. */
  openMoney: Map<string, bigint>
  /** What merchants' reserves still answer for, by merchant id. */
  answersFor: Map<string, AnswersFor>
  /** Reckonings of runs by `reckoningKey`; only those that a batch makes. */
  reckonings: Map<string, Reckoning>
  /** What a payout run has to know of merchants; loaded for a run, which is always alone. */
  earnings: Earnings | undefined
  /** What was changed since the changes were last taken, by id. */
  changed: { [K in ChangedNoun]: Set<string> }
  /** Of these, the sessions, contracts and lots that are new. */
  created: Set<string>
  /** Of the lots, those of which more was changed than slots, status and code. */
  wholeLots: Set<string>
  /** Keys of timers that were set (true) or cleared (false). */
  timerChanges: Map<string, boolean>
  /** Years of which the calendar was supplied. */
  calendarChanges: Set<number>
  /** Names that may be used once and are, as far as a command asked for them or gave them. */
  taken: Set<string>
  /** Type of the fact that is being applied: states follow each other by facts. */
  applying: string
}

export type ChangedNoun =
  | 'merchants'
  | 'products'
  | 'contracts'
  | 'lots'
  | 'sessions'
  | 'cases'
  | 'reckonings'
  | 'refunds'
  | 'chargebacks'
  | 'payouts'
  | 'suspense'
  | 'proposals'
  | 'guardianships'
  | 'offers'
  | 'policies'
  | 'holds'
  | 'massRefunds'
  | 'massItems'

/** A world that knows nothing yet. */
export function emptyWorld(bookId: string): World {
  return {
    bookId,
    book: undefined,
    merchants: new Map(),
    products: new Map(),
    contracts: new Map(),
    lots: new Map(),
    lotsOf: new Map(),
    contractsOf: new Map(),
    sessions: new Map(),
    sessionsOf: new Map(),
    cases: new Map(),
    refunds: new Map(),
    chargebacks: new Map(),
    payouts: new Map(),
    policies: new Map(),
    holds: new Map(),
    suspense: new Map(),
    proposals: new Map(),
    guardianships: new Map(),
    guardianshipsOf: new Map(),
    offers: new Map(),
    interest: new Map(),
    timers: new Map(),
    due: [],
    dueLeft: 0,
    calendar: PACKAGE_CALENDAR,
    calendarYears: new Map(),
    balances: new Map(),
    openMoney: new Map(),
    answersFor: new Map(),
    reckonings: new Map(),
    earnings: undefined,
    massRefunds: new Map(),
    massItems: new Map(),
    massLeft: new Map(),
    changed: {
      merchants: new Set(),
      products: new Set(),
      contracts: new Set(),
      lots: new Set(),
      sessions: new Set(),
      cases: new Set(),
      reckonings: new Set(),
      refunds: new Set(),
      chargebacks: new Set(),
      payouts: new Set(),
      policies: new Set(),
      holds: new Set(),
      massRefunds: new Set(),
      massItems: new Set(),
      suspense: new Set(),
      proposals: new Set(),
      guardianships: new Set(),
      offers: new Set(),
    },
    created: new Set(),
    wholeLots: new Set(),
    timerChanges: new Map(),
    calendarChanges: new Set(),
    taken: new Set(),
    applying: '',
  }
}

/** The lots of a contract, oldest first. */
export function lotsOf(world: World, contractId: string): Lot[] {
  return (world.lotsOf.get(contractId) ?? []).map((lotId) => world.lots.get(lotId)!)
}

/** Those of a contract's sessions that are here. */
export function sessionsOf(world: World, contractId: string): Session[] {
  return [...(world.sessionsOf.get(contractId) ?? [])].map((id) => world.sessions.get(id)!)
}

/** Has a session here, in place of what was known of it. */
export function keepSession(world: World, session: Session): void {
  const { sessionId, contractId } = session
  world.sessions.set(sessionId, session)
  const others = world.sessionsOf.get(contractId)
  if (others) others.add(sessionId)
  else world.sessionsOf.set(contractId, new Set([sessionId]))
}

/** Lets a session go. */
export function dropSession(world: World, { sessionId, contractId }: Session): void {
  world.sessions.delete(sessionId)
  const others = world.sessionsOf.get(contractId)
  others?.delete(sessionId)
  if (others?.size === 0) world.sessionsOf.delete(contractId)
}

/** A consumer as a customer of one merchant. */
export function customerKey(merchantId: string, consumerId: string): string {
  return `${merchantId}/${consumerId}`
}

/** What the bank account holds, in fen; only where a chargeback asked for it. */
export function bankFen(world: World): bigint {
  return world.balances.get(account('1001')) ?? 0n
}

/** What a merchant has to answer with, and what it owes; in fen. */
export function moneyOf(world: World, merchantId: string) {
  const fen = (code: '2003' | '2008' | '1101') =>
    world.balances.get(account(code, merchantId)) ?? 0n
  return { payableFen: fen('2003'), reserveFen: fen('2008'), receivableFen: fen('1101') }
}
