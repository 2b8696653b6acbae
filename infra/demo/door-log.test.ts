// The table of good and bad rows: one line per reason for which a row is refused.
import { describe, expect, it } from 'vitest'
import { DoorLogError, readDoorLog, ROW_REFUSALS, type ReadRow } from './door-log.ts'
import { dayOf, weekdayOf, zoneClock } from './local-time.ts'

const HEADER = 'DeviceName,Direction,AlarmDateTime\r\n'
const GOOD = 'Front door,In,2/2/2015 8:11'
const nowMs = Date.parse('2026-01-01T00:00:00Z')

function read(content: string | Uint8Array, zone = 'Asia/Shanghai', rowsMax?: number): ReadRow[] {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  return [...readDoorLog(bytes, { clock: zoneClock(zone), nowMs, rowsMax })]
}

function latin1(content: string): Uint8Array {
  return Uint8Array.from(content, (character) => character.charCodeAt(0))
}

describe('a row is refused for', () => {
  it.each([
    ['wrong_encoding', 'Tür,In,2/2/2015 8:11'],
    ['not_csv', '"Front door,In,2/2/2015 8:11'],
    ['not_csv', 'Front "door",In,2/2/2015 8:11'],
    ['missing_column', 'Front door,In'],
    ['missing_column', 'Front door'],
    ['missing_column', 'Front door,In,'],
    ['missing_column', ',,'],
    ['too_many_columns', `${GOOD},7`],
    ['unknown_direction', 'Front door,Sideways,2/2/2015 8:11'],
    ['unknown_direction', 'Front door,Inn,99/99/2015 8:11'],
    ['no_such_date', 'Front door,In,2/30/2015 8:11'],
    ['no_such_date', 'Front door,In,2/29/2015 8:11'],
    ['no_such_date', 'Front door,In,13/2/2015 8:11'],
    ['no_such_date', 'Front door,In,0/2/2015 8:11'],
    ['no_such_date', 'Front door,In,2/2/2015 25:00'],
    ['no_such_date', 'Front door,In,2/2/2015 24:00'],
    ['no_such_date', 'Front door,In,2/2/2015 8:60'],
    ['no_such_date', 'Front door,In,2/2/0015 8:11'],
    ['no_such_date', 'Front door,In,yesterday'],
    ['in_the_future', 'Front door,In,2/2/2027 8:11'],
  ])('%s: %s', (reason, line) => {
    expect(ROW_REFUSALS).toContain(reason)
    const rows = read(latin1(`${HEADER}${GOOD}\r\n${line}\r\n${GOOD}\r\n`))
    expect(rows).toHaveLength(3)
    expect(rows[1]).toEqual({ line: 3, refused: reason })
    expect(rows[2]).toMatchObject({ line: 4, row: { direction: 'IN' } })
  })
})

describe('a row is read', () => {
  it.each([
    [GOOD, '2015-02-02T00:11:00.000Z', 'IN'],
    ['Front door,out,02/02/2015 08:11:59', '2015-02-02T00:11:59.000Z', 'OUT'],
    ['"Front door, left", IN ,2/29/2016 0:00', '2016-02-28T16:00:00.000Z', 'IN'],
    ['健身房,In,12/31/2015 23:59', '2015-12-31T15:59:00.000Z', 'IN'],
  ])('%s', (line, at, direction) => {
    expect(read(HEADER + line)).toMatchObject([{ line: 2, row: { at, direction } }])
  })

  it.each(['\n', '\r', '\r\n'])('with lines that end with %j', (end) => {
    const rows = read([HEADER.trim(), GOOD, '', '  ', GOOD, ''].join(end))
    expect(rows.map((row) => row.line)).toEqual([2, 5])
  })

  it('behind a byte order mark, with other columns and another order', () => {
    const rows = read('\uFEFFalarmdatetime,Card,DIRECTION,devicename\n2/2/2015 8:11,7,In,Front\n')
    expect(rows).toMatchObject([{ row: { device: 'Front', at: '2015-02-02T00:11:00.000Z' } }])
  })

  it('until the wanted number of rows, refused ones included', () => {
    expect(read(`${HEADER}x\n${GOOD}\n${GOOD}\n`, 'Asia/Shanghai', 2)).toHaveLength(2)
    expect(read(`${HEADER}${GOOD}\n`, 'Asia/Shanghai', 0)).toHaveLength(0)
  })
})

describe('the whole file is refused when', () => {
  it.each([
    ['it is empty', '', /empty/],
    ['it has only blank lines', '\n\n', /empty/],
    ['it has no header', `${GOOD}\n`, /DeviceName/],
    ['a column is not named', 'DeviceName,Direction\n', /AlarmDateTime/],
    ['a column is named twice', 'Direction,DeviceName,Direction,AlarmDateTime\n', /twice/],
    ['its header is not closed', '"DeviceName,Direction,AlarmDateTime\n', /not CSV/],
  ])('%s', (_name, content, message) => {
    expect(() => read(content)).toThrow(DoorLogError)
    expect(() => read(content)).toThrow(message)
  })

  it('and a header alone is a log of no rows', () => expect(read(HEADER)).toEqual([]))
})

describe('the wall clock', () => {
  it.each([
    ['an hour that was skipped', 'America/New_York', '3/8/2015 2:30', undefined],
    ['the hour after it', 'America/New_York', '3/8/2015 3:30', '2015-03-08T07:30:00.000Z'],
    ['an hour that came twice', 'America/New_York', '11/1/2015 1:30', '2015-11-01T05:30:00.000Z'],
    ['half-hour zones', 'Asia/Kolkata', '2/2/2015 8:11', '2015-02-02T02:41:00.000Z'],
    ['UTC', 'UTC', '2/2/2015 8:11', '2015-02-02T08:11:00.000Z'],
    ['a skipped day', 'Pacific/Apia', '12/30/2011 8:11', undefined],
  ])('knows %s', (_name, zone, time, at) => {
    const [row] = read(`${HEADER}Front door,In,${time}`, zone)
    expect(row).toMatchObject(at === undefined ? { refused: 'no_such_date' } : { row: { at } })
  })

  it('names days and weekdays as people there do', () => {
    const wall = zoneClock('Asia/Shanghai').toWall(Date.parse('2015-02-01T16:00:00Z'))
    expect(dayOf(wall)).toBe('2015-02-02')
    expect(weekdayOf(wall)).toBe(0)
  })

  it('refuses a zone that nobody knows', () => expect(() => zoneClock('Mars/Base')).toThrow())
})
