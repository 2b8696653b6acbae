// Facts that services could not handle, gathered from all that listen.
import type { DeadFactView } from '@ticun/protocol'
import { useList } from '../parts/use-resource.ts'

const SERVICES = ['escrow', 'settlement', 'notary'] as const
export type DeadService = (typeof SERVICES)[number]

/** A dead fact, and the service that could not handle it. */
export type DeadAt = DeadFactView & { readonly service: DeadService; readonly key: string }

/** Those that wait, oldest first. */
export function useDeadFacts() {
  const escrow = useList<DeadFactView>('/api/escrow/v1/dead-facts?limit=50')
  const settlement = useList<DeadFactView>('/api/settlement/v1/dead-facts?limit=50')
  const notary = useList<DeadFactView>('/api/notary/v1/dead-facts?limit=50')
  const lists = { escrow, settlement, notary }
  const items = SERVICES.flatMap((service) =>
    lists[service].items.map((dead): DeadAt => {
      return { ...dead, service, key: `${service}/${dead.deadFactId}` }
    }),
  )
  const all = Object.values(lists)
  return {
    items: items.toSorted((a, b) => (a.failedAt < b.failedAt ? -1 : 1)),
    loading: all.some(({ loading }) => loading),
    problem: all.find(({ problem }) => problem)?.problem,
    reload: () => {
      for (const list of all) list.reload()
    },
  }
}
