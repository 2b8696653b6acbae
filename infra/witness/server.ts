// The witness as a server: `POST /add-checkpoint`, one at a time, remembered before it is answered.
import { mkdir } from 'node:fs/promises'
import { cosign, formatCosignatures } from '@ticun/proof'
import type { Log } from '@ticun/observability'
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import { claimFolder } from './claim.ts'
import { judge, readSubmission, type Refused, type Submitted } from './judge.ts'
import { openIdentity, type Identity } from './key.ts'
import type { KnownLogs } from './known-logs.ts'
import { writeDurably } from './memory.ts'

/** A checkpoint with 64 signatures and a proof of 63 hashes stays far below. */
const BODY_BYTES_MAX = 65_536
const REQUEST_MAX_MS = 10_000
const MS_PER_SECOND = 1000
const TEXT = 'text/plain; charset=utf-8'
/** Media type of the size in a conflict, as the specification names it. */
const SIZE = 'text/x.tlog.size'

export type WitnessOptions = {
  host: string
  /** 0 takes any free port. */
  port: number
  dataDir: string
  name: string
  logs: KnownLogs
  log: Log
  /** Where to write the public key as well, for others to read. */
  verifierKeyFile?: string
  /** UTC milliseconds; the system's clock unless told. */
  clock?: () => number
}

export type RunningWitness = { url: string; verifierKey: string; close: () => Promise<void> }

/** Starts a witness. Throws when another one holds the folder, or its memory is lost or damaged. */
export async function startWitness(options: WitnessOptions): Promise<RunningWitness> {
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 })
  const release = claimFolder(options.dataDir)
  try {
    const identity = await openIdentity(options.dataDir, options.name)
    const { verifierKey } = identity
    if (options.verifierKeyFile !== undefined) {
      await writeDurably(options.verifierKeyFile, `${verifierKey}\n`, 0o644)
    }
    const app = buildApp(options, identity)
    const url = await app.listen({ host: options.host, port: options.port })
    const close = async () => {
      await app.close()
      release()
    }
    return { url, verifierKey, close }
  } catch (error) {
    release()
    throw error
  }
}

function buildApp(options: WitnessOptions, identity: Identity): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_MAX_MS,
    forceCloseConnections: 'idle',
  })
  // Whatever a log calls its body, it is text.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.get('/healthz', async () => 'ok\n')
  app.get('/readyz', async () => 'ready\n')
  app.get('/vkey', async (_request, reply) => reply.type(TEXT).send(`${identity.verifierKey}\n`))
  const add = inTurn((submitted: Submitted) => witness(submitted, identity, options.clock))
  app.post('/add-checkpoint', async (request, reply) => {
    const body = typeof request.body === 'string' ? request.body : ''
    const submitted = await readSubmission(body, options.logs)
    if ('status' in submitted) return refuse(reply, submitted, options.log)
    const answer = await add(submitted)
    if (typeof answer === 'string') return reply.type(TEXT).send(answer)
    return refuse(reply, answer, options.log, submitted)
  })
  app.setErrorHandler((error, _request, reply) => {
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
    if (status >= 500) options.log.error({ err: error }, 'a checkpoint could not be remembered')
    return reply.code(status).type(TEXT).send('it was not cosigned\n')
  })
  return app
}

/** Compares, remembers and cosigns one checkpoint; only one runs at a time. */
async function witness(
  submitted: Submitted,
  { memory, signer }: Identity,
  clock: () => number = Date.now,
): Promise<string | Refused> {
  const { checkpoint, text, note } = submitted
  const seen = memory.seen(checkpoint.origin)
  const refused = judge(submitted, seen)
  if (refused) return refused
  if (seen?.size !== checkpoint.size) await memory.keep(checkpoint.origin, checkpoint, note)
  const seconds = Math.floor(clock() / MS_PER_SECOND)
  return formatCosignatures([await cosign(text, seconds, signer)])
}

function refuse(
  reply: FastifyReply,
  { status, why, size }: Refused,
  log: Log,
  submitted?: Submitted,
): FastifyReply {
  // Signed by the log and yet no continuation: the note itself is the evidence.
  const isEvidence = status === 422 || (status === 409 && submitted?.checkpoint.size === size)
  if (isEvidence) log.error({ why, checkpoint: submitted?.note }, 'a log contradicts itself')
  else log.info({ status, why }, 'not cosigned')
  if (size !== undefined) return reply.code(status).type(SIZE).send(`${size}\n`)
  return reply.code(status).type(TEXT).send(`${why}\n`)
}

/** Calls in turn: each begins when the one before has ended, well or not. */
function inTurn<In, Out>(work: (input: In) => Promise<Out>): (input: In) => Promise<Out> {
  let last: Promise<unknown> = Promise.resolve()
  return (input) => {
    const mine = last.then(() => work(input))
    last = mine.catch(() => undefined)
    return mine
  }
}
