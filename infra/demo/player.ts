// Plays a plan day by day: sign and pay, come and confirm, refund, pay out.
import { bankDateOf } from './bank.ts'
import { attend, awaitFunded, importStatement, pay, refund, sign } from './deeds.ts'
import { openStage } from './opening.ts'
import { payMerchants, payRefunds } from './payments.ts'
import type { Plan, PlannedDay, PlannedSession, Signing } from './plan.ts'
import type { Progress } from './progress.ts'
import { after, type Stage } from './stage.ts'

const OPENED_BEFORE_MINUTES = -60
const PAYOUT_AFTER_MINUTES = 30
/** 20 days: longer than the dispute window, and the holidays that it may end on. */
const FINAL_AFTER_MINUTES = 20 * 24 * 60

/** Plays every day of the plan; returns how many sessions the house has recorded. */
export async function play(stage: Stage, plan: Plan, progress: Progress): Promise<number> {
  const first = plan.days[0]
  const beginning = first === undefined ? new Date(stage.nowMs).toISOString() : lastInstant(first)
  const earliest = first?.signings[0]?.signedAt ?? beginning
  const openedAt = after(stage, earliest, OPENED_BEFORE_MINUTES)
  const productIds = await openStage(stage, plan.products, openedAt)

  let recorded = 0
  let signed = signUp(stage, plan.days[0], productIds)
  for (const [index, day] of plan.days.entries()) {
    await signed
    // Tomorrow's members sign while today is played, so that nobody waits for the news of it.
    const tomorrow = signUp(stage, plan.days[index + 1], productIds)
    const recordedNow = () => progress.at((recorded += 1), day.date)
    await Promise.all([tomorrow, playDay(stage, day, index === plan.days.length - 1, recordedNow)])
    signed = tomorrow
  }
  return recorded
}

async function signUp(
  stage: Stage,
  day: PlannedDay | undefined,
  productIds: readonly string[],
): Promise<void> {
  const signings = day?.signings ?? []
  await Promise.all(
    signings.map(async (signing) => {
      const productId = productIds[signing.product]
      if (productId === undefined) throw new Error(`the plan sells no product ${signing.product}`)
      await pay(stage, signing, await sign(stage, signing, productId))
    }),
  )
}

async function playDay(
  stage: Stage,
  day: PlannedDay,
  isLast: boolean,
  recorded: () => void,
): Promise<void> {
  const funding = fund(stage, day.signings)
  const isNew = new Set(day.signings.map((signing) => signing.contractId))
  const chains = byContract(day.sessions).map(async (sessions) => {
    if (isNew.has(sessions[0]?.contractId ?? '')) await funding
    // Slots are taken in the order of arrival, so one contract's sessions keep their order.
    for (const session of sessions) {
      await attend(stage, session)
      recorded()
    }
  })
  await Promise.all([funding, ...chains])
  await Promise.all(day.refunds.map((planned) => refund(stage, planned)))
  await payRefunds(stage, day.refunds)
  if (day.payoutRun) {
    // The last run waits until nothing can be disputed any more: then all is paid.
    const minutes = isLast ? FINAL_AFTER_MINUTES : PAYOUT_AFTER_MINUTES
    await payMerchants(stage, day.date, after(stage, lastInstant(day), minutes))
  }
}

/** The day's payments come in as a statement, and reach their contracts. */
async function fund(stage: Stage, signings: readonly Signing[]): Promise<void> {
  const dates = new Set(signings.map((signing) => bankDateOf(signing.paidAt)))
  for (const date of [...dates].toSorted()) await importStatement(stage, date)
  await Promise.all(signings.map(({ contractId }) => awaitFunded(stage, contractId)))
}

function byContract(sessions: readonly PlannedSession[]): PlannedSession[][] {
  const chains = new Map<string, PlannedSession[]>()
  for (const session of sessions) {
    const chain = chains.get(session.contractId)
    if (chain === undefined) chains.set(session.contractId, [session])
    else chain.push(session)
  }
  return [...chains.values()]
}

/** The latest instant (UTC) at which something happens on this day. */
function lastInstant(day: PlannedDay): string {
  const instants = [
    ...day.signings.map((signing) => signing.paidAt),
    ...day.sessions.map((session) => session.at),
    ...day.refunds.map((planned) => planned.at),
  ]
  return instants.toSorted().at(-1) ?? ''
}
