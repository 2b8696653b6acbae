// The door of proof: bytes, hashes and trees that anyone can check, in Node and in a browser.
export { base64, concat, equal, fromBase64, fromHex, fromUtf8, hex, utf8 } from './bytes.ts'
export { genesisHash, HASH_BYTES, link } from './chain.ts'
export { verifyConsistency, type TreeHead } from './consistency.ts'
export {
  ENTRY_BYTES_MAX,
  ENTRY_SCHEMA,
  entryBytes,
  entryText,
  parseEntryBytes,
  parseEntryText,
} from './entry-bytes.ts'
export type { Entry, EntryLine } from './entry.ts'
export {
  appendLeaf,
  emptyFrontier,
  frontierOf,
  frontierRoot,
  type Frontier,
  type TreeNode,
} from './frontier.ts'
export { ProofError } from './proof-error.ts'
export { sha256, type Sha256 } from './sha256.ts'
export {
  consistencyNodes,
  consistencyProof,
  emptyRoot,
  inclusionNodes,
  inclusionProof,
  leafHash,
  nodeHash,
  rootNodes,
  rootOfInclusion,
  treeRoot,
  verifyInclusion,
  type NodeId,
  type NodeReader,
} from './tree.ts'
