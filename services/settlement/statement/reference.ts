// Finds in what a payer wrote the references that contracts are paid by.

/** TC and the contract's 26 characters. A match may begin inside another one. */
const REFERENCE = /(?=(TC[0-9A-HJKMNP-TV-Z]{26}))/g
/** What banks and people put between characters. */
const SEPARATORS = /[\s\-_./:]+/g

/**
 * The text as references are compared: full-width forms narrowed, upper case, no separators, and
 * the letters that base 32 leaves out read as the digits they look like.
 */
export function comparable(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(SEPARATORS, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
}

/** Everything in a remittance that could be a reference, each once. */
export function referencesIn(remittance: string): string[] {
  const found = [...comparable(remittance).matchAll(REFERENCE)].map((match) => match[1] ?? '')
  return [...new Set(found)]
}
