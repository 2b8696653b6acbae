// Speaks to the bank: the office opens its account, members pay in, statements are fetched.
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
  open: () => Promise<void>
  payIn: (payment: PayIn) => Promise<void>
  /** The camt.053 statement of one bank day, YYYY-MM-DD. */
  statement: (date: string) => Promise<string>
  balanceFen: () => Promise<bigint>
}

/** The bank's door, for the office's account in this house. */
export function bankDoor(client: Client, house: House): BankDoor {
  const { number, name } = house.escrowAccount
  const account = new URL(`/accounts/${encodeURIComponent(number)}`, house.bankUrl).href
  const authorization = `Bearer ${house.bankToken}`
  const json = { authorization, 'content-type': 'application/json' }
  const balance = z.object({ balanceFen: z.string().transform((text) => BigInt(text)) })
  return {
    open: async () => {
      const body = JSON.stringify({ name })
      await client.send({ method: 'PUT', url: account, headers: json, body })
    },
    payIn: async ({ key, amountFen, ...payment }) => {
      const order = { ...payment, creditAccount: number, amountFen: String(amountFen) }
      await client.send({
        method: 'POST',
        url: new URL('/incoming-transfers', house.bankUrl).href,
        headers: { ...json, 'idempotency-key': key },
        body: JSON.stringify(order),
      })
    },
    statement: (date) => {
      const url = `${account}/statements?from=${date}&to=${dayAfter(date)}&format=camt053`
      return client.send({ method: 'GET', url, headers: { authorization } })
    },
    balanceFen: async () => {
      const text = await client.send({ method: 'GET', url: account, headers: { authorization } })
      return balance.parse(JSON.parse(text)).balanceFen
    },
  }
}

/** The bank day in which a UTC instant falls. */
export function bankDateOf(instant: string): string {
  return new Date(Date.parse(instant) + OFFSET_MS).toISOString().slice(0, 10)
}

function dayAfter(date: string): string {
  return new Date(Date.parse(date) + DAY_MS).toISOString().slice(0, 10)
}
