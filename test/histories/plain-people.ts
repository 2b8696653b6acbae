// The plain model of who may act for whom, out of facts alone, and what it lets people do.
import type { EscrowFact } from '@ticun/protocol'

type Known = {
  wardId: string
  guardianId: string
  kind: 'MINOR' | 'WARD'
  /** Last instant (UTC) before which it holds; a day of Shanghai begins eight hours early. */
  beforeMs: number
  askedBy: string
  officers: Set<string>
  /** 0: asked; 1: accepted by the other side; 2: decided. */
  force: 0 | 1 | 2
  isOver: boolean
}

export type PlainPeople = {
  known: Map<string, Known>
  ownerOf: Map<string, string>
  /** Lots that somebody would give, by the lot that each would become. */
  given: Map<string, string>
}

export function emptyPeople(): PlainPeople {
  return { known: new Map(), ownerOf: new Map(), given: new Map() }
}

const SHANGHAI_MS = 8 * 3_600_000

/** Whether somebody disposes of what is a consumer's at an instant. */
function disposes({ known }: PlainPeople, party: string | undefined, of: string, at: string) {
  const decided = [...known.values()].filter(
    (each) =>
      each.wardId === of && each.force === 2 && !each.isOver && Date.parse(at) < each.beforeMs,
  )
  if (party !== of) return decided.some(({ guardianId }) => guardianId === party)
  return !decided.some(({ kind }) => kind === 'MINOR')
}

type FactOf<T extends EscrowFact['type']> = Extract<EscrowFact, { type: T }>
type Check = (what: string, holds: boolean) => void
type Takes = {
  [T in EscrowFact['type']]?: (people: PlainPeople, fact: FactOf<T>, check: Check) => void
}

const known = ({ known: all }: PlainPeople, { data }: { data: { guardianshipId: string } }) =>
  all.get(data.guardianshipId)!
const own = (
  { ownerOf }: PlainPeople,
  { data }: FactOf<'contract.signed' | 'contract.transferred'>,
) => void ownerOf.set(data.contractId, data.consumerId)
const end = (people: PlainPeople, fact: { data: { guardianshipId: string } }): void => {
  known(people, fact).isOver = true
}

const askBack = (
  people: PlainPeople,
  { data, actor, occurredAt }: FactOf<'refund.requested' | 'refund.parted'>,
  check: Check,
): void => {
  const owner = people.ownerOf.get(data.contractId)!
  const mayAsk = actor.party === owner || disposes(people, actor.party, owner, occurredAt)
  check('asked back', actor.role !== 'consumer' || mayAsk)
}

const takes: Takes = {
  'guardianship.asked': (people, { data, actor }, check) => {
    const { guardianshipId, wardId, guardianId, kind, until } = data
    const beforeMs = until === undefined ? Infinity : Date.parse(until) - SHANGHAI_MS
    const askedBy = actor.party ?? actor.id
    const officers = new Set(actor.role === 'officer' ? [actor.id] : [])
    const one = { wardId, guardianId, kind, beforeMs, askedBy, officers }
    people.known.set(guardianshipId, { ...one, force: 0, isOver: false })
    check('asked', actor.role === 'officer' || [wardId, guardianId].includes(askedBy))
  },
  'guardianship.accepted': (people, fact, check) => {
    const one = known(people, fact)
    const { party = '' } = fact.actor
    const sides = [one.wardId, one.guardianId]
    const isOther = sides.includes(party) && sides.includes(one.askedBy)
    check('accepted', isOther && one.askedBy !== party)
    one.force = 1
  },
  'guardianship.proposed': (people, fact) => {
    known(people, fact).officers = new Set([fact.actor.id])
  },
  'guardianship.decided': (people, fact, check) => {
    const one = known(people, fact)
    const isSecond = one.officers.size === 1 && !one.officers.has(fact.actor.id)
    check('decided', fact.actor.role === 'officer' && isSecond)
    one.force = 2
  },
  'guardianship.declined': end,
  'guardianship.ended': end,
  'contract.signed': own,
  'contract.transferred': own,
  'transfer.offered': (people, { data, actor, occurredAt }, check) => {
    const owner = people.ownerOf.get(data.fromContractId)!
    check('given', disposes(people, actor.party, owner, occurredAt))
    for (const { lotId, fromLotId } of data.lots) people.given.set(lotId, fromLotId)
  },
  // She who takes it says so herself, or her code does at the desk.
  'lot.transferred': (people, { data, actor, occurredAt }, check) => {
    check('offered', people.given.get(data.lotId) === data.fromLotId)
    const isByCode = actor.role === 'merchant' && actor.party === data.merchantId
    check('taken', isByCode || disposes(people, actor.party, data.consumerId, occurredAt))
  },
  'refund.requested': askBack,
  'refund.parted': askBack,
}

/** Takes a fact; tells what somebody did that nobody had given her the right to do. */
export function takePeople(people: PlainPeople, fact: EscrowFact): string[] {
  const wrong: string[] = []
  const { actor } = fact
  const take = takes[fact.type] as
    ((people: PlainPeople, fact: EscrowFact, check: Check) => void) | undefined
  take?.(people, fact, (what, holds) => {
    if (!holds) wrong.push(`${what} by ${actor.party ?? actor.id}: ${JSON.stringify(fact.data)}`)
  })
  return wrong
}
