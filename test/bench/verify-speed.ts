// Measures (e): entries verified a second on one core, beside the bare SHA-256 of the same bytes.
import { hash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  appendLeaf,
  emptyFrontier,
  frontierRoot,
  genesisHash,
  leafHash,
  link,
  parseEntryBytes,
} from '@ticun/proof'
import { nodeSha256 } from '@ticun/proof/node'
import { openInput, readTrust, verifyLog } from '@ticun/verify'
import { writeMadeLog } from './made-log.ts'
import { say } from './progress.ts'
import type { Scale } from './scale.ts'
import { spreadOf, type Spread } from './statistics.ts'

export type VerifySpeed = {
  entries: number
  bytesAnEntry: number
  /** SHA-256 of each entry's bytes, once, and nothing else. */
  bareHashes: Spread
  /** Read, link, leaf and tree: what proof asks of each entry. */
  proof: Spread
  /** The whole of `pnpm verify`: from a file, with balances, causes and signature. */
  verify: Spread
  /** Of the bare hashes, of the same round. */
  verifyOfBare: Spread
  discarded: string[]
}

/** Measures in turns. */
export async function measureVerify(scale: Scale): Promise<VerifySpeed> {
  say(`verify: making a log of ${scale.verifyEntries} entries`)
  const folder = mkdtempSync(join(tmpdir(), 'ticun-bench-'))
  try {
    const path = join(folder, 'log.jsonl')
    const { entries, key } = await writeMadeLog(path, scale.verifyEntries)
    const bare: number[] = []
    const proof: number[] = []
    const verify: number[] = []
    const discarded: string[] = []
    for (let number = 0; number < scale.verifyRounds; number += 1) {
      bare.push(entries.length / secondsOf(() => entries.forEach((each) => hash('sha256', each))))
      proof.push(entries.length / secondsOf(() => proveAll(entries)))
      const verdict = await verifyFile(path, key)
      if (verdict.flaw) discarded.push(`a good log was refused: ${verdict.flaw.what}`)
      verify.push(verdict.entries / verdict.seconds)
      const told = [bare, proof, verify].map((rates) => Math.round(rates.at(-1) ?? 0))
      say(`verify: ${told[0]} hashes/s, proof ${told[1]}/s, verify ${told[2]}/s`)
    }
    const bytes = entries.reduce((sum, each) => sum + each.length, 0)
    return {
      entries: entries.length,
      bytesAnEntry: Math.round(bytes / entries.length),
      bareHashes: spreadOf(bare),
      proof: spreadOf(proof),
      verify: spreadOf(verify),
      verifyOfBare: spreadOf(verify.map((rate, index) => rate / (bare[index] ?? Number.NaN))),
      discarded,
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function secondsOf(work: () => void): number {
  const began = performance.now()
  work()
  return (performance.now() - began) / 1000
}

function proveAll(entries: readonly Uint8Array[]): void {
  let frontier = emptyFrontier
  let head = genesisHash()
  let sequence = 0n
  for (const bytes of entries) {
    sequence += 1n
    if (parseEntryBytes(bytes).sequence !== sequence) throw new Error('an entry is out of place')
    head = link(head, bytes, nodeSha256)
    frontier = appendLeaf(frontier, leafHash(bytes, nodeSha256), nodeSha256).frontier
  }
  frontierRoot(frontier, nodeSha256)
}

async function verifyFile(path: string, key: string) {
  const file = await openInput(path)
  try {
    return await verifyLog(file, { trust: await readTrust([key]) })
  } finally {
    await file.close()
  }
}
