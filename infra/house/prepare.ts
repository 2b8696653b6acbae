// Prepares given servers for the house and ends: databases, topics, migrations (used by compose).
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openEscrowAccount } from './bank-account.ts'
import { kafkaAccess } from './kafka-access.ts'
import { ensureNotaryKey, publishNotaryKey } from './notary-key.ts'
import { ESCROW_ACCOUNT, NOTARY_NAME } from './plan.ts'
import { ROOT, runProcess } from './process.ts'
import { provision, ROOMS } from './provision.ts'
import { passwordsFrom } from './secrets.ts'
import { createTopics } from './topics.ts'

function given(name: string): string {
  const value = process.env[name] ?? ''
  if (value === '') throw new Error(`${name} is missing`)
  return value
}

const databases = await provision({
  superuserUrl: given('DATABASE_URL'),
  secrets: passwordsFrom(process.env),
})
console.log('databases and roles are there')
await createTopics(given('KAFKA_BROKERS'), kafkaAccess(passwordsFrom(process.env)), {
  copies: Number(given('KAFKA_COPIES')),
  copiesMin: Number(given('KAFKA_COPIES_MIN')),
})
console.log('topics are there, and who may write and read each')
for (const room of ROOMS) {
  const entry = join(ROOT, 'services', room, 'migrate.ts')
  if (!existsSync(entry)) continue
  const { ownerUrl, runtime, factsReader } = databases[room]
  const roles = { RUNTIME_ROLE: runtime, FACTS_READER_ROLE: factsReader }
  const env = { PATH: process.env['PATH'] ?? '', DATABASE_URL: ownerUrl, ...roles }
  await runProcess({ name: `${room}-migrations`, entry, env })
  console.log(`${room}: migrations ran`)
}
const [bankUrl, token] = [given('BANK_URL'), given('BANK_TOKEN')]
await openEscrowAccount({ bankUrl, token, account: ESCROW_ACCOUNT })
console.log("the notary's account at the bank is open")
ensureNotaryKey(given('NOTARY_KEY_FILE'))
publishNotaryKey(given('NOTARY_KEY_FILE'), NOTARY_NAME, given('NOTARY_VKEY_FILE'))
console.log("the notary's key is there")
