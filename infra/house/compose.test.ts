// Knows that compose starts the same processes with the same environment as the house does.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { kafkaAccess } from './kafka-access.ts'
import { brokerProperties, formatWords } from './kafka-settings.ts'
import { ENTRIES, ESCROW_ACCOUNT, neighbourEnvironment, NOTARY_NAME, PROCESSES } from './plan.ts'
import { clockProcessEnvironment, portalEnvironment, roomEnvironment } from './plan.ts'
import { WITNESS_NAME } from './plan.ts'
import type { PlanInput, ProcessName } from './plan.ts'
import { portsFrom } from './ports.ts'
import { SERVER_MEMORY } from './postgres.ts'
import type { RoomDatabase } from './provision.ts'

type Service = {
  image: string
  command?: string[]
  environment?: Record<string, string | number>
  ports?: string[]
  healthcheck?: { test: string[] }
}

type Config = { content: string }

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const file: { services: Record<string, Service>; configs: Record<string, Config> } = parse(
  readFileSync(join(ROOT, 'infra', 'compose.yaml'), 'utf8'),
  { merge: true },
)
const pom = readFileSync(join(ROOT, 'infra', 'kafka', 'pom.xml'), 'utf8')
const container = readFileSync(join(ROOT, 'infra', 'house', 'kafka-container.ts'), 'utf8')
const database: RoomDatabase = {
  database: '',
  owner: '',
  runtime: '',
  factsReader: '',
  ownerUrl: '',
  runtimeUrl: '',
  factsReaderUrl: '',
}
const access = kafkaAccess((name) => name.replace(/^kafka\.(.*)\.password$/, 'kafka-$1'))
const input: PlanInput = {
  dataDir: '/data',
  ports: portsFrom({}),
  databases: { escrow: database, settlement: database, notary: database },
  broker: { transport: 'kafka', brokers: '', access, stop: async () => {} },
  bankToken: '',
  codeKey: '',
  sealKey: '',
  clientSecret: '',
  clockSecret: '',
  auditorSecret: '',
  env: { PATH: '' },
}

test.each(PROCESSES)('%s: the same file and the same variables', (name) => {
  const service = file.services[name]
  expect(service?.command).toEqual(['node', ENTRIES[name]])
  const planned = Object.keys(planFor(name)).filter(
    (key) => !['PATH', 'NODE_OPTIONS'].includes(key),
  )
  expect(Object.keys(service?.environment ?? {}).toSorted()).toEqual(planned.toSorted())
})

test('every file that compose names is there', () => {
  const named = Object.values(file.services).flatMap(({ command = [], healthcheck }) => [
    ...command,
    ...(healthcheck?.test ?? []),
  ])
  const missing = named.filter((word) => word.endsWith('.ts') && !existsSync(join(ROOT, word)))
  expect(missing).toEqual([])
})

test('every port is published on 127.0.0.1 only', () => {
  const ports = Object.values(file.services).flatMap((service) => service.ports ?? [])
  expect(ports.length).toBeGreaterThan(0)
  expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([])
})

test('the broker has the settings and the names of the house', () => {
  const content = (name: string) =>
    (file.configs[name]?.content ?? '').replace(
      /\$\{KAFKA_(\w+)_PASSWORD:\?[^}]+\}/g,
      (_, name: string) => `kafka-${name.toLowerCase()}`,
    )
  const settings = {
    clients: '0.0.0.0:9092',
    advertised: '127.0.0.1:9092',
    controller: '127.0.0.1:9093',
    recordsFolder: '/var/lib/kafka/data',
    access,
  }
  expect(content('broker')).toBe(brokerProperties(settings))
  const words = formatWords('dGljdW4taG91c2UtMDAwMQ', '/run/kafka/broker.properties', access)
  expect(content('broker-format')).toBe(words)
})

test('no secret is written down: each has to be set, and one command makes them all', () => {
  const text = readFileSync(join(ROOT, 'infra', 'compose.yaml'), 'utf8')
  const used = [...text.matchAll(/\$\{([^}]+)\}/g)].map(([, inside]) => inside ?? '')
  expect(used.filter((inside) => !/^([A-Z_]+:\?.|KAFKA_COPIES(_MIN)?:-1$)/.test(inside))).toEqual(
    [],
  )
  const asked = used.filter((inside) => inside.includes(':?'))
  const kept = Object.entries(file.services).flatMap(([name, { environment = {} }]) =>
    Object.entries(environment)
      .filter(([key]) => /(PASSWORD|SECRET|TOKEN|CODE_KEY)$/.test(key))
      .map(([key, value]) => [`${name}.${key}`, value]),
  )
  expect(kept.length).toBeGreaterThan(5)
  expect(kept.filter(([, value]) => !String(value).startsWith('${'))).toEqual([])
  const made = execFileSync(process.execPath, [join(ROOT, 'infra/house/compose-secrets.ts')])
  const names = String(made)
    .trim()
    .split('\n')
    .map((line) => line.split('=')[0])
  expect(names).toEqual([...new Set(asked.map((inside) => inside.split(':')[0] ?? ''))].toSorted())
})

test('names and versions agree in every place that says them', () => {
  const image = file.services['kafka']?.image ?? ''
  expect(pom).toContain(`<version>${image.replace('apache/kafka:', '')}</version>`)
  expect(container).toContain(`'${image}'`)
  const memory = Object.entries(SERVER_MEMORY).map(([name, bytes]) => [name, Number(bytes)])
  expect(file.services['postgres']?.environment).toMatchObject(Object.fromEntries(memory))
  expect(file.services['settlement']?.environment?.['ESCROW_ACCOUNT']).toBe(ESCROW_ACCOUNT)
  expect(file.services['notary']?.environment?.['NOTARY_NAME']).toBe(NOTARY_NAME)
  expect(file.services['witness']?.environment).toMatchObject({
    LOG_ORIGIN: NOTARY_NAME,
    WITNESS_NAME,
  })
})

function planFor(name: ProcessName): Record<string, string> {
  if (name === 'issuer' || name === 'bank' || name === 'witness') {
    return neighbourEnvironment(name, input)
  }
  if (name === 'clock') return clockProcessEnvironment(input)
  return name === 'portal' ? portalEnvironment(input) : roomEnvironment(name, input)
}
