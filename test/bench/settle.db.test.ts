// A quiet server vacuums nothing by itself, and does again afterwards, whatever happened meanwhile.
import { openTestDatabase } from '@ticun/house'
import type { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openClient } from './server.ts'
import { quietly } from './settle.ts'

let server: Awaited<ReturnType<typeof openTestDatabase>>
let client: Client

beforeAll(async () => {
  server = await openTestDatabase()
  client = await openClient(server.superuserUrl)
})

afterAll(async () => {
  await client?.end()
  await server?.stop()
})

const autovacuum = async () => {
  const { rows } = await client.query<{ autovacuum: string }>('SHOW autovacuum')
  return rows[0]?.autovacuum
}

test('autovacuum is off while the work is done, and on after it', async () => {
  await quietly(client, () => expect.poll(autovacuum).toBe('off'))
  await expect.poll(autovacuum).toBe('on')
  const failed = quietly(client, () => Promise.reject(new Error('no')))
  await expect(failed).rejects.toThrow('no')
  await expect.poll(autovacuum).toBe('on')
})
