// The office's signing keys: opened once, held as key objects, never printed; who signs when.
import { createPrivateKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import {
  COSIGNATURE,
  formatVerifierKey,
  keyHashOf,
  parseVerifierKey,
  ED25519,
  type Signer,
  type VerifierKey,
} from '@ticun/proof'
import { ed25519PublicKey, nodeSha256, signEd25519 } from '@ticun/proof/node'
import { readKeyList, type KeySource, type ListedKey } from './key-list.ts'
import { outsideSigner } from './outside-signer.ts'

/** A public key as it is published, and when it signs (UTC). */
export type PublishedKey = { key: string; from: string; until?: string }

/** Signs for the log of one origin; a signer's name is that origin. */
export type Office = {
  /** Origin of the first book's log. */
  origin: string
  /** All keys of that log, oldest first: also those that sign no more, so that old proofs hold. */
  verifierKeys: readonly PublishedKey[]
  /** The newest key that signs at `now` (UTC), `name+hash+key`. */
  verifierKeyAt: (now: string) => string
  /** Who signs for the log of that origin at `now`: the newest key first, then older ones. */
  signersOf: (origin: string, now: string) => Signer[]
  /** The same keys as those of a cosigner, whose signatures (cosignature/v1) say when they were. */
  cosignersOf: (origin: string, now: string) => Signer[]
}

type Sign = Signer['sign']
type Key = Omit<ListedKey, 'source'> & { publicKey: Uint8Array; sign?: Sign }

/**
 * Opens the keys (see `readKeyList`). Throws when a file is absent or holds another kind of key,
 * or when nobody can sign at `now`.
 */
export async function openOffice(path: string, name: string, now: string): Promise<Office> {
  const listed = await readKeyList(path)
  const keys = await Promise.all(listed.map((each) => openKey(each, name)))
  const publicOf = ({ publicKey }: Key): VerifierKey => ({ name, type: ED25519, publicKey })
  const textOf = (key: Key) => formatVerifierKey(publicOf(key), nodeSha256)
  const office: Office = {
    origin: name,
    verifierKeys: keys.map((key) => ({ key: textOf(key), ...termOf(key) })),
    verifierKeyAt: (at) => textOf(newestOf(keys, at)),
    signersOf: (origin, at) =>
      inTurn(keys, at).flatMap((key) => signerOf(key, { origin, type: ED25519 })),
    cosignersOf: (origin, at) =>
      inTurn(keys, at).flatMap((key) => signerOf(key, { origin, type: COSIGNATURE })),
  }
  if (newestOf(keys, now).sign === undefined) {
    throw new Error('the newest key of the office has no private half')
  }
  return office
}

/** Each book is a log of its own: the first has the office's name, others add their id to it. */
export function originOf(office: Office, bookId: string, firstBookId: string): string {
  return bookId === firstBookId ? office.origin : `${office.origin}/${bookId}`
}

/** The same key as the log of another origin names it. */
export function keyOfLog(key: string, origin: string): string {
  return formatVerifierKey({ ...parseVerifierKey(key, nodeSha256), name: origin }, nodeSha256)
}

async function openKey({ source, ...term }: ListedKey, name: string): Promise<Key> {
  if ('file' in source) {
    const privateKey = createPrivateKey(await readFile(source.file))
    const sign: Sign = (bytes) => signEd25519(privateKey, bytes)
    return { ...term, publicKey: ed25519PublicKey(privateKey), sign }
  }
  const key = parsePublic(source, name)
  const sign = 'command' in source ? outsideSigner(source.command, key) : undefined
  return { ...term, publicKey: key.publicKey, ...(sign ? { sign } : {}) }
}

function parsePublic(source: Exclude<KeySource, { file: string }>, name: string): VerifierKey {
  const key = parseVerifierKey(source.publicKey, nodeSha256)
  if (key.name === name && key.type === ED25519) return key
  throw new Error(`${source.publicKey} is no key of ${name}`)
}

/** The newest key first, then the older ones. */
function inTurn(keys: readonly Key[], at: string): Key[] {
  return [newestOf(keys, at), ...activeOf(keys, at).filter((key) => key !== newestOf(keys, at))]
}

function signerOf(
  { publicKey, sign }: Key,
  { origin, type }: { origin: string; type: VerifierKey['type'] },
): Signer[] {
  if (sign === undefined) return []
  const keyHash = keyHashOf({ name: origin, type, publicKey }, nodeSha256)
  return [{ name: origin, keyHash, sign }]
}

function activeOf(keys: readonly Key[], now: string): Key[] {
  return keys.filter(({ from, until }) => from <= now && (until === undefined || now < until))
}

function newestOf(keys: readonly Key[], now: string): Key {
  const newest = activeOf(keys, now).at(-1)
  if (newest) return newest
  throw new Error(`no key of the office signs at ${now}`)
}

function termOf({ from, until }: Key): Omit<PublishedKey, 'key'> {
  return { from, ...(until === undefined ? {} : { until }) }
}
