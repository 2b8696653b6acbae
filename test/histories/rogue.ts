// One dishonest person among honest ones: what he may ask for, and what nobody may lose by it.
import { sumFen } from '@ticun/money'
import type { Command } from '@ticun/escrow/in-process'
import type { Actor, EscrowFact } from '@ticun/protocol'
import { calendarId } from '../../services/escrow/world/proposal.ts'
import { deskOf } from './cast.ts'
import { DEEDS, type DeedName } from './deeds.ts'
import type { Draw } from './draw.ts'
import type { Plain } from './plain.ts'
import { officers, type Stage } from './stage.ts'

export type Rogue = Actor & { role: 'merchant' | 'consumer' | 'officer' }

/** A desk, a member or an officer of the book. */
export function rogueOf(stage: Stage, draw: Draw): Rogue {
  const consumerId = draw.one(stage.consumers)!
  return draw.one([
    deskOf(draw.one(stage.merchants)!.merchantId),
    { role: 'consumer', id: consumerId, party: consumerId },
    officers[0]!,
  ])! as Rogue
}

type Proposing = Extract<Command, { step: unknown }>

function subjectOf(command: Proposing): string {
  if (command.verb === 'assign-suspense') return command.suspenseId
  if (command.verb === 'allocate-interest') return command.interestId
  return calendarId(command.notice.year)
}

/** Who asked for what waits for a second person; undefined: nothing of the kind waits. */
function authorOf(stage: Stage, command: Command): string | undefined {
  const { world } = stage
  if (command.verb === 'approve-merchant-change') {
    return world.merchants.get(command.merchantId)?.pending?.requestedBy
  }
  if (command.verb === 'approve-release') {
    return world.merchants.get(command.merchantId)?.pendingRelease?.requestedBy
  }
  if ('step' in command && command.step === 'APPROVE') {
    return world.proposals.get(subjectOf(command))?.by
  }
  return undefined
}

/** Verbs that end what others began: with them the officer is the second person, not a lone one. */
const ENDINGS: readonly Command['verb'][] = [
  'decide-refund',
  'approve-mass-refund',
  'decide-chargeback',
]

/** What an officer may still decide alone although money of others moves by it: not covered yet. */
const STILL_ALONE: readonly Command['verb'][] = ['settle-dispute', 'record-fee']

/** What was under way before he began; approving it is what two people do. */
export type Begun = ReadonlySet<string>

export function begunIn({ world }: Stage): Begun {
  return new Set([
    ...world.refunds.keys(),
    ...world.massRefunds.keys(),
    ...world.chargebacks.keys(),
  ])
}

function isSecondOf(stage: Stage, command: Command, begun: Begun, rogue: Rogue): boolean {
  const author = authorOf(stage, command)
  if (author !== undefined) return author !== rogue.id
  if (!ENDINGS.includes(command.verb)) return false
  const subjects = [
    'refundId' in command ? command.refundId : '',
    'massRefundId' in command ? command.massRefundId : '',
    'chargebackId' in command ? command.chargebackId : '',
  ]
  return rogue.role === 'officer' && subjects.some((id) => begun.has(id))
}

/**
 * A deed that he does under his own name, whomever it is about. His role may ask for it (the edge
 * refuses the others), and he has nobody's code.
 */
export function rogueCommand(
  stage: Stage,
  rogue: Rogue,
  begun: Begun,
  deed: DeedName,
  draw: Draw,
): Command | undefined {
  const command = DEEDS[deed](stage, draw)
  if (command?.actor.role !== rogue.role) return undefined
  if (rogue.role === 'officer' && STILL_ALONE.includes(command.verb)) return undefined
  const own = { ...withoutCode(command, rogue), actor: rogue, scope: rogue.id }
  return isSecondOf(stage, own, begun, rogue) ? undefined : own
}

function withoutCode(command: Command, { role }: Rogue): Command {
  if (role !== 'merchant') return command
  if (command.verb === 'record-session' || command.verb === 'confirm-session') {
    const { codeWindow: _, ...rest } = command
    return rest
  }
  if (command.verb !== 'record-sessions') return command
  const items = command.items.map((item) => {
    const { codeWindow: _, ...rest } = item
    return rest
  })
  return { ...command, items }
}

/** Fen by person: what each member and each merchant has, wherever in the book it stands. */
export type Claims = ReadonlyMap<string, bigint>

/**
 * A member's: what her lots hold, what is disputed, what went or goes back to her. A merchant's:
 * what it has earned, less what it owes, and what is disputed of it.
 */
export function claimsOf({ world }: Stage, plain: Plain): Claims {
  const claims = new Map<string, bigint>()
  const add = (who: string, fen: bigint) => claims.set(who, (claims.get(who) ?? 0n) + fen)
  for (const [lotId, lot] of plain.lots) {
    const { contractId, merchantId } = world.lots.get(lotId)!
    const { consumerId } = world.contracts.get(contractId)!
    add(consumerId, sumFen([lot.held, lot.disputed, lot.refunded]))
    add(merchantId, lot.disputed)
  }
  for (const [merchantId, own] of plain.merchants) {
    const { payable, inTransit, paid, reserve, owed } = own
    add(merchantId, payable + inTransit + paid + reserve - owed)
  }
  return claims
}

/** What a member loses by the law's own clock: days of a card that pass, silence that confirms. */
export function goneByTime({ world }: Stage, facts: readonly EscrowFact[]): Claims {
  const gone = new Map<string, bigint>()
  for (const { type, data } of facts) {
    const isByTime =
      type === 'lot.accrued' || (type === 'session.confirmed' && data.confirmedBy === 'DEEMED')
    if (!isByTime) continue
    const { consumerId } = world.contracts.get(world.lots.get(data.lotId)!.contractId)!
    gone.set(consumerId, (gone.get(consumerId) ?? 0n) + BigInt(data.amountFen))
  }
  return gone
}

/** Whom he made poorer, and by how much. */
export function losses(before: Claims, after: Claims, gone: Claims, rogue: Rogue): string[] {
  return [...before].flatMap(([who, had]) => {
    if (who === rogue.party) return []
    const has = (after.get(who) ?? 0n) + (gone.get(who) ?? 0n)
    return has < had ? [`${who} had ${had} fen and has ${has} through ${rogue.id}`] : []
  })
}
