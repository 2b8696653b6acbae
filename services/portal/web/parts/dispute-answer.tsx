// The merchant's side of a dispute, with the digest of its evidence.
import type { SessionCaseView } from '@ticun/protocol'
import { Typography } from 'antd'
import { shortHash } from './format.ts'
import { useWords } from './language.tsx'
import { words } from './words.ts'

/** A dash while it has said nothing. */
export function DisputeAnswer({ of }: { readonly of: SessionCaseView }) {
  const w = useWords(words)
  if (of.answer === undefined) return '—'
  return (
    <span>
      {of.answer}
      {of.answerSha256 === undefined ? null : (
        <div>
          <small className="quiet">{w.evidenceDigest} </small>
          <Typography.Text className="hash" copyable={{ text: of.answerSha256 }}>
            {shortHash(of.answerSha256)}
          </Typography.Text>
        </div>
      )}
    </span>
  )
}
