// Knows the one error this room throws: bytes or text that are not what they claim to be.

/** Malformed or non-canonical input. A well-formed proof that does not hold is never this. */
export class ProofError extends Error {
  override readonly name = 'ProofError'
}
