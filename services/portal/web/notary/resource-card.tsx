// A card around one resource: title, reload, and its loading and error states.
import { Button, Card, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { useWords } from '../parts/language.tsx'
import { ProblemView } from '../parts/problem-view.tsx'
import type { Resource } from '../parts/use-resource.ts'
import { words } from '../parts/words.ts'

type ResourceCardProps<T> = {
  readonly title: string
  readonly resource: Resource<T>
  readonly children: (data: T) => ReactNode
}

/** Shows `children(data)` once there is data. */
export function ResourceCard<T>({ title, resource, children }: ResourceCardProps<T>) {
  const w = useWords(words)
  const { data, problem, loading, reload } = resource
  return (
    <Card
      variant="borderless"
      title={title}
      style={{ height: '100%' }}
      extra={
        <Button size="small" onClick={reload} disabled={loading}>
          {w.reload}
        </Button>
      }
    >
      {problem ? <ProblemView problem={problem} retry={reload} /> : null}
      {!data && !problem ? <Skeleton active /> : null}
      {data === undefined ? null : children(data)}
    </Card>
  )
}
