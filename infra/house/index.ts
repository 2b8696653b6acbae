// Knows what others may start: databases for tests.
export { createTestDatabases, openTestDatabase } from './test-database.ts'
export type { TestDatabase, TestDatabases } from './test-database.ts'
export { provision, ROOMS } from './provision.ts'
export type { Provisioned, Room, RoomDatabase } from './provision.ts'
