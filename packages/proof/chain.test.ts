// Knows FIPS 180-4's example messages and a chain worked out step by step.
import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { concat, ENTRY_BYTES_MAX, genesisHash, hex, link, linkText, sha256, utf8 } from './index.ts'
import { nodeSha256 } from './node.ts'

const VECTORS = [
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
] as const

test.each(VECTORS)('the standard’s message %#', (message, digest) => {
  expect(hex(sha256(utf8(message)))).toBe(digest)
  expect(hex(nodeSha256(utf8(message)))).toBe(digest)
})

test('both hashes agree at every length around the block', () => {
  for (let length = 0; length < 200; length += 1) {
    const bytes = new Uint8Array(randomBytes(length))
    const expected = createHash('sha256').update(bytes).digest('hex')
    expect(hex(sha256(bytes))).toBe(expected)
    expect(hex(nodeSha256(bytes))).toBe(expected)
  }
})

test('a link hashes the head and then the bytes, beginning at 32 zeroes', () => {
  const first = link(genesisHash(), utf8('one'))
  const second = link(first, utf8('two'), nodeSha256)
  expect(hex(first)).toBe(hex(sha256(concat(new Uint8Array(32), utf8('one')))))
  expect(hex(second)).toBe(hex(sha256(concat(first, utf8('two')))))
  expect(hex(link(first, utf8('tw0')))).not.toBe(hex(second))
  expect(() => link(first.subarray(1), utf8('two'))).toThrow('32 bytes')
})

test('a text is linked as its bytes are', () => {
  const texts = [
    '',
    'one',
    '证',
    '😀',
    'é'.repeat(ENTRY_BYTES_MAX / 2),
    'x'.repeat(ENTRY_BYTES_MAX),
  ]
  let head = genesisHash()
  for (const text of texts) {
    const next = linkText(head, text, nodeSha256)
    expect(hex(next)).toBe(hex(link(head, utf8(text))))
    head = next
  }
})

test('a text that no entry can have is linked to nothing', () => {
  const head = genesisHash()
  expect(() => linkText(head, 'x'.repeat(ENTRY_BYTES_MAX + 1))).toThrow('longer')
  expect(() => linkText(head, '证'.repeat(ENTRY_BYTES_MAX / 3 + 1))).toThrow('longer')
  expect(() => linkText(head, 'half \ud83d')).toThrow('surrogate')
  expect(() => linkText(head.subarray(1), 'one')).toThrow('32 bytes')
})
