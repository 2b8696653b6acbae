// House rule: every room says what it knows, has a name of its own, and is no drawer.
import { isCode, roomOf, type Rule } from './files.ts'

const HEADINGS = ['Knows', 'Never knows', 'Doors', 'Why']
const DRAWERS = new Set(['utils', 'util', 'helpers', 'common', 'lib', 'shared', 'core', 'misc'])

/** Rooms without a README of the four headings. */
export const readmes: Rule = (files) => {
  const texts = new Map(files.map(({ path, text }) => [path, text]))
  const rooms = new Set(files.map(({ path }) => roomOf(path)).filter((room) => room !== undefined))
  return [...rooms].toSorted().flatMap((room) => {
    const text = texts.get(`${room}/README.md`)
    if (text === undefined) return [`${room}: has no README.md`]
    const missing = HEADINGS.filter((heading) => !hasHeading(text, heading))
    return missing.map((heading) => `${room}/README.md: does not say "${heading}"`)
  })
}

function hasHeading(text: string, heading: string): boolean {
  return new RegExp(`^(#{1,4} +|\\*\\*)${heading}\\b`, 'im').test(text)
}

/** Folders whose name says only that something is in them. */
export const drawers: Rule = (files) => {
  const folders = files.flatMap(({ path }) => {
    const parts = path.split('/').slice(0, -1)
    return parts.map((name, index) => ({ name, path: parts.slice(0, index + 1).join('/') }))
  })
  const found = folders.filter(({ name }) => DRAWERS.has(name)).map(({ path }) => path)
  return [...new Set(found)].map((path) => `${path}: a drawer, not a room`)
}

/** Code files that do not begin with a sentence about what they know. */
export const firstSentences: Rule = (files) =>
  files
    .filter(({ path }) => isCode(path))
    .filter(({ text }) => !beginsWithSentence(text))
    .map(({ path }) => `${path}: does not begin with a sentence about what it knows`)

function beginsWithSentence(text: string): boolean {
  const lines = text.split('\n')
  if (lines[0]?.startsWith('#!')) lines.shift()
  const end = lines.findIndex((line) => !line.startsWith('//'))
  const comment = lines
    .slice(0, end === -1 ? lines.length : end)
    .map((line) => line.slice(2).trim())
    .join(' ')
  return /^\S/.test(comment) && !/^\p{Ll}/u.test(comment) && /[.。!?:]/.test(comment)
}

/** Migrations that are not named NNNN-verb-noun.sql, or that share a number. */
export const migrationNames: Rule = (files) => {
  const migrations = files
    .map(({ path }) => path)
    .filter((path) => /\/migrations\/[^/]+\.sql$/.test(path))
  const names = migrations.filter((path) => !/\/\d{4}(-[a-z0-9]+){2,}\.sql$/.test(path))
  const numbers = migrations.map((path) => path.replace(/(\/\d{4})-[^/]*$/, '$1'))
  const twice = numbers.filter((number, index) => numbers.indexOf(number) !== index)
  return [
    ...names.map((path) => `${path}: is not named NNNN-verb-noun.sql`),
    ...twice.map((number) => `${number}: two migrations have this number`),
  ]
}
