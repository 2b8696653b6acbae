// The receipt of a command that moved money: entry, place in the book, chain hash.
import { Descriptions, Typography } from 'antd'
import type { Receipt } from '@ticun/protocol'
import { shortHash } from './format.ts'
import { useWords } from './language.tsx'
import { words } from './words.ts'

/** Shows a receipt; the whole hash can be copied. */
export function ReceiptView({ receipt }: { readonly receipt: Receipt }) {
  const w = useWords(words)
  return (
    <Descriptions
      size="small"
      column={1}
      title={w.receipt}
      items={[
        { key: 'sequence', label: w.sequence, children: `# ${receipt.sequence}` },
        {
          key: 'hash',
          label: w.hash,
          children: (
            <Typography.Text className="hash" copyable={{ text: receipt.hash }}>
              {shortHash(receipt.hash)}
            </Typography.Text>
          ),
        },
        {
          key: 'entry',
          label: w.entry,
          children: <span className="hash">{receipt.entryId}</span>,
        },
      ]}
    />
  )
}
