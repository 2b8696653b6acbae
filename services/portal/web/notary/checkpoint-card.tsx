// The newest signed checkpoint, its signature verified in this browser.
import { Alert, Descriptions, Typography } from 'antd'
import { shortHash } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { useResource } from '../parts/use-resource.ts'
import { loadCheckpoint } from './open-checkpoint.ts'
import type { CheckedLog } from './open-checkpoint.ts'
import { ResourceCard } from './resource-card.tsx'
import { words } from './words.ts'

/** The card. */
export function CheckpointCard() {
  const w = useWords(words).checkpoint
  const resource = useResource<CheckedLog>('/api/notary/checkpoint', loadCheckpoint)
  return (
    <ResourceCard title={w.title} resource={resource}>
      {(data) => <Checkpoint of={data} />}
    </ResourceCard>
  )
}

function Checkpoint({ of: { log, verdict } }: { readonly of: CheckedLog }) {
  const w = useWords(words).checkpoint
  const rows = [
    ...(verdict?.good
      ? [
          { key: 'size', label: w.size, children: <b>{verdict.size}</b> },
          { key: 'root', label: w.root, children: <Copyable text={verdict.root} /> },
        ]
      : []),
    { key: 'entries', label: w.entries, children: log.entries },
    { key: 'chainHead', label: w.chainHead, children: <Copyable text={log.chainHead} /> },
    { key: 'facts', label: w.facts, children: log.facts },
    { key: 'transport', label: w.transport, children: log.transport },
    { key: 'origin', label: w.origin, children: log.origin },
    { key: 'key', label: w.key, children: <Copyable text={log.verifierKey} /> },
  ]
  return (
    <div className="stack" data-test="checkpoint">
      {verdict ? (
        <Alert
          type={verdict.good ? 'success' : 'error'}
          showIcon
          title={verdict.good ? w.good : w.bad}
          description={verdict.good ? null : w.badHint}
        />
      ) : (
        <Alert type="info" showIcon title={w.none} description={w.noneHint} />
      )}
      <Descriptions size="small" column={1} items={rows} />
    </div>
  )
}

function Copyable({ text }: { readonly text: string }) {
  return (
    <Typography.Text className="hash" copyable={{ text }}>
      {shortHash(text)}
    </Typography.Text>
  )
}
