// What the world does at the bank sandbox, for tests, and a window to it that notes what it sends.
import { randomUUID } from 'node:crypto'
import { sandboxBank } from './bank/sandbox-bank.ts'
import type { Bank } from './bank/bank.ts'
import { ACCOUNT, ACCOUNT_NAME } from './test-facts.ts'

export type PayIn = {
  amountFen: bigint
  remittance: string
  /** ISO. */
  bookedAt: string
  serial?: string
  debtorAccount?: string
}

export type TestBank = Awaited<ReturnType<typeof openTestBank>>

/** Opens the escrow account at the sandbox. */
export async function openTestBank(url: string, token: string) {
  const send = async (method: string, path: string, body: unknown) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    }
    const answer = await fetch(url + path, { method, headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  }
  const statement = async (from: string, to: string, format: string) => {
    const path = `/accounts/${ACCOUNT}/statements?from=${from}&to=${to}&format=${format}`
    const answer = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return new Uint8Array(await answer.arrayBuffer())
  }
  await send('PUT', `/accounts/${ACCOUNT}`, { name: ACCOUNT_NAME })
  return {
    /** The port that settlement itself uses. */
    port: sandboxBank({ url, token, account: ACCOUNT }),
    payIn: ({ serial, debtorAccount = '6217000000000042', ...payment }: PayIn) =>
      send('POST', '/incoming-transfers', {
        ...payment,
        amountFen: payment.amountFen.toString(),
        creditAccount: ACCOUNT,
        debtorName: '王小明',
        debtorAccount,
        ...(serial === undefined ? {} : { bankSerial: serial }),
      }),
    book: (kind: 'INTEREST' | 'FEE', amountFen: bigint, bookedAt: string) =>
      send('POST', `/accounts/${ACCOUNT}/bookings`, {
        kind,
        amountFen: amountFen.toString(),
        remittance: '一季度',
        bookedAt,
      }),
    /** camt.053 of the days [from, to). */
    camt: async (from: string, to: string) =>
      new TextDecoder().decode(await statement(from, to, 'camt053')),
    csv: (from: string, to: string) => statement(from, to, 'csv'),
  }
}

/** Notes each end-to-end id in each message that is sent, then passes it on. */
export function notingBank(bank: Bank): Bank & { sent: string[]; messages: () => number } {
  const sent: string[] = []
  let messages = 0
  return {
    ...bank,
    sent,
    messages: () => messages,
    sendPayments: (xml, options) => {
      messages += 1
      sent.push(...endToEndIdsIn(xml))
      return bank.sendPayments(xml, options)
    },
  }
}

function endToEndIdsIn(xml: string): string[] {
  return [...xml.matchAll(/<EndToEndId>([^<]+)</g)].map((match) => match[1] ?? '')
}
