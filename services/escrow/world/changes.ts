// What commands changed in the world, taken out for the save.
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
import type { MassItem, MassRefund } from './mass-refund.ts'
import type { Proposal } from './proposal.ts'
import type { Guardianship } from './guardianship.ts'
import type { Offer } from './offer.ts'
import { timerOf, type Timer } from './timer.ts'
import type { ChangedNoun, World } from './world.ts'

export type Changes = {
  book: Book | undefined
  merchants: Merchant[]
  products: Product[]
  contracts: Contract[]
  newLots: Lot[]
  /** Changed in anything. */
  wholeLots: Lot[]
  /** Changed in their slots, status or code alone: what every session does. */
  lots: Lot[]
  newSessions: Session[]
  sessions: Session[]
  cases: SessionCase[]
  reckonings: Reckoning[]
  refunds: Refund[]
  chargebacks: Chargeback[]
  payouts: Payout[]
  policies: Policy[]
  holds: Hold[]
  massRefunds: MassRefund[]
  massItems: MassItem[]
  suspense: Suspense[]
  proposals: Proposal[]
  guardianships: Guardianship[]
  offers: Offer[]
  timersSet: Timer[]
  /** Keys of timers that were cleared. */
  timersCleared: Pick<Timer, 'kind' | 'subject'>[]
  calendarYears: SuppliedYear[]
}

type ValueOf<K extends ChangedNoun> = World[K] extends Map<string, infer V> ? V : never

function take<K extends ChangedNoun>(world: World, noun: K): ValueOf<K>[] {
  const map = world[noun] as unknown as Map<string, ValueOf<K>>
  const taken = Array.from(world.changed[noun], (id) => map.get(id)!)
  world.changed[noun].clear()
  return taken
}

/** Takes the changes since the last time; the world's marks are clean afterwards. */
export function takeChanges(world: World, bookWasOpen: boolean): Changes {
  const { created, wholeLots } = world
  const lots = take(world, 'lots')
  const sessions = take(world, 'sessions')
  const isNewLot = ({ lotId }: Lot) => created.has(lotId)
  const isWhole = (lot: Lot) => !isNewLot(lot) && wholeLots.has(lot.lotId)
  const isNewSession = (session: Session) => created.has(session.sessionId)
  const changes = {
    book: bookWasOpen ? undefined : world.book,
    merchants: take(world, 'merchants'),
    products: take(world, 'products'),
    contracts: take(world, 'contracts'),
    newLots: lots.filter(isNewLot),
    wholeLots: lots.filter(isWhole),
    lots: lots.filter((lot) => !isNewLot(lot) && !isWhole(lot)),
    newSessions: sessions.filter(isNewSession),
    sessions: sessions.filter((session) => !isNewSession(session)),
    cases: take(world, 'cases'),
    reckonings: take(world, 'reckonings'),
    refunds: take(world, 'refunds'),
    chargebacks: take(world, 'chargebacks'),
    payouts: take(world, 'payouts'),
    policies: take(world, 'policies'),
    holds: take(world, 'holds'),
    massRefunds: take(world, 'massRefunds'),
    massItems: take(world, 'massItems'),
    suspense: take(world, 'suspense'),
    proposals: take(world, 'proposals'),
    guardianships: take(world, 'guardianships'),
    offers: take(world, 'offers'),
    ...takeTimers(world),
    calendarYears: Array.from(world.calendarChanges, (year) => world.calendarYears.get(year)!),
  }
  created.clear()
  wholeLots.clear()
  world.calendarChanges.clear()
  return changes
}

function takeTimers(world: World): Pick<Changes, 'timersSet' | 'timersCleared'> {
  const timersSet: Timer[] = []
  const timersCleared: Pick<Timer, 'kind' | 'subject'>[] = []
  for (const [key, isSet] of world.timerChanges) {
    if (isSet) timersSet.push(world.timers.get(key)!)
    else timersCleared.push(timerOf(key))
  }
  world.timerChanges.clear()
  return { timersSet, timersCleared }
}
