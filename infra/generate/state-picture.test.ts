// Each row of a state table is an arrow of its picture, and there are no others.
import { expect, test } from 'vitest'
import {
  chargebackMachine,
  lotMachine,
  merchantMachine,
  refundMachine,
  sessionMachine,
} from '@ticun/rules'
import { graphOf, pictureOf } from './state-picture.ts'

test.each([chargebackMachine, lotMachine, sessionMachine, refundMachine, merchantMachine])(
  'every move of $subject is drawn, every state is reached',
  (machine) => {
    const drawn = [...graphOf(machine).matchAll(/^ {2}(\w+) -> (\w+) \[label="(.+)"\]$/gm)]
    const moves = drawn.flatMap(([, from, to, label]) =>
      label!.split('\\n').map((on) => [from === 'begin' ? '' : from, on, to].join(' ')),
    )
    const rows = [
      ...machine.births.map(([on, to]) => ['', on, to].join(' ')),
      ...machine.moves.map((move) => move.join(' ')),
    ]
    expect(moves.toSorted()).toEqual(rows.toSorted())
    expect(new Set(rows).size).toBe(rows.length)
    const reached = new Set(drawn.map(([, , to]) => to))
    expect(machine.states.filter((state) => !reached.has(state))).toEqual([])
  },
)

test('a picture is the same each time, and holds the names', async () => {
  const first = await pictureOf(sessionMachine)
  expect(await pictureOf(sessionMachine)).toBe(first)
  for (const state of sessionMachine.states) expect(first).toContain(state)
})
