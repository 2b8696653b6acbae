// Which tests there are, by what they cost: pure, Postgres, Kafka, the whole house, a browser.
import { defineConfig } from 'vitest/config'
import {
  BROKER_MAX_MS,
  HOUSE_MAX_MS,
  HOUSE_START_MAX_MS,
  PURE_MAX_MS,
  SERVER_MAX_MS,
  STOP_MAX_MS,
} from './test/runner/limits.ts'

/** Two cores must be enough, so that the same command passes on a small machine. */
const WORKERS_MAX = 2

const FOREIGN = ['**/node_modules/**', '**/dist/**', '.data/**']
const WHOLE_HOUSE = [
  'test/journeys/**',
  'test/laws/**',
  'test/acceptance/**',
  'test/golden/**',
  'test/crash/**',
  'test/browser/**',
  'test/dates/**',
  'test/fuzz/**',
]
const POSTGRES = 'test/setup/postgres.ts'
const BROKER = 'test/setup/broker.ts'
const HOUSE = 'test/setup/house.ts'

type Kind = {
  include: string[]
  exclude?: string[]
  globalSetup?: string[]
  testMs: number
  startMs?: number
  workers?: number
}

const kinds: Record<string, Kind> = {
  tidy: { include: ['test/tidy/**/*.test.ts'], testMs: PURE_MAX_MS },
  unit: {
    include: ['**/*.test.ts'],
    exclude: ['**/*.db.test.ts', '**/*.kafka.test.ts', 'test/tidy/**', ...WHOLE_HOUSE],
    testMs: PURE_MAX_MS,
  },
  db: {
    include: ['**/*.db.test.ts'],
    exclude: WHOLE_HOUSE,
    globalSetup: [POSTGRES],
    testMs: SERVER_MAX_MS,
  },
  kafka: {
    include: ['**/*.kafka.test.ts'],
    exclude: WHOLE_HOUSE,
    globalSetup: [BROKER, POSTGRES],
    testMs: BROKER_MAX_MS,
    startMs: HOUSE_START_MAX_MS,
    workers: 1,
  },
  journeys: {
    include: ['test/journeys/**/*.test.ts', 'test/laws/**/*.test.ts'],
    globalSetup: [BROKER, HOUSE],
    testMs: HOUSE_MAX_MS,
    workers: 1,
  },
  acceptance: {
    include: [
      'test/acceptance/**/*.test.ts',
      'test/golden/**/*.test.ts',
      'test/dates/**/*.test.ts',
    ],
    globalSetup: [BROKER, HOUSE],
    testMs: HOUSE_MAX_MS,
    workers: 1,
  },
  crash: {
    include: ['test/crash/**/*.test.ts'],
    globalSetup: [BROKER],
    testMs: HOUSE_MAX_MS,
    startMs: HOUSE_START_MAX_MS,
    workers: 1,
  },
  fuzz: {
    include: ['test/fuzz/**/*.test.ts'],
    globalSetup: [BROKER, HOUSE],
    testMs: HOUSE_START_MAX_MS,
    startMs: HOUSE_START_MAX_MS,
    workers: 1,
  },
  browser: {
    include: ['test/browser/**/*.test.ts'],
    globalSetup: [BROKER, HOUSE],
    testMs: HOUSE_MAX_MS,
    workers: 1,
  },
}

// Only on a moved date (`runner/dates-stage.ts`): each of these belongs to another kind too. Tests
// of escrow's tables are none of them: the server, whose date stays, has no partitions for them.
if (process.env['TICUN_DATE'] !== undefined) {
  kinds['dates'] = {
    include: [
      'test/dates/**/*.test.ts',
      'packages/http/{auth,house-clock}.test.ts',
      'infra/{bank-sandbox/clock,issuer/issuer}.test.ts',
      'services/portal/portal.test.ts',
      'services/notary/freeze/freeze.db.test.ts',
    ],
    globalSetup: [POSTGRES],
    testMs: HOUSE_MAX_MS,
    startMs: HOUSE_START_MAX_MS,
    workers: 1,
  }
}

export default defineConfig({
  test: {
    watch: false,
    teardownTimeout: STOP_MAX_MS,
    projects: Object.entries(kinds).map(([name, kind], order) => ({
      test: {
        name,
        include: kind.include,
        exclude: [...FOREIGN, ...(kind.exclude ?? [])],
        globalSetup: kind.globalSetup ?? [],
        environment: 'node',
        env: { NODE_ENV: 'test' },
        testTimeout: kind.testMs,
        hookTimeout: kind.startMs ?? kind.testMs,
        // A state is waited for as long as its test may take, less what says so.
        expect: { poll: { timeout: kind.testMs / 2 } },
        maxWorkers: kind.workers ?? WORKERS_MAX,
        // One kind after another: cheap answers first, and never two houses at once.
        sequence: { groupOrder: order },
      },
    })),
  },
})
