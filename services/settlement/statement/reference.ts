// Finds in what a payer wrote the references that lots are paid by.
import { readReferences } from '@ticun/protocol'

/** What references were before the house drew them: TC and the 26 characters of an id. */
const OLDER = /(?=(TC[0-9A-HJKMNP-TV-Z]{26}))/g
/** What banks and people put between characters. */
const SEPARATORS = /[\s\-_./:]+/g

/**
 * An older reference as it is compared: full-width forms narrowed, upper case, no separators, and
 * the letters that base 32 leaves out read as the digits they look like. Digits stay what they are.
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
  const older = [...comparable(remittance).matchAll(OLDER)].map((match) => match[1] ?? '')
  return [...new Set([...readReferences(remittance), ...older])]
}
