// The witness's memory: the last checkpoint that it cosigned of each log, safe against a power cut.
import { open, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { base64, fromBase64, type TreeHead } from '@ticun/proof'
import { z } from 'zod'

const FORMAT = 'ticun.witness/1'

const file = z.object({
  format: z.literal(FORMAT),
  logs: z.record(
    z.string(),
    z.object({ size: z.int().min(0), root: z.base64(), checkpoint: z.string() }),
  ),
})

type Logs = z.infer<typeof file>['logs']

export type Memory = {
  seen: (origin: string) => TreeHead | undefined
  /**
   * Resolves when the checkpoint is on the disk. Rejects, and remembers nothing, when it is not.
   */
  keep: (origin: string, head: TreeHead, checkpoint: string) => Promise<void>
}

/** Where the memory of a data directory lies. */
export function memoryFile(dataDir: string): string {
  return join(dataDir, 'seen.json')
}

/** Opens a memory that exists. Throws when it is damaged: nobody may guess what was seen. */
export async function openMemory(dataDir: string): Promise<Memory> {
  const path = memoryFile(dataDir)
  let { logs } = file.parse(JSON.parse(await readFile(path, 'utf8')))
  return {
    seen: (origin) => {
      const log = logs[origin]
      return log && { size: log.size, root: fromBase64(log.root) }
    },
    keep: async (origin, { size, root }, checkpoint) => {
      const next = { ...logs, [origin]: { size, root: base64(root), checkpoint } }
      await write(path, next)
      logs = next
    },
  }
}

/** Makes an empty memory, for a witness that never cosigned anything. */
export function makeMemory(dataDir: string): Promise<void> {
  return write(memoryFile(dataDir), {})
}

async function write(path: string, logs: Logs): Promise<void> {
  await writeDurably(path, `${JSON.stringify({ format: FORMAT, logs })}\n`)
}

/** A reader, also after a power cut, finds the old text or the new one. Mode 600 unless told. */
export async function writeDurably(path: string, text: string, mode = 0o600): Promise<void> {
  const draft = `${path}.new`
  const handle = await open(draft, 'w', mode)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, path)
  // The new name must survive too.
  const folder = await open(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
