// Serves the log: checkpoint, tiles (C2SP tlog-tiles), inclusion proofs, and where it stands.
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Database } from '@ticun/db'
import { authenticate, edgeResponses, NotReadyError, sendProblem, serve } from '@ticun/http'
import {
  emptyRoot,
  genesisHash,
  hasTile,
  hex,
  parseTilePath,
  signCheckpoint,
  TILE_WIDTH,
} from '@ticun/proof'
import { nodeSha256 } from '@ticun/proof/node'
import { isRefusal, notaryRoutes, refuse, type Refusal } from '@ticun/protocol'
import { findBook, type Book } from '../book/book.ts'
import { keyOfLog, originOf, type Office } from '../key/office.ts'
import type { NotaryTables } from '../tables.ts'
import type { Witness } from '../witness/witnesses.ts'
import { readCosigned } from '../witness/cosigned.ts'
import { NO_FLOOR, type Floor } from './floor.ts'
import { latestCheckpoint, publishedCheckpoint } from './latest.ts'
import { readCounts } from './standing.ts'
import { proveEntry } from './prove-entry.ts'
import { readTile } from './tree.ts'

type Db = Database<NotaryTables>

/** A full tile never changes; a partial one is soon replaced by a wider one. */
const FOR_EVER = 'public, max-age=31536000, immutable'
const FOR_A_WHILE = 'public, max-age=60'

export type LogOptions = {
  db: Db
  office: Office
  transport: 'kafka' | 'postgres'
  witnesses: readonly Witness[]
  /** Cosignatures that a checkpoint is given some time to collect before it is published. */
  witnessesMin: number
  /** What was signed before: less is never shown. */
  floor?: Floor
  /** Whether bundles of entries are for everybody; else they are for officers and regulators. */
  entriesArePublic?: boolean
}

/** Puts the log's pages on a server. */
export function serveLog(app: FastifyInstance, options: LogOptions): void {
  const { db, office, transport, witnesses } = options
  neverCacheCheckpoints(app)
  serve(app, notaryRoutes.checkpoint, async ({ query, now }) => {
    const log = await findLog(options, query.bookId)
    return isRefusal(log) ? log : { body: await publishedNote(options, log, now) }
  })
  serve(app, notaryRoutes.logStatus, async ({ query, now }) => {
    const log = await findLog(options, query.bookId)
    if (isRefusal(log)) return log
    const { book, origin } = log
    const last = book && (await latestCheckpoint(db, book.bookId))
    const { facts, alerts } = await readCounts(db)
    const keys = office.verifierKeys.map((each) => ({ ...each, key: keyOfLog(each.key, origin) }))
    return {
      body: {
        origin,
        verifierKey: keyOfLog(office.verifierKeyAt(now), origin),
        verifierKeys: keys,
        witnesses: await readCosigned(db, witnesses, book?.bookId),
        ...(book ? { bookId: book.bookId } : {}),
        entries: String(book?.sequence ?? 0n),
        signed: String(last?.size ?? 0),
        chainHead: hex(book?.hash ?? genesisHash()),
        facts,
        transport,
        alerts,
      },
    }
  })
  serve(app, notaryRoutes.entryProof, async ({ params, query, now }) => {
    const log = await findLog(options, query.bookId)
    if (isRefusal(log)) return log
    const proof = await proveEntry(options, log, BigInt(params.sequence), now)
    return typeof proof === 'string' ? { body: proof } : proof
  })
  serveTiles(app, options)
}

/** Each book is a log of its own; `book` is absent while there is none at all. */
type LogOfBook = { book: Book | undefined; origin: string }

/** The log of this book, or the first one. Refused: unknown_book. */
async function findLog(
  { db, office }: LogOptions,
  bookId: string | undefined,
): Promise<LogOfBook | Refusal> {
  const first = await findBook(db)
  const book = bookId === undefined ? first : await findBook(db, bookId)
  if (bookId !== undefined && !book) return refuse('unknown_book', 'it has no log here')
  const origin = book && first ? originOf(office, book.bookId, first.bookId) : office.origin
  return { book, origin }
}

/** The newest note; a log without entries has one of size 0, which every later one continues. */
async function publishedNote(
  { db, office, witnessesMin, floor = NO_FLOOR }: LogOptions,
  { book, origin }: LogOfBook,
  now: string,
): Promise<string> {
  const last = book && (await publishedCheckpoint(db, book.bookId, { witnessesMin, now }))
  const least = floor.least(book?.bookId)
  if (!floor.isKnown() || (last?.size ?? 0) < least) {
    throw new NotReadyError(`the log is copied again; ${least} entries were signed before`)
  }
  if (last) return last.note
  const empty = { origin, size: 0, root: emptyRoot(nodeSha256) }
  return signCheckpoint(empty, office.signersOf(origin, now))
}

function neverCacheCheckpoints(app: FastifyInstance): void {
  const path = notaryRoutes.checkpoint.path
  app.addHook('onSend', async (request, reply) => {
    if (request.routeOptions.url === path) reply.header('cache-control', 'no-cache')
  })
}

/** Who reads bundles of entries where the office does not show them to everybody. */
const READERS: readonly string[] = ['officer', 'regulator']

function cacheOf(isFull: boolean, isPublic: boolean): string {
  if (!isPublic) return 'no-store'
  return isFull ? FOR_EVER : FOR_A_WHILE
}

const tileSchema = {
  summary: 'Tiles of hashes and bundles of entries (C2SP tlog-tiles)',
  tags: ['tile'],
  response: {
    200: {
      description: 'Done',
      content: { 'application/octet-stream': { schema: z.string() } },
    },
    ...edgeResponses([
      'token_missing',
      'token_invalid',
      'wrong_role',
      'unknown_route',
      'too_many_requests',
      'internal_error',
      'service_unavailable',
    ]),
  },
}

function serveTiles(app: FastifyInstance, { db, entriesArePublic = false }: LogOptions): void {
  void app.register(async (child) => {
    child.get<{ Params: { '*': string } }>(
      '/tile/*',
      { schema: tileSchema },
      async (request, reply) => {
        const tile = parseTilePath(`tile/${request.params['*']}`)
        // Hashes tell nobody what was paid; entries tell every merchant's amounts.
        const isPublic = entriesArePublic || tile?.level !== 'entries'
        if (!isPublic && !READERS.includes((await authenticate(child, request)).role)) {
          return sendProblem(reply, 'wrong_role', { detail: READERS.join(', ') })
        }
        const book = tile && (await findBook(db))
        const last = book && (await latestCheckpoint(db, book.bookId))
        // Nothing is served that is not signed.
        if (!tile || !last || !hasTile(tile, last.size)) return sendProblem(reply, 'unknown_route')
        const bytes = await readTile(db, book.bookId, tile)
        if (!bytes) return sendProblem(reply, 'unknown_route')
        return reply
          .type('application/octet-stream')
          .header('cache-control', cacheOf(tile.width === TILE_WIDTH, isPublic))
          .send(Buffer.from(bytes))
      },
    )
  })
}
