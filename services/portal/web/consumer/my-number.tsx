// Her own member number, which somebody needs who gives her a pack.
import { Card, Typography } from 'antd'
import { useWords } from '../parts/language.tsx'
import { usePerson } from '../parts/person.ts'
import { AskGuardian } from './ask-guardian.tsx'
import { lotWords } from './lot-words.ts'

/** To be copied. */
export function MyNumber() {
  const w = useWords(lotWords)
  const { party } = usePerson()
  if (party === undefined) return null
  return (
    <Card variant="borderless" size="small" title={w.myId}>
      <Typography.Text className="hash" copyable={{ text: party }}>
        {party}
      </Typography.Text>
      <div>
        <small className="quiet">{w.myIdHint}</small>
      </div>
      <AskGuardian party={party} />
    </Card>
  )
}
