// For tests and measurements: a made book of packs and sessions, exported and signed.
import { generateKeyPairSync } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import { compose, genesisHead, type AccountHead } from '@ticun/ledger'
import {
  appendLeaf,
  emptyFrontier,
  entryText,
  formatVerifierKey,
  frontierRoot,
  genesisHash,
  hex,
  leafHash,
  link,
  signCheckpoint,
  utf8,
  type Entry,
} from '@ticun/proof'
import { ed25519Signer, nodeSha256 } from '@ticun/proof/node'
import type { Draft } from '@ticun/rules'

export const ORIGIN = 'ticun.example/test'
export const BOOK_ID = 'bok_00000000000000000000000001'
const SLOTS = 36
const WRITE_CHARS = 1_000_000

/** An office with a key of its own. */
export function openOffice(origin = ORIGIN) {
  const signer = ed25519Signer(origin, generateKeyPairSync('ed25519').privateKey)
  return { signer, key: formatVerifierKey(signer.key, nodeSha256) }
}

export type Office = ReturnType<typeof openOffice>

const body = (number: number) => String(number).padStart(26, '0')
const at = (step: number) => new Date(Date.UTC(2025, 0, 1) + step * 1000).toISOString()

/** Drafts without end: packs are funded, then their sessions released, some packs at a time. */
export function* makeDrafts(packsAtOnce = 100): Generator<Draft> {
  let number = 0
  const draft = (kind: string, pack: number, debit: string, credit: string, fen: bigint): Draft => {
    number += 1
    const [merchantId, contractId] = [`mer_${body(pack % 10)}`, `ctr_${body(pack)}`]
    const times = { occurredAt: at(number), recordedAt: at(number) }
    const lines = [
      { account: debit, amount: fen },
      { account: credit, amount: -fen },
    ]
    return { causeId: `fct_${body(number)}`, kind, contractId, merchantId, ...times, lines }
  }
  for (let first = 0; ; first += packsAtOnce) {
    const packs = Array.from({ length: packsAtOnce }, (_, i) => first + i)
    for (const pack of packs) {
      yield draft('lot.funded', pack, '1001', `2001/lot_${body(pack)}`, BigInt(SLOTS) * 8330n)
    }
    for (let slot = 0; slot < SLOTS; slot += 1) {
      for (const pack of packs) {
        const [held, payable] = [`2001/lot_${body(pack)}`, `2003/mer_${body(pack % 10)}`]
        yield draft('session.confirmed', pack, held, payable, 8330n)
      }
    }
  }
}

/** The first entries of that book. */
export function* makeEntries(count: number, packsAtOnce?: number): Generator<Entry> {
  let chain = genesisHead(BOOK_ID, at(0))
  const heads = new Map<string, AccountHead>()
  let made = 0
  for (const draft of makeDrafts(packsAtOnce)) {
    if ((made += 1) > count) return
    const [posted] = compose(chain, heads, [draft])
    if (!posted) throw new Error('nothing was posted')
    chain = { ...chain, sequence: posted.entry.sequence, hash: posted.hash }
    yield posted.entry
  }
}

/** Root and chain head of entries' texts, whatever they are. */
export function hashTexts(texts: Iterable<string>) {
  let frontier = emptyFrontier
  let chainHead = genesisHash()
  for (const text of texts) {
    const bytes = utf8(text)
    chainHead = link(chainHead, bytes, nodeSha256)
    frontier = appendLeaf(frontier, leafHash(bytes, nodeSha256), nodeSha256).frontier
  }
  return {
    size: frontier.size,
    root: frontierRoot(frontier, nodeSha256),
    chainHead: hex(chainHead),
  }
}

/** The signed note over entries' texts. */
export function signTexts(texts: Iterable<string>, { signer }: Office): Promise<string> {
  const { size, root } = hashTexts(texts)
  return signCheckpoint({ origin: signer.name, size, root }, [signer])
}

/** The text of a log file. */
export function logText(texts: readonly string[], note: string, origin = ORIGIN): string {
  const header = JSON.stringify({ format: 'ticun.log/1', origin, bookId: BOOK_ID })
  return [header, ...texts, JSON.stringify({ checkpoint: note }), ''].join('\n')
}

/** Writes a log of so many entries to a file without holding it; for measurements. */
export async function writeLog(path: string, count: number, office: Office, packsAtOnce?: number) {
  const file = openSync(path, 'w')
  let pending = `${JSON.stringify({ format: 'ticun.log/1', origin: ORIGIN, bookId: BOOK_ID })}\n`
  const texts = function* () {
    for (const entry of makeEntries(count, packsAtOnce)) {
      const text = entryText(entry)
      pending += `${text}\n`
      if (pending.length > WRITE_CHARS) {
        writeSync(file, pending)
        pending = ''
      }
      yield text
    }
  }
  const note = await signTexts(texts(), office)
  writeSync(file, `${pending}${JSON.stringify({ checkpoint: note })}\n`)
  closeSync(file)
}
