// One thing that waits for an officer, and lists of them that are put together.
import type { ReactNode } from 'react'
import type { CallProblem } from '../parts/api.ts'
import type { dutyWords } from './duty-words.ts'

export type DutyKind = keyof (typeof dutyWords)['zh']['queue']['kinds']

/** One thing that waits. `authors` may not settle it. */
export type Duty = {
  readonly id: string
  readonly kind: DutyKind
  readonly what: ReactNode
  readonly fen?: string
  readonly since?: string
  readonly due?: string | undefined
  readonly authors: readonly string[]
  readonly to: string
}

export type Queue = {
  readonly duties: readonly Duty[]
  readonly loading: boolean
  readonly problem: CallProblem | undefined
  readonly reload: () => void
}

type Part = {
  readonly loading: boolean
  readonly problem: CallProblem | undefined
  readonly reload: () => void
}

/** What the parts gather, and how asking for them went. */
export function queueOf(parts: readonly Part[], duties: readonly Duty[]): Queue {
  return {
    duties,
    loading: parts.some(({ loading }) => loading),
    problem: parts.find(({ problem }) => problem)?.problem,
    reload: () => {
      for (const part of parts) part.reload()
    },
  }
}
