// The heartbeat: one round at a time, slower while it fails, and ended by stop.
import { createLog } from '@ticun/observability'
import { expect, test, vi } from 'vitest'
import { keepTicking, pauseMs, ROUND_EVERY_MS } from './keep-ticking.ts'

const log = createLog({ name: 'clock', level: 'silent' })

test('pauses double while rounds fail, up to a minute', () => {
  expect([0, 1, 2, 3, 4].map(pauseMs)).toEqual([ROUND_EVERY_MS, 500, 1_000, 2_000, 4_000])
  expect(pauseMs(50)).toBe(60_000)
})

test('what runs between the rounds never runs beside one', async () => {
  let running = 0
  let rounds = 0
  const alone = async () => {
    running += 1
    expect(running).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 5))
    running -= 1
  }
  const heartbeat = keepTicking(async () => {
    rounds += 1
    await alone()
  }, log)
  await Promise.all(Array.from({ length: 10 }, () => heartbeat.between(alone)))
  await heartbeat.stop()
  expect([rounds, running]).toEqual([1, 0])
})

test('a round that fails is tried again, and stop ends the beat', async () => {
  let rounds = 0
  const heartbeat = keepTicking(async () => {
    rounds += 1
    throw new Error('escrow is away')
  }, log)
  await vi.waitFor(() => expect(rounds).toBe(2), { timeout: 30_000 })
  await heartbeat.stop()
  await expect(heartbeat.between(async () => 'still usable')).resolves.toBe('still usable')
  expect(rounds).toBe(2)
})
