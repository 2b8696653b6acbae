// Escrow as the clock sees it: its books, a tick, and where its own clock stands.
import { FaultError } from '@ticun/http'
import {
  escrowRoutes,
  newId,
  problem,
  refusals,
  type Refusal,
  type RefusalCode,
} from '@ticun/protocol'
import { z } from 'zod'
import type { OwnToken } from './own-token.ts'

/** A tick takes a bounded number of timers; longer than this only trouble takes. */
const ANSWER_MAX_MS = 60_000

const { listBooks, takeTimers } = escrowRoutes
const health = z.object({ now: z.string() })

export type Tick = z.output<typeof takeTimers.reply>

export type Escrow = {
  /** Ids of the open books. */
  books: () => Promise<string[]>
  /** Takes what is due in a book; `at` (UTC) is the clock of that wish, in a house of tests. */
  tick: (bookId: string, at?: string) => Promise<Tick | Refusal>
  /** Resolves when escrow can work. */
  ready: () => Promise<void>
  /** The time that escrow lives at (UTC). */
  now: () => Promise<string>
}

/** All calls throw a fault when escrow is away or answers what its contract does not know. */
export function openEscrow(escrowUrl: string, token: OwnToken): Escrow {
  const ask = async (path: string, init: RequestInit = {}) => {
    try {
      const signal = AbortSignal.timeout(ANSWER_MAX_MS)
      return await fetch(new URL(path, escrowUrl), { signal, ...init })
    } catch (cause) {
      throw new FaultError('escrow cannot be reached', { cause })
    }
  }
  const authorization = async () => ({ authorization: `Bearer ${await token()}` })

  return {
    books: async () => {
      const answer = await ask(listBooks.path, { headers: await authorization() })
      const { items } = await read(answer, listBooks.reply)
      return items.map(({ bookId }) => bookId)
    },
    tick: async (bookId, at) => {
      const own = { 'content-type': 'application/json', 'idempotency-key': newId('cmd') }
      const answer = await ask(takeTimers.path, {
        method: 'POST',
        headers: { ...(await authorization()), ...own },
        body: JSON.stringify({ bookId, ...(at ? { occurredAt: at } : {}) }),
      })
      if (answer.ok) return read(answer, takeTimers.reply)
      return refusalOf(answer.status, await answer.json().catch(() => undefined))
    },
    ready: async () => {
      await token()
      const answer = await ask('/readyz')
      if (!answer.ok) throw new FaultError('escrow is not ready')
    },
    now: async () => (await read(await ask('/healthz'), health)).now,
  }
}

async function read<S extends z.ZodType>(answer: Response, schema: S): Promise<z.output<S>> {
  if (!answer.ok) throw new FaultError(`escrow answered ${answer.status}`)
  const found = schema.safeParse(await answer.json())
  if (!found.success) throw new FaultError('escrow answered what its contract does not know')
  return found.data
}

/** A business "no" of escrow is handed on; everything else is a fault. */
function refusalOf(status: number, body: unknown): Refusal {
  const said = problem.safeParse(body)
  const code = said.success && said.data.code in refusals ? said.data.code : undefined
  if (!said.success || code === undefined) throw new FaultError(`escrow answered ${status}`)
  const { detail } = said.data
  return { refused: code as RefusalCode, ...(detail ? { detail } : {}) }
}
