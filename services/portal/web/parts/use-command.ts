// Sends one command at a time and keeps its Idempotency-Key until the server has answered.
import { useRef, useState } from 'react'
import type { Answer, CallProblem } from './api.ts'

export type Command<T> = {
  readonly busy: boolean
  readonly problem: CallProblem | undefined
  /** Sends; `intent` tells attempts of the same wish from another wish. Undefined = it failed. */
  readonly send: (
    intent: string,
    post: (key: string) => Promise<Answer<T>>,
  ) => Promise<T | undefined>
  readonly clear: () => void
}

/** A fault keeps the key, so that a retry cannot book twice; any definite answer ends it. */
export function useCommand<T>(): Command<T> {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<CallProblem>()
  const kept = useRef<{ intent: string; key: string }>(undefined)

  async function send(intent: string, post: (key: string) => Promise<Answer<T>>) {
    if (kept.current?.intent !== intent) kept.current = { intent, key: crypto.randomUUID() }
    setBusy(true)
    setProblem(undefined)
    const answer = await post(kept.current.key)
    setBusy(false)
    if (!('problem' in answer)) {
      kept.current = undefined
      return answer.data
    }
    const unsure = answer.problem.status === 0 || answer.problem.status >= 500
    if (!unsure) kept.current = undefined
    setProblem(answer.problem)
    return undefined
  }
  return { busy, problem, send, clear: () => setProblem(undefined) }
}
