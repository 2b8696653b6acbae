// Knows how the bank is reached: the token, the limits, the errors, and when it is ready.
import { createHash, timingSafeEqual } from 'node:crypto'
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyServerOptions,
} from 'fastify'
import { openBank, type Bank } from './bank.ts'
import { sendProblem, type ProblemCode } from './problem.ts'
import { bankRoutes } from './routes.ts'

const BODY_BYTES_MAX = 8 * 1024 * 1024
const REQUEST_MS_MAX = 30_000
const OPEN_PATHS = new Set(['/healthz', '/readyz'])

export type BankOptions = {
  host: string
  /** 0 takes any free port. */
  port: number
  dataDirectory: string
  token: string
  logger?: FastifyServerOptions['logger']
  clock?: () => Date
}

export type RunningBank = { url: string; close: () => Promise<void> }

/** Opens the bank on its journal and listens. Throws when the journal or the port is not usable. */
export async function startBank(options: BankOptions): Promise<RunningBank> {
  const bank = await openBank(options.dataDirectory, options.clock ?? (() => new Date()))
  const app = fastify({
    logger: options.logger ?? false,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
  })
  wire(app, bank, options.token)
  try {
    const url = await app.listen({ host: options.host, port: options.port })
    return {
      url,
      close: async () => {
        await app.close()
        await bank.close()
      },
    }
  } catch (error) {
    await bank.close()
    throw error
  }
}

function wire(app: FastifyInstance, bank: Bank, token: string): void {
  const expected = digest(`Bearer ${token}`)
  app.addHook('onRequest', async (request, reply) => {
    if (OPEN_PATHS.has(request.url)) return
    const given = digest(request.headers.authorization ?? '')
    // Digests have one length, so the comparison tells nothing about the token.
    if (timingSafeEqual(given, expected)) return
    await sendProblem(reply, 'token_missing', 'send Authorization: Bearer with the bank token')
  })
  app.addContentTypeParser(
    ['application/xml', 'text/xml'],
    { parseAs: 'string' },
    (_request, body, done) => done(null, body),
  )
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    if (bank.healthy()) return { status: 'ready' }
    return sendProblem(reply, 'journal_failed', 'the disk refused a write; restart the bank')
  })
  bankRoutes(app, bank)
  app.setNotFoundHandler((_request, reply) => {
    return sendProblem(reply, 'unknown_path', 'see the README for the resources of this bank')
  })
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const code = bank.healthy() ? problemCode(error) : 'journal_failed'
    if (code === 'internal_error') request.log.error({ err: error }, 'request failed')
    const told = code === 'body_invalid' || code === 'content_type_unknown'
    return sendProblem(reply, code, told ? error.message : 'no detail is given')
  })
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function problemCode(error: FastifyError): ProblemCode {
  if (error.statusCode === 413) return 'body_too_large'
  if (error.statusCode === 415) return 'content_type_unknown'
  const status = error.statusCode ?? 500
  return status >= 400 && status < 500 ? 'body_invalid' : 'internal_error'
}
