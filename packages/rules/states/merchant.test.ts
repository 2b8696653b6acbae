// What moves a merchant, and what its state allows.
import { MERCHANT_STATES } from '@ticun/protocol'
import { describe, expect, test } from 'vitest'
import { mayMove, moveOn, movesOf, type Machine } from './machine.ts'
import {
  mayConfirm,
  MERCHANT_ALLOWS,
  MERCHANT_FACTS,
  merchantMachine,
  needsSecondOfficer,
  type MerchantAim,
} from './merchant.ts'

describe('a machine', () => {
  const door: Machine<'OPEN' | 'SHUT' | 'LOCKED'> = {
    subject: 'door',
    states: ['OPEN', 'SHUT', 'LOCKED'],
    births: [['door.hung', 'SHUT']],
    moves: [
      ['OPEN', 'door.pushed', 'SHUT'],
      ['OPEN', 'door.pushed', 'LOCKED'],
      ['SHUT', 'door.pulled', 'OPEN'],
    ],
  }

  test('moves by its table', () => {
    expect(mayMove(door, 'SHUT', 'door.pulled')).toBe(true)
    expect(moveOn(door, 'SHUT', 'door.pulled')).toBe('OPEN')
    expect(mayMove(door, 'LOCKED', 'door.pulled')).toBe(false)
    expect(() => moveOn(door, 'LOCKED', 'door.pulled')).toThrow(
      'door: door.pulled does not move LOCKED',
    )
  })

  test('wants to be told where a fact leads to more than one state', () => {
    expect(movesOf(door, 'OPEN', 'door.pushed')).toEqual(['SHUT', 'LOCKED'])
    expect(moveOn(door, 'OPEN', 'door.pushed', 'LOCKED')).toBe('LOCKED')
    expect(() => moveOn(door, 'OPEN', 'door.pushed', 'OPEN')).toThrow('does not move OPEN to OPEN')
    expect(() => moveOn(door, 'OPEN', 'door.pushed')).toThrow('may move OPEN to SHUT or LOCKED')
  })
})

describe('a merchant', () => {
  test('every state but the first is reached by a fact of its own, and CLOSED is left by none', () => {
    for (const [aim, on] of Object.entries(MERCHANT_FACTS)) {
      const into = merchantMachine.moves.filter((move) => move[1] === on)
      expect(into.length, aim).toBeGreaterThan(0)
      expect(new Set(into.map((move) => move[2]))).toEqual(new Set([aim]))
    }
    expect(merchantMachine.moves.filter(([from]) => from === 'CLOSED')).toEqual([])
    const between = merchantMachine.moves.map(([from, on]) => `${from} ${on}`)
    expect(new Set(between).size).toBe(between.length)
  })

  test('closes only out of onboarding, wind-down and absconding', () => {
    const from = MERCHANT_STATES.filter((state) =>
      mayMove(merchantMachine, state, MERCHANT_FACTS.CLOSED),
    )
    expect(from).toEqual(['ONBOARDING', 'WIND_DOWN', 'ABSCONDED'])
  })

  test.each([
    ['ONBOARDING', 'none of it'],
    ['ACTIVE', 'sell record payout deemed'],
    ['WATCH', 'sell record payout deemed'],
    ['SALES_STOPPED', 'record payout deemed'],
    ['PAYOUT_FROZEN', 'record'],
    ['WIND_DOWN', 'record payout deemed'],
    ['ABSCONDED', 'none of it'],
    ['CLOSED', 'none of it'],
  ] as const)('%s allows %s', (state, allowed) => {
    const { confirm: _, ...flags } = MERCHANT_ALLOWS[state]
    const names = Object.entries(flags).filter(([, yes]) => yes)
    expect(names.map(([name]) => name).join(' ') || 'none of it').toBe(allowed)
  })

  test('F13 counts what the consumer confirms of sessions before the stop, and nothing later', () => {
    expect(mayConfirm('ABSCONDED', '2026-03-31', '2026-04-01')).toBe(true)
    expect(mayConfirm('ABSCONDED', '2026-04-01', '2026-04-01')).toBe(false)
    expect(mayConfirm('PAYOUT_FROZEN', '2026-04-01', '2026-04-01')).toBe(false)
    expect(mayConfirm('PAYOUT_FROZEN', '2026-04-01')).toBe(true)
    expect(mayConfirm('ACTIVE', '2026-04-01', '2026-04-01')).toBe(true)
    expect(mayConfirm('CLOSED', '2026-03-31', '2026-04-01')).toBe(false)
  })

  test('ends, and gets back its rights, only by two officers', () => {
    const two = (Object.keys(MERCHANT_FACTS) as MerchantAim[]).filter((aim) =>
      needsSecondOfficer('SALES_STOPPED', aim),
    )
    expect(two).toEqual(['ACTIVE', 'ABSCONDED', 'CLOSED'])
    expect(needsSecondOfficer('ONBOARDING', 'ACTIVE')).toBe(false)
    expect(needsSecondOfficer('ONBOARDING', 'CLOSED')).toBe(true)
  })
})
