// Reads a product's clauses for what the law makes void (法释〔2025〕4号 art 9).
import { CLAUSE_RULES, type ClauseRule, type ClauseVerdict } from './forbidden.ts'
import { originalWords, plainText, type PlainText } from './plain-text.ts'

export type ClauseFinding = {
  rule: string
  verdict: ClauseVerdict
  article: string
  titleZh: string
  titleEn: string
  /** Which clause, from 0. */
  clause: number
  /** The words as they are written. */
  words: string
}

/**
 * What is wrong with these clauses: each rule at most once for each clause, refusals first. Nothing
 * found does not mean that a clause is lawful, only that no known wording was met.
 */
export function lintClauses(clauses: readonly string[]): ClauseFinding[] {
  const findings = clauses.flatMap((clause, index) => {
    const plain = plainText(clause)
    return CLAUSE_RULES.flatMap((rule) => {
      const words = wordsAgainst(rule, clause, plain)
      if (words === undefined) return []
      const { id, verdict, article, titleZh, titleEn } = rule
      return [{ rule: id, verdict, article, titleZh, titleEn, clause: index, words }]
    })
  })
  const refused = findings.filter(({ verdict }) => verdict === 'REFUSE')
  return [...refused, ...findings.filter(({ verdict }) => verdict === 'FLAG')]
}

function wordsAgainst(rule: ClauseRule, clause: string, plain: PlainText): string | undefined {
  for (const pattern of rule.patterns) {
    for (const match of plain.text.matchAll(new RegExp(pattern, 'g'))) {
      const end = match.index + match[0].length
      if (rule.unless?.test(partAround(plain.text, match.index, end))) continue
      return originalWords(clause, plain, match.index, end)
    }
  }
  return undefined
}

/** From the pause before the words to the pause after them: where an exception would be said. */
function partAround(text: string, start: number, end: number): string {
  const before = /[^,、。]*$/.exec(text.slice(0, start))?.[0] ?? ''
  const after = /^[^,、。]*/.exec(text.slice(end))?.[0] ?? ''
  return before + text.slice(start, end) + after
}
