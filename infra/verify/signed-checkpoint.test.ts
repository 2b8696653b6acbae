// A verifier learns when a log last gave its word, and a false one condemns the note.
import { generateKeyPairSync } from 'node:crypto'
import { COSIGNATURE, cosign, ED25519, formatNote, keyHashOf, signNote } from '@ticun/proof'
import { ed25519PublicKey, nodeSha256, signEd25519 } from '@ticun/proof/node'
import { expect, test } from 'vitest'
import { believe } from './signed-checkpoint.ts'

const ORIGIN = 'example.org/log'
const TEXT = `${ORIGIN}\n3\n${Buffer.alloc(32, 7).toString('base64')}\n`
const TIME = 1_790_000_000
const { privateKey } = generateKeyPairSync('ed25519')
const publicKey = ed25519PublicKey(privateKey)
const signer = (type: typeof ED25519 | typeof COSIGNATURE) => ({
  name: ORIGIN,
  keyHash: keyHashOf({ name: ORIGIN, type, publicKey }, nodeSha256),
  sign: (bytes: Uint8Array) => signEd25519(privateKey, bytes),
})
const trust = {
  origin: ORIGIN,
  logKeys: [{ name: ORIGIN, type: ED25519, publicKey }],
  witnessKeys: [],
  witnessesMin: 0,
} as const

async function noteWith(text: string): Promise<string> {
  const { signatures } = await signNote(TEXT, [signer(ED25519)])
  const beat = await cosign(text, TIME, signer(COSIGNATURE))
  return formatNote({ text: TEXT, signatures: [...signatures, beat] })
}

test('the time of a heartbeat is told', async () => {
  const believed = await believe(await noteWith(TEXT), trust)
  expect(believed).toMatchObject({
    checkpoint: { size: 3 },
    cosignatures: [{ name: ORIGIN, time: TIME }],
  })
})

test('a heartbeat of another checkpoint tells no time', async () => {
  const believed = await believe(await noteWith(TEXT.replace('\n3\n', '\n4\n')), trust)
  expect(believed).toMatchObject({ checkpoint: { size: 3 }, cosignatures: [] })
})
