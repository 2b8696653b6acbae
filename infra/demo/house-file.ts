// Knows where a running house has its doors: what house.json tells about it.
import { z } from 'zod'
import { ArgumentsError } from './arguments.ts'
import { readInputFile } from './input-file.ts'

const houseFile = z.object({
  urls: z.object({
    portal: z.url(),
    escrow: z.url(),
    settlement: z.url(),
    notary: z.url(),
    issuer: z.url(),
    bank: z.url(),
  }),
  /** The bank sandbox's token, and the number of the notary office's account there. */
  bank: z.object({ token: z.string().min(1), escrowAccount: z.string().min(1) }),
})

export type House = z.output<typeof houseFile>

/** Reads a house.json. Throws ArgumentsError that says what is wrong with it. */
export async function readHouseFile(path: string): Promise<House> {
  const text = new TextDecoder().decode(await readInputFile('house', path))
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    throw new ArgumentsError(`--house ${path}: is not JSON`)
  }
  const read = houseFile.safeParse(content)
  if (read.success) return read.data
  throw new ArgumentsError(`--house ${path}: ${z.prettifyError(read.error)}`)
}
