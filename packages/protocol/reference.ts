// Payment references: what a payer writes in her transfer, so that the money finds its lot.

/**
 * Digits that are drawn; two check digits follow (ISO 7064 MOD 97-10). All 14 are digits, so that
 * they can be typed on a phone, and the first is not 0, so that no spreadsheet drops it.
 */
const DRAWN_DIGITS = 12
const REFERENCE_DIGITS = 14
const DRAWN_MIN = 10 ** (DRAWN_DIGITS - 1)
const DRAWN_MAX = 10 ** DRAWN_DIGITS - 1
const GROUP_DIGITS = 4
/** Other signs that may stand between two groups of digits. */
const BETWEEN_MAX = 3

/** The two digits that make a number whole: all of it leaves 1 when divided by 97. */
export function checkDigitsOf(digits: string): string {
  const rest = Number((BigInt(digits) * 100n) % 97n)
  return String(98 - rest).padStart(2, '0')
}

/** The reference of a drawn number, which has 12 digits and begins with another one than 0. */
export function referenceOf(drawn: number): string {
  if (!Number.isInteger(drawn) || drawn < DRAWN_MIN || drawn > DRAWN_MAX) {
    throw new RangeError('a reference is made of a number of 12 digits')
  }
  return `${drawn}${checkDigitsOf(String(drawn))}`
}

/** Draws a reference. It says nothing of whose it is, and nobody can choose it. */
export function newReference(): string {
  const span = BigInt(DRAWN_MAX - DRAWN_MIN + 1)
  const [word] = crypto.getRandomValues(new BigUint64Array(1))
  return referenceOf(DRAWN_MIN + Number(word! % span))
}

/** Whether these are 14 digits with the right check digits. */
export function isReference(text: string): boolean {
  return /^[1-9]\d{13}$/.test(text) && BigInt(text) % 97n === 1n
}

/** As people read and type it: `1234 5678 9012 34`. Any other text stays as it is. */
export function groupedReference(reference: string): string {
  if (!isReference(reference)) return reference
  const groups = reference.match(new RegExp(`\\d{1,${GROUP_DIGITS}}`, 'g'))
  return groups!.join(' ')
}

/**
 * Every reference that a text may mean, each once: whole runs of digits, or neighbouring runs with
 * a few other signs between them, that together are 14 digits with the right check digits.
 * Full-width digits count; letters may stand on both sides. The middle of a longer run (an account,
 * a card) is never one, whatever its digits.
 */
export function readReferences(text: string): string[] {
  const found = new Set<string>()
  for (const runs of neighbours(text.normalize('NFKC'))) {
    for (let first = 0; first < runs.length; first++) {
      let digits = ''
      for (let next = first; next < runs.length && digits.length < REFERENCE_DIGITS; next++) {
        digits += runs[next]!
      }
      if (isReference(digits)) found.add(digits)
    }
  }
  return [...found]
}

/** Runs of digits in their order, parted where more or other than a separator lies between. */
function neighbours(text: string): string[][] {
  const groups: string[][] = []
  let end = -1
  for (const { 0: run, index } of text.matchAll(/\d+/g)) {
    const between = end < 0 ? undefined : text.slice(end, index)
    const isNear = between !== undefined && between.length <= BETWEEN_MAX
    if (isNear && !/[\p{L}\p{N}]/u.test(between)) groups.at(-1)!.push(run)
    else groups.push([run])
    end = index + run.length
  }
  return groups
}
