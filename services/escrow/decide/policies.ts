// Policies: one officer proposes, another one approves; then they hold from their own first day.
import { refuse, type PolicyView } from '@ticun/protocol'
import { policyBar, shanghaiDate } from '@ticun/rules'
import type { Command } from '../command/command.ts'
import type { Policy } from '../world/nouns.ts'
import type { World } from '../world/world.ts'
import type { Decision, Speak } from './decision.ts'

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>

/** A policy of the book as callers see it. */
export function viewPolicy({ policyId, status, policy, setBy, decidedBy }: Policy): PolicyView {
  return { policyId, status, policy, setBy, ...(decidedBy ? { decidedBy } : {}) }
}

/**
 * Proposes a policy. Refused: id_taken, policy_ends_early, policy_without_kind, policy_backdated.
 */
export function proposePolicy(world: World, command: Of<'propose-policy'>, speak: Speak): Decision {
  const { policyId, policy } = command
  if (world.policies.has(policyId)) return refuse('id_taken', policyId)
  const bar = policyBar(policy, shanghaiDate(command.now))
  if (bar) return bar
  const fact = speak('policy.proposed', policyId, { policyId, policy })
  return { facts: [fact], answer: answerOf(world, policyId) }
}

/**
 * Approves or rejects a proposed policy. Its author may not approve; taking it back is a rejection
 * that is open to everybody. One that waited until its first day was over would change the past:
 * it is proposed anew. Refused: unknown_policy, same_person, policy_not_open, policy_backdated.
 */
export function decidePolicy(world: World, command: Of<'decide-policy'>, speak: Speak): Decision {
  const { policyId, body, actor } = command
  const found = world.policies.get(policyId)
  if (!found) return refuse('unknown_policy', policyId)
  const { policy, setBy, status } = found
  if (body.decision === 'APPROVE' && actor.id === setBy) return refuse('same_person', setBy)
  if (status !== 'PROPOSED') return refuse('policy_not_open', status)
  const bar = policyBar(policy, shanghaiDate(command.now))
  if (bar && body.decision === 'APPROVE') return bar
  const reason = body.reason ?? '未说明 / not stated'
  const fact =
    body.decision === 'APPROVE'
      ? speak('policy.set', policyId, { policyId, policy, setBy })
      : speak('policy.rejected', policyId, { policyId, reason })
  return { facts: [fact], answer: answerOf(world, policyId) }
}

function answerOf(world: World, policyId: string) {
  return () => {
    const view = viewPolicy(world.policies.get(policyId)!)
    return () => view
  }
}
