// Knows how the notary's Ed25519 signing key is made once and kept where only its owner reads it.
import { generateKeyPairSync } from 'node:crypto'
import { existsSync } from 'node:fs'
import { writePrivately } from './secrets.ts'

/** Makes the key (PKCS #8, PEM) when the file is absent; an existing key is never replaced. */
export function ensureNotaryKey(file: string): void {
  if (existsSync(file)) return
  const { privateKey } = generateKeyPairSync('ed25519')
  writePrivately(file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
}
