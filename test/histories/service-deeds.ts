// Sessions: recorded, confirmed, disputed, settled, taken back.
import type { Command } from '@ticun/escrow/in-process'
import type { Session } from '../../services/escrow/world/nouns.ts'
import { deskOf, EVIDENCE, holderOf } from './cast.ts'
import type { Draw } from './draw.ts'
import { someLot } from './sale-deeds.ts'
import { commandOf, officers, type Stage } from './stage.ts'

const HOUR_MS = 3_600_000

/** What the desk wants recorded; a third with her code, some late, some of stored value. */
function wishFor(stage: Stage, draw: Draw) {
  const some = someLot(stage, draw, ({ terms }) => terms.kind !== 'TERM_CARD' || draw.percent(5))
  if (!some) return undefined
  const { lot, contract } = some
  const sessionId = stage.ids('ses')
  stage.fresh.push(sessionId)
  const isStored = lot.terms.kind === 'STORED_VALUE'
  const offline = draw.percent(20)
  const code = draw.percent(35) ? { codeWindow: (stage.window += 1n) } : {}
  const at = new Date(Date.parse(stage.now) - draw.upTo(100) * HOUR_MS).toISOString()
  return {
    contract,
    wish: {
      contractId: contract.contractId,
      sessionId,
      ...code,
      ...(isStored ? { faceFen: BigInt(1 + draw.upTo(draw.percent(80) ? 900 : 12_000)) } : {}),
      ...(offline ? { offline } : {}),
    },
    at: offline || draw.percent(20) ? at : stage.now,
  }
}

function record(stage: Stage, draw: Draw): Command | undefined {
  const made = wishFor(stage, draw)
  if (!made) return undefined
  const verb = { verb: 'record-session' as const, ...made.wish }
  return commandOf(stage, deskOf(made.contract.merchantId), verb, made.at)
}

/** Several at once, also of contracts that are not the desk's. */
function recordMany(stage: Stage, draw: Draw): Command | undefined {
  const all = [0, 1, 2].flatMap(() => wishFor(stage, draw) ?? [])
  const [first] = all
  if (!first) return undefined
  const items = all.map(({ wish, at }) => ({ ...wish, at }))
  return commandOf(stage, deskOf(first.contract.merchantId), { verb: 'record-sessions', items })
}

/** A session in one of these states, or one of the batch that is being made. */
function someSession(stage: Stage, draw: Draw, ...states: Session['status'][]): string | undefined {
  const own = [...stage.world.sessions.values()].filter((each) => states.includes(each.status))
  const fresh = draw.one(stage.fresh)
  if (fresh && draw.percent(40)) return fresh
  return draw.percent(4) ? draw.one([...stage.world.sessions.keys()]) : draw.one(own)?.sessionId
}

function partiesOf(stage: Stage, draw: Draw, sessionId: string) {
  const session = stage.world.sessions.get(sessionId)
  // One of this batch is nobody's yet: somebody is drawn, who may be the wrong one.
  const contract = session
    ? stage.world.contracts.get(session.contractId)
    : draw.one([...stage.world.contracts.values()])
  return (
    contract && { session, holder: holderOf(stage, contract), desk: deskOf(contract.merchantId) }
  )
}

function confirm(stage: Stage, draw: Draw): Command | undefined {
  const sessionId = someSession(stage, draw, 'SUBMITTED')
  const parties = sessionId && partiesOf(stage, draw, sessionId)
  if (!parties) return undefined
  const verb = { verb: 'confirm-session' as const, sessionId }
  if (draw.percent(25)) {
    return commandOf(stage, parties.desk, { ...verb, codeWindow: (stage.window += 1n) })
  }
  return commandOf(stage, parties.holder, verb)
}

function reverse(stage: Stage, draw: Draw): Command | undefined {
  const sessionId = someSession(stage, draw, 'SUBMITTED', 'CONFIRMED', 'UNFUNDED')
  const parties = sessionId && partiesOf(stage, draw, sessionId)
  if (!parties) return undefined
  return commandOf(stage, parties.desk, { verb: 'reverse-session', sessionId, reason: '误点' })
}

function dispute(stage: Stage, draw: Draw): Command | undefined {
  const sessionId = someSession(stage, draw, 'SUBMITTED', 'CONFIRMED')
  const parties = sessionId && partiesOf(stage, draw, sessionId)
  if (!parties) return undefined
  const verb = { verb: 'dispute-session', sessionId, reason: '没有上课' } as const
  return commandOf(stage, parties.holder, verb)
}

function settle(stage: Stage, draw: Draw): Command | undefined {
  const sessionId = someSession(stage, draw, 'DISPUTED')
  const parties = sessionId && partiesOf(stage, draw, sessionId)
  if (!parties) return undefined
  const decision = draw.one(['UPHOLD', 'OVERTURN', 'SPLIT', 'CONCEDE', 'WITHDRAW'] as const)!
  const actor =
    decision === 'CONCEDE' ? parties.desk : decision === 'WITHDRAW' ? parties.holder : officers[0]!
  const frozenFen = stage.world.cases.get(sessionId)?.amountFen ?? 0n
  const merchantFen = (frozenFen * BigInt(draw.upTo(103))) / 100n
  const body = {
    decision,
    evidenceSha256: EVIDENCE,
    ...(decision === 'SPLIT' ? { merchantFen: merchantFen.toString() } : {}),
  }
  return commandOf(stage, actor, { verb: 'settle-dispute', sessionId, body })
}

export const serviceDeeds = { record, recordMany, confirm, reverse, dispute, settle }
