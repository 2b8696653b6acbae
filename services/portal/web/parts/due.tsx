// A last instant, and how long is left until then.
import { Tag } from 'antd'
import { useState } from 'react'
import { shanghaiMinute } from './format.ts'
import { useWords } from './language.tsx'
import { words } from './words.ts'

const HOUR_MS = 3_600_000
const DAY_HOURS = 24
const SOON_HOURS = 48

type DueProps = {
  readonly at: string | undefined
  /** The year's holidays are not published yet, so that it may move. */
  readonly provisional?: true | undefined
}

/** Nothing when there is no last instant. */
export function Due({ at, provisional }: DueProps) {
  const w = useWords(words)
  const [now] = useState(() => Date.now())
  if (at === undefined) return null
  const hours = Math.floor((Date.parse(at) - now) / HOUR_MS)
  const left = hours < DAY_HOURS ? w.hoursLeft(hours) : w.daysLeft(Math.floor(hours / DAY_HOURS))
  return (
    <span className="wrap" style={{ gap: 6 }}>
      <span className="figure">{shanghaiMinute(at)}</span>
      <Tag color={hours < SOON_HOURS ? 'red' : 'default'} variant="filled">
        {hours < 0 ? w.overdue : left}
      </Tag>
      {provisional ? <Tag variant="filled">{w.provisional}</Tag> : null}
    </span>
  )
}
