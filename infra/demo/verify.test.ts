// A small book made here: what a stranger finds when nothing, or something, was changed in it.
import { generateKeyPairSync } from 'node:crypto'
import {
  entryBytes,
  formatVerifierKey,
  genesisHash,
  hex,
  link,
  signCheckpoint,
  type Entry,
} from '@ticun/proof'
import { ed25519Signer, nodeSha256 } from '@ticun/proof/node'
import { describe, expect, it } from 'vitest'
import { doubtCheckpoint, rehash, type EntryAnswer } from './verify.ts'

const BOOK = 'bok_00000000000000000000000001'
const ORIGIN = 'test.example/log'
const signer = ed25519Signer(ORIGIN, generateKeyPairSync('ed25519').privateKey)
const log = { origin: ORIGIN, verifierKey: formatVerifierKey(signer.key) }

function makeBook(size: number): EntryAnswer[] {
  let head = genesisHash()
  return Array.from({ length: size }, (_, index) => {
    const at = '2015-02-02T00:11:00.000Z'
    const place = BigInt(index + 1)
    const lines = [100n, -100n].map((amount) => ({
      account: amount > 0n ? '1001' : '2006',
      amount,
      balance: amount * place,
      sequence: place,
    }))
    const entry: Entry = {
      bookId: BOOK,
      causeId: `fct_${index}`,
      ...(index % 2 === 0 ? { merchantId: 'mer_00000000000000000000000001' } : {}),
      currency: 'CNY',
      entryId: `ent_${index}`,
      kind: 'deposit',
      lines,
      occurredAt: at,
      recordedAt: at,
      sequence: place,
    }
    head = link(head, entryBytes(entry), nodeSha256)
    return {
      ...entry,
      sequence: String(place),
      hash: hex(head),
      lines: lines.map((line) => ({
        account: line.account,
        amount: String(line.amount),
        balance: String(line.balance),
        sequence: String(line.sequence),
      })),
    }
  })
}

function noteOf(size: number): Promise<string> {
  const { root } = rehash(BOOK, makeBook(size))
  return signCheckpoint({ origin: ORIGIN, size, root }, [signer])
}

describe('hashing a book again', () => {
  it.each([0, 1, 7])('finds nothing wrong with %i good entries', async (size) => {
    const book = makeBook(size)
    const found = rehash(BOOK, book)
    expect(found).toMatchObject({ entries: size, chainHead: book.at(-1)?.hash ?? '0'.repeat(64) })
    expect(found.firstBad).toBeUndefined()
    expect(await doubtCheckpoint(await noteOf(size), log, found)).toBeUndefined()
  })

  it.each<[string, string, (book: EntryAnswer[]) => EntryAnswer[]]>([
    ['an amount', '3', (book) => book.map((it, i) => (i === 2 ? { ...it, kind: 'gift' } : it))],
    ['a missing entry', '4', (book) => book.filter((_, index) => index !== 2)],
    ['another order', '2', ([a, b, ...rest]) => (a && b ? [b, a, ...rest] : [])],
  ])('names the first bad entry after %s', (_name, firstBad, change) => {
    expect(rehash(BOOK, change(makeBook(5))).firstBad).toBe(firstBad)
  })

  it('doubts a checkpoint of another size, another root or another key', async () => {
    const found = rehash(BOOK, makeBook(5))
    expect(await doubtCheckpoint(await noteOf(4), log, found)).toMatch(/of 4 entries/)
    const changed = rehash(BOOK, makeBook(5).with(0, { ...makeBook(1)[0]!, kind: 'gift' }))
    expect(await doubtCheckpoint(await noteOf(5), log, changed)).toMatch(/another root/)
    const stranger = ed25519Signer(ORIGIN, generateKeyPairSync('ed25519').privateKey)
    const other = { origin: ORIGIN, verifierKey: formatVerifierKey(stranger.key) }
    expect(await doubtCheckpoint(await noteOf(5), other, found)).toMatch(/unsigned/)
  })
})
