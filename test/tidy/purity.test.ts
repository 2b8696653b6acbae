// Knows what a pure file must not ask, and which libraries have one home.
import { expect, test } from 'vitest'
import { homes } from './homes.ts'
import { purity } from './purity.ts'

test.each([
  ['packages/money/money.ts', "import { readFileSync } from 'node:fs'"],
  ['packages/proof/chain.ts', "import { createHash } from 'node:crypto'"],
  ['packages/rules/refund.ts', "import { sql } from 'kysely'"],
  ['services/escrow/decide/sign.ts', "import { connect } from '@ticun/db'"],
  ['services/escrow/decide/sign.ts', 'const now = Date.now()'],
  ['services/escrow/decide/sign.ts', "const id = newId('ses')"],
  ['packages/rules/refund.ts', 'const now = new Date()'],
  ['packages/rules/refund.ts', 'const half = Math.random() > 0.5'],
  ['packages/money/money.ts', "const zone = process.env['TZ']"],
  ['packages/proof/web.ts', 'const answer = await fetch(url)'],
])('%s may not hold: %s', (path, text) => {
  expect(purity([{ path, text }])).toHaveLength(1)
})

test.each([
  ['packages/proof/node.ts', "import { createHash } from 'node:crypto'"],
  ['services/escrow/decide/sign.ts', "import { hash } from 'node:crypto'"],
  ['services/escrow/world/load.ts', 'const now = Date.now()'],
  ['packages/rules/refund.ts', 'const then = new Date(nowMs)'],
  ['packages/rules/refund.ts', '// Date.now() would be wrong here.'],
  ['packages/rules/rules.test.ts', 'const now = Date.now()'],
  ['packages/proof/tiles.ts', 'const read = (fetch: Fetch) => fetch(path)'],
])('%s may hold: %s', (path, text) => {
  expect(purity([{ path, text }])).toEqual([])
})

test.each([
  ['services/escrow/main.ts', "import { Kafka } from 'kafkajs'"],
  ['packages/events/transports/postgres.ts', "import type { Consumer } from 'kafkajs'"],
  ['packages/money/money.ts', "import { Decimal } from 'decimal.js'"],
  ['services/notary/main.ts', "import { Pool } from 'pg'"],
  ['services/notary/app.ts', "import Fastify from 'fastify'"],
  ['packages/ledger/post.ts', "import type { FastifyInstance } from 'fastify'"],
])('the library has its home elsewhere: %s: %s', (path, text) => {
  expect(homes([{ path, text }])).toHaveLength(1)
})

test.each([
  ['packages/events/transports/kafka.ts', "import { Kafka } from 'kafkajs'"],
  ['packages/events/kafka.kafka.test.ts', "import { Kafka } from 'kafkajs'"],
  ['packages/money/rate.ts', "import { Decimal } from 'decimal.js'"],
  ['services/notary/app.ts', "import type { FastifyInstance } from 'fastify'"],
])('the library is at home: %s: %s', (path, text) => {
  expect(homes([{ path, text }])).toEqual([])
})
