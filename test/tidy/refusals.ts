// House rule: a refusal is said somewhere and provoked by a test, or it is not on the list.
import { isCode, isTest, type Rule, type SourceFile } from './files.ts'

const LIST = 'packages/protocol/refusals.ts'
/** Where routes only name what they may answer; that is not saying it. */
const CONTRACTS = /^packages\/protocol\/http\//

/** Codes of the list that nobody says, or that no test provokes. */
export const provokedRefusals: Rule = (files) => {
  const list = files.find(({ path }) => path === LIST)?.text ?? ''
  const codes = [...list.matchAll(/^ {2}(\w+): \[/gm)].map(([, code]) => code!)
  const code = files.filter(({ path }) => isCode(path) && path !== LIST)
  const tests = code.filter(isTest)
  const sayers = code.filter((file) => !isTest(file) && !CONTRACTS.test(file.path))
  return codes.flatMap((each) => [
    ...(names(sayers, each) ? [] : [`${each}: nobody says it`]),
    ...(names(tests, each) ? [] : [`${each}: no test provokes it`]),
  ])
}

function names(files: readonly SourceFile[], code: string): boolean {
  return files.some(({ text }) => text.includes(`'${code}'`))
}
