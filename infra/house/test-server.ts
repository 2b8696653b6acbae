// Knows how a test gets a PostgreSQL server of its own, copied under load and put back as it was.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { clusterFolder, eraseDataDir } from './cluster-folder.ts'
import { freePort } from './free-ports.ts'
import { startPostgres } from './postgres.ts'

export type TestServer = {
  superuserUrl: string
  /** Takes a base backup of the running server, with the WAL that was written meanwhile. */
  keepCopy: () => Promise<void>
  /** Kills the server and starts it on the backup: what was committed since is lost. */
  returnToCopy: () => Promise<void>
  stop: () => Promise<void>
}

/** An embedded server on a temporary folder, which `stop` removes. */
export async function openTestServer(): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ticun-test-server-'))
  // The server may run as another user than the tests.
  chmodSync(dataDir, 0o711)
  const port = await freePort()
  const start = () => startPostgres({ dataDir, port, env: process.env, log: () => {} })
  let server = await start()
  const isRoot = process.getuid?.() === 0
  const cluster = clusterFolder(dataDir, isRoot)
  return {
    superuserUrl: server.url,
    keepCopy: () => backUp(server.url, cluster),
    returnToCopy: async () => {
      process.kill(server.pid, 'SIGKILL')
      await server.stop()
      copy(`${cluster}-copy`, cluster)
      server = await start()
    },
    stop: async () => {
      await server.stop()
      eraseDataDir(dataDir)
    },
  }
}

/** As the manual says it for file copies: everything between start and stop, the WAL at last. */
async function backUp(url: string, cluster: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(`SELECT pg_backup_start('test', true)`)
  const target = `${cluster}-copy`
  copy(cluster, target)
  const stopped = await client.query<{ labelfile: string }>(
    'SELECT labelfile FROM pg_backup_stop(false)',
  )
  await client.end()
  copy(join(cluster, 'pg_wal'), join(target, 'pg_wal'))
  for (const own of ['postmaster.pid', 'postmaster.opts'])
    rmSync(join(target, own), { force: true })
  const label = join(target, 'backup_label')
  writeFileSync(label, stopped.rows[0]?.labelfile ?? '')
  const { uid, gid } = statSync(cluster)
  chownSync(label, uid, gid)
}

/** Copies a folder with owners and modes. Files that vanish meanwhile come back by the WAL. */
function copy(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true })
  const done = spawnSync('cp', ['-a', from, to], { encoding: 'utf8' })
  if (!existsSync(to)) throw new Error(`${from} could not be copied: ${done.stderr}`)
}
