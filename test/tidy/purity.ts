// House rule: where money and proof are decided, everything enters as data.
import { isCode, isTest, type Rule } from './files.ts'
import { importsOf, withoutComments } from './imports.ts'

const PURE = [
  'packages/money/',
  'packages/proof/',
  'packages/rules/',
  'packages/protocol/facts/',
  'services/escrow/decide/',
]
/** Proof on a server may use the hash of the machine; everything else there runs in a browser. */
const NOT_PURE = new Set(['packages/proof/node.ts'])
/** A hash is a function of its input. */
const HASHING = /^services\/escrow\/decide\//

const FOREIGN = ['kysely', 'fastify', 'pg', 'kafkajs', 'pino', 'undici']
const ROOMS_WITH_IO = ['@ticun/db', '@ticun/events', '@ticun/http', '@ticun/ledger', '@ticun/house']

/** Sources of another answer tomorrow than today; the last pattern shows that it was handed in. */
const CALLS: readonly (readonly [what: string, call: RegExp, given?: RegExp])[] = [
  ['the clock', /\bDate\.now\(|\bnew Date\(\)|\bperformance\./],
  ['chance', /\bMath\.random\(|\brandomUUID\(|\brandomBytes\(|\bgetRandomValues\(|\bnewId\(/],
  ['the environment', /\bprocess\.|\bimport\.meta\.env\b/],
  ['the network', /\bfetch\(/, /\bfetch(: |,\s*\w+: )/],
  ['a timer', /\bset(Timeout|Interval|Immediate)\(/],
]

/** Imports and calls that a pure file must not have. */
export const purity: Rule = (files) =>
  files
    .filter((file) => isPure(file.path) && isCode(file.path) && !isTest(file))
    .flatMap(({ path, text }) => [
      ...importsOf(text)
        .filter(({ specifier }) => isForbidden(path, specifier))
        .map(({ specifier }) => `${path}: a pure file imports ${specifier}`),
      ...CALLS.filter(([, call, given]) => {
        const code = withoutComments(text)
        return call.test(code) && !given?.test(code)
      }).map(([what]) => `${path}: a pure file asks ${what}`),
    ])

function isPure(path: string): boolean {
  return PURE.some((folder) => path.startsWith(folder)) && !NOT_PURE.has(path)
}

function isForbidden(path: string, specifier: string): boolean {
  if (specifier === 'node:crypto' && HASHING.test(path)) return false
  return (
    specifier.startsWith('node:') ||
    FOREIGN.includes(specifier) ||
    ROOMS_WITH_IO.includes(specifier)
  )
}
