// A database of escrow in which histories are played, with its writer and the reader of its facts.
import { connect } from '@ticun/db'
import { createTestDatabases } from '@ticun/house'
import { migrateEscrow, type EscrowTables } from '@ticun/escrow/in-process'
import type { Databases } from './play.ts'

/** Makes it on a server; `close` drops it. */
export async function openDatabases(
  superuserUrl: string,
): Promise<Databases & { close: () => Promise<void> }> {
  const made = await createTestDatabases('escrow', superuserUrl)
  const { ownerUrl, runtimeUrl, runtime, factsReader, factsReaderUrl } = made.escrow
  await migrateEscrow(ownerUrl, runtime, factsReader)
  const db = connect<EscrowTables>({ url: runtimeUrl, applicationName: 'histories' })
  const reader = connect<EscrowTables>({ url: factsReaderUrl, applicationName: 'histories' })
  const close = async () => {
    await Promise.all([db.destroy(), reader.destroy()])
    await made.drop()
  }
  return { db, reader, close }
}
