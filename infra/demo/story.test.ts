// From the command line to a plan: what is counted, what is told, and what stops before it starts.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ArgumentsError } from './arguments.ts'
import { readStory } from './story.ts'

const nowMs = Date.parse('2026-01-01T00:00:00Z')
const told: string[] = []
const tell = (line: number, reason: string): void => {
  told.push(`${line} ${reason}`)
}

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticun-demo-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function storyOf(content: string | Uint8Array, rows?: number) {
  const log = join(folder, 'log.csv')
  await writeFile(log, content)
  told.length = 0
  return readStory({ log, rows, seed: 1, zone: 'Asia/Shanghai' }, nowMs, tell)
}

describe('a story', () => {
  const header = 'DeviceName,Direction,AlarmDateTime\n'
  const mixed = [
    'Door,In,2/2/2015 8:11',
    'Door,Up,2/2/2015 8:12',
    '',
    'Door,Out,2/2/2015 8:13',
    'Door,In,2/30/2015 8:14',
    'Door,In',
    'Door,Up,2/2/2015 8:16',
    'Door,In,2/2/2015 8:17',
  ].join('\n')

  it('counts every data row, tells each refused one, and plays the others', async () => {
    const story = await storyOf(header + mixed)
    expect(story.rowsRead).toBe(7)
    expect(story.refused).toEqual({ unknown_direction: 2, no_such_date: 1, missing_column: 1 })
    expect(told).toEqual([
      '3 unknown_direction',
      '6 no_such_date',
      '7 missing_column',
      '8 unknown_direction',
    ])
    expect(story.plan.days.flatMap((day) => day.sessions).map((it) => it.line)).toEqual([2, 9])
  })

  it('reads no more rows than wanted', async () => {
    const story = await storyOf(header + mixed, 2)
    expect([story.rowsRead, told.length, story.plan.days.length]).toEqual([2, 1, 1])
  })

  it('is the same each time, and has other ids when more of the log is played', async () => {
    const [first, again] = [await storyOf(header + mixed), await storyOf(header + mixed)]
    expect(again.plan).toEqual(first.plan)
    const less = await storyOf(header + mixed, 6)
    const id = (story: typeof first) => story.plan.days[0]?.signings[0]?.contractId
    expect(id(less)).not.toBe(id(first))
  })

  it.each([
    ['an empty file', '', /is empty/],
    ['another table', 'a,b,c\n1,2,3\n', /DeviceName/],
    ['no text at all', Uint8Array.of(0xff, 0xfe, 0x00, 0x80), /not CSV in UTF-8/],
  ])('stops at %s, naming the file', async (_name, content, message) => {
    await expect(storyOf(content)).rejects.toThrow(ArgumentsError)
    await expect(storyOf(content)).rejects.toThrow(/log\.csv/)
    await expect(storyOf(content)).rejects.toThrow(message)
  })

  it('is made when no log is named', async () => {
    const made = { log: undefined, rows: 50, seed: 1, zone: 'Asia/Shanghai' }
    const story = await readStory(made, nowMs, tell)
    expect([story.rowsRead, story.refused]).toEqual([50, {}])
  })
})
