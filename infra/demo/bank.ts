// Speaks to the bank: members pay in, the office fetches statements and looks at its account.
import { z } from 'zod'
import type { Client } from './client.ts'
import type { House } from './house-file.ts'

/** The bank's calendar is Shanghai's, which has kept UTC+8 without summer time since 1992. */
const OFFSET_MS = 8 * 60 * 60 * 1000
const DAY_MS = 24 * 60 * 60 * 1000

export type PayIn = {
  key: string
  debtorName: string
  debtorAccount: string
  amountFen: bigint
  remittance: string
  /** UTC instant. */
  bookedAt: string
}

export type BankDoor = {
  payIn: (payment: PayIn) => Promise<void>
  /** The camt.053 statement of one bank day, YYYY-MM-DD. */
  statement: (date: string) => Promise<string>
  /** The office's account as the bank shows it now. */
  account: () => Promise<{ number: string; name: string; balanceFen: bigint }>
}

const accountAnswer = z.object({
  number: z.string(),
  name: z.string(),
  balanceFen: z.string().transform((text) => BigInt(text)),
})

/** The bank's door, for the office's account in this house. */
export function bankDoor(client: Client, house: House): BankDoor {
  const number = house.bank.escrowAccount
  const account = new URL(`/accounts/${encodeURIComponent(number)}`, house.urls.bank).href
  const authorization = `Bearer ${house.bank.token}`
  const json = { authorization, 'content-type': 'application/json' }
  return {
    payIn: async ({ key, amountFen, ...payment }) => {
      const order = { ...payment, creditAccount: number, amountFen: String(amountFen) }
      await client.send({
        method: 'POST',
        url: new URL('/incoming-transfers', house.urls.bank).href,
        headers: { ...json, 'idempotency-key': key },
        body: JSON.stringify(order),
      })
    },
    statement: (date) => {
      const url = `${account}/statements?from=${date}&to=${dayAfter(date)}&format=camt053`
      return client.send({ method: 'GET', url, headers: { authorization } })
    },
    account: async () => {
      const text = await client.send({ method: 'GET', url: account, headers: { authorization } })
      return accountAnswer.parse(JSON.parse(text))
    },
  }
}

/** The bank day in which a UTC instant falls. */
export function bankDateOf(instant: string): string {
  return new Date(Date.parse(instant) + OFFSET_MS).toISOString().slice(0, 10)
}

/** The next day, YYYY-MM-DD. */
export function dayAfter(date: string): string {
  return new Date(Date.parse(date) + DAY_MS).toISOString().slice(0, 10)
}
