// Runs a server until a signal ends it, gracefully and within a bound.
import type { AddressInfo } from 'node:net'
import type { Log } from '@ticun/observability'
import type { FastifyInstance } from 'fastify'

/** A graceful end that takes longer than this is cut off. */
export const STOP_TIMEOUT_MS = 10_000

export type RunOptions = {
  host: string
  /** 0 takes any free port. */
  port: number
  log: Log
  /** Run in this order once the last request has been answered: workers, transports, pools. */
  onStop?: readonly (() => Promise<void>)[]
  /** Default true: SIGTERM and SIGINT stop the server and end the process. */
  signals?: boolean
}

export type Running = {
  /** `http://127.0.0.1:8081`, with the real port. */
  url: string
  port: number
  /** Stops accepting, finishes running requests, then runs `onStop`; safe to call twice. */
  stop: () => Promise<void>
}

/**
 * Listens. The first SIGTERM or SIGINT stops gracefully (exit 0), a second one at once (exit 1).
 */
export async function runServer(app: FastifyInstance, options: RunOptions): Promise<Running> {
  await app.listen({ host: options.host, port: options.port })
  const port = portOf(app.server.address())
  const url = `http://${options.host}:${port}`
  let stopping: Promise<void> | undefined
  const stop = () => (stopping ??= stopAll(app, options))
  if (options.signals !== false) endOnSignals(stop, options.log)
  options.log.info({ url }, 'listening')
  return { url, port, stop }
}

async function stopAll(app: FastifyInstance, options: RunOptions): Promise<void> {
  await app.close()
  for (const step of options.onStop ?? []) {
    try {
      await step()
    } catch (error) {
      // The next step still has to run: it may be the one that flushes something.
      options.log.error({ err: error }, 'a step of stopping failed')
    }
  }
}

function endOnSignals(stop: () => Promise<void>, log: Log): void {
  let signalled = false
  const end = (signal: NodeJS.Signals) => {
    if (signalled) process.exit(1)
    signalled = true
    log.info({ signal }, 'stopping')
    const bound = setTimeout(() => {
      log.error({ bound_ms: STOP_TIMEOUT_MS }, 'stopping took too long')
      process.exit(1)
    }, STOP_TIMEOUT_MS)
    bound.unref()
    stop().then(
      () => {
        log.info('stopped')
        process.exit(0)
      },
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address === 'object' && address !== null) return address.port
  throw new Error('the server has no port')
}
