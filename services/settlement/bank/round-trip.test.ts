// Knows that what the bank writes is what settlement reads, and the other way round.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBank, type RunningBank } from '@ticun/bank-sandbox'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readBankCsv } from './bank-csv.ts'
import { BankFault, type Bank } from './bank.ts'
import { readCamt053 } from './camt053.ts'
import type { BankStatement, StatementLine, StatementReading } from './bank-statement.ts'
import { writePain001 } from './pain001.ts'
import { sandboxBank } from './sandbox-bank.ts'

const TOKEN = 'a-token-for-tests'
let directory = ''
let running: RunningBank
let accountsOpened = 0

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'round-trip-'))
  running = await startBank({ host: '127.0.0.1', port: 0, dataDirectory: directory, token: TOKEN })
})
afterAll(async () => {
  await running.close()
  await rm(directory, { recursive: true })
})

async function put(method: string, path: string, body: unknown, key = 'k'): Promise<Response> {
  const headers = {
    authorization: `Bearer ${TOKEN}`,
    'content-type': 'application/json',
    'idempotency-key': key,
  }
  return fetch(running.url + path, { method, headers, body: JSON.stringify(body) })
}

async function openAccount(openingBalanceFen: bigint): Promise<{ account: string; bank: Bank }> {
  accountsOpened += 1
  const account = `3105016636000000${accountsOpened}`
  const body = { name: '提存专户', openingBalanceFen: openingBalanceFen.toString() }
  expect((await put('PUT', `/accounts/${account}`, body)).status).toBe(201)
  return { account, bank: sandboxBank({ url: running.url, token: TOKEN, account }) }
}

function statementOf(reading: StatementReading): BankStatement {
  if ('refused' in reading) throw new Error(`${reading.refused}: ${reading.detail}`)
  return reading.statement
}

async function csvOf(account: string, from: string, to: string): Promise<BankStatement> {
  const url = `${running.url}/accounts/${account}/statements?from=${from}&to=${to}&format=csv`
  const response = await fetch(url, { headers: { authorization: `Bearer ${TOKEN}` } })
  return statementOf(readBankCsv(new Uint8Array(await response.arrayBuffer())))
}

/** Any text a person could type, as the bank shows it: without control characters, on one line. */
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.string({ unit: fc.constantFrom('<', '&', '"', ',', "'", ']]>', '中', '𠮷', ' ', '&#65;') }),
  )
  .map((raw) =>
    raw
      .replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '')
      .replace(/\s+/g, ' ')
      .trim(),
  )
  .map((line) => Array.from(line).slice(0, 60).join('').trim())
const amountFen = fc.bigInt({ min: 1n, max: 10n ** 12n })
const bookedAt = fc
  .date({ min: new Date('2015-02-01'), max: new Date('2015-02-10'), noInvalidDate: true })
  .map((date) => date.toISOString())
const incoming = fc.record({ amountFen, bookedAt, remittance: text, counterpartyName: text })
const outgoing = fc.record({
  amountFen,
  remittance: text,
  creditorName: text,
  creditorAccount: fc.constantFrom('6228480000000001', 'RETURN-1', 'REJECT-1'),
})

type Incoming = {
  amountFen: bigint
  bookedAt: string
  remittance: string
  counterpartyName: string
}

async function payIn(account: string, index: number, item: Incoming): Promise<StatementLine> {
  const bankSerial = `${account}-${index}`
  const debtorAccount = '6222020200001111222'
  const body = {
    bankSerial,
    creditAccount: account,
    debtorName: item.counterpartyName,
    debtorAccount,
    amountFen: item.amountFen.toString(),
    remittance: item.remittance,
    bookedAt: item.bookedAt,
  }
  expect((await put('POST', '/incoming-transfers', body, bankSerial)).status).toBe(201)
  return {
    ...item,
    bankSerial,
    direction: 'CREDIT',
    valueDate: new Date(Date.parse(item.bookedAt) + 8 * 3_600_000).toISOString().slice(0, 10),
    counterpartyAccount: debtorAccount,
    kind: 'TRANSFER',
  }
}

test('every line comes back exactly, through camt.053 and through CSV', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(incoming, { maxLength: 6 }),
      fc.bigInt({ min: 0n, max: 10n ** 12n }),
      async (items, openingBalanceFen) => {
        const { account, bank } = await openAccount(openingBalanceFen)
        const sent: StatementLine[] = []
        for (const [index, item] of items.entries()) sent.push(await payIn(account, index, item))
        const period = ['2015-02-01', '2015-02-11'] as const
        const statement = statementOf(readCamt053(await bank.statement(...period)))
        const total = sent.reduce((sum, line) => sum + line.amountFen, openingBalanceFen)
        expect(statement).toMatchObject({
          account,
          from: period[0],
          to: period[1],
          openingBalanceFen,
          closingBalanceFen: total,
        })
        const sorted = sent.toSorted((a, b) => (a.bookedAt < b.bookedAt ? -1 : 1))
        expect(new Set(statement.lines)).toEqual(new Set(sorted))
        expect(await csvOf(account, ...period)).toEqual(statement)
      },
    ),
    { numRuns: 25 },
  )
})

test('payments written here are executed there and come back in the statement', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(outgoing, { minLength: 1, maxLength: 5 }), async (items) => {
      const { account, bank } = await openAccount(10n ** 14n)
      const transfers = items.map((item, index) => ({ ...item, endToEndId: `${account}-${index}` }))
      const message = {
        messageId: `M${account}`,
        createdAt: '2015-03-01T00:00:00.000Z',
        executionDate: '2015-03-02',
        debtorName: '提存专户',
        debtorAccount: account,
        transfers,
      }
      const report = await bank.sendPayments(writePain001(message), {})
      const again = await bank.sendPayments(writePain001(message), { valueDate: '2015-03-05' })
      expect(again).toEqual(report)
      const statement = statementOf(readCamt053(await bank.statement('2015-03-01', '2015-03-05')))
      expect(await csvOf(account, '2015-03-01', '2015-03-05')).toEqual(statement)
      for (const [index, transfer] of transfers.entries()) {
        const { endToEndId, creditorAccount } = transfer
        const status = report.transfers[index]?.status
        const state = await bank.paymentState(endToEndId)
        const lines = statement.lines.filter((line) => line.endToEndId === endToEndId)
        const signs = lines.map((line) => `${line.kind} ${line.direction}`)
        if (creditorAccount === 'REJECT-1') {
          expect([status, state, signs]).toEqual([
            'REJECTED',
            { state: 'REJECTED', reason: 'AC01' },
            [],
          ])
          continue
        }
        expect([status, state.state]).toEqual(['ACCEPTED', 'EXECUTED'])
        const returned = creditorAccount === 'RETURN-1'
        expect(signs).toEqual(returned ? ['TRANSFER DEBIT', 'RETURN CREDIT'] : ['TRANSFER DEBIT'])
        expect(lines[1]?.returnReason).toBe(returned ? 'AC04' : undefined)
        for (const line of lines) {
          expect(line).toMatchObject({
            amountFen: transfer.amountFen,
            remittance: transfer.remittance,
            counterpartyName: transfer.creditorName,
            counterpartyAccount: creditorAccount,
          })
        }
      }
    }),
    { numRuns: 20 },
  )
})

test('interest and fees are told from transfers', async () => {
  const { account, bank } = await openAccount(0n)
  const at = '2015-03-21T00:00:00+08:00'
  const line = { remittance: '一季度', bookedAt: at }
  const path = `/accounts/${account}/bookings`
  await put('POST', path, { ...line, kind: 'INTEREST', amountFen: '1234' }, 'interest')
  await put('POST', path, { ...line, kind: 'FEE', amountFen: '34' }, 'fee')
  const statement = statementOf(readCamt053(await bank.statement('2015-03-21', '2015-03-22')))
  expect(statement.lines.map((booked) => booked.kind)).toEqual(['INTEREST', 'FEE'])
  expect(statement.closingBalanceFen).toBe(1200n)
  expect(await csvOf(account, '2015-03-21', '2015-03-22')).toEqual(statement)
})

test('what the bank cannot answer is a fault, and an unknown payment is known to be unknown', async () => {
  const { account, bank } = await openAccount(0n)
  expect(await bank.paymentState('nothing/like this')).toEqual({ state: 'UNKNOWN' })
  await expect(bank.sendPayments('<x/>', {})).rejects.toMatchObject({ mayHaveHappened: false })
  const wrongToken = sandboxBank({ url: running.url, token: 'wrong', account })
  await expect(wrongToken.paymentState('pay_1')).rejects.toBeInstanceOf(BankFault)
  const nobody = sandboxBank({ url: 'http://127.0.0.1:1', token: TOKEN, account, timeoutMs: 500 })
  await expect(nobody.sendPayments('<x/>', {})).rejects.toMatchObject({ mayHaveHappened: true })
})
