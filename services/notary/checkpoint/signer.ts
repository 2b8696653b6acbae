// The notary's signing key: read from a file once, held as a key object, never printed.
import { createPrivateKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { formatVerifierKey, type Signer } from '@ticun/proof'
import { ed25519Signer, nodeSha256 } from '@ticun/proof/node'

/** Signs for the log of one origin; the signer's name is that origin. */
export type Office = {
  /** Origin of the first book's log. */
  origin: string
  /** Public key of that log, `name+hash+key`. */
  verifierKey: string
  signerOf: (origin: string) => Signer
}

/** Opens the key (PKCS #8, PEM, Ed25519). Throws when the file is absent or another kind of key. */
export async function openOffice(keyFile: string, name: string): Promise<Office> {
  const privateKey = createPrivateKey(await readFile(keyFile))
  const signer = ed25519Signer(name, privateKey)
  return {
    origin: name,
    verifierKey: formatVerifierKey(signer.key, nodeSha256),
    signerOf: (origin) => (origin === name ? signer : ed25519Signer(origin, privateKey)),
  }
}

/** Each book is a log of its own: the first has the office's name, others add their id to it. */
export function originOf(office: Office, bookId: string, firstBookId: string): string {
  return bookId === firstBookId ? office.origin : `${office.origin}/${bookId}`
}
