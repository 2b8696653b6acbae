// House rule: a date is made from a number; the text of an instant has one reader.
import { isCode, isTest, type Rule } from './files.ts'
import { withoutComments } from './imports.ts'

/** The reader of what Postgres writes, and the strict one of what is signed. */
const READERS = new Set(['packages/db/instant.ts', 'packages/proof/entry-bytes.ts'])
/** A browser shows instants that came over HTTP, which have the one form. */
const SHOWN = /^services\/portal\/web\//

const MADE = /\bnew Date\(([^)]*)/g
const A_NUMBER = /^\s*(\d|$)|[mM]s\b|_MS\b|\bDate\.(now|parse|UTC)\b|\bNumber\b/
const PARSER = /\bsetTypeParser\(/

/**
 * `new Date(text)` takes the year 0001 for 2001, and any odd text for a local time; a second parser
 * of a column would read the same row in another way.
 */
export const instants: Rule = (files) =>
  files
    .filter(({ path }) => /^(packages|services)\//.test(path) && !SHOWN.test(path))
    .filter((file) => isCode(file.path) && !isTest(file) && !READERS.has(file.path))
    .flatMap(({ path, text }) => {
      const code = withoutComments(text)
      const dates = [...code.matchAll(MADE)].filter(([, from]) => !A_NUMBER.test(from ?? ''))
      const parsers = path !== 'packages/db/connect.ts' && PARSER.test(code)
      return [
        ...dates.map(([made]) => `${path}: ${made}) is a date made from text`),
        ...(parsers ? [`${path}: columns are read in packages/db`] : []),
      ]
    })
