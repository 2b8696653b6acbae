// A certificate holds only as a whole: words, entry, place and balance.
import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  ED25519,
  entryText,
  formatCertificateFile,
  formatTlogProof,
  inclusionProof,
  keyHashOf,
  leafHash,
  nodeHash,
  parseCertificateFile,
  signCertificate,
  signCheckpoint,
  treeRoot,
  utf8,
  verifyCertificate,
  type Certificate,
  type CertificateFile,
  type Entry,
  type NodeReader,
  type Signer,
} from './index.ts'
import { ed25519PublicKey, nodeSha256, signEd25519, verifyEd25519 } from './node.ts'

const ORIGIN = 'notary.example/log'
const entries: Entry[] = [1n, 2n].map((sequence) => ({
  bookId: 'bok_00000000000000000000000001',
  causeId: `fct_0000000000000000000000000${sequence}`,
  currency: 'CNY',
  entryId: `ent_0000000000000000000000000${sequence}`,
  kind: 'lot.funded',
  lines: [
    { account: '1001', amount: 100n, balance: 100n * sequence, sequence },
    {
      account: '2001/lot_00000000000000000000000001',
      amount: -100n,
      balance: -100n * sequence,
      sequence,
    },
  ],
  occurredAt: '2025-01-01T00:00:00.000Z',
  recordedAt: '2025-01-01T00:00:00.000Z',
  sequence,
}))
const certificate: Certificate = {
  origin: ORIGIN,
  code: 'crt_00000000000000000000000001',
  bookId: entries[1]!.bookId,
  account: '2001/lot_00000000000000000000000001',
  balanceFen: -200n,
  sequence: 2n,
  through: 2n,
  issuedAt: '2025-01-02T00:00:00.000Z',
}

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const key = { name: ORIGIN, type: ED25519, publicKey: ed25519PublicKey(publicKey) } as const
const signer: Signer = {
  name: ORIGIN,
  keyHash: keyHashOf(key, nodeSha256),
  sign: (bytes) => signEd25519(privateKey, bytes),
}
const policy = { origin: ORIGIN, logKeys: [key] }
const verify = (file: CertificateFile, trust = policy) =>
  verifyCertificate(file, trust, verifyEd25519, nodeSha256)

async function fileOf(words: Certificate): Promise<CertificateFile> {
  const leaves = entries.map((entry) => leafHash(utf8(entryText(entry)), nodeSha256))
  const read: NodeReader = (level, index) =>
    level === 0 ? leaves[index]! : nodeHash(leaves[0]!, leaves[1]!, nodeSha256)
  const root = treeRoot(read, 2, nodeSha256)
  const path = inclusionProof(read, 1, 2, nodeSha256)
  const checkpoint = await signCheckpoint({ origin: ORIGIN, size: 2, root }, [signer])
  return {
    note: await signCertificate(words, [signer]),
    entry: entryText(entries[1]!),
    proof: formatTlogProof({ index: 1, path, checkpoint }),
  }
}

let good: CertificateFile
beforeAll(async () => {
  good = await fileOf(certificate)
})

test('it holds, and reads back as it was written', async () => {
  expect(parseCertificateFile(formatCertificateFile(good))).toEqual(good)
  expect(await verify(good)).toEqual({ certificate, entry: entries[1] })
})

describe('it does not hold', () => {
  test('with one more fen in its words', async () => {
    const note = good.note.replace('balance -200', 'balance -201')
    expect(await verify({ ...good, note })).toEqual({ refused: 'unsigned_certificate' })
  })
  test('with another amount in the entry', async () => {
    const entry = good.entry.replaceAll('200', '201')
    expect(await verify({ ...good, entry })).toEqual({ refused: 'not_included' })
  })
  test('when the notary signed another balance than the entry gives', async () => {
    const lie = await fileOf({ ...certificate, balanceFen: -300n })
    expect(await verify(lie)).toEqual({ refused: 'other_balance' })
  })
  test('when it names another entry', async () => {
    const lie = await fileOf({ ...certificate, sequence: 1n })
    expect(await verify(lie)).toEqual({ refused: 'other_entry' })
  })
  test('of another log', async () => {
    expect(await verify(good, { ...policy, origin: 'other' })).toEqual({ refused: 'other_log' })
  })
})

test.each(['{}', 'x', '{"format":"ticun.certificate/1","note":1}'])('%s is none', (text) => {
  expect(() => parseCertificateFile(text)).toThrow('certificate')
})
