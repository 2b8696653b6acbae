// A vitest reporter that writes what ended how, with the reasons of skipped tests, as JSON.
import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Reporter, TestCase, TestModule } from 'vitest/node'
import { ROOT } from './command.ts'
import type { Failure, Outcome } from './stage.ts'

/** Where the report goes; the runner names the file. */
export const REPORT_FILE = 'TICUN_TEST_REPORT'

type Problem = { message: string; stack?: string | undefined; diff?: string | undefined }

/** Frames of the test runner itself explain nothing. */
const FOREIGN_FRAME = /^\s+at .*(node_modules|node:internal|new Promise \()/

/** Made by vitest, once for each run. */
export default function createReporter(): Reporter {
  return {
    onTestRunEnd: (modules, unhandled) => {
      const file = process.env[REPORT_FILE]
      if (file === undefined) return
      const outcome = outcomeOf(modules)
      for (const error of unhandled) {
        outcome.failures.push({ name: 'outside every test', message: textOf([error]) })
      }
      writeFileSync(file, JSON.stringify(outcome))
    },
  }
}

/** Counts tests; a file that cannot be loaded, or a hook that fails, counts as a failure too. */
function outcomeOf(modules: readonly TestModule[]): Outcome {
  const outcome: Outcome = { passed: 0, failures: [], skipped: [] }
  for (const module of modules) {
    const file = relative(ROOT, module.moduleId)
    outcome.failures.push(...brokenHooks(module, file))
    for (const test of module.children.allTests()) {
      const name = `${file} > ${test.fullName}`
      const result = test.result()
      if (result.state === 'passed') outcome.passed += 1
      else if (result.state === 'failed')
        outcome.failures.push({ name, message: textOf(result.errors) })
      else if (result.state === 'skipped') outcome.skipped.push({ name, reason: reasonOf(test) })
      else outcome.failures.push({ name, message: 'did not end' })
    }
  }
  return outcome
}

function brokenHooks(module: TestModule, file: string): Failure[] {
  const broken: Failure[] = []
  if (module.errors().length > 0) broken.push({ name: file, message: textOf(module.errors()) })
  for (const suite of module.children.allSuites()) {
    const errors = suite.errors()
    if (errors.length === 0) continue
    broken.push({ name: `${file} > ${suite.fullName}`, message: textOf(errors) })
  }
  return broken
}

/** Told by `context.skip(reason)`, or in the title as `(skipped: reason)`. */
function reasonOf(test: TestCase): string {
  const result = test.result()
  const note = result.state === 'skipped' ? result.note : undefined
  if (note !== undefined) return note
  const titled = /\(skipped: (.+)\)$/.exec(test.fullName)?.[1]
  return titled ?? 'no reason given'
}

function textOf(errors: readonly Problem[]): string {
  const texts = errors.map(({ message, stack, diff }) => {
    const lines = (stack ?? message).split('\n').filter((line) => !FOREIGN_FRAME.test(line))
    return diff === undefined ? lines.join('\n') : `${lines.join('\n')}\n${diff}`
  })
  return texts.join('\n')
}
