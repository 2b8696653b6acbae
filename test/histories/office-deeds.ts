// The clock, the notary's freezes, the states of merchants, and refunds in bulk.
import type { Command } from '@ticun/escrow/in-process'
import { newId, type Actor, type MerchantState } from '@ticun/protocol'
import { EVIDENCE } from './cast.ts'
import type { Draw } from './draw.ts'
import { clock, commandOf, officers, type Stage } from './stage.ts'

type Freeze = Extract<Command, { verb: 'take-freeze' }>['fact']
type Change = Extract<Command, { verb: 'change-merchant' }>['body']

const notary: Actor = { role: 'system', id: 'notary' }
const DAY_MS = 86_400_000

function tick(stage: Stage): Command {
  return commandOf(stage, clock, { verb: 'tick' })
}

function freezeWord(stage: Stage, data: object): Command {
  const grounds = { basis: 'COURT_ORDER', reason: '保全', evidenceSha256: EVIDENCE }
  const by = { placedBy: 'wang', placedAt: stage.now }
  const fact = {
    id: newId('fct'),
    source: 'notary',
    subject: 'freeze',
    recordedAt: stage.now,
    occurredAt: stage.now,
    bookId: stage.bookId,
    correlationId: 'freeze',
    causationId: 'freeze',
    actor: notary,
    type: 'freeze.changed',
    data: { ...grounds, ...by, ...data },
  } as Freeze
  return commandOf(stage, notary, { verb: 'take-freeze', fact })
}

function freeze(stage: Stage, draw: Draw): Command | undefined {
  const scope = draw.one(['LOT', 'CONSUMER', 'MERCHANT', 'AMOUNT'] as const)!
  const subjectId =
    scope === 'LOT'
      ? draw.one([...stage.world.lots.keys()])
      : scope === 'CONSUMER'
        ? draw.one(stage.consumers)
        : draw.one(stage.merchants)!.merchantId
  if (!subjectId) return undefined
  const amount = scope === 'AMOUNT' ? { amountFen: String(1 + draw.upTo(5000)) } : {}
  const freezeId = stage.ids('frz')
  return freezeWord(stage, { freezeId, state: 'PLACED', scope, subjectId, ...amount })
}

function lift(stage: Stage, draw: Draw): Command | undefined {
  const hold = draw.one([...stage.world.holds.values()].filter(({ liftedAt }) => !liftedAt))
  if (!hold) return undefined
  const { holdId: freezeId, scope, subjectId } = hold
  return freezeWord(stage, { freezeId, state: 'LIFTED', scope, subjectId })
}

const AIMS = [
  'ACTIVE',
  'ACTIVE',
  'WATCH',
  'SALES_STOPPED',
  'PAYOUT_FROZEN',
  'WIND_DOWN',
  'ABSCONDED',
  'CLOSED',
] as const satisfies MerchantState[]

function moveMerchant(stage: Stage, draw: Draw): Command {
  const { merchantId } = draw.one(stage.merchants)!
  const to = draw.one(AIMS)!
  const day = new Date(Date.parse(stage.now) - draw.upTo(5) * DAY_MS).toISOString().slice(0, 10)
  const stopped = to === 'ABSCONDED' || (to === 'PAYOUT_FROZEN' && draw.percent(50))
  const grounds = { reason: '闭店', evidenceSha256: EVIDENCE }
  const body = { to, ...grounds, ...(stopped ? { stoppedOn: day } : {}) } as Change
  const ids = { merchantId, changeId: stage.ids('chg') }
  return commandOf(stage, officers[0]!, { verb: 'change-merchant', ...ids, body })
}

function approveMove(stage: Stage, draw: Draw): Command | undefined {
  const asked = [...stage.world.merchants.values()].filter(({ pending }) => pending)
  const { merchantId, pending } = draw.one(asked) ?? {}
  if (!merchantId || !pending) return undefined
  const ids = { merchantId, changeId: pending.changeId }
  return commandOf(stage, draw.one(officers)!, { verb: 'approve-merchant-change', ...ids })
}

const GONE: readonly MerchantState[] = ['PAYOUT_FROZEN', 'WIND_DOWN', 'ABSCONDED']

function computeMass(stage: Stage, draw: Draw): Command {
  const gone = [...stage.world.merchants.values()].filter(({ status }) => GONE.includes(status))
  const { merchantId } = draw.one(gone) ?? draw.one(stage.merchants)!
  const ids = { merchantId, massRefundId: stage.ids('mrf') }
  return commandOf(stage, officers[0]!, { verb: 'compute-mass-refund', ...ids })
}

function approveMass(stage: Stage, draw: Draw): Command | undefined {
  const open = [...stage.world.massRefunds.values()].filter(
    ({ status }) => status === 'COMPUTED' || status === 'APPROVED_ONCE',
  )
  const mass = draw.one(open)
  if (!mass) return undefined
  const { massRefundId } = mass
  return commandOf(stage, draw.one(officers)!, { verb: 'approve-mass-refund', massRefundId })
}

/** What every notice names by law. */
const BY_LAW = ['01-01', '05-01', '10-01', '10-02', '10-03']

/** The notice of a year with more days off; at times it lacks one, and what was known stays. */
function proposeCalendar(stage: Stage, draw: Draw): Command {
  const year = draw.one([2025, 2026, 2027])!
  const named = draw.percent(90) ? BY_LAW : BY_LAW.slice(1)
  const more = ['06-09', '08-11', '11-05', '03-04'].slice(0, draw.upTo(5))
  const holidays = [...named, ...more].map((day) => `${year}-${day}`)
  const notice = { year, holidays, workdays: [], source: '国办发明电' }
  const verb = { verb: 'supply-calendar' as const, step: 'PROPOSE' as const, notice }
  return commandOf(stage, draw.one(officers)!, verb)
}

/** What one officer proposed, by anybody; at times not in the same words. */
function supplyCalendar(stage: Stage, draw: Draw): Command | undefined {
  const asked = [...stage.world.proposals.values()].flatMap(({ what, isOpen }) =>
    isOpen && 'year' in what ? [what] : [],
  )
  const what = draw.one(asked)
  if (!what) return undefined
  const { year, holidays, source } = what
  const days = holidays.split(' ')
  const said = draw.percent(90) ? days : [...days, `${year}-12-24`]
  const notice = { year: Number(year), holidays: said, workdays: [], source }
  const verb = { verb: 'supply-calendar' as const, step: 'APPROVE' as const, notice }
  return commandOf(stage, draw.one(officers)!, verb)
}

export const officeDeeds = {
  tick,
  proposeCalendar,
  supplyCalendar,
  freeze,
  lift,
  moveMerchant,
  approveMove,
  computeMass,
  approveMass,
}
