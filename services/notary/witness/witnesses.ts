// Whom the log asks for cosignatures: addresses and public keys, as the configuration names them.
import { readFile } from 'node:fs/promises'
import { COSIGNATURE, keyHashOf, parseVerifierKey, type VerifierKey } from '@ticun/proof'
import { nodeSha256 } from '@ticun/proof/node'

export type Witness = {
  /** Submission prefix: `add-checkpoint` is asked for below it. */
  url: string
  key: VerifierKey
  keyHash: Uint8Array
  verifierKey: string
}

const KEY = /^[^+\s]+\+[0-9a-f]{8}\+\S+$/

/**
 * Reads `URL KEY, URL KEY …`, where KEY is a public key `name+hash+base64` or a file that holds
 * one. Throws when an address or a key is none, or a witness stands there twice.
 */
export async function readWitnesses(text: string): Promise<Witness[]> {
  const parts = text.split(',').map((part) => part.trim())
  const witnesses = await Promise.all(parts.filter((part) => part !== '').map(readWitness))
  const names = new Set(witnesses.map(({ key }) => key.name))
  if (names.size < witnesses.length) throw new Error('WITNESSES: a name stands there twice')
  return witnesses
}

async function readWitness(part: string): Promise<Witness> {
  const [url = '', word = '', ...rest] = part.split(/\s+/)
  if (!URL.canParse(url) || !/^https?:/.test(url) || word === '' || rest.length > 0) {
    throw new Error('WITNESSES: each is an address and a public key, parted by commas')
  }
  const verifierKey = KEY.test(word) ? word : (await readFile(word, 'utf8')).trim()
  const key = parseVerifierKey(verifierKey, nodeSha256)
  if (key.type !== COSIGNATURE) throw new Error(`WITNESSES: ${key.name} is no key of a witness`)
  return { url, key, keyHash: keyHashOf(key, nodeSha256), verifierKey }
}
