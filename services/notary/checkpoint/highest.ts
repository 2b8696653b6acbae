// The highest checkpoint that this notary ever signed, beside its key: a restored database may hold
// less, and nobody else may be there to say so.
import { readFile, rename, open } from 'node:fs/promises'
import { parseCheckpoint, parseNote, type TreeHead } from '@ticun/proof'
import { z } from 'zod'
import type { Floor } from './floor.ts'

const OWNER_ONLY = 0o600
const shape = z.record(z.string(), z.string())

export type Highest = {
  /** A floor that also holds what the file said when it was opened. */
  under: (floor: Floor) => Floor
  /** Resolves when this note would survive the end of the machine. A lower one changes nothing. */
  raise: (bookId: string, note: string) => Promise<void>
}

/** Opens the file, which the first checkpoint makes. Throws when it holds anything else. */
export async function openHighest(file: string): Promise<Highest> {
  const notes = new Map(Object.entries(await read(file)))
  const heads = new Map([...notes].map(([bookId, note]) => [bookId, headOf(note)]))
  const found = new Map(heads)
  const sizes = [...found.values()].map(({ size }) => size)
  return {
    under: (floor) => ({
      ...floor,
      of: (bookId) => higher(floor.of(bookId), found.get(bookId)),
      least: (bookId) => {
        const own = bookId === undefined ? sizes : [found.get(bookId)?.size ?? 0]
        return Math.max(floor.least(bookId), ...own)
      },
    }),
    async raise(bookId, note) {
      const head = headOf(note)
      if (head.size <= (heads.get(bookId)?.size ?? 0)) return
      notes.set(bookId, note)
      await write(file, JSON.stringify(Object.fromEntries(notes)))
      heads.set(bookId, head)
    },
  }
}

function higher(one: TreeHead | undefined, other: TreeHead | undefined): TreeHead | undefined {
  return (one?.size ?? 0) >= (other?.size ?? 0) ? one : other
}

function headOf(note: string): TreeHead {
  const { size, root } = parseCheckpoint(parseNote(note).text)
  return { size, root }
}

async function read(file: string): Promise<Record<string, string>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}'
    throw error
  })
  return shape.parse(JSON.parse(text))
}

/** A reader, or a start after a crash, sees the old or the new text. */
async function write(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.new`
  const handle = await open(draft, 'w', OWNER_ONLY)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, file)
}
