// The state of a lot, a session, a refund, a payment and so on as a coloured word.
import { Tag } from 'antd'
import { useWords } from './language.tsx'
import { states } from './states.ts'

/** Green: it stands. Gold: it waits for somebody. Blue: it is on its way. Red: it is in trouble. */
const COLOURS = new Map<string, string>([
  ...named('green', 'ACTIVE CONFIRMED SETTLED BANK_CONFIRMED IN_FORCE COMPLETED PAID_OUT'),
  ...named('gold', 'SUBMITTED REQUESTED AGREED MEDIATION ARBITRATION AWARDED DUE UNFUNDED'),
  ...named(
    'gold',
    'PART_FUNDED SUSPENDED PROPOSED OFFERED COMPUTED APPROVED_ONCE WATCH ONBOARDING OPEN',
  ),
  ...named('blue', 'REFUNDING INSTRUCTED APPROVED SENT PAYING WIND_DOWN'),
  ...named('red', 'CONTESTED DISPUTED PARTED REJECTED RETURNED BANK_FAILED EXPIRED_HOLD PLACED'),
  ...named('red', 'SALES_STOPPED PAYOUT_FROZEN ABSCONDED'),
])

function named(colour: string, words: string): [string, string][] {
  return words.split(' ').map((word) => [word, colour])
}

type StatusTagProps = { readonly kind: keyof (typeof states)['zh']; readonly status: string }

/** Shows a state; a state that this page does not know yet is shown as it is. */
export function StatusTag({ kind, status }: StatusTagProps) {
  const names: Readonly<Record<string, string>> = useWords(states)[kind]
  return (
    <Tag color={COLOURS.get(status) ?? 'default'} variant="filled" data-status={status}>
      {names[status] ?? status}
    </Tag>
  )
}
