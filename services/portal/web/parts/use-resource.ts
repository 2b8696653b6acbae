// Loads what a page shows: one resource, or a list that grows page by page.
import { useCallback, useEffect, useState } from 'react'
import type { Answer, CallProblem } from './api.ts'
import { getJson } from './api.ts'

export type Resource<T> = {
  readonly data: T | undefined
  readonly problem: CallProblem | undefined
  readonly loading: boolean
  readonly reload: () => void
}

type State<T> = {
  readonly path: string | undefined
  readonly data?: T
  readonly problem?: CallProblem
}
type Load<T> = (path: string, signal: AbortSignal) => Promise<Answer<T>>

/**
 * Loads `path`, again after `reload` and when the path changes; nothing while it is undefined.
 * While reloading, the last data stays, so that the page does not flicker.
 */
export function useResource<T>(path: string | undefined, load: Load<T> = getJson<T>): Resource<T> {
  const [round, setRound] = useState(0)
  const [done, setDone] = useState(-1)
  const [state, setState] = useState<State<T>>({ path })
  useEffect(() => {
    if (path === undefined) return undefined
    const stop = new AbortController()
    load(path, stop.signal).then(
      (answer) => {
        if (stop.signal.aborted) return undefined
        setState({ path, ...answer })
        setDone(round)
        return undefined
      },
      () => undefined,
    )
    return () => stop.abort()
  }, [path, load, round])
  const reload = useCallback(() => setRound((last) => last + 1), [])
  const mine = state.path === path
  return {
    data: mine ? state.data : undefined,
    problem: mine ? state.problem : undefined,
    loading: path !== undefined && (!mine || done !== round),
    reload,
  }
}

type Page<T> = { readonly items: readonly T[]; readonly next?: string | undefined }

export type List<T> = Omit<Resource<readonly T[]>, 'data'> & {
  readonly items: readonly T[]
  /** Loads the next page; undefined on the last one. */
  readonly more: (() => void) | undefined
}

/** Loads a keyset-paged list; `path` may carry other query parameters. */
export function useList<T>(path: string | undefined): List<T> {
  const first = useResource<Page<T>>(path)
  const [later, setLater] = useState<{ of?: Page<T>; pages: readonly Page<T>[] }>({ pages: [] })
  const [fault, setFault] = useState<CallProblem>()
  // Pages belong to one first page; after a reload they are forgotten.
  const pages = first.data && later.of === first.data ? later.pages : []
  const all = first.data ? [first.data, ...pages] : []
  const next = all.at(-1)?.next

  const loadMore = (cursor: string): void => {
    if (path === undefined || !first.data) return
    const base = first.data
    const joint = path.includes('?') ? '&' : '?'
    void getJson<Page<T>>(`${path}${joint}cursor=${encodeURIComponent(cursor)}`).then((answer) => {
      if ('problem' in answer) setFault(answer.problem)
      else setLater({ of: base, pages: [...pages, answer.data] })
      return undefined
    })
  }
  return {
    items: all.flatMap((page) => page.items),
    problem: first.problem ?? fault,
    loading: first.loading,
    reload: () => {
      setFault(undefined)
      first.reload()
    },
    more: next === undefined ? undefined : () => loadMore(next),
  }
}
