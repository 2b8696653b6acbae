// Knows published notes and checkpoints of other people's logs, and every way one is forged.
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  base64,
  concat,
  COSIGNATURE,
  cosign,
  ED25519,
  emptyRoot,
  formatCheckpoint,
  formatNote,
  formatSignature,
  formatVerifierKey,
  fromBase64,
  fromHex,
  leafHash,
  openCheckpoint,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  signCheckpoint,
  signNote,
  verifyEd25519WebCrypto,
  verifyNote,
  type CheckpointPolicy,
} from './index.ts'
import { ed25519Signer, verifyEd25519 } from './node.ts'
import vectors from './vectors/note.json' with { type: 'json' }

const { key: PETER, secret: PETER_SECRET, published: PETER_NOTE } = vectors.note
// As it was served, with a signature of a type that this room does not know.
const {
  origin: ARCHE,
  key: ARCHE_KEY,
  witnessKeys: WITNESS_KEYS,
  published: ARCHE_CHECKPOINT,
} = vectors.checkpoint
const POLICY = {
  origin: ARCHE,
  logKeys: [parseVerifierKey(ARCHE_KEY)],
  witnessKeys: WITNESS_KEYS.map((key) => parseVerifierKey(key)),
}

const open = async (text: string, policy: Partial<CheckpointPolicy>) =>
  openCheckpoint(text, { ...POLICY, ...policy }, verifyEd25519)

const newKey = () => generateKeyPairSync('ed25519').privateKey

describe('the published note', () => {
  // PKCS #8 of RFC 8410: a fixed head and the 32-byte seed.
  const seed = fromBase64(PETER_SECRET).subarray(1)
  const der = Buffer.from(concat(fromHex('302e020100300506032b657004220420'), seed))
  const signer = ed25519Signer(
    'PeterNeumann',
    createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }),
  )

  test('is written byte for byte', async () => {
    const text = parseNote(PETER_NOTE).text
    expect(formatNote(await signNote(text, [signer]))).toBe(PETER_NOTE)
    expect(formatVerifierKey(signer.key)).toBe(PETER)
  })

  test.each([
    ['node', verifyEd25519],
    ['web', verifyEd25519WebCrypto],
  ])('is verified by %s, and refused when changed', async (_, verify) => {
    const keys = [parseVerifierKey(PETER)]
    const note = parseNote(PETER_NOTE)
    expect(await verifyNote(note, keys, verify)).toEqual([{ key: keys[0] }])
    const bent = { ...note, text: note.text.replace('cryptography', 'cryptographY') }
    expect(await verifyNote(bent, keys, verify)).toEqual([])
    expect(await verifyNote(note, [], verify)).toEqual([])
  })
})

describe('a checkpoint from the wild', () => {
  test.each([
    ['node', verifyEd25519],
    ['web', verifyEd25519WebCrypto],
  ])('opens with %s under its log’s key and four witnesses', async (_, verify) => {
    const verdict = await openCheckpoint(ARCHE_CHECKPOINT, { ...POLICY, witnessesMin: 4 }, verify)
    expect(verdict).toMatchObject({ checkpoint: { origin: ARCHE, size: 1_432_088_532 } })
    const names = 'cosignatures' in verdict ? verdict.cosignatures.map(({ name }) => name) : []
    expect(names).toEqual(POLICY.witnessKeys.map(({ name }) => name))
    expect(verdict).toMatchObject({ cosignatures: [{ time: 1_779_573_024 }, {}, {}, {}] })
  })

  test('is refused for what it lacks', async () => {
    expect(await open(ARCHE_CHECKPOINT, { witnessesMin: 5 })).toEqual({ refused: 'unwitnessed' })
    expect(await open(ARCHE_CHECKPOINT, { logKeys: [] })).toEqual({ refused: 'unsigned' })
    expect(await open(ARCHE_CHECKPOINT, { origin: 'other' })).toEqual({ refused: 'other_log' })
    const bent = ARCHE_CHECKPOINT.replace('1432088532', '1432088533')
    expect(await open(bent, {})).toEqual({ refused: 'unsigned' })
    // A true log signature does not save a note with one false signature of a known witness.
    const forged = ARCHE_CHECKPOINT.replace('qEiEgzgFI', 'qEiEhzgFI')
    expect(await open(forged, {})).toEqual({ refused: 'unsigned' })
    expect(await open(forged, { witnessKeys: [] })).toHaveProperty('checkpoint')
  })
})

test('a log changes its key, and a witness adds its word', async () => {
  const old = ed25519Signer('example.com/log', newKey())
  const fresh = ed25519Signer('example.com/log', newKey())
  const witness = ed25519Signer('witness.example', newKey(), COSIGNATURE)
  const checkpoint = { origin: 'example.com/log', size: 3, root: leafHash(Uint8Array.of(1)) }
  const published = await signCheckpoint(checkpoint, [old, fresh])
  const cosigned = await cosign(formatCheckpoint(checkpoint), 1_422_835_860, witness)
  const witnessed = published + formatSignature(cosigned)
  const policy = { origin: 'example.com/log', witnessKeys: [witness.key], witnessesMin: 1 }
  for (const logKeys of [[old.key], [fresh.key], [old.key, fresh.key]]) {
    expect(await openCheckpoint(witnessed, { ...policy, logKeys }, verifyEd25519)).toEqual({
      checkpoint,
      cosignatures: [{ name: 'witness.example', time: 1_422_835_860 }],
    })
  }
  const logKeys = [fresh.key]
  expect(await openCheckpoint(published, { ...policy, logKeys }, verifyEd25519)).toEqual({
    refused: 'unwitnessed',
  })
  // A witness's key cannot stand in for the log's, nor a cosignature for a plain signature.
  const posing = { ...policy, logKeys: [witness.key], witnessesMin: 0 }
  expect(await openCheckpoint(witnessed, posing, verifyEd25519)).toEqual({ refused: 'unsigned' })
  await expect(cosign('a\n', -1, witness)).rejects.toThrow('seconds')
})

test('keys are read strictly', () => {
  for (const key of [PETER, ARCHE_KEY, ...WITNESS_KEYS]) {
    expect(formatVerifierKey(parseVerifierKey(key))).toBe(key)
  }
  expect(parseVerifierKey(PETER).type).toBe(ED25519)
  const mldsa = `x+00000000+${base64(concat(Uint8Array.of(6), new Uint8Array(32)))}`
  const wrong = [
    '',
    'PeterNeumann',
    PETER.replace('c74f20a3', 'c74f20a4'),
    PETER.replace('PeterNeumann', 'PeterNeumanN'),
    PETER.replace('PeterNeumann', 'Peter Neumann'),
    PETER.slice(0, -4),
    mldsa,
  ]
  for (const key of wrong) expect(() => parseVerifierKey(key)).toThrow()
})

test.each([
  ['no signatures', PETER_NOTE.slice(0, PETER_NOTE.indexOf('— '))],
  ['no empty line', PETER_NOTE.replace('\n\n', '\n')],
  ['no last newline', PETER_NOTE.slice(0, -1)],
  ['a carriage return', PETER_NOTE.replace('\n', '\r\n')],
  ['a tab', PETER_NOTE.replace(' you', '\tyou')],
  ['a hyphen for the dash', PETER_NOTE.replace('— ', '- ')],
  ['a nameless signature', PETER_NOTE.replace('PeterNeumann ', ' ')],
  ['a signature of no bytes', PETER_NOTE.replace(/x08go.*/, 'x08gow==')],
  ['broken base64', PETER_NOTE.replace('nAM=', 'nAM')],
  ['stray base64 bits', PETER_NOTE.replace('nAM=', 'nAN=')],
  ['a lone surrogate', PETER_NOTE.replace('you', '\uD800')],
  ['far too many signatures', PETER_NOTE + PETER_NOTE.slice(PETER_NOTE.indexOf('— ')).repeat(64)],
  ['far too long a text', `${'a'.repeat(1_048_576)}\n${PETER_NOTE}`],
])('refuses a note with %s', (_, note) => {
  expect(note).not.toBe(PETER_NOTE)
  expect(() => parseNote(note)).toThrow(expect.objectContaining({ name: 'ProofError' }))
})

test('a note may hold empty lines of its own', async () => {
  const signer = ed25519Signer('quasimodo.example/salvatore', newKey())
  const text = 'Ognuno sta solo sul cuor della terra\n\ned è subito sera.\n'
  const note = parseNote(formatNote(await signNote(text, [signer])))
  expect(note.text).toBe(text)
  expect(await verifyNote(note, [signer.key], verifyEd25519)).toHaveLength(1)
})

test('checkpoint texts are read strictly', () => {
  const root = emptyRoot()
  const text = `o\n0\n${base64(root)}\n`
  expect(parseCheckpoint(text)).toEqual({ origin: 'o', size: 0, root })
  expect(formatCheckpoint({ origin: 'o', size: 0, root })).toBe(text)
  const extended = { origin: 'o', size: 7, root, extensions: ['ticun 1', 'x'] }
  expect(parseCheckpoint(formatCheckpoint(extended))).toEqual(extended)
  const wrong = [
    text.slice(0, -1),
    text.replace('o', ''),
    text.replace('0', '00'),
    text.replace('0', '-1'),
    text.replace('0', '9007199254740993'),
    text.replace('=', ''),
    `${text}\n`,
    'o\n0\n\n',
    `o\n0\n${base64(root.subarray(1))}\n`,
  ]
  for (const bad of wrong) expect(() => parseCheckpoint(bad)).toThrow()
  expect(() => formatCheckpoint({ origin: 'o\np', size: 0, root })).toThrow('empty lines')
})
