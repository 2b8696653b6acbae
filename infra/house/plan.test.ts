// Knows that no process is told more than its own secrets.
import { expect, test } from 'vitest'
import { clockProcessEnvironment, migrationEnvironment, neighbourEnvironment } from './plan.ts'
import { portalEnvironment, roomEnvironment } from './plan.ts'
import type { PlanInput } from './plan.ts'
import { portsFrom } from './ports.ts'
import type { RoomDatabase } from './provision.ts'

const input: PlanInput = {
  dataDir: '/data',
  ports: portsFrom({ ESCROW_PORT: '9001' }),
  databases: { escrow: room('escrow'), settlement: room('settlement'), notary: room('notary') },
  broker: { transport: 'postgres', reason: 'test' },
  bankToken: 'bank-token',
  codeKey: 'code-key',
  sealKey: 'seal-key',
  clientSecret: 'client-secret',
  clockSecret: 'clock-secret',
  auditorSecret: 'auditor-secret',
  env: { DATABASE_URL: 'superuser', CLOCK: 'caller', LOG_LEVEL: 'warn', OTHER: 'secret' },
}

test('a service knows its own runtime role and the readers of the others', () => {
  const environment = roomEnvironment('notary', input)
  expect(environment).toMatchObject({
    PORT: '8083',
    DATABASE_URL: 'notary-runtime',
    EVENTS: 'postgres',
    FACTS_ESCROW_URL: 'escrow-reader',
    FACTS_SETTLEMENT_URL: 'settlement-reader',
    CLOCK: 'caller',
    NOTARY_KEY_FILE: '/data/notary/signing-key.pem',
    WITNESSES: 'http://127.0.0.1:8089 /data/public/witness.vkey',
    WITNESSES_MIN: '1',
  })
  for (const name of ['BANK_TOKEN', 'FACTS_NOTARY_URL', 'OTHER', 'KAFKA_BROKERS']) {
    expect(environment).not.toHaveProperty(name)
  }
})

test('only a house of tests has a clock that can be moved', () => {
  const told = (env: NodeJS.ProcessEnv) => [
    roomEnvironment('escrow', { ...input, env }),
    roomEnvironment('settlement', { ...input, env }),
    roomEnvironment('notary', { ...input, env }),
    neighbourEnvironment('bank', { ...input, env }),
  ]
  for (const environment of told({ CLOCK: 'caller' })) {
    expect(environment).toMatchObject({ CLOCK_FILE: '/data/clock' })
  }
  for (const environment of [...told({}), ...told({ CLOCK: 'system' })]) {
    expect(environment).not.toHaveProperty('CLOCK_FILE')
  }
})

test('only settlement knows the bank, and nobody the superuser or an owner', () => {
  expect(roomEnvironment('settlement', input)).toMatchObject({ BANK_TOKEN: 'bank-token' })
  const others = [
    roomEnvironment('escrow', input),
    roomEnvironment('notary', input),
    portalEnvironment(input),
    neighbourEnvironment('issuer', input),
  ].flatMap((environment) => Object.values(environment))
  expect(others).not.toContain('bank-token')
  expect(others).not.toContain('superuser')
  expect(others.filter((value) => value.endsWith('-owner'))).toEqual([])
  expect(migrationEnvironment('escrow', input)).toMatchObject({ DATABASE_URL: 'escrow-owner' })
})

test('only the clock and its issuer know the clock’s secret, and the clock nothing else', () => {
  const environment = clockProcessEnvironment(input)
  expect(environment).toMatchObject({ CLIENT_ID: 'clock', CLIENT_SECRET: 'clock-secret' })
  for (const secret of ['bank-token', 'client-secret', 'code-key', 'escrow-runtime']) {
    expect(Object.values(environment)).not.toContain(secret)
  }
  expect(neighbourEnvironment('issuer', input)).toMatchObject({ CLOCK_SECRET: 'clock-secret' })
  const others = [
    roomEnvironment('escrow', input),
    roomEnvironment('settlement', input),
    roomEnvironment('notary', input),
    portalEnvironment(input),
    neighbourEnvironment('bank', input),
    neighbourEnvironment('witness', input),
  ]
  expect(others.flatMap((each) => Object.values(each))).not.toContain('clock-secret')
})

test('the witness knows nothing of the house but a public key', () => {
  const environment = neighbourEnvironment('witness', input)
  expect(environment).toMatchObject({ LOG_VKEYS: '/data/public/notary.vkey' })
  const told = Object.values(environment)
  for (const secret of ['bank-token', 'client-secret', 'code-key', 'notary-runtime']) {
    expect(told).not.toContain(secret)
  }
  expect(told.filter((value) => value.includes('signing-key'))).toEqual([])
  const without = roomEnvironment('notary', { ...input, witness: false })
  expect(without).toMatchObject({ WITNESSES: '', WITNESSES_MIN: '0' })
})

test('with a broker no service gets into the database of another', () => {
  const broker = { transport: 'kafka', brokers: 'here:1', stop: async () => {} } as const
  const environment = roomEnvironment('escrow', { ...input, broker })
  expect(environment).toMatchObject({ EVENTS: 'kafka', KAFKA_BROKERS: 'here:1', PORT: '9001' })
  expect(Object.keys(environment).filter((name) => name.startsWith('FACTS_'))).toEqual([])
})

test('a port that is none is refused by its variable', () => {
  expect(() => portsFrom({ PORTAL_PORT: '80800' })).toThrow('PORTAL_PORT')
})

function room(name: string): RoomDatabase {
  return {
    database: name,
    owner: `${name}_owner`,
    runtime: `${name}_runtime`,
    factsReader: `${name}_facts_reader`,
    ownerUrl: `${name}-owner`,
    runtimeUrl: `${name}-runtime`,
    factsReaderUrl: `${name}-reader`,
  }
}
