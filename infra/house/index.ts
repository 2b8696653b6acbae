// Knows what others may start: databases and brokers for tests.
export { createTestDatabases, openTestDatabase } from './test-database.ts'
export type { TestDatabase, TestDatabases } from './test-database.ts'
export { provision, ROOMS } from './provision.ts'
export type { Provisioned, Room, RoomDatabase } from './provision.ts'
export { kafkaAvailable, openTestBroker } from './test-broker.ts'
export type { TestBroker } from './test-broker.ts'
