// Makes a membership from a door log: who came in, on which pack, who renewed and who gave up.
import type { ReadRow } from './door-log.ts'
import { drawHabits, drawProduct, liking, LIKING_MAX, type Habits } from './habits.ts'
import type { Naming } from './ids.ts'
import { joinTimes, readEntrances, type Entrance } from './entrances.ts'
import { dayOf, type ZoneClock } from './local-time.ts'
import { PRODUCTS, type Confirmation, type Plan, type PlannedDay } from './plan.ts'
import { seededRandom, type Random } from './random.ts'

export type PlanOptions = { seed: number; clock: ZoneClock; naming: Naming }

/** The demo's issuer knows members m0001 … m9999. */
const MEMBERS_MAX = 9_000
const LEAVE_PER_MILLE = 150
const UNCONFIRMED_PER_MILLE = 20
const TAP_PER_MILLE = 280
/** Every so manyth pack ends in a refund in mid-pack, after at most so many sessions. */
const QUITTER_EVERY = 30
const QUITTER_FIRST = 12
const QUITTER_SESSIONS_MAX = 8
/** After every so manyth pack, somebody signs, pays and changes her mind within days. */
const WAVERER_EVERY = 40
const WAVERER_FIRST = 20
const WAVERER_DAYS_MAX = 4
const PICK_TRIES_MAX = 48

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** Money arrives half an hour before the first session, the signature a little earlier. */
const PAID_BEFORE_MS = 30 * MINUTE_MS
const SIGNED_BEFORE_MS = 10 * MINUTE_MS
const REFUND_AFTER_MS = 5 * MINUTE_MS

type Member = {
  number: number
  habits: Habits
  lastDate: string
  lastAtMs: number
  /** The pack in use; absent before the first visit and after the last slot. */
  pack?: { contractId: string; left: number; used: number; quitAfter: number | undefined }
}

type Making = {
  options: PlanOptions
  random: Random
  entrances: readonly Entrance[]
  days: Map<string, PlannedDay>
  active: Member[]
  members: number
  packs: number
  lastDate: string
}

/**
 * The plan of a log: every good IN row becomes one session of one member. Depends on the rows,
 * the seed and the zone only.
 */
export function makePlan(rows: Iterable<ReadRow>, options: PlanOptions): Plan {
  const entrances = readEntrances(rows, options.clock)
  const making: Making = {
    options,
    random: seededRandom(options.seed, 'members'),
    entrances,
    days: new Map(),
    active: [],
    members: 0,
    packs: 0,
    lastDate: entrances.at(-1)?.date ?? '',
  }
  const joins = joinTimes(entrances, MEMBERS_MAX / 2)
  for (const [index, entrance] of entrances.entries()) {
    while ((joins[making.active.length] ?? Infinity) <= index) admit(making)
    visit(making, entrance)
  }
  return { products: [...PRODUCTS], members: making.members, days: closeDays(making.days) }
}

function admit(making: Making): void {
  making.members += 1
  making.active.push({
    number: making.members,
    habits: drawHabits(making.random),
    lastDate: '',
    lastAtMs: 0,
  })
}

/** Somebody else takes the place of a member who left. */
function replace(making: Making, member: Member): void {
  making.active = making.active.filter((other) => other !== member)
  admit(making)
}

function visit(making: Making, entrance: Entrance): void {
  const { random } = making
  const member = choose(making, entrance)
  // A code lives for half a minute and works once, so a twin entrance is confirmed by a tap.
  const twin = member.lastAtMs === entrance.atMs
  member.lastDate = entrance.date
  member.lastAtMs = entrance.atMs
  const pack = member.pack ?? buy(making, member, entrance)
  const quits = pack.quitAfter !== undefined
  const at = new Date(entrance.atMs).toISOString()
  dayAt(making, entrance.date).sessions.push({
    sessionId: making.options.naming('ses', String(entrance.line), entrance.atMs),
    contractId: pack.contractId,
    member: member.number,
    line: entrance.line,
    at,
    confirm: twin ? 'TAP' : drawConfirmation(random, quits),
  })
  pack.used += 1
  pack.left -= 1
  if (pack.used === pack.quitAfter && entrance.date < making.lastDate) {
    quit(making, member, pack.contractId, entrance)
  } else if (pack.left === 0) {
    delete member.pack
    if (making.members < MEMBERS_MAX && random.perMille(LEAVE_PER_MILLE)) replace(making, member)
  } else {
    member.pack = pack
  }
}

/** A member who comes today, by her habits; nobody twice a day while others are there. */
function choose(making: Making, entrance: Entrance): Member {
  const { active, random } = making
  for (let tries = 0; tries < PICK_TRIES_MAX; tries += 1) {
    const member = active[random.below(active.length)]
    if (member === undefined || member.lastDate === entrance.date) continue
    const wish = liking(member.habits, entrance.weekday, entrance.hour)
    if (random.below(LIKING_MAX) < wish) return member
  }
  const fresh = active.filter((member) => member.lastDate !== entrance.date)
  const candidates = fresh.length > 0 ? fresh : active
  let best = candidates[0]
  for (const member of candidates) {
    const wish = liking(member.habits, entrance.weekday, entrance.hour)
    if (best === undefined || wish > liking(best.habits, entrance.weekday, entrance.hour)) {
      best = member
    }
  }
  if (best === undefined) throw new Error('a gym without members has no entrances')
  return best
}

function drawConfirmation(random: Random, quits: boolean): Confirmation {
  // Whoever wants her money back has confirmed what she used: the rest is hers without dispute.
  if (!quits && random.perMille(UNCONFIRMED_PER_MILLE)) return 'NONE'
  return random.perMille(TAP_PER_MILLE) ? 'TAP' : 'CODE'
}

function buy(making: Making, member: Member, entrance: Entrance): NonNullable<Member['pack']> {
  const { random } = making
  making.packs += 1
  const quitter = making.packs % QUITTER_EVERY === QUITTER_FIRST && making.members < MEMBERS_MAX
  const product = drawProduct(random)
  const contractId = sign(making, member.number, product, entrance)
  if (making.packs % WAVERER_EVERY === WAVERER_FIRST) waver(making, entrance)
  return {
    contractId,
    left: PRODUCTS[product]?.sessions ?? 0,
    used: 0,
    quitAfter: quitter ? 1 + random.below(QUITTER_SESSIONS_MAX) : undefined,
  }
}

function sign(making: Making, member: number, product: number, entrance: Entrance): string {
  const { clock, naming } = making.options
  const paidMs = Math.max(entrance.atMs - PAID_BEFORE_MS, dayStartMs(entrance, clock))
  const signedMs = paidMs - SIGNED_BEFORE_MS
  const name = `${member}/${entrance.line}`
  const contractId = naming('ctr', name, signedMs)
  dayAt(making, entrance.date).signings.push({
    contractId,
    lotId: naming('lot', name, signedMs),
    member,
    product,
    payAmountFen: PRODUCTS[product]?.priceFen ?? 0n,
    signedAt: new Date(signedMs).toISOString(),
    paidAt: new Date(paidMs).toISOString(),
  })
  return contractId
}

/** A newcomer signs and pays beside a member, and wants her money back unused, days later. */
function waver(making: Making, entrance: Entrance): void {
  const { clock, naming } = making.options
  const refundMs = entrance.atMs + (1 + making.random.below(WAVERER_DAYS_MAX)) * DAY_MS
  const date = dayOf(clock.toWall(refundMs))
  if (date >= making.lastDate || making.members >= MEMBERS_MAX) return
  making.members += 1
  const member = making.members
  const contractId = sign(making, member, drawProduct(making.random), entrance)
  dayAt(making, date).refunds.push({
    refundId: naming('ref', contractId, refundMs),
    contractId,
    member,
    at: new Date(refundMs).toISOString(),
    kind: 'COOLING_OFF',
  })
}

function quit(making: Making, member: Member, contractId: string, entrance: Entrance): void {
  const refundMs = entrance.atMs + REFUND_AFTER_MS
  dayAt(making, entrance.date).refunds.push({
    refundId: making.options.naming('ref', contractId, refundMs),
    contractId,
    member: member.number,
    at: new Date(refundMs).toISOString(),
    kind: 'MID_PACK',
  })
  replace(making, member)
}

function dayStartMs(entrance: Entrance, clock: ZoneClock): number {
  const wall = clock.toWall(entrance.atMs)
  const start = clock.toUtcMs({ ...wall, hour: 0, minute: 0, second: 0 })
  // A zone may skip its midnight; then the entrance itself is early enough.
  return start ?? entrance.atMs
}

function dayAt(making: Making, date: string): PlannedDay {
  const known = making.days.get(date)
  if (known !== undefined) return known
  const day = { date, signings: [], sessions: [], refunds: [], payoutRun: false }
  making.days.set(date, day)
  return day
}

function closeDays(days: Map<string, PlannedDay>): PlannedDay[] {
  const sorted = [...days.values()].toSorted((a, b) => (a.date < b.date ? -1 : 1))
  return sorted.map((day, index) => {
    const next = sorted[index + 1]
    return { ...day, payoutRun: next?.date.slice(0, 7) !== day.date.slice(0, 7) }
  })
}
