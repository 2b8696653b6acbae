// Whose contract it is, in words: member, product and merchant, in place of an id.
import type { ContractView } from '@ticun/protocol'
import { useResource } from './use-resource.ts'

type ContractNameProps = { readonly contractId: string; readonly withMerchant?: boolean }

/** Names as the caller may see them; the id while they come, or where they do not. */
export function ContractName({ contractId, withMerchant = false }: ContractNameProps) {
  const { data } = useResource<ContractView>(`/api/escrow/v1/contracts/${contractId}`)
  if (!data) return <span className="hash quiet">{contractId}</span>
  return (
    <span title={contractId} data-contract={contractId}>
      {data.consumerName} · {data.productName}
      {withMerchant ? (
        <>
          <br />
          <small className="quiet">{data.merchantName}</small>
        </>
      ) : null}
    </span>
  )
}
