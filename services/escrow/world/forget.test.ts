// What a world lets go of, and what it must not.
import { expect, test } from 'vitest'
import { forgetConfirmed } from './forget.ts'
import type { Session } from './nouns.ts'
import { emptyWorld, keepSession } from './world.ts'

const session = (sessionId: string, status: Session['status']): Session => ({
  sessionId,
  contractId: 'ctr_a',
  lotId: 'lot_a',
  merchantId: 'mer_a',
  slot: 0,
  faceFen: undefined,
  amountFen: 8_330n,
  status,
  coach: undefined,
  occurredAt: '2026-01-01T00:00:00.000Z',
  recordedAt: '2026-01-01T00:00:00.000Z',
  deemedUntil: undefined,
  confirmedAt: undefined,
  confirmedBy: undefined,
})

function worldOf(...sessions: Session[]) {
  const world = emptyWorld('bok_a')
  for (const each of sessions) keepSession(world, each)
  return world
}

test('a confirmed session goes, one that waits stays', () => {
  const confirmed = session('ses_a', 'CONFIRMED')
  const waiting = session('ses_b', 'SUBMITTED')
  const other = session('ses_c', 'CONFIRMED')
  const world = worldOf(confirmed, waiting, other)
  forgetConfirmed(world, [confirmed, waiting])
  expect([...world.sessions.keys()]).toEqual(['ses_b', 'ses_c'])
})

test('one that was changed since, by a batch that is under way, stays', () => {
  const committed = session('ses_a', 'CONFIRMED')
  const since = { ...committed, amountFen: 1n }
  const world = worldOf(since)
  forgetConfirmed(world, [committed])
  expect(world.sessions.get('ses_a')).toBe(since)
})
