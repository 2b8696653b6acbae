// A server at rest: with WAL segments to be used again, as after its first days, or quite silent.
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

/**
 * Does `work` while this server, as superuser, does nothing by itself: after the part before, its
 * vacuum would take a tenth of a core for a minute from what is measured elsewhere.
 */
export async function quietly<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await setAutovacuum(client, 'off')
  await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE backend_type = 'autovacuum worker'`,
  )
  try {
    return await work()
  } finally {
    await setAutovacuum(client, 'on')
  }
}

async function setAutovacuum(client: Client, value: 'on' | 'off'): Promise<void> {
  await client.query(`ALTER SYSTEM SET autovacuum = ${value}`)
  await client.query('SELECT pg_reload_conf()')
}
