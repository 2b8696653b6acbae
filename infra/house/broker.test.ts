// Knows how the way of the facts is chosen before any broker is tried.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { chooseBroker } from './broker.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'ticun-broker-'))
const ports = { kafka: 0, kafkaController: 0 }
const said: string[] = []
const choose = (env: NodeJS.ProcessEnv) =>
  chooseBroker({ env, dataDir, ports, secrets: () => 'secret', log: (line) => said.push(line) })

afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

test('EVENTS=postgres wants no broker, even a given one, and says so in one line', async () => {
  const broker = await choose({ EVENTS: 'postgres', KAFKA_BROKERS: 'here:1' })
  expect(broker.transport).toBe('postgres')
  expect(said).toEqual(['events: no Kafka, facts travel through Postgres (EVENTS=postgres)'])
})

test('a given broker is taken', async () => {
  const broker = await choose({ KAFKA_BROKERS: 'here:1,there:2' })
  expect(broker).toMatchObject({ transport: 'kafka', brokers: 'here:1,there:2' })
})

test('a given broker that knows names must be told the passwords of all', async () => {
  const given = { KAFKA_BROKERS: 'here:1', KAFKA_ADMIN_PASSWORD: 'a', KAFKA_ESCROW_PASSWORD: 'e' }
  await expect(choose(given)).rejects.toThrow('KAFKA_SETTLEMENT_PASSWORD is missing')
  const rest = { KAFKA_SETTLEMENT_PASSWORD: 's', KAFKA_NOTARY_PASSWORD: 'n' }
  const broker = await choose({ ...given, ...rest, KAFKA_AUDITOR_PASSWORD: 'u' })
  expect(broker).toMatchObject({ access: { admin: 'a', escrow: 'e', auditor: 'u' } })
})

test('an unknown transport is refused', async () => {
  await expect(choose({ EVENTS: 'rabbit' })).rejects.toThrow('EVENTS must be kafka or postgres')
})

test('a data directory that began without a broker goes on without one', async () => {
  writeFileSync(join(dataDir, 'broker'), 'postgres\n')
  expect(await choose({})).toMatchObject({ transport: 'postgres' })
})
