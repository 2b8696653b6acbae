// The commands as people call them: exit codes, plain messages, and the file that export makes.
import { readdir, readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  bundleBytes,
  entryText,
  formatTlogProof,
  inclusionProof,
  leafHash,
  nodeHash,
  parseTilePath,
  utf8,
  type NodeReader,
} from '@ticun/proof'
import { exportCommand } from './export-command.ts'
import { verifyCommand } from './verify-command.ts'
import { call, openTestFolder, run, type TestFolder } from './test-folder.ts'
import { BOOK_ID, logText, makeEntries, openOffice, ORIGIN, signTexts } from './test-log.ts'

const ENTRIES = 600
const office = openOffice()
const texts = [...makeEntries(ENTRIES, 9)].map(entryText)
const PLACE = 300
let note: string
let folder: TestFolder
let log: string
let proof: string
let entry: string
beforeAll(async () => {
  folder = await openTestFolder()
  note = await signTexts(texts, office)
  log = await folder.file('log.jsonl', logText(texts, note))
  const nodes: NodeReader = (level, index) =>
    level === 0
      ? leafHash(utf8(texts[index] ?? ''))
      : nodeHash(nodes(level - 1, 2 * index), nodes(level - 1, 2 * index + 1))
  const path = inclusionProof(nodes, PLACE, ENTRIES)
  proof = await folder.file(
    'one.tlog-proof',
    formatTlogProof({ index: PLACE, path, checkpoint: note }),
  )
  const indented = JSON.stringify(JSON.parse(texts[PLACE] ?? ''), null, 2)
  entry = await folder.file('entry.json', indented)
})
afterAll(() => folder.close())

const verify = (...words: string[]) => call(verifyCommand, words)
const exportTo = (...words: string[]) => call(exportCommand, words)
const out = () => join(folder.folder, 'exported', 'log.jsonl')

test('as processes: 0 it holds, 1 it does not, 2 it cannot be read', async () => {
  const key = ['--key', office.key]
  const bad = await folder.file('bad.jsonl', logText(texts.toSpliced(99, 1), note))
  const ended = [
    await run('main.ts', [log, ...key]),
    await run('main.ts', [bad, ...key]),
    await run('main.ts', [folder.folder, ...key]),
    await run('export.ts', ['--help']),
  ]
  expect(ended.map(({ code }) => code)).toEqual([0, 1, 2, 0])
  expect(ended.map(({ stdout }) => stdout.split('\n').at(-2))).toEqual([
    'HOLDS',
    'DOES NOT HOLD',
    undefined,
    expect.stringMatching(/^Exit codes/),
  ])
  expect(ended[2]?.stderr).toBe(`${folder.folder}: is a directory\n`)
})

describe('pnpm verify', () => {
  test('0: a log that holds', async () => {
    const key = await folder.file('key', `# the office\n\n${office.key}\r\n`)
    for (const words of [
      [log, '--key', office.key],
      ['--', '--key', key, log],
    ]) {
      const { code, stdout } = await verify(...words)
      expect(stdout).toMatch(/checked 600 entries[^]*HOLDS\n$/)
      expect(code).toBe(0)
    }
  })

  test('0: a proof that holds, its entry written for people or byte for byte', async () => {
    const bytes = await folder.file('entry.canonical', texts[PLACE] ?? '')
    for (const file of [entry, bytes]) {
      const { code, stdout } = await verify(proof, '--key', office.key, '--entry', file)
      expect(stdout).toMatch(/debit {2}8330 fen[^]*HOLDS\n$/)
      expect(code).toBe(0)
    }
  })

  test('1: a log that does not hold names the leaf, what was expected and found', async () => {
    const bad = await folder.file('bad.jsonl', logText(texts.toSpliced(99, 1), note))
    const { code, stdout } = await verify(bad, '--key', office.key)
    expect(stdout).toMatch(/first bad leaf: entry 100: [^]*expected entry 100[^]*found +entry 101/)
    expect(stdout).toMatch(/DOES NOT HOLD\n$/)
    expect(code).toBe(1)
  })

  test('1: a proof of another entry, and a key that did not sign', async () => {
    const other = await folder.file('other.json', texts[PLACE + 1] ?? '')
    const wrong = await verify(proof, '--key', office.key, '--entry', other)
    expect(wrong).toMatchObject({ code: 1, stdout: expect.stringMatching(/not in the tree/) })
    const stranger = await verify(proof, '--key', openOffice().key, '--entry', entry)
    expect(stranger).toMatchObject({ code: 1, stdout: expect.stringMatching(/no good signature/) })
  })

  test('1: a true proof of a leaf that says of itself that it stands elsewhere', async () => {
    const leaves = [texts[1] ?? '', texts[0] ?? '']
    const signed = await signTexts(leaves, office)
    const path = [leafHash(utf8(leaves[1] ?? ''))]
    const text = formatTlogProof({ index: 0, path, checkpoint: signed })
    const [file, leaf] = [await folder.file('p', text), await folder.file('e', leaves[0] ?? '')]
    const { code, stdout } = await verify(file, '--key', office.key, '--entry', leaf)
    expect(stdout).toMatch(/entry 1: another entry stands there/)
    expect(code).toBe(1)
  })

  test('1: witnesses are asked for and there are none', async () => {
    const { code, stdout } = await verify(log, '--key', office.key, '--witnesses', '1')
    expect(stdout).toMatch(/fewer than 1 known witnesses/)
    expect(code).toBe(1)
  })

  const key = office.key
  const text = () => logText(texts, note)
  const table: [string, () => string | Uint8Array, RegExp][] = [
    ['an empty file', () => '', /is empty/],
    ['some other text', () => 'hello\n', /neither a log .* nor a/],
    ['only a header', () => text().split('\n', 1)[0] ?? '', /cut short/],
    [
      'no checkpoint line',
      () => logText(texts, note).replace(/\{"checkpoint.*\n/, ''),
      /cut short/,
    ],
    ['half a checkpoint line', () => text().slice(0, -40), /cut short/],
    ['half an entry', () => text().slice(0, text().length / 2), /cut short/],
    ['CR LF', () => text().replaceAll('\n', '\r\n'), /CR LF/],
    ['an unknown header field', () => text().replace('"origin"', '"more":1,"origin"'), /header/],
    ['a proof cut short', () => 'c2sp.org/tlog-proof@v1\nindex 3\n', /--entry/],
  ]
  test.each(table)('2: %s', async (_name, content, message) => {
    const { code, stderr, stdout } = await verify(await folder.file('in', content()), '--key', key)
    expect(stderr).toMatch(message)
    expect(stderr.split('\n').length).toBeLessThan(6)
    expect([code, stdout]).toEqual([2, ''])
  })

  test.each([
    ['no file', () => ['/nowhere/log', '--key', key], /\/nowhere\/log: no such file/],
    ['a directory', () => [folder.folder, '--key', key], /is a directory/],
    ['no arguments', () => [], /name one FILE/],
    ['no key', () => [log], /--key/],
    ['an unknown option', () => [log, '--key', key, '--loud'], /--loud/],
    ['a key that is none', () => [log, '--key', 'nonsense'], /neither a key nor a file/],
    ['a key with a wrong hash', () => [log, '--key', key.replace(/\+\w{8}/, '+00000000')], /hash/],
    ['a log as key file', () => [log, '--key', log], /--key/],
    ['a bad chain head', () => [log, '--key', key, '--chain-head', 'x'], /64 hexadecimal/],
    ['an older file that is none', () => [log, '--key', key, '--older', entry], /--older/],
    ['an entry that is none', () => [proof, '--key', key, '--entry', log], /--entry/],
  ])('2: %s', async (_name, words, message) => {
    const { code, stderr } = await verify(...words())
    expect(stderr).toMatch(message)
    expect(code).toBe(2)
  })
})

describe('pnpm export', () => {
  let server: Server
  let url: string
  let served: string[]
  beforeAll(async () => {
    server = createServer((request, response) => {
      const body = pageOf(request.url ?? '')
      response.writeHead(body === undefined ? 404 : 200).end(body)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    if (typeof address !== 'object' || !address) throw new Error('no port')
    url = `http://127.0.0.1:${address.port}`
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))
  beforeEach(() => {
    served = texts
  })

  function pageOf(path: string): string | Uint8Array | undefined {
    if (path === '/checkpoint') return note
    if (path === '/v1/log') return JSON.stringify(status)
    const tile = parseTilePath(path.slice(1))
    if (tile?.level !== 'entries') return undefined
    const from = tile.index * 256
    return bundleBytes(served.slice(from, from + tile.width).map((each) => utf8(each)))
  }
  const status = {
    origin: ORIGIN,
    verifierKey: office.key,
    bookId: BOOK_ID,
    entries: String(ENTRIES),
    signed: String(ENTRIES),
    chainHead: '00'.repeat(32),
    facts: 1,
    transport: 'postgres',
    alerts: 0,
  }
  test('0: the file is the log, byte for byte, and verify agrees', async () => {
    const { code, stdout } = await exportTo('--notary', url, '--out', out())
    expect(stdout).toContain(`pnpm verify ${out()} --key '${office.key}'`)
    expect(code).toBe(0)
    expect(await readFile(out(), 'utf8')).toBe(logText(texts, note))
    expect((await verify(out(), '--key', office.key)).code).toBe(0)
  })

  test('1: a notary that serves another entry than it signed; nothing is left of it', async () => {
    const other = (texts[400] ?? '').replaceAll('8330"', '8331"')
    served = texts.with(400, other)
    const { code, stdout } = await exportTo('--notary', url, '--out', `${out()}.2`)
    expect(stdout).toMatch(/first bad leaf: entry 401/)
    expect(code).toBe(1)
    expect(await readdir(join(folder.folder, 'exported'))).toEqual(['log.jsonl'])
  })

  test('1: the last entry of the tree is another one, with itself in order', async () => {
    const last = (texts.at(-1) ?? '').replace(/"occurredAt":"20/, '"occurredAt":"19')
    served = texts.with(ENTRIES - 1, last)
    const { code, stdout } = await exportTo('--notary', url, '--out', `${out()}.3`)
    expect(stdout).toMatch(/not the root that the checkpoint signs/)
    expect(code).toBe(1)
  })

  test('1: another key than the one that signs', async () => {
    const words = ['--notary', url, '--out', `${out()}.4`, '--key', openOffice().key]
    const { code, stdout } = await exportTo(...words)
    expect(stdout).toMatch(/no good signature/)
    expect(code).toBe(1)
  })

  test('2: no notary there, no house, no place to write', async () => {
    served = texts.slice(0, 300)
    const short = await exportTo('--notary', url, '--out', `${out()}.5`)
    expect(short).toMatchObject({ code: 2, stderr: expect.stringMatching(/instead of 256/) })
    const nobody = await exportTo('--notary', `${url}/nothing/`, '--key', log)
    expect(nobody.code).toBe(2)
    const homeless = await call(exportCommand, [], { TICUN_DATA: folder.folder })
    expect(homeless).toMatchObject({ code: 2, stderr: expect.stringMatching(/no house runs/) })
    const noFolder = await exportTo('--notary', url, '--out', join(log, 'x'))
    expect(noFolder).toMatchObject({ code: 2, stderr: expect.stringMatching(/--out/) })
  })
})
