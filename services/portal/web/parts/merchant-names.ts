// Merchants by id, so that pages say names.
import type { EscrowReply } from './api.ts'
import { useResource } from './use-resource.ts'

export type MerchantView = EscrowReply['listMerchants']['items'][number]

/** All merchants that the caller may see; `nameOf` gives the id while they come. */
export function useMerchants() {
  const list = useResource<EscrowReply['listMerchants']>('/api/escrow/v1/merchants')
  const items: readonly MerchantView[] = list.data?.items ?? []
  const nameOf = (id: string): string =>
    items.find(({ merchantId }) => merchantId === id)?.name ?? id
  const names = Object.fromEntries(items.map((each) => [each.merchantId, each.name]))
  return { ...list, items, nameOf, names }
}
