// What a page shows when a call did not work: what happened, what to do next, the code.
import { Alert, Button } from 'antd'
import type { CallProblem } from './api.ts'
import { useLanguage, useWords } from './language.tsx'
import { logInHref } from './person.ts'
import { words } from './words.ts'

type ProblemProps = { readonly problem: CallProblem; readonly retry?: () => void }

/** Shows a problem, with a way on. */
export function ProblemView({ problem, retry }: ProblemProps) {
  const w = useWords(words)
  const { language } = useLanguage()
  const away = problem.status === 0
  const title = language === 'zh' ? (problem.titleZh ?? problem.title) : problem.title
  const hint = away ? w.unreachableHint : hintFor(problem.status, w.hint)
  const again = retry && (away || problem.status >= 500 || problem.status === 409)
  return (
    <Alert
      type={problem.status >= 500 || away ? 'error' : 'warning'}
      showIcon
      title={away ? w.unreachable : title}
      description={
        <>
          {problem.detail === undefined ? null : <div>{problem.detail}</div>}
          {problem.errors?.map((error) => (
            <div key={error.pointer}>
              <code>{error.pointer}</code> {error.detail}
            </div>
          ))}
          <div>{hint}</div>
          <small className="quiet">
            {w.code}: <code>{problem.code}</code>
          </small>
        </>
      }
      action={
        problem.status === 401 ? (
          <Button href={logInHref()} size="small" type="primary">
            {w.logInAgain}
          </Button>
        ) : again ? (
          <Button size="small" onClick={retry}>
            {w.retry}
          </Button>
        ) : null
      }
    />
  )
}

function hintFor(status: number, hints: Record<string | number, string>): string {
  return hints[status] ?? hints['other'] ?? ''
}
