// Knows a conflict that drops what nobody compared.
import { expect, test } from 'vitest'
import { conflicts } from './conflicts.ts'

const file = (text: string, path = 'services/escrow/world/save.ts') => [{ path, text }]

test.each([
  'await sql`INSERT INTO a (b) VALUES (1) ON CONFLICT DO NOTHING`.execute(trx)',
  'await sql`… ON CONFLICT (b)\n  DO  NOTHING`',
  "trx.insertInto('a').onConflict((conflict) => conflict.doNothing())",
  'await sql`insert into a values (1) on conflict do nothing`',
])('it drops: %s', (text) => {
  expect(conflicts(file(text))).toHaveLength(1)
})

test('in a migration too', () => {
  expect(
    conflicts(file('ON CONFLICT DO NOTHING;', 'packages/a/migrations/0001-b.sql')),
  ).toHaveLength(1)
})

test.each([
  "await sql`INSERT INTO a (b) VALUES (1) ${orSame('NAME_IS_ALL')}`.execute(trx)",
  '// DO NOTHING would be wrong',
  'await sql`… ON CONFLICT (b) DO UPDATE SET c = 1`',
])('it does not: %s', (text) => {
  expect(conflicts(file(text))).toEqual([])
})

test('the door itself may', () => {
  expect(conflicts(file('ON CONFLICT DO NOTHING', 'packages/db/once.ts'))).toEqual([])
})
