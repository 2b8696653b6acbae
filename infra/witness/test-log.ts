// For tests: a small log with a key of its own, and requests about it as a log makes them.
import { generateKeyPairSync } from 'node:crypto'
import {
  consistencyProof,
  formatAddCheckpoint,
  formatVerifierKey,
  leafHash,
  nodeHash,
  signCheckpoint,
  treeRoot,
  utf8,
  type NodeReader,
} from '@ticun/proof'
import { ed25519Signer } from '@ticun/proof/node'

export const ORIGIN = 'ticun.example/log'

/** A log whose leaves are `prefix0`, `prefix1` …; another prefix is another history. */
export function openTestLog(origin = ORIGIN) {
  const signer = ed25519Signer(origin, generateKeyPairSync('ed25519').privateKey)
  const reader =
    (prefix: string): NodeReader =>
    (level, index) =>
      hashOf(prefix, level, index)
  const checkpoint = (size: number, prefix = 'leaf ') =>
    signCheckpoint({ origin, size, root: treeRoot(reader(prefix), size) }, [signer])
  const request = async (oldSize: number, size: number, prefix?: string) =>
    formatAddCheckpoint({
      oldSize,
      proof: oldSize < size ? consistencyProof(reader(prefix ?? 'leaf '), oldSize, size) : [],
      checkpoint: await checkpoint(size, prefix),
    })
  return { verifierKey: formatVerifierKey(signer.key), key: signer.key, checkpoint, request }
}

function hashOf(prefix: string, level: number, index: number): Uint8Array {
  if (level === 0) return leafHash(utf8(`${prefix}${index}`))
  const left = hashOf(prefix, level - 1, 2 * index)
  return nodeHash(left, hashOf(prefix, level - 1, 2 * index + 1))
}
