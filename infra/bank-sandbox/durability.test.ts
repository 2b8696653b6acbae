// Knows that the bank answers nothing before the disk has it, and nothing after the disk failed.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openBank, type Bank } from './bank.ts'
import { openJournal } from './journal.ts'
import { openAccountOrder } from './order.ts'

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bank-durability-'))
})
afterEach(() => rm(directory, { recursive: true }))

const clock = () => new Date('2026-01-01T00:00:00Z')
const order = openAccountOrder.parse({ name: '提存专户' })

/** A bank on a real journal whose disk is as slow or as broken as `disk` makes it. */
function bankOn(disk: () => Promise<void>): Promise<Bank> {
  return openBank(directory, clock, async (path, replay) => {
    const journal = await openJournal(path, replay)
    return { ...journal, flushed: () => disk().then(journal.flushed) }
  })
}

test('neither a write nor a read is answered while the disk is busy', async () => {
  const { promise: written, resolve: finish } = Promise.withResolvers<void>()
  const bank = await bankOn(() => written)
  const answers: string[] = []
  const opening = bank.openAccount('1', order).then(() => answers.push('opened'))
  const reading = bank.account('1').then(() => answers.push('read'))
  for (let count = 0; count < 20; count += 1) await turn()
  expect(answers).toEqual([])
  finish()
  await Promise.all([opening, reading])
  expect(answers).toEqual(['opened', 'read'])
  await bank.close()
})

test('after the disk failed there are only faults', async () => {
  const bank = await bankOn(() => Promise.reject(new Error('no space')))
  await expect(bank.openAccount('1', order)).rejects.toThrow('no space')
  await expect(bank.account('1')).rejects.toThrow('no space')
  await bank.close()
})
