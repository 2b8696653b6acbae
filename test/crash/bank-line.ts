// A line between settlement and the bank on which settlement dies at the worst moments.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'

const PAYMENTS = '/payment-instructions'

/** BEFORE: the bank never hears of the message. AFTER: it pays, and nobody hears its answer. */
export type Death = 'BEFORE' | 'AFTER'

export type BankLine = {
  url: string
  /** From now on: what happens with the nth message of payments (1, 2 …), and how to kill. */
  set: (deaths: ReadonlyMap<number, Death>, strike: () => Promise<void>) => void
  close: () => Promise<void>
}

/** Opens a line to the bank at `bankUrl`; everything else passes through unchanged. */
export async function openBankLine(bankUrl: string): Promise<BankLine> {
  let deaths: ReadonlyMap<number, Death> = new Map()
  let strike = async () => {}
  let messages = 0

  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const isPayment = request.method === 'POST' && request.url === PAYMENTS
    const death = isPayment ? deaths.get((messages += 1)) : undefined
    const body = await buffer(request)
    if (death === 'BEFORE') return cut(request)
    const answer = await fetch(new URL(request.url ?? '/', bankUrl), {
      method: request.method ?? 'GET',
      headers: headersOf(request),
      ...(body.byteLength > 0 ? { body: new Uint8Array(body) } : {}),
    })
    const text = await answer.text()
    if (death === 'AFTER') return cut(request)
    const type = answer.headers.get('content-type') ?? 'application/json'
    response.writeHead(answer.status, { 'content-type': type }).end(text)
  }
  const cut = async (request: IncomingMessage): Promise<void> => {
    await strike()
    request.socket.destroy()
  }

  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the line has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    set: (nextDeaths, nextStrike) => {
      deaths = nextDeaths
      strike = nextStrike
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers()
  for (const name of ['authorization', 'content-type', 'value-date', 'idempotency-key']) {
    const value = request.headers[name]
    if (typeof value === 'string') headers.set(name, value)
  }
  return headers
}
