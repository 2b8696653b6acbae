// Knows what the bank promises over HTTP, on a real server with a real journal.
import { readFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { incoming, NOTARY, NOTARY_NAME, pain001, startTestBank } from './test-bank.ts'
import type { Answer, TestBank } from './test-bank.ts'

let bank: TestBank

beforeEach(async () => {
  bank = await startTestBank()
})
afterEach(() => bank.end())

const call: TestBank['call'] = (...parts) => bank.call(...parts)

function payIn(key: string, change: Record<string, unknown> = {}): Promise<Answer> {
  return call('POST', '/incoming-transfers', { ...incoming, ...change }, { 'idempotency-key': key })
}

async function balance(account = NOTARY): Promise<unknown> {
  return (await call('GET', `/accounts/${account}`)).json['balanceFen']
}

const transaction = z.object({
  endToEndId: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  replayed: z.boolean(),
})

function transactions(answer: Answer): z.output<typeof transaction>[] {
  return z.array(transaction).parse(answer.json['transactions'])
}

test('an account opens once; the same order again is fine, another one is refused', async () => {
  const again = await call('PUT', `/accounts/${NOTARY}`, { name: NOTARY_NAME })
  expect(again.status).toBe(200)
  const other = await call('PUT', `/accounts/${NOTARY}`, { name: '别人' })
  expect([other.status, other.json['code']]).toEqual([409, 'account_differs'])
})

test('money that comes in twice under one key counts once', async () => {
  const first = await payIn('k1')
  expect(first.status).toBe(201)
  const second = await payIn('k1')
  expect(second.status).toBe(200)
  expect(second.headers.get('idempotent-replayed')).toBe('true')
  expect(second.json).toEqual(first.json)
  expect((await payIn('k1', { amountFen: '1' })).status).toBe(422)
  expect(await balance()).toBe('299900')
})

test('a serial given by the sender is unique', async () => {
  expect((await payIn('k1', { bankSerial: 'S1' })).json['bankSerial']).toBe('S1')
  expect((await payIn('k2', { bankSerial: 'S1' })).status).toBe(200)
  const other = await payIn('k3', { bankSerial: 'S1', amountFen: '5' })
  expect([other.status, other.json['code']]).toEqual([409, 'serial_reused'])
  expect(await balance()).toBe('299900')
})

test('a payment is executed once, whatever message brings it', async () => {
  await payIn('k1')
  const transfer = { id: 'pay_1', yuan: '100.5', account: '6228480000000001' }
  const message = pain001('M1', '2015-03-01', [transfer])
  const first = await call('POST', '/payment-instructions', message)
  expect(first.json['groupStatus']).toBe('ACCP')
  const again = await call('POST', '/payment-instructions', message)
  expect(transactions(again)[0]).toMatchObject({ status: 'ACCP', replayed: true })
  const elsewhere = pain001('M2', '2015-03-02', [transfer])
  expect(transactions(await call('POST', '/payment-instructions', elsewhere))[0]?.replayed).toBe(
    true,
  )
  expect(await balance()).toBe('289850')
  const state = await call('GET', '/payment-instructions/pay_1')
  expect(state.json).toMatchObject({ state: 'EXECUTED', bookedAt: '2015-03-01T15:00:00.000Z' })
  expect((await call('GET', '/payment-instructions/pay_9')).status).toBe(404)
})

test('rejections carry their reason, spare their neighbours and stay', async () => {
  await payIn('k1')
  const transfers = [
    { id: 'p1', yuan: '2999.01', account: '6228480000000001' },
    { id: 'p2', yuan: '1.00', account: 'REJECT-1' },
    { id: 'p3', yuan: '1.00', account: '账号' },
    { id: 'p4', yuan: '1.00', account: '6228480000000001' },
    { id: 'p4', yuan: '2.00', account: '6228480000000001' },
  ]
  const answer = await call('POST', '/payment-instructions', pain001('M1', '2015-03-01', transfers))
  expect(transactions(answer).map((item) => item.reason)).toEqual([
    'AM04',
    'AC01',
    'AC01',
    undefined,
    'DU04',
  ])
  expect(answer.json['groupStatus']).toBe('PART')
  await payIn('k2')
  const again = await call('POST', '/payment-instructions', pain001('M1', '2015-03-01', transfers))
  expect(transactions(again)[0]).toMatchObject({ reason: 'AM04', replayed: true })
  const early = [{ id: 'p5', yuan: '1.00', account: '6228480000000001' }]
  const tooEarly = await call('POST', '/payment-instructions', pain001('M3', '2015-01-01', early))
  expect(transactions(tooEarly)[0]?.reason).toBe('AM04')
  const stranger = pain001('M4', '2015-03-01', [{ ...early[0]!, id: 'p6' }], '999')
  expect(transactions(await call('POST', '/payment-instructions', stranger))[0]?.reason).toBe(
    'AC02',
  )
  const reused = pain001('M3', '2015-03-01', [{ ...early[0]!, yuan: '9.00' }])
  expect((await call('POST', '/payment-instructions', reused)).status).toBe(422)
})

test('a RETURN account gets the money and it comes back the next day', async () => {
  await payIn('k1')
  const transfer = { id: 'pay_1', yuan: '100.00', account: 'RETURN-7' }
  const headers = { 'value-date': '2015-03-01T16:30:00Z' }
  await call('POST', '/payment-instructions', pain001('M1', '2015-02-02', [transfer]), headers)
  expect(await balance()).toBe('299900')
  const sent = await statement('2015-03-02', '2015-03-03')
  expect(sent).toContain('<CdtDbtInd>DBIT</CdtDbtInd>')
  const back = await statement('2015-03-03', '2015-03-04')
  expect(back).toContain('<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>')
  expect(back).toContain('<EndToEndId>pay_1</EndToEndId>')
})

test('a payment to another account of this bank arrives there', async () => {
  await payIn('k1')
  await call('PUT', '/accounts/6228480000000001', { name: '健身房' })
  const transfer = { id: 'pay_1', yuan: '100.00', account: '6228480000000001' }
  await call('POST', '/payment-instructions', pain001('M1', '2015-03-01', [transfer]))
  expect(await balance('6228480000000001')).toBe('10000')
})

async function statement(from: string, to: string, format = 'camt053'): Promise<string> {
  const path = `/accounts/${NOTARY}/statements?from=${from}&to=${to}&format=${format}`
  const answer = await call('GET', path)
  expect(answer.status).toBe(200)
  return answer.text
}

test('statements are the same bytes again, also after a restart', async () => {
  await payIn('k1')
  await payIn('k2', { bookedAt: '2015-01-31T16:00:00Z' })
  await payIn('k3', { bookedAt: '2015-01-31T15:59:59.999Z' })
  const interest = { kind: 'INTEREST', amountFen: '7', remittance: '', bookedAt: incoming.bookedAt }
  const booking = await call('POST', `/accounts/${NOTARY}/bookings`, interest, {
    'idempotency-key': 'i1',
  })
  expect(booking.status).toBe(201)
  const first = await statement('2015-02-01', '2015-02-02')
  const csv = await statement('2015-02-01', '2015-02-02', 'csv')
  expect(first.match(/<Ntry>/g)).toHaveLength(3)
  await payIn('k4', { bookedAt: '2015-02-02T00:00:00+08:00' })
  await bank.restart()
  expect(await statement('2015-02-01', '2015-02-02')).toBe(first)
  expect(await statement('2015-02-01', '2015-02-02', 'csv')).toBe(csv)
  expect((await payIn('k1')).status).toBe(200)
  expect(await balance()).toBe('1199607')
})

function record(name: string): Promise<string> {
  return readFile(new URL(`golden/${name}`, import.meta.url), 'utf8')
}

test('the statement file is the one on record', async () => {
  await payIn('k1')
  await payIn('k2', { amountFen: '1', remittance: '', bookedAt: '2015-02-01T23:59:59.999+08:00' })
  const transfer = { id: 'pay_1', yuan: '100.00', account: 'RETURN-7' }
  await call('POST', '/payment-instructions', pain001('M1', '2015-02-02', [transfer]))
  expect(await statement('2015-02-01', '2015-02-04')).toBe(await record('statement.camt053.xml'))
  // Reading a response drops the byte order mark; the file on record keeps it.
  const csv = `\u{FEFF}${await statement('2015-02-01', '2015-02-04', 'csv')}`
  expect(csv).toBe(await record('statement.csv'))
})
