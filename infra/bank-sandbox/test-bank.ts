// Knows how a test runs a whole bank on a data directory of its own and speaks to it.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { startBank, type RunningBank } from './server.ts'

export const TOKEN = 'a-token-for-tests'
export const NOTARY = '31050166360000000001'
export const NOTARY_NAME = '上海市长宁公证处提存专户'

const object = z.record(z.string(), z.unknown())

export type Answer = {
  status: number
  headers: Headers
  text: string
  json: Record<string, unknown>
}

export type TestBank = {
  call: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer>
  /** Stops the bank and starts it again on the same journal. */
  restart: () => Promise<void>
  /** Stops the bank and removes its data. */
  end: () => Promise<void>
}

const clock = () => new Date('2026-01-01T00:00:00Z')

/** Starts a bank that has the notary's account open. */
export async function startTestBank(): Promise<TestBank> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'bank-'))
  const start = () => startBank({ host: '127.0.0.1', port: 0, dataDirectory, token: TOKEN, clock })
  let bank: RunningBank = await start()
  const call: TestBank['call'] = async (method, path, body, headers = {}) => {
    const xml = typeof body === 'string'
    const type = xml ? 'application/xml' : 'application/json'
    const response = await fetch(bank.url + path, {
      method,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        ...(body === undefined ? {} : { 'content-type': type }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: xml ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true
    const json = isJson ? object.parse(JSON.parse(text)) : {}
    return { status: response.status, headers: response.headers, text, json }
  }
  await call('PUT', `/accounts/${NOTARY}`, { name: NOTARY_NAME })
  return {
    call,
    restart: async () => {
      await bank.close()
      bank = await start()
    },
    end: async () => {
      await bank.close()
      await rm(dataDirectory, { recursive: true })
    },
  }
}

export const incoming = {
  creditAccount: NOTARY,
  debtorName: '王<小>明 & 家人',
  debtorAccount: '6222020200001111222',
  amountFen: '299900',
  remittance: 'ctr_01 首付',
  bookedAt: '2015-02-01T10:00:00+08:00',
}

export type Transfer = { id: string; yuan: string; account: string }

/** A payment message as some customer's program might write it, prefixes and all. */
export function pain001(
  messageId: string,
  day: string,
  transfers: Transfer[],
  debtor = NOTARY,
): string {
  const items = transfers.map(
    (item) => `<CdtTrfTxInf><PmtId><EndToEndId>${item.id}</EndToEndId></PmtId>
      <Amt><InstdAmt Ccy="CNY">${item.yuan}</InstdAmt></Amt><Cdtr><Nm>健身 &amp; &#x4e00;</Nm></Cdtr>
      <CdtrAcct><Id><Othr><Id>${item.account}</Id></Othr></Id></CdtrAcct>
      <RmtInf><Ustrd>二月 结算</Ustrd></RmtInf></CdtTrfTxInf>`,
  )
  return `<?xml version="1.0"?><p:Document xmlns:p="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">
    <p:CstmrCdtTrfInitn><GrpHdr><MsgId>${messageId}</MsgId><NbOfTxs>${transfers.length}</NbOfTxs>
    </GrpHdr><PmtInf><PmtMtd>TRF</PmtMtd><ReqdExctnDt><Dt>${day}</Dt></ReqdExctnDt>
    <DbtrAcct><Id><Othr><Id>${debtor}</Id></Othr></Id></DbtrAcct>${items.join('')}</PmtInf>
    </p:CstmrCdtTrfInitn></p:Document>`
}
