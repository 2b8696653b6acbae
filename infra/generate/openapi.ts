// Makes the OpenAPI document of a service from the very routes that it serves.
import { createLog, createMetrics } from '@ticun/observability'

/** What every service's server is built from, besides its own context. */
export type ServerParts = {
  log: ReturnType<typeof createLog>
  metrics: ReturnType<typeof createMetrics>
  auth: { issuerUrl: string; audience: string }
  ready: () => Promise<void>
}

type Documented = {
  ready: () => PromiseLike<unknown>
  swagger: () => object
  close: () => PromiseLike<unknown>
}

/** Builds a server; written as a method, because each service has a context of its own. */
type Server = { build(parts: ServerParts, context: object): Documented }

/** Builds the server without listening, and takes its document. Nothing is connected. */
export async function openapiOf(name: string, server: Server): Promise<object> {
  const parts: ServerParts = {
    log: createLog({ name, level: 'silent' }),
    metrics: createMetrics(name),
    auth: { issuerUrl: 'http://127.0.0.1:8084', audience: 'urn:ticun:api' },
    ready: async () => {},
  }
  const app = server.build(parts, notNeededYet('context'))
  await app.ready()
  const document = app.swagger()
  await app.close()
  return document
}

/**
 * Stands for whatever a server needs only once a request comes. It may be handed around and taken
 * apart; calling any part of it throws.
 */
function notNeededYet(path: string): object {
  return new Proxy(nothing, {
    get: (_target, key) => (key === 'then' ? undefined : notNeededYet(`${path}.${String(key)}`)),
    apply: () => {
      throw new Error(`${path} is called while the documents are made`)
    },
  })
}

function nothing(): void {}
