// The table of good and bad command lines, and of files that cannot be read; and progress lines.
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ArgumentsError, readArguments } from './arguments.ts'
import { readInputFile } from './input-file.ts'
import { showProgress } from './progress.ts'

describe('a command line', () => {
  it('has a meaning for every absence', () => {
    expect(readArguments([])).toEqual({
      log: undefined,
      rows: undefined,
      seed: 1,
      exit: false,
      json: false,
      zone: 'Asia/Shanghai',
      house: undefined,
      data: undefined,
      help: false,
    })
  })

  it('is read with the separator that package managers hand on', () => {
    const words = ['--', '--log', 'a b.csv', '--rows=500', '--seed', '7', '--exit', '--json']
    const read = readArguments(words)
    expect(read).toMatchObject({ log: 'a b.csv', rows: 500, seed: 7, exit: true, json: true })
  })

  it.each([
    [['--rows', 'many'], /--rows many: must be a whole number/],
    [['--rows', '-1'], /./],
    [['--rows', '1.5'], /--rows 1.5/],
    [['--rows', '99999999999'], /--rows/],
    [['--seed', ''], /--seed/],
    [['--log'], /log/],
    [['--log', ''], /--log/],
    [['--zone', 'Mars/Base'], /no such time zone/],
    [['--speed', '3'], /speed/],
    [['year.csv'], /year\.csv/],
    [['--house', 'a.json', '--data', 'b'], /running/],
  ])('%j is refused', (words, message) => {
    expect(() => readArguments(words)).toThrow(ArgumentsError)
    expect(() => readArguments(words)).toThrow(message)
  })
})

describe('a named file', () => {
  const here = fileURLToPath(new URL('.', import.meta.url))

  it.each([
    [`${here}nowhere.csv`, /--log .*nowhere\.csv: no such file/],
    [here, /is a directory/],
    [`${here}weights.json/x`, /no such file/],
  ])('%s is refused', async (path, message) => {
    await expect(readInputFile('log', path)).rejects.toThrow(message)
  })

  it('is read', async () => {
    expect((await readInputFile('log', `${here}weights.json`)).length).toBeGreaterThan(100)
  })
})

describe('progress without a terminal', () => {
  it.each([
    [100, 10],
    [7759, 10],
    [3, 3],
    [0, 0],
  ])('of %i steps says %i lines at most', (total, wanted) => {
    const sink = new PassThrough()
    const progress = showProgress(total, sink)
    for (let done = 1; done <= total; done += 1) progress.at(done, '2015-02-02')
    progress.stop()
    const lines = String(sink.read() ?? '')
      .split('\n')
      .filter(Boolean)
    expect(lines).toHaveLength(wanted)
    if (wanted > 0) expect(lines.at(-1)).toContain('100 %')
  })
})
