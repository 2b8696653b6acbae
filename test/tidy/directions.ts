// House rule: a room may import only rooms above it, through their doors.
import { isCode, isTest, roomOf, type Rule, type SourceFile } from './files.ts'
import { importsOf, targetOf } from './imports.ts'

/** Each package, from the top of the house down, and what it may import of the house. */
const PACKAGES: Record<string, readonly string[]> = {
  money: [],
  proof: [],
  protocol: ['money'],
  rules: ['money', 'protocol'],
  observability: [],
  db: [],
  events: ['db', 'protocol', 'observability'],
  http: ['protocol', 'observability'],
  'dead-facts': ['db', 'events', 'http', 'protocol'],
  ledger: ['db', 'money', 'proof', 'rules'],
}
/** Only escrow writes the book: settlement, notary and portal must not be able to. */
const WRITERS = new Set(['services/escrow'])
/** What may be shown in a browser: rooms without a server inside. */
const BROWSER = new Set(['money', 'proof', 'protocol', 'rules'])
const WEB = 'services/portal/web/'
/** Makes documents from the routes that services really serve. */
const DOCUMENTS = 'infra/generate'
/** Measures the writer of the book itself, without HTTP around it, or plays histories into it. */
const MEASURED = /^test\/(bench|histories)\/.+ services\/escrow$/

/** Imports that go against the direction, around a door, or out of a room. */
export const directions: Rule = (files) => {
  const doors = doorsOf(files)
  return files
    .filter(({ path }) => isCode(path) && roomOf(path) !== undefined)
    .flatMap((file) =>
      importsOf(file.text)
        .map(({ specifier }) => complaintAbout(file, specifier, doors))
        .filter((complaint) => complaint !== undefined)
        .map((complaint) => `${file.path}: ${complaint}`),
    )
}

type Doors = ReadonlyMap<string, { room: string; exports: ReadonlySet<string> }>

function complaintAbout(file: SourceFile, specifier: string, doors: Doors): string | undefined {
  const from = roomOf(file.path) ?? ''
  if (specifier.startsWith('.')) {
    const target = targetOf(file.path, specifier)
    if (roomOf(target) === from) return undefined
    // A law of the whole house folds the facts of a room once more, with the room's own hands; a
    // drill makes a book by them, and a stranger's check a log.
    if (/^test\/(laws|histories|drill|independent)\//.test(file.path)) return undefined
    // The rebuilt book is held against one that escrow itself wrote.
    if (file.path === 'infra/rebuild/test-original.ts') return undefined
    return `imports ${specifier}, which lies outside of ${from}`
  }
  const [, name, subpath = ''] = /^(@ticun\/[^/]+)(\/.+)?$/.exec(specifier) ?? []
  if (name === undefined) return undefined
  const door = doors.get(name)
  if (door === undefined) return `imports ${name}, and no room has that name`
  if (!door.exports.has(`.${subpath}`)) return `imports ${specifier}, which is not a door`
  if (!mayImport(file, from, door.room)) return `${from} may not import ${door.room}`
  return undefined
}

function mayImport(file: SourceFile, from: string, to: string): boolean {
  if (from === to) return true
  const [place = ''] = from.split('/')
  const [toPlace = '', toName = ''] = to.split('/')
  // Tests may stand on whatever starts a house; what they import is never shipped.
  if (isTest(file) && (toPlace === 'infra' || toPlace === 'packages')) return true
  if (file.path.startsWith(WEB)) return toPlace === 'packages' && BROWSER.has(toName)
  if (place === 'packages') return toPlace === 'packages' && isAbove(from, toName)
  if (place === 'services') {
    return toPlace === 'packages' && (toName !== 'ledger' || WRITERS.has(from))
  }
  if (from === DOCUMENTS && toPlace === 'services') return true
  if (MEASURED.test(`${file.path} ${to}`)) return true
  return toPlace === 'packages' || toPlace === 'infra'
}

function isAbove(from: string, to: string): boolean {
  return PACKAGES[from.slice('packages/'.length)]?.includes(to) ?? false
}

/** Packages by name: their room and the paths that `exports` opens. */
function doorsOf(files: readonly SourceFile[]): Doors {
  const doors = new Map<string, { room: string; exports: Set<string> }>()
  for (const { path, text } of files) {
    if (!/^(packages|services|infra)\/[^/]+\/package\.json$/.test(path)) continue
    const { name, exports = {} }: { name: string; exports?: object } = JSON.parse(text)
    doors.set(name, { room: roomOf(path) ?? '', exports: new Set(Object.keys(exports)) })
  }
  return doors
}
