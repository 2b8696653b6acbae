// Knows which key signs when, where keys come from, and what is refused before anything is signed.
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { chmodSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { formatVerifierKey, parseNote, signCheckpoint, utf8, verifyNote } from '@ticun/proof'
import { ed25519Signer, verifyEd25519 } from '@ticun/proof/node'
import { HANDOVER_MS, readKeyList } from './key-list.ts'
import { openOffice } from './office.ts'

const NAME = 'ticun.example/office'
const START = '2025-01-01T00:00:00.000Z'
const CHANGE = '2026-01-01T00:00:00.000Z'
const after = (instant: string, ms: number) => new Date(Date.parse(instant) + ms).toISOString()
const END = after(CHANGE, HANDOVER_MS)
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticun-keys-'))
})
afterAll(() => rm(folder, { recursive: true }))

function makeKey(file: string) {
  const { privateKey } = generateKeyPairSync('ed25519')
  writeFileSync(join(folder, file), pemOf(privateKey))
  const { key } = ed25519Signer(NAME, privateKey)
  return { file, key, text: formatVerifierKey(key), privateKey }
}

const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString()

function writeList(name: string, keys: object[]) {
  writeFileSync(join(folder, name), JSON.stringify({ keys }))
  return join(folder, name)
}

test('one file signs for ever, for every log of the office', async () => {
  const { text } = makeKey('one.pem')
  const office = await openOffice(join(folder, 'one.pem'), NAME, START)
  expect(office.verifierKeys).toEqual([{ key: text, from: '1970-01-01T00:00:00.000Z' }])
  expect(office.verifierKeyAt(CHANGE)).toBe(text)
  expect(office.signersOf(NAME, CHANGE).map(({ name }) => name)).toEqual([NAME])
  expect(office.signersOf(`${NAME}/bok_1`, CHANGE).map(({ name }) => name)).toEqual([
    `${NAME}/bok_1`,
  ])
})

test('a new key signs from its day on, together with the old one for a while', async () => {
  const [old, young] = [makeKey('2025.pem'), makeKey('2026.pem')]
  writeList('keys.json', [
    { from: CHANGE, file: young.file },
    { from: START, file: old.file },
  ])
  // The folder stands for the list in it.
  const office = await openOffice(folder, NAME, START)
  expect(office.verifierKeys).toEqual([
    { key: old.text, from: START, until: END },
    { key: young.text, from: CHANGE },
  ])
  const signed = async (now: string) => {
    const root = new Uint8Array(32)
    const signers = office.signersOf(NAME, now)
    const note = parseNote(await signCheckpoint({ origin: NAME, size: 1, root }, signers))
    const verified = await verifyNote(note, [old.key, young.key], verifyEd25519)
    expect(verified).toHaveLength(signers.length)
    return verified.map(({ key }) => (key === old.key ? 'old' : 'young'))
  }
  expect(await signed(START)).toEqual(['old'])
  expect(await signed(after(CHANGE, -1))).toEqual(['old'])
  expect(await signed(CHANGE)).toEqual(['young', 'old'])
  expect(await signed(after(END, -1))).toEqual(['young', 'old'])
  expect(await signed(END)).toEqual(['young'])
  expect(office.verifierKeyAt(CHANGE)).toBe(young.text)
  expect(() => office.signersOf(NAME, after(START, -1))).toThrow('no key')
})

test('an old key may be destroyed: its public half stays in the list', async () => {
  const [old, young] = [makeKey('gone.pem'), makeKey('kept.pem')]
  const list = writeList('half.json', [
    { from: START, until: CHANGE, publicKey: old.text },
    { from: CHANGE, file: young.file },
  ])
  const office = await openOffice(list, NAME, CHANGE)
  expect(office.verifierKeys.map(({ key }) => key)).toEqual([old.text, young.text])
  expect(office.signersOf(NAME, CHANGE)).toHaveLength(1)
  await expect(openOffice(list, NAME, START)).rejects.toThrow('no private half')
})

/** A program as one in front of a token is: the key is its own business. */
function makeProgram(name: string, script: string) {
  const path = join(folder, name)
  writeFileSync(path, `#!${process.execPath}\n${script}`)
  chmodSync(path, 0o700)
  return path
}

test('a program may sign instead of a file, and is not believed blindly', async () => {
  const { text, key, file } = makeKey('token.pem')
  const script = `
    const { readFileSync } = require('node:fs')
    const { createPrivateKey, sign } = require('node:crypto')
    const key = createPrivateKey(readFileSync(process.argv[2]))
    process.stdout.write(sign(null, readFileSync(0), key))`
  const program = makeProgram('token.cjs', script)
  const open = (command: string[], publicKey = text) =>
    openOffice(writeList('token.json', [{ from: START, command, publicKey }]), NAME, START)
  const [signer] = (await open([program, join(folder, file)])).signersOf(NAME, START)
  const bytes = utf8('what is to be signed\n')
  expect(verifyEd25519(key.publicKey, bytes, await signer!.sign(bytes))).toBe(true)

  const [wrong] = (await open([program, join(folder, 'one.pem')])).signersOf(NAME, START)
  await expect(wrong!.sign(bytes)).rejects.toThrow('made no signature')
  const failing = makeProgram('failing.cjs', 'process.exit(3)')
  const [broken] = (await open([failing])).signersOf(NAME, START)
  await expect(broken!.sign(bytes)).rejects.toThrow('ended with 3')
  const [absent] = (await open([join(folder, 'nothing')])).signersOf(NAME, START)
  await expect(absent!.sign(bytes)).rejects.toThrow('ENOENT')
})

test.each([
  ['no key at all', []],
  ['a key without source', [{ from: START }]],
  ['two sources', [{ from: START, file: 'one.pem', command: ['x'], publicKey: 'y' }]],
  ['a time without decimals', [{ from: '2025-01-01T00:00:00Z', file: 'one.pem' }]],
  ['a key of another name', [{ from: START, publicKey: 'PLACEHOLDER' }]],
  ['two keys that begin at once', [1, 2].map(() => ({ from: START, file: 'one.pem' }))],
])('refuses a list with %s', async (_, keys) => {
  const stranger = ed25519Signer('other.example', generateKeyPairSync('ed25519').privateKey)
  const text = JSON.stringify({ keys }).replace('PLACEHOLDER', formatVerifierKey(stranger.key))
  writeFileSync(join(folder, 'bad.json'), text)
  await expect(openOffice(join(folder, 'bad.json'), NAME, START)).rejects.toThrow()
})

test('refuses a file that holds another kind of key, without telling what it holds', async () => {
  const { privateKey } = generateKeyPairSync('x25519')
  const pem = pemOf(privateKey)
  writeFileSync(join(folder, 'other.pem'), pem)
  writeFileSync(join(folder, 'torn.pem'), pem.slice(0, -30))
  const secret = pem.split('\n')[1] ?? ''
  for (const name of ['other.pem', 'torn.pem']) {
    const failure: unknown = await openOffice(join(folder, name), NAME, START).catch(
      (error: unknown) => error,
    )
    expect(failure).toBeInstanceOf(Error)
    expect(String(failure instanceof Error ? failure.stack : '')).not.toContain(secret)
  }
})

test('a list is read oldest first', async () => {
  const list = writeList('three.json', [
    { from: CHANGE, file: 'a.pem' },
    { from: START, file: 'b.pem' },
  ])
  expect((await readKeyList(list)).map(({ from }) => from)).toEqual([START, CHANGE])
})
