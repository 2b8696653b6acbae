// Why facts do not lead to a book: what is missing or contradicts the rules, and where.

/** The facts do not make a book; the message names the first place. */
export class FactsError extends Error {
  override readonly name = 'FactsError'
}
