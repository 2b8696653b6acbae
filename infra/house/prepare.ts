// Prepares given servers for the house and ends: databases, topics, migrations (used by compose).
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, runProcess } from './process.ts'
import { provision, ROOMS } from './provision.ts'
import { passwordsFrom } from './secrets.ts'
import { createTopics } from './topics.ts'

const superuserUrl = process.env['DATABASE_URL'] ?? ''
const brokers = process.env['KAFKA_BROKERS'] ?? ''
if (superuserUrl === '') throw new Error('DATABASE_URL is missing')

const databases = await provision({ superuserUrl, secrets: passwordsFrom(process.env) })
console.log('databases and roles are there')
if (brokers !== '') {
  await createTopics(brokers)
  console.log('topics are there')
}
for (const room of ROOMS) {
  const entry = join(ROOT, 'services', room, 'migrate.ts')
  if (!existsSync(entry)) continue
  const { ownerUrl, runtime, factsReader } = databases[room]
  const roles = { RUNTIME_ROLE: runtime, FACTS_READER_ROLE: factsReader }
  const env = { PATH: process.env['PATH'] ?? '', DATABASE_URL: ownerUrl, ...roles }
  await runProcess({ name: `${room}-migrations`, entry, env })
  console.log(`${room}: migrations ran`)
}
