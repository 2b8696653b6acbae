// What commands changed in the world, taken out for the save.
import type {
  Book,
  ChangedNoun,
  Contract,
  Lot,
  Merchant,
  Payout,
  Product,
  Refund,
  Session,
  World,
} from './world.ts'

export type Changes = {
  book: Book | undefined
  merchants: Merchant[]
  products: Product[]
  contracts: Contract[]
  newLots: Lot[]
  lots: Lot[]
  newSessions: Session[]
  sessions: Session[]
  refunds: Refund[]
  payouts: Payout[]
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
  const { created } = world
  const lots = take(world, 'lots')
  const sessions = take(world, 'sessions')
  const isNewLot = (lot: Lot) => created.has(lot.contractId)
  const isNewSession = (session: Session) => created.has(session.sessionId)
  const changes = {
    book: bookWasOpen ? undefined : world.book,
    merchants: take(world, 'merchants'),
    products: take(world, 'products'),
    contracts: take(world, 'contracts'),
    newLots: lots.filter(isNewLot),
    lots: lots.filter((lot) => !isNewLot(lot)),
    newSessions: sessions.filter(isNewSession),
    sessions: sessions.filter((session) => !isNewSession(session)),
    refunds: take(world, 'refunds'),
    payouts: take(world, 'payouts'),
  }
  created.clear()
  return changes
}
