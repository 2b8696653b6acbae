// Which sessions were ended by a log-out: an empty file each, in a folder that portals share.
import { access, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

const OWNER_ONLY = 0o600
const OWNER_ONLY_DIR = 0o700

export type EndedSessions = {
  /** Keeps that this session is over; resolves when it is on the disk. */
  end: (id: string) => Promise<void>
  has: (id: string) => Promise<boolean>
}

/**
 * Opens the folder, making it when absent. Nothing is held in memory, so a portal started again or
 * another one beside it knows the same. What is older than `lifeMs` is forgotten: by then no cookie
 * of that session opens any more.
 */
export async function openEnded(folder: string, lifeMs: number): Promise<EndedSessions> {
  await mkdir(folder, { recursive: true, mode: OWNER_ONLY_DIR })
  await forget(folder, Date.now() - lifeMs)
  return {
    async end(id) {
      await flushed(join(folder, id), 'a')
      await flushed(folder, 'r')
      await forget(folder, Date.now() - lifeMs)
    },
    has: (id) =>
      access(join(folder, id)).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return false
          throw error
        },
      ),
  }
}

async function flushed(path: string, flags: 'a' | 'r'): Promise<void> {
  const handle = await open(path, flags, OWNER_ONLY)
  try {
    // Told by this process: what is old is reckoned by its clock, not by the file system's.
    if (flags === 'a') await handle.utimes(new Date(), new Date())
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function forget(folder: string, beforeMs: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    if (found && found.mtimeMs < beforeMs) await rm(path, { force: true })
  }
}
