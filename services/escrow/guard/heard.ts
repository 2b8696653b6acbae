// Asks those who have heard of the book how far it had come: the notary, and the broker's topic.
import { z } from 'zod'
import type { Transport } from '@ticun/events'
import { TOPICS } from '@ticun/protocol'
import type { HeardEntry } from './compare.ts'

/** The notary and the broker are near; who does not answer by then is away. */
const ANSWER_MAX_MS = 10_000

const logStatus = z.object({
  bookId: z.string().optional(),
  entries: z.string().regex(/^\d+$/),
  chainHead: z.string(),
})

/** The last entry that the notary has copied; throws when it cannot be asked. */
export async function askNotary(url: string): Promise<HeardEntry[]> {
  const reply = await fetch(`${url}/v1/log`, { signal: AbortSignal.timeout(ANSWER_MAX_MS) })
  if (!reply.ok) throw new Error(`the notary answered ${reply.status}`)
  const { bookId, entries, chainHead } = logStatus.parse(await reply.json())
  if (bookId === undefined) return []
  return [{ bookId, sequence: BigInt(entries), hash: chainHead, by: 'the notary' }]
}

/** The last entry of each book at the ends of the ledger's topic; throws when it cannot be read. */
export async function askBroker(transport: Transport): Promise<HeardEntry[]> {
  const latest = new Map<string, HeardEntry>()
  for (const fact of await transport.tail(TOPICS.ledger)) {
    if (fact.type !== 'entry.posted') continue
    const { bookId, bookSequence, data } = fact
    const sequence = BigInt(bookSequence)
    if (sequence <= (latest.get(bookId)?.sequence ?? 0n)) continue
    latest.set(bookId, { bookId, sequence, hash: data.hash, by: 'the broker' })
  }
  return [...latest.values()]
}
