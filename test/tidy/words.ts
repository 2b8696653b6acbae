// House rule: nothing is left for later, switched off, or hidden from the checkers.
import { isCode, type Rule } from './files.ts'

/** Written in halves, because this file must keep its own rule. */
const BANNED: readonly (readonly [string, RegExp])[] = [
  ['left for later', new RegExp(['\\bTO', 'DO\\b|\\bFIX', 'ME\\b|\\bXX', 'X\\b'].join(''))],
  ['a test that is switched off', /\b(it|test|describe)\.(skip|todo|only)\(/],
  ['a type that is no type', new RegExp(['\\bas a', 'ny\\b'].join(''))],
  ['a hidden type error', new RegExp(['@ts-', '(ignore|nocheck|expect-error)'].join(''))],
  ['a rule that is switched off', new RegExp(['(ox|es)lint-', 'disable'].join(''))],
]

/** Lines with a banned word, with their numbers. */
export const bannedWords: Rule = (files) =>
  files
    .filter(({ path }) => isCode(path) || path.endsWith('.sql'))
    .flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index) =>
          BANNED.filter(([, word]) => word.test(line)).map(
            ([what]) => `${path}:${index + 1}: ${what}: ${line.trim()}`,
          ),
        ),
    )
