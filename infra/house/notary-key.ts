// Knows how the notary's Ed25519 signing key is made once, for its owner's eyes, and its public
// half.
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { formatVerifierKey } from '@ticun/proof'
import { ed25519Signer, nodeSha256 } from '@ticun/proof/node'
import { writePrivately } from './secrets.ts'

/** Makes the key (PKCS #8, PEM) when the file is absent; an existing key is never replaced. */
export function ensureNotaryKey(file: string): void {
  if (existsSync(file)) return
  const { privateKey } = generateKeyPairSync('ed25519')
  writePrivately(file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
}

/** Writes the public half, `name+hash+base64`, where a witness reads it. */
export function publishNotaryKey(file: string, name: string, publicFile: string): void {
  const { key } = ed25519Signer(name, createPrivateKey(readFileSync(file)))
  mkdirSync(dirname(publicFile), { recursive: true })
  writeFileSync(publicFile, `${formatVerifierKey(key, nodeSha256)}\n`)
}
