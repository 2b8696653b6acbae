// A vitest reporter that writes down at once what begins and what ends how, a line of JSON each.
import { appendFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node'
import { ROOT } from './command.ts'
import type { Line } from './journal.ts'

/** Where the journal goes; the runner names the file. */
export const JOURNAL_FILE = 'TICUN_TEST_JOURNAL'

type Problem = { message: string; stack?: string | undefined; diff?: string | undefined }
type Entity = TestCase | TestSuite | TestModule
type Hook = Parameters<NonNullable<Reporter['onHookStart']>>[0]

/** Frames of the test runner itself explain nothing. */
const FOREIGN_FRAME = /^\s+at .*(node_modules|node:internal|new Promise \()/

/** Made by vitest, once for each run. */
export default function createReporter(): Reporter {
  const told = new Set<string>()
  const tell = (test: TestCase) => {
    if (!told.has(test.id)) write(lineOf(test))
    told.add(test.id)
  }
  return {
    onTestRunStart: () => write({ at: 'phase', name: 'global set-up' }),
    onTestModuleQueued: (module) => {
      write({ at: 'phase', name: 'between two tests' })
      write({ at: 'file queued', name: nameOf(module) })
      write({ at: 'began', id: module.id, name: `${nameOf(module)} > loading` })
    },
    onTestModuleStart: (module) => write({ at: 'ended', id: module.id }),
    onTestCaseReady: (test) => write({ at: 'began', id: test.id, name: nameOf(test) }),
    onTestCaseResult: (test) => {
      // Why a test was skipped is known when its file ends: what comes before it may have failed.
      if (test.result().state === 'skipped') write({ at: 'ended', id: test.id })
      else tell(test)
    },
    onHookStart: (hook) => write({ at: 'began', id: hookId(hook), name: hookName(hook) }),
    onHookEnd: (hook) => write({ at: 'ended', id: hookId(hook) }),
    onTestModuleEnd: (module) => {
      // Also the tests that nobody began, because a hook before them failed.
      for (const test of module.children.allTests()) tell(test)
      for (const line of brokenHooks(module)) write(line)
      write({ at: 'ended', id: module.id })
      write({ at: 'file ended', name: nameOf(module) })
    },
    onTestRunEnd: (modules, unhandled) => {
      for (const module of modules) for (const test of module.children.allTests()) tell(test)
      for (const error of unhandled) {
        const name = 'outside every test'
        write({ at: 'failed', id: name, name, message: textOf([error]) })
      }
      write({ at: 'over' })
      write({ at: 'phase', name: 'global tear-down' })
    },
  }
}

function write(line: Line): void {
  const file = process.env[JOURNAL_FILE]
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`)
}

function nameOf(entity: Entity): string {
  if (entity.type === 'module') return relative(ROOT, entity.moduleId)
  return `${relative(ROOT, entity.module.moduleId)} > ${entity.fullName}`
}

function hookName({ name, entity }: Hook): string {
  return `${nameOf(entity)} > ${name}`
}

function hookId({ name, entity }: Hook): string {
  return `${entity.id} ${name}`
}

function lineOf(test: TestCase): Line {
  const [id, name, result] = [test.id, nameOf(test), test.result()]
  if (result.state === 'passed') return { at: 'passed', id, name }
  if (result.state === 'skipped') return { at: 'skipped', id, name, reason: reasonOf(test) }
  if (result.state === 'pending') return { at: 'failed', id, name, message: 'did not end' }
  return { at: 'failed', id, name, message: textOf(result.errors) }
}

/** A file that cannot be loaded, or a hook that fails, is a failure of its own. */
function brokenHooks(module: TestModule): Line[] {
  return [module, ...module.children.allSuites()].flatMap((entity): Line[] => {
    const errors = entity.errors()
    if (errors.length === 0) return []
    const name = `${nameOf(entity)} > around its tests`
    return [{ at: 'failed', id: entity.id, name, message: textOf(errors) }]
  })
}

/** Told by `context.skip(reason)`, or in the title as `(skipped: reason)`. */
function reasonOf(test: TestCase): string {
  const result = test.result()
  const note = result.state === 'skipped' ? result.note : undefined
  if (note !== undefined) return note
  const titled = /\(skipped: (.+)\)$/.exec(test.fullName)?.[1]
  return titled ?? (isUnderBroken(test) ? 'what comes before it failed' : 'no reason given')
}

function isUnderBroken(test: TestCase): boolean {
  let entity: Entity = test
  while (entity.type !== 'module') {
    entity = entity.parent
    if (entity.errors().length > 0) return true
  }
  return false
}

function textOf(errors: readonly Problem[]): string {
  const texts = errors.map(({ message, stack, diff }) => {
    const lines = (stack ?? message).split('\n').filter((line) => !FOREIGN_FRAME.test(line))
    return diff === undefined ? lines.join('\n') : `${lines.join('\n')}\n${diff}`
  })
  return texts.join('\n')
}
