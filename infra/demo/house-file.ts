// Knows where a running house has its doors: what house.json tells about it.
import { z } from 'zod'
import { ArgumentsError } from './arguments.ts'
import { readInputFile } from './input-file.ts'

const houseFile = z.object({
  portalUrl: z.url(),
  escrowUrl: z.url(),
  settlementUrl: z.url(),
  notaryUrl: z.url(),
  issuerUrl: z.url(),
  bankUrl: z.url(),
  bankToken: z.string().min(1),
  /** The notary office's escrow account at the bank. */
  escrowAccount: z.object({ number: z.string().min(1), name: z.string().min(1) }),
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
