// Guardianships that are asked for or in force, oldest first.
import type { GuardianshipView } from '@ticun/protocol'
import { useList } from '../parts/use-resource.ts'

const PATH = '/api/escrow/v1/guardianships?limit=100'

/** What waits for an officer is among them: asked, or with one officer's word. */
export function useGuardianships() {
  const asked = useList<GuardianshipView>(`${PATH}&status=ASKED`)
  const inForce = useList<GuardianshipView>(`${PATH}&status=IN_FORCE`)
  const lists = [asked, inForce]
  const items = lists.flatMap((list) => list.items)
  return {
    items: items.toSorted((a, b) => (a.askedAt < b.askedAt ? -1 : 1)),
    loading: lists.some(({ loading }) => loading),
    problem: lists.find(({ problem }) => problem)?.problem,
    reload: () => {
      for (const list of lists) list.reload()
    },
  }
}

/** Whether an officer can do something about it. */
export function waitsForOfficer({ status, pending }: GuardianshipView): boolean {
  return status === 'ASKED' || pending !== undefined
}
