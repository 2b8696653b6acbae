// Knows which imports go against the direction of the house.
import { expect, test } from 'vitest'
import { directions } from './directions.ts'
import { importsOf } from './imports.ts'

const door = (path: string, name: string, exports: Record<string, string> = { '.': './i.ts' }) => ({
  path: `${path}/package.json`,
  text: JSON.stringify({ name: `@ticun/${name}`, exports }),
})
const doors = [
  door('packages/money', 'money'),
  door('packages/proof', 'proof', { '.': './index.ts', './node': './node.ts' }),
  door('packages/protocol', 'protocol'),
  door('packages/rules', 'rules'),
  door('packages/db', 'db'),
  door('packages/ledger', 'ledger'),
  door('services/escrow', 'escrow', { './app': './app.ts' }),
  door('services/notary', 'notary', {}),
  door('infra/house', 'house'),
]
const complaints = (path: string, specifier: string) =>
  directions([...doors, { path, text: `import { it } from '${specifier}'\n` }])

test.each([
  ['packages/rules/refund.ts', '@ticun/money'],
  ['packages/ledger/post.ts', '@ticun/proof/node'],
  ['packages/db/connect.db.test.ts', '@ticun/house'],
  ['services/escrow/main.ts', '@ticun/ledger'],
  ['services/escrow/command/execute.ts', '../decide/decide.ts'],
  ['services/portal/web/app.tsx', '@ticun/proof'],
  ['infra/generate/documents.ts', '@ticun/escrow/app'],
  ['infra/demo/main.ts', '@ticun/house'],
  ['packages/money/money.ts', 'decimal.js'],
])('%s may import %s', (path, specifier) => {
  expect(complaints(path, specifier)).toEqual([])
})

test.each([
  ['packages/money/money.ts', '@ticun/protocol'],
  ['packages/protocol/ids.ts', '@ticun/rules'],
  ['packages/db/connect.ts', '@ticun/house'],
  ['packages/ledger/post.ts', '@ticun/money/rate.ts'],
  ['packages/ledger/post.ts', '../money/money.ts'],
  ['packages/ledger/post.ts', '@ticun/nobody'],
  ['services/notary/main.ts', '@ticun/escrow/app'],
  ['services/notary/main.ts', '@ticun/ledger'],
  ['services/notary/main.ts', '../escrow/tables.ts'],
  ['services/escrow/main.ts', '@ticun/house'],
  ['services/portal/web/app.tsx', '@ticun/db'],
  ['infra/demo/main.ts', '@ticun/escrow/app'],
  ['infra/generate/documents.ts', '@ticun/escrow/tables.ts'],
])('%s may not import %s', (path, specifier) => {
  expect(complaints(path, specifier)).toHaveLength(1)
})

test('every form of import is found, and comments are not', () => {
  const text = [
    "import one from 'one'",
    "import type { Two } from 'two'",
    'import {',
    '  three,',
    "} from 'three'",
    "export * from 'four'",
    "import 'five'",
    "const six = await import('six')",
    "// import seven from 'seven'",
    " * import eight from 'eight'",
  ].join('\n')
  const found = importsOf(text)
  expect(found.map(({ specifier }) => specifier)).toEqual([
    'one',
    'two',
    'three',
    'four',
    'five',
    'six',
  ])
  expect(found.filter(({ isType }) => isType)).toEqual([{ specifier: 'two', isType: true }])
})
