// The door of proof: bytes, hashes and trees that anyone can check, in Node and in a browser.
export { base64, concat, equal, fromBase64, fromHex, fromUtf8, hex, utf8 } from './bytes.ts'
export { bundleBytes, parseBundle } from './bundle.ts'
export {
  CERTIFICATE_FORMAT,
  formatCertificateFile,
  parseCertificateFile,
  signCertificate,
  verifyCertificate,
  type Certificate,
  type CertificateFile,
  type CertificateVerdict,
} from './certificate.ts'
export { genesisHash, HASH_BYTES, link, linkText } from './chain.ts'
export {
  formatCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
  type Checkpoint,
  type CheckpointPolicy,
  type CheckpointVerdict,
  type Cosignature,
} from './checkpoint.ts'
export { verifyConsistency, type TreeHead } from './consistency.ts'
export { cosign, verifyNote, type VerifiedSignature } from './cosignature.ts'
export { ENTRY_BYTES_MAX, ENTRY_SCHEMA, entryBytes, entryText } from './entry-bytes.ts'
export type { Entry, EntryLine } from './entry.ts'
export {
  appendLeaf,
  emptyFrontier,
  frontierOf,
  frontierRoot,
  type Frontier,
  type TreeNode,
} from './frontier.ts'
export {
  COSIGNATURE,
  ED25519,
  formatNote,
  formatSignature,
  formatVerifierKey,
  keyHashOf,
  parseNote,
  parseSignature,
  parseVerifierKey,
  signNote,
  type Note,
  type NoteSignature,
  type SignatureType,
  type Signer,
  type VerifierKey,
  type VerifyEd25519,
} from './note.ts'
export { parseEntryBytes, parseEntryText } from './parse-entry.ts'
export { ProofError } from './proof-error.ts'
export { sha256, type Sha256 } from './sha256.ts'
export {
  hasTile,
  nodesOfTiles,
  parseTilePath,
  TILE_HEIGHT,
  TILE_WIDTH,
  tileBytes,
  tilePath,
  tilesBetween,
  tilesOfNodes,
  tileWidth,
  type Tile,
  type TileReader,
} from './tiles.ts'
export {
  formatTlogProof,
  parseTlogProof,
  TLOG_PROOF_HEADER,
  verifyTlogProof,
  type TlogProof,
  type TlogProofVerdict,
} from './tlog-proof.ts'
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
export { verifyEd25519WebCrypto } from './web.ts'
export {
  formatAddCheckpoint,
  formatCosignatures,
  parseAddCheckpoint,
  parseCosignatures,
  type AddCheckpoint,
} from './witness.ts'
