// A small service behind the edge, for tests: one route of each kind, on contracts of its own.
import { createLog, createMetrics, type LogLevel } from '@ticun/observability'
import { idSchema, instant, page, pageOf, positiveFen, refuse, route } from '@ticun/protocol'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { buildServer, serve, type ServerOptions } from './index.ts'
import { AUDIENCE } from './test-issuer.ts'

const all = ['officer', 'merchant', 'consumer'] as const
const contractParams = z.object({ contractId: idSchema('ctr') })

export const gateRoutes = {
  sign: route({
    method: 'POST',
    path: '/v1/contracts',
    summary: 'Sign',
    roles: ['merchant'],
    idempotent: true,
    body: z.object({
      terms: z.object({ priceFen: positiveFen, 'a/b~c': z.string().optional() }),
      occurredAt: instant.optional(),
    }),
    status: 201,
    reply: z.object({ now: z.string(), key: z.string(), scope: z.string(), sha256: z.string() }),
    refusals: ['id_taken', 'code_wrong'],
  }),
  get: route({
    method: 'GET',
    path: '/v1/contracts/:contractId',
    summary: 'Get',
    roles: all,
    params: contractParams,
    query: z.object({ occurredAt: instant.optional() }),
    status: 200,
    reply: z.object({ contractId: z.string(), caller: z.string().max(20), now: z.string() }),
    refusals: ['unknown_contract', 'not_yours'],
  }),
  list: route({
    method: 'GET',
    path: '/v1/contracts',
    summary: 'List',
    roles: all,
    cursor: ['instant', 'id'],
    query: page,
    status: 200,
    reply: pageOf(z.object({ limit: z.int() })),
  }),
  upload: route({
    method: 'POST',
    path: '/v1/files',
    summary: 'Upload',
    roles: ['officer'],
    idempotent: true,
    rawBody: ['application/xml', 'text/csv'],
    status: 201,
    reply: z.object({ mediaType: z.string(), bytes: z.int(), text: z.string() }),
  }),
  open: route({
    method: 'GET',
    path: '/checkpoint',
    summary: 'Text for anyone',
    roles: 'anyone',
    status: 200,
    replyType: 'text/plain',
  }),
} as const

export const KNOWN = 'ctr_01J00000000000000000000000'

/** What `sign` does next: a refusal, an error, or an ordinary reply. */
export type Next = { sign?: () => ReturnType<typeof refuse> | undefined }

type Options = Partial<
  Pick<ServerOptions, 'ready' | 'clockMode' | 'bodyBytesMax' | 'metricsToken' | 'budgets'>
> & {
  issuerUrl: string
  next?: Next
  logFile?: string
  logLevel?: LogLevel
}

/** Builds the service; close it yourself. */
export function buildGate(options: Options): FastifyInstance {
  const { issuerUrl, next = {}, logFile, logLevel = 'silent', ...rest } = options
  const app = buildServer({
    service: 'escrow',
    title: 'Gate',
    log: createLog({ name: 'gate', level: logLevel, ...(logFile ? { file: logFile } : {}) }),
    metrics: createMetrics('gate'),
    auth: { issuerUrl, audience: AUDIENCE },
    ready: async () => {},
    ...rest,
  })
  serve(app, gateRoutes.sign, async ({ now, idempotency }) => {
    const refusal = next.sign?.()
    if (refusal) return refusal
    const { key, scope, requestSha256: sha256 } = idempotency
    return { body: { now, key, scope, sha256 }, replayed: key === 'seen' }
  })
  serve(app, gateRoutes.get, async ({ params, caller, now }) =>
    params.contractId === KNOWN
      ? { body: { contractId: params.contractId, caller: caller.id, now } }
      : refuse('unknown_contract'),
  )
  serve(app, gateRoutes.list, async ({ query }) => {
    return { body: { items: [{ limit: query.limit }] } }
  })
  serve(app, gateRoutes.upload, async ({ rawBody }) => {
    const { mediaType, bytes, text } = rawBody
    return { body: { mediaType, bytes: bytes.byteLength, text } }
  })
  serve(app, gateRoutes.open, async () => ({ body: 'ticun\n' }))
  return app
}
