// How often each verb was accepted and refused, so that one sees what histories truly play.
import type { Command, Outcome } from '@ticun/escrow/in-process'

export type Tally = Map<string, Map<string, number>>

/** A verb with what tells its kinds apart. */
function nameOf(command: Command): string {
  if ('step' in command) return `${command.verb} ${command.step}`
  if (command.verb === 'take-bank-fact') return command.fact.type
  const decision = 'body' in command && 'decision' in command.body ? command.body.decision : ''
  const rest = 'body' in command && 'remainder' in command.body ? command.body.remainder : ''
  return [command.verb, decision, rest].filter(Boolean).join(' ')
}

/** Counts the outcomes of these commands. */
export function count(tally: Tally, commands: readonly Command[], outcomes: readonly Outcome[]) {
  for (const [index, command] of commands.entries()) {
    const answer = outcomes[index]!.answer
    const ends = tally.get(nameOf(command)) ?? new Map<string, number>()
    tally.set(nameOf(command), ends)
    const end = 'refused' in answer ? answer.refused : 'accepted'
    ends.set(end, (ends.get(end) ?? 0) + 1)
  }
}

/** A line a verb, the most frequent end first. */
export function tell(tally: Tally): string {
  return [...tally]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, ends]) => {
      const told = [...ends].toSorted(([, a], [, b]) => b - a).map(([end, n]) => `${end} ${n}`)
      return `${name}: ${told.join(', ')}`
    })
    .join('\n')
}
