// How long a member's code is shown, and between which instants one can have been used.

/** How long one code is shown. */
export const CODE_WINDOW_MS = 30_000
/** A code of this many windows ago still counts: it takes a moment to read it out. */
export const CODE_WINDOWS_BACK = 1

/** The instants (UTC) between which a window's code is right; the last one is not among them. */
export function codeWindowSpan(window: bigint): { from: string; to: string } {
  const at = (each: bigint) => new Date(Number(each) * CODE_WINDOW_MS).toISOString()
  return { from: at(window), to: at(window + 1n + BigInt(CODE_WINDOWS_BACK)) }
}
