// A server as it is after its first days: its WAL segments lie there to be used again.
import type { Client } from 'pg'

/** As much as `max_wal_size` of the house: from then on segments come back. */
const WAL_BYTES = 2 ** 30
const MESSAGE_BYTES = 2 ** 20

/**
 * Writes the first gigabyte of a new server's WAL, as superuser. Each of its 16 MB segments is made
 * and filled with zeros while the writer waits (17 ms here), which a server that has run for a
 * while does no more: it renames old ones.
 */
export async function settleWal(client: Client): Promise<void> {
  for (let written = 0; written < WAL_BYTES; written += MESSAGE_BYTES) {
    await client.query(`SELECT pg_logical_emit_message(false, 'bench', repeat('x', $1::int))`, [
      MESSAGE_BYTES,
    ])
  }
  await client.query('CHECKPOINT')
}
