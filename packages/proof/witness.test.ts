// Knows one round between a log and a witness, in the words of the specification.
import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  base64,
  COSIGNATURE,
  cosign,
  emptyRoot,
  formatAddCheckpoint,
  formatCosignatures,
  parseAddCheckpoint,
  parseCosignatures,
  parseNote,
  signCheckpoint,
  verifyNote,
} from './index.ts'
import { ed25519Signer, verifyEd25519 } from './node.ts'

const newKey = () => generateKeyPairSync('ed25519').privateKey
const log = ed25519Signer('ticun.example/book', newKey())
const witness = ed25519Signer('regulator.example/witness', newKey(), COSIGNATURE)
const root = emptyRoot()
const checkpoint = await signCheckpoint({ origin: log.name, size: 3, root }, [log])
const request = { oldSize: 2, proof: [root], checkpoint }

test('a request is read as it was written', () => {
  const body = formatAddCheckpoint(request)
  expect(body).toBe(`old 2\n${base64(root)}\n\n${checkpoint}`)
  expect(parseAddCheckpoint(body)).toEqual(request)
  const first = { ...request, oldSize: 0, proof: [] }
  expect(parseAddCheckpoint(formatAddCheckpoint(first))).toEqual(first)
})

test('the answer makes a cosigned checkpoint', async () => {
  const { text } = parseNote(checkpoint)
  const answer = formatCosignatures([await cosign(text, 1_422_835_860, witness)])
  expect(parseCosignatures(answer)).toHaveLength(1)
  const cosigned = parseNote(checkpoint + answer)
  expect(await verifyNote(cosigned, [log.key, witness.key], verifyEd25519)).toEqual([
    { key: log.key },
    { key: witness.key, time: 1_422_835_860 },
  ])
})

test.each([
  ['no old size', `2\n\n${checkpoint}`],
  ['a padded old size', `old 02\n\n${checkpoint}`],
  ['no checkpoint', 'old 2\n'],
  ['a short hash', `old 2\nAQ==\n\n${checkpoint}`],
  ['an endless proof', `old 2\n${`${base64(root)}\n`.repeat(64)}\n${checkpoint}`],
])('refuses a request with %s', (_, body) => {
  expect(() => parseAddCheckpoint(body)).toThrow(expect.objectContaining({ name: 'ProofError' }))
})

test('refuses an answer that is not signature lines', () => {
  for (const body of ['', '\n', 'no\n', '— a AAAAAAA=']) {
    expect(() => parseCosignatures(body)).toThrow()
  }
})
