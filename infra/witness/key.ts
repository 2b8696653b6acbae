// The witness's own signing key and its memory, made together once and never apart.
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { COSIGNATURE, formatVerifierKey, type Signer } from '@ticun/proof'
import { ed25519Signer, nodeSha256 } from '@ticun/proof/node'
import { makeMemory, memoryFile, openMemory, writeDurably, type Memory } from './memory.ts'

export type Identity = { signer: Signer; verifierKey: string; memory: Memory }

/**
 * Opens key and memory of a data directory; makes both when neither is there. Throws when the key
 * is there without the memory: a witness that forgot what it signed could sign its contradiction.
 */
export async function openIdentity(dataDir: string, name: string): Promise<Identity> {
  const keyFile = join(dataDir, 'signing-key.pem')
  if (!existsSync(memoryFile(dataDir))) {
    if (existsSync(keyFile)) {
      throw new Error(`${memoryFile(dataDir)} is lost: bring it back, or retire the key ${keyFile}`)
    }
    await makeMemory(dataDir)
  }
  // The memory first: a stop between the two leaves no key that ever signed.
  if (!existsSync(keyFile)) {
    const { privateKey } = generateKeyPairSync('ed25519')
    await writeDurably(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  }
  const memory = await openMemory(dataDir)
  const signer = ed25519Signer(name, createPrivateKey(await readFile(keyFile)), COSIGNATURE)
  return { signer, verifierKey: formatVerifierKey(signer.key, nodeSha256), memory }
}
