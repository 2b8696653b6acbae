// Knows how a browser (or any runtime with WebCrypto) checks an Ed25519 signature.
import type { VerifyEd25519 } from './note.ts'

/** Ed25519 by the runtime's own WebCrypto; false for keys or signatures it cannot read. */
export const verifyEd25519WebCrypto: VerifyEd25519 = async (publicKey, bytes, signature) => {
  const { subtle } = globalThis.crypto
  // WebCrypto wants bytes that are not shared between threads; a copy never is.
  const raw = new Uint8Array(publicKey)
  let key: Awaited<ReturnType<typeof subtle.importKey>>
  try {
    key = await subtle.importKey('raw', raw, 'Ed25519', false, ['verify'])
  } catch (fault) {
    // An engine without Ed25519 must not look like a forged signature.
    if (fault instanceof Error && fault.name === 'NotSupportedError') throw fault
    return false
  }
  return subtle.verify('Ed25519', key, new Uint8Array(signature), new Uint8Array(bytes))
}
