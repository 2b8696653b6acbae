// A made book of packs and sessions as an exported log, signed, for measuring verification.
import { generateKeyPairSync } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import { compose, genesisHead, type AccountHead } from '@ticun/ledger'
import {
  appendLeaf,
  emptyFrontier,
  entryText,
  formatVerifierKey,
  frontierRoot,
  leafHash,
  signCheckpoint,
  utf8,
} from '@ticun/proof'
import { ed25519Signer, nodeSha256 } from '@ticun/proof/node'
import type { Draft } from '@ticun/rules'
import { LOG_FORMAT } from '@ticun/verify'
import { MERCHANTS, SLOTS } from './scale.ts'

const ORIGIN = 'ticun.example/bench'
const PACKS_AT_ONCE = 1_000
const SESSION_FEN = 8_330n
const FIRST_MS = Date.UTC(2025, 0, 1)
const WRITE_CHARS = 1_000_000

/** Writes a log of so many entries and gives their bytes and the key that signed it. */
export async function writeMadeLog(path: string, count: number) {
  const signer = ed25519Signer(ORIGIN, generateKeyPairSync('ed25519').privateKey)
  const bookId = 'bok_00000000000000000000000001'
  const entries: Uint8Array[] = []
  const file = openSync(path, 'w')
  let frontier = emptyFrontier
  let pending = `${JSON.stringify({ format: LOG_FORMAT, origin: ORIGIN, bookId })}\n`
  for (const text of makeTexts(bookId, count)) {
    const bytes = utf8(text)
    entries.push(bytes)
    frontier = appendLeaf(frontier, leafHash(bytes, nodeSha256), nodeSha256).frontier
    pending += `${text}\n`
    if (pending.length > WRITE_CHARS) {
      writeSync(file, pending)
      pending = ''
    }
  }
  const root = frontierRoot(frontier, nodeSha256)
  const checkpoint = await signCheckpoint({ origin: ORIGIN, size: frontier.size, root }, [signer])
  writeSync(file, `${pending}${JSON.stringify({ checkpoint })}\n`)
  closeSync(file)
  return { entries, key: formatVerifierKey(signer.key, nodeSha256) }
}

/** Canonical texts of a book's first entries. */
function* makeTexts(bookId: string, count: number): Generator<string> {
  let chain = genesisHead(bookId, new Date(FIRST_MS).toISOString())
  const heads = new Map<string, AccountHead>()
  for (let number = 0; number < count; number += 1) {
    const [posted] = compose(chain, heads, [draftOf(number)])
    if (!posted) throw new Error('nothing was posted')
    chain = { ...chain, sequence: posted.entry.sequence, hash: posted.hash }
    yield entryText(posted.entry)
  }
}

/** A thousand packs are paid, then their sessions released, then the next thousand. */
function draftOf(number: number): Draft {
  const inBlock = number % (PACKS_AT_ONCE * (SLOTS + 1))
  const first = ((number - inBlock) / (SLOTS + 1)) | 0
  const pack = first + (inBlock % PACKS_AT_ONCE)
  const [lot, merchant] = [`2001/lot_${body(pack)}`, `mer_${body(pack % MERCHANTS)}`]
  const isPaid = inBlock < PACKS_AT_ONCE
  const [debit, credit] = isPaid ? ['1001', lot] : [lot, `2003/${merchant}`]
  const fen = isPaid ? SESSION_FEN * BigInt(SLOTS) : SESSION_FEN
  const at = new Date(FIRST_MS + number * 1000).toISOString()
  return {
    causeId: `fct_${body(number)}`,
    kind: isPaid ? 'lot.funded' : 'session.confirmed',
    contractId: `ctr_${body(pack)}`,
    merchantId: merchant,
    occurredAt: at,
    recordedAt: at,
    lines: [
      { account: debit, amount: fen },
      { account: credit, amount: -fen },
    ],
  }
}

function body(number: number): string {
  return String(number).padStart(26, '0')
}
