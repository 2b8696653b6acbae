// Knows the one error this room throws: bytes or text that are not what they claim to be.

/** Malformed or non-canonical input. A proof that is well formed but false is `false`, never this. */
export class ProofError extends Error {
  override readonly name = 'ProofError'
}
