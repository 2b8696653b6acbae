// Knows a whole proof file from book to verdict, and each forgery of it.
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  appendLeaf,
  emptyFrontier,
  formatTlogProof,
  frontierRoot,
  inclusionProof,
  leafHash,
  parseTlogProof,
  signCheckpoint,
  utf8,
  verifyEd25519WebCrypto,
  verifyTlogProof,
} from './index.ts'
import { ed25519Signer, verifyEd25519 } from './node.ts'

const SIZE = 11
const INDEX = 6
const leaves = Array.from({ length: SIZE }, (_, i) => utf8(`entry ${i}`))
const signer = ed25519Signer('ticun.example/book', generateKeyPairSync('ed25519').privateKey)
const policy = { origin: 'ticun.example/book', logKeys: [signer.key] }

const stored = new Map<string, Uint8Array>()
let frontier = emptyFrontier
for (const leaf of leaves) {
  const appended = appendLeaf(frontier, leafHash(leaf))
  frontier = appended.frontier
  for (const { level, index, hash } of appended.nodes) stored.set(`${level}/${index}`, hash)
}
const path = inclusionProof(
  (level, index) => stored.get(`${level}/${index}`) ?? new Uint8Array(0),
  INDEX,
  SIZE,
)
const root = frontierRoot(frontier)
const checkpoint = await signCheckpoint({ origin: policy.origin, size: SIZE, root }, [signer])
const proof = { index: INDEX, path, checkpoint }
const leaf = utf8(`entry ${INDEX}`)

describe('a proof file', () => {
  test.each([
    ['node', verifyEd25519],
    ['web', verifyEd25519WebCrypto],
  ])('holds, with %s', async (_, verify) => {
    const read = parseTlogProof(formatTlogProof(proof))
    expect(read).toEqual(proof)
    expect(await verifyTlogProof(read, leaf, policy, verify)).toEqual({
      checkpoint: { origin: policy.origin, size: SIZE, root },
      cosignatures: [],
    })
  })

  test('reads as the specification shows', () => {
    const lines = formatTlogProof({ ...proof, extra: Uint8Array.of(1) }).split('\n')
    expect(lines.slice(0, 3)).toEqual(['c2sp.org/tlog-proof@v1', 'extra AQ==', 'index 6'])
    expect(lines.slice(3, 7).every((line) => line.length === 44)).toBe(true)
    expect(lines.slice(7, 10)).toEqual(['', policy.origin, '11'])
    expect(parseTlogProof(lines.join('\n')).extra).toEqual(Uint8Array.of(1))
  })

  test('fails for another leaf, place, path or log', async () => {
    const verdict = async (bent: Partial<typeof proof>, bytes = leaf) =>
      verifyTlogProof({ ...proof, ...bent }, bytes, policy, verifyEd25519)
    expect(await verdict({}, utf8('entry 7'))).toEqual({ refused: 'not_included' })
    expect(await verdict({ index: 7 })).toEqual({ refused: 'not_included' })
    expect(await verdict({ index: 11 })).toEqual({ refused: 'not_included' })
    expect(await verdict({ path: path.slice(1) })).toEqual({ refused: 'not_included' })
    expect(await verdict({ path: path.toReversed() })).toEqual({ refused: 'not_included' })
    const grown = checkpoint.replace('\n11\n', '\n12\n')
    expect(await verdict({ checkpoint: grown })).toEqual({ refused: 'unsigned' })
    const other = { ...policy, origin: 'other.example' }
    const verdictOfOther = await verifyTlogProof(proof, leaf, other, verifyEd25519)
    expect(verdictOfOther).toEqual({ refused: 'other_log' })
  })

  test('a leaf alone in its log needs no path', async () => {
    const single = { origin: policy.origin, size: 1, root: leafHash(leaf) }
    const lone = { index: 0, path: [], checkpoint: await signCheckpoint(single, [signer]) }
    const read = parseTlogProof(formatTlogProof(lone))
    expect(await verifyTlogProof(read, leaf, policy, verifyEd25519)).toHaveProperty('checkpoint')
  })

  const text = formatTlogProof(proof)
  test.each([
    ['another header', text.replace('@v1', '@v2')],
    ['no index', text.replace(/index 6\n/, '')],
    ['a padded index', text.replace('index 6', 'index 06')],
    ['a negative index', text.replace('index 6', 'index -6')],
    ['two extras', text.replace('index 6', 'extra AQ==\nextra AQ==\nindex 6')],
    ['broken extra', text.replace('index 6', 'extra A\nindex 6')],
    ['a short hash', text.replace('index 6\n', 'index 6\nAQ==\n')],
    ['no checkpoint', text.slice(0, text.indexOf('\n\n'))],
    ['carriage returns', text.replaceAll('\n', '\r\n')],
    ['an endless path', text.replace('index 6\n', `index 6\n${`${'A'.repeat(43)}=\n`.repeat(64)}`)],
  ])('refuses %s', (_, bent) => {
    expect(bent).not.toBe(text)
    expect(() => parseTlogProof(bent)).toThrow(expect.objectContaining({ name: 'ProofError' }))
  })
})
