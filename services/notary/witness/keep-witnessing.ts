// Keeps every witness up to date with the log, each at its own pace and never in the signer's way.
import { setTimeout as wait } from 'node:timers/promises'
import type { Database } from '@ticun/db'
import type { Told } from '../alert/raise.ts'
import { listBooks } from '../book/book.ts'
import type { NotaryTables } from '../tables.ts'
import { offer } from './offer.ts'
import type { Witness } from './witnesses.ts'

/** Without being woken a witness is offered what is new this often. */
const LOOK_EVERY_MS = 5_000
const PAUSE_FIRST_MS = 200
const PAUSE_MAX_MS = 10_000

export type WitnessingOptions = {
  db: Database<NotaryTables>
  witnesses: readonly Witness[]
  told: Told
}

/** `wake` says that something was signed; it costs nothing and waits for nobody. */
export type Witnessing = { wake: () => void; stop: () => Promise<void> }

/**
 * Offers every new checkpoint to every witness until stopped. Faults are logged and tried again.
 */
export function keepWitnessing({ db, witnesses, told }: WitnessingOptions): Witnessing {
  const ending = new AbortController()
  const asked = witnesses.map((witness) => ({ witness, bell: makeBell() }))
  const run = async ({ witness, bell }: { witness: Witness; bell: Bell }) => {
    let failures = 0
    while (!ending.signal.aborted) {
      const isWell = await offerAll(db, witness, told)
      failures = isWell ? 0 : failures + 1
      if (isWell) await bell.wait(LOOK_EVERY_MS)
      else await pause(Math.min(PAUSE_FIRST_MS * 2 ** failures, PAUSE_MAX_MS), ending.signal)
    }
  }
  const ended = Promise.all(asked.map(run))
  const wake = () => asked.forEach(({ bell }) => bell.ring())
  return {
    wake,
    stop: async () => {
      ending.abort()
      wake()
      await ended
    },
  }
}

/** Offers each book's newest checkpoint; false when any of it failed. */
async function offerAll(
  db: Database<NotaryTables>,
  witness: Witness,
  told: Told,
): Promise<boolean> {
  try {
    let isWell = true
    for (const [at, { bookId }] of (await listBooks(db)).entries()) {
      const offered = await offer(db, witness, bookId, told)
      // Books after the first are logs of their own, which a witness need not watch.
      if (offered === 'refused' || (offered === 'unknown log' && at === 0)) isWell = false
      if (!isWell) told.log.info({ bookId, witness: witness.key.name, offered }, 'not cosigned')
    }
    return isWell
  } catch (error) {
    told.log.warn({ err: error, witness: witness.key.name }, 'a witness cannot be asked for now')
    return false
  }
}

type Bell = { ring: () => void; wait: (atMostMs: number) => Promise<void> }

/** A ring that comes while nobody waits is kept for the next one who does. */
function makeBell(): Bell {
  let isRung = false
  let waiting: AbortController | undefined
  return {
    ring: () => {
      isRung = true
      waiting?.abort()
    },
    wait: async (atMostMs) => {
      if (!isRung) {
        waiting = new AbortController()
        await pause(atMostMs, waiting.signal)
        waiting = undefined
      }
      isRung = false
    },
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined)
}
