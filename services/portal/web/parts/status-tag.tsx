// The state of a lot, a session, a refund or a payment as a coloured word.
import { Tag } from 'antd'
import { useWords } from './language.tsx'
import { words } from './words.ts'

const COLOURS: Readonly<Record<string, string>> = {
  ACTIVE: 'green',
  CONFIRMED: 'green',
  SETTLED: 'green',
  BANK_CONFIRMED: 'green',
  SUBMITTED: 'gold',
  REQUESTED: 'gold',
  AGREED: 'gold',
  CONTESTED: 'red',
  MEDIATION: 'gold',
  ARBITRATION: 'gold',
  AWARDED: 'gold',
  DUE: 'gold',
  UNFUNDED: 'gold',
  REFUNDING: 'blue',
  INSTRUCTED: 'blue',
  APPROVED: 'blue',
  SENT: 'blue',
  DISPUTED: 'red',
  REJECTED: 'red',
  RETURNED: 'red',
  BANK_FAILED: 'red',
}

type Kind = 'lot' | 'session' | 'refund' | 'payment'
type StatusTagProps = { readonly kind: Kind; readonly status: string }

/** Shows a state; a state that this page does not know yet is shown as it is. */
export function StatusTag({ kind, status }: StatusTagProps) {
  const names: Readonly<Record<string, string>> = useWords(words)[kind]
  return (
    <Tag color={COLOURS[status] ?? 'default'} variant="filled" data-status={status}>
      {names[status] ?? status}
    </Tag>
  )
}
