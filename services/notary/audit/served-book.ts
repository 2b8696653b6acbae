// Reads the book as escrow serves it at this moment, in the name of whoever audits.
import { FaultError } from '@ticun/http'
import { entryView, escrowRoutes, PAGE_SIZE_MAX } from '@ticun/protocol'
import type { Entry } from '@ticun/proof'
import type { z } from 'zod'

export type ServedEntry = z.output<typeof entryView>
export type ServedPage = { items: ServedEntry[]; next?: string | undefined }

/** Where the book is and who asks. */
export type BookSource = { escrowUrl: string; bookId: string; token: string }

const ANSWER_MAX_MS = 30_000

/** One page of a book in order. Throws a fault when escrow is away, or does not answer with one. */
export async function readPage(
  { escrowUrl, bookId, token }: BookSource,
  cursor?: string,
): Promise<ServedPage> {
  const url = new URL(escrowRoutes.listEntries.path.replace(':bookId', bookId), escrowUrl)
  url.searchParams.set('limit', String(PAGE_SIZE_MAX))
  if (cursor !== undefined) url.searchParams.set('cursor', cursor)
  const answer = await ask(url, token)
  if (!answer.ok) throw new FaultError(`escrow answered ${answer.status}`)
  const read = escrowRoutes.listEntries.reply.safeParse(await answer.json())
  if (!read.success) throw new FaultError('escrow did not answer with entries')
  return read.data
}

/** All entries of a book in order. */
export async function* servedEntries(source: BookSource): AsyncGenerator<ServedEntry> {
  let cursor: string | undefined
  do {
    const { items, next } = await readPage(source, cursor)
    yield* items
    cursor = next
  } while (cursor !== undefined)
}

/** The entry that is told by what is served; its lines in the book's one order. */
export function entryOf(bookId: string, served: ServedEntry): Entry {
  const { contractId, merchantId, hash: _hash, lines, sequence, ...rest } = served
  return {
    ...rest,
    bookId,
    sequence: BigInt(sequence),
    ...(contractId === undefined ? {} : { contractId }),
    ...(merchantId === undefined ? {} : { merchantId }),
    lines: lines
      .map((line) => ({
        account: line.account,
        amount: BigInt(line.amount),
        balance: BigInt(line.balance),
        sequence: BigInt(line.sequence),
      }))
      .toSorted((a, b) => {
        if (a.amount !== b.amount) return a.amount > b.amount ? -1 : 1
        return a.account < b.account ? -1 : 1
      }),
  }
}

async function ask(url: URL, token: string): Promise<Response> {
  try {
    return await fetch(url, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(ANSWER_MAX_MS),
    })
  } catch (error) {
    throw new FaultError('escrow cannot be reached', { cause: error })
  }
}
