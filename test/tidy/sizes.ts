// House rule: a file fits on a few screens and a line on one.
import { isCode, isTest, type Rule } from './files.ts'

const FILE_LINES_MAX = 250
/** A test file is a list of cases; it may be longer, not endless. */
const TEST_LINES_MAX = 350
const LINE_CHARS_MAX = 100
/** A sentence for people, or an address, is not cut for our sake. */
const LONG_TEXT = /(['"`]).{60,}\1|https?:\/\/\S{60,}/

/** Files that are longer for a reason. A number here may only shrink; at 250 the row goes. */
const LONGER: ReadonlyMap<string, number> = new Map<string, number>()

/** Files beyond their bound, and bounds that have become too wide. */
export function fileSizes(longer: ReadonlyMap<string, number> = LONGER): Rule {
  return (files) =>
    files
      .filter(({ path }) => isCode(path))
      .flatMap((file) => {
        const lines = file.text.trimEnd().split('\n').length
        const listed = longer.get(file.path)
        const bound = listed ?? (isTest(file) ? TEST_LINES_MAX : FILE_LINES_MAX)
        if (lines > bound) return [`${file.path}: ${lines} lines, at most ${bound}`]
        if (listed !== undefined && lines < listed) {
          return [`${file.path}: ${lines} lines now, so its bound of ${listed} must shrink`]
        }
        return []
      })
}

/** Lines that do not fit. */
export const lineWidths: Rule = (files) =>
  files
    .filter(({ path }) => isCode(path))
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => {
        if (line.length <= LINE_CHARS_MAX || LONG_TEXT.test(line)) return []
        return [`${path}:${index + 1}: ${line.length} characters, at most ${LINE_CHARS_MAX}`]
      }),
    )
