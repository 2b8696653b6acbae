// The clock's HTTP server: in a house of tests, the hand that moves its time.
import { setTimeout as sleep } from 'node:timers/promises'
import {
  buildServer,
  moveClock,
  serve,
  systemNow,
  type ClockMode,
  type ServerOptions,
} from '@ticun/http'
import { clockRoutes, isRefusal, refuse } from '@ticun/protocol'
import type { FastifyInstance } from 'fastify'
import type { Escrow } from './escrow.ts'
import type { Heartbeat } from './keep-ticking.ts'
import { takeDue, takeDueOf, type Told } from './take-due.ts'

/** Processes look for a move this often, so after twice of it all have seen it. */
const SEEN_BY_ALL_MS = 100
const POLL_MS = 20

export type ClockContext = {
  clockMode: ClockMode
  /** Where the house keeps the time of tests. */
  clockFile: string | undefined
  escrow: Escrow
  heartbeat: Pick<Heartbeat, 'between'>
  told: Told
}

/** Builds the server; nothing is asked before the first request. */
export function buildClock(
  options: Omit<ServerOptions, 'service' | 'title' | 'clockMode'>,
  context: ClockContext,
): FastifyInstance {
  const app = buildServer({ ...options, service: 'clock', title: 'Ticun clock 时钟' })
  serve(app, clockRoutes.moveClock, ({ body: { now, bookId } }) => {
    const { clockMode, clockFile, escrow, told, heartbeat } = context
    // A house in earnest has one time, and nobody moves it.
    if (clockMode !== 'caller' || clockFile === undefined) {
      return Promise.resolve(refuse('clock_not_movable'))
    }
    return heartbeat.between(async () => {
      if (bookId !== undefined) {
        const taken = await takeDueOf(escrow, told, bookId, now)
        return isRefusal(taken) ? taken : { body: { now, books: [taken] } }
      }
      if (now < systemNow()) return refuse('clock_runs_forward', systemNow())
      await moveClock(clockFile, now)
      await awaitEscrow(escrow, now)
      return { body: { now, books: await takeDue(escrow, told) } }
    })
  })
  return app
}

/** Escrow follows last, because it makes room in its book first. */
async function awaitEscrow(escrow: Escrow, now: string): Promise<void> {
  await sleep(SEEN_BY_ALL_MS)
  while ((await escrow.now()) < now) await sleep(POLL_MS)
}
