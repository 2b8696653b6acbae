// Policies are a dated table: each key, set by two officers, holds from its first day, no sooner.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { POLICY_KEYS, type PolicyDraft, type PolicyKey } from '@ticun/protocol'
import { openTestEscrow } from './test-book.ts'
import { BEFORE, FIRST_DAY, ON, openPolicyStage, setPolicy } from './test-policies.ts'
import { POLICY_CASES } from './test-policy-cases.ts'

let escrow: Awaited<ReturnType<typeof openTestEscrow>>
beforeAll(async () => {
  escrow = await openTestEscrow()
})
afterAll(() => escrow?.close())

const ANYWHERE = { industry: '*', district: '*', from: FIRST_DAY, source: '测试' }

/** The case's policy, with other words where a test wants them. */
function draftOf(key: PolicyKey, more: object = {}): PolicyDraft {
  const { value, kind } = POLICY_CASES[key]
  return { key, value, ...(kind ? { kind } : {}), ...ANYWHERE, ...more } as PolicyDraft
}

/** What is seen at an instant in a fresh book with this policy. */
async function seen(key: PolicyKey, at: string, policy: PolicyDraft, isApproved = true) {
  const stage = await openPolicyStage(escrow.db)
  await setPolicy(stage, policy, isApproved)
  return POLICY_CASES[key].see(stage, at)
}

test('every key has a case', () => {
  expect(Object.keys(POLICY_CASES).toSorted()).toEqual(POLICY_KEYS.toSorted())
})

describe.each(POLICY_KEYS)('%s', (key) => {
  const { before, after } = POLICY_CASES[key]
  test('holds from the first instant of its first day in Shanghai', async () => {
    expect(await seen(key, BEFORE, draftOf(key))).toEqual(before)
    expect(await seen(key, ON, draftOf(key))).toEqual(after)
  })
  test('does not hold while it is only proposed, after its last day, or elsewhere', async () => {
    expect(await seen(key, ON, draftOf(key), false)).not.toEqual(after)
    const other = [{ industry: 'TUTORING' }, { district: '静安区' }]
    for (const more of other) expect(await seen(key, ON, draftOf(key, more))).not.toEqual(after)
    const over = draftOf(key, { from: '2025-06-16', until: '2025-06-17' })
    expect(await seen(key, ON, over)).not.toEqual(after)
  })
})

const BY_KIND = POLICY_KEYS.filter((key) => POLICY_CASES[key].kind !== undefined)
test.each(BY_KIND)('%s of one kind of lot does not hold for another', async (key) => {
  const policy = draftOf(key, { kind: 'STORED_VALUE' })
  expect(await seen(key, ON, policy)).not.toEqual(POLICY_CASES[key].after)
})
