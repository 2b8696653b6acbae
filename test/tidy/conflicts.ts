// House rule: nothing is dropped because something of its name is there already.
import { isCode, isTest, type Rule } from './files.ts'
import { withoutComments } from './imports.ts'

/** The door that compares, or is told why there is nothing to compare. */
const DOOR = 'packages/db/once.ts'

const DROPPED = /\bDO\s+NOTHING\b|\bdoNothing\b/gi

/**
 * `DO NOTHING` keeps silent about a second row that says something else: a reference given twice, a
 * payment for two debts. Rows are written by `insertOnce`, which compares, or by `orSame`, which is
 * told why the second cannot differ.
 */
export const conflicts: Rule = (files) =>
  files
    .filter(({ path }) => /^(packages|services|infra)\//.test(path) && path !== DOOR)
    .filter((file) => (isCode(file.path) || file.path.endsWith('.sql')) && !isTest(file))
    .flatMap(({ path, text }) =>
      [...withoutComments(text).matchAll(DROPPED)].map(
        ([words]) => `${path}: ${words} compares nothing; write by packages/db/once`,
      ),
    )
