// What a member may do with a contract besides: buy again, upgrade, give away, have it certified.
import type { ContractView, LotView } from '@ticun/protocol'
import { Button, Card } from 'antd'
import { useState } from 'react'
import type { EscrowReply } from '../parts/api.ts'
import { useWords } from '../parts/language.tsx'
import { BuyDialog } from './buy-dialog.tsx'
import { CertificateDialog } from './certificate-dialog.tsx'
import { lotWords } from './lot-words.ts'
import { TransferDialog } from './transfer-dialog.tsx'

export type Product = EscrowReply['listProducts']['items'][number]

type MoreCardProps = {
  readonly pack: ContractView
  readonly products: readonly Product[]
  readonly onChanged: () => void
}

type Deed = 'renew' | 'upgrade' | 'transfer' | 'certificate'

/** Money rests with a lot in these states. */
const HOLDS: readonly LotView['status'][] = ['ACTIVE', 'SUSPENDED', 'EXPIRED_HOLD', 'EXHAUSTED']

/** One button for each deed that may be possible; the service says what stands in the way. */
export function MoreCard({ pack, products, onChanged }: MoreCardProps) {
  const w = useWords(lotWords)
  const [open, setOpen] = useState<Deed>()
  const close = (): void => setOpen(undefined)
  const live = pack.lots.filter((lot) => HOLDS.includes(lot.status) && lot.heldFen !== '0')
  const deeds: readonly (readonly [Deed, boolean])[] = [
    ['renew', products.length > 0],
    ['upgrade', products.length > 0 && live.length > 0],
    ['transfer', live.length > 0],
    ['certificate', pack.paidAt !== undefined],
  ]
  const shared = { pack, onClose: close, onDone: onChanged }
  return (
    <Card variant="borderless" size="small" title={w.more}>
      <div className="wrap">
        {deeds.map(([deed, may]) =>
          may ? (
            <Button key={deed} onClick={() => setOpen(deed)} data-test={deed}>
              {w[deed]}
            </Button>
          ) : null,
        )}
      </div>
      <BuyDialog {...shared} products={products} lots={[]} open={open === 'renew'} />
      <BuyDialog {...shared} products={products} lots={live} open={open === 'upgrade'} />
      <TransferDialog {...shared} lots={live} open={open === 'transfer'} />
      <CertificateDialog pack={pack} open={open === 'certificate'} onClose={close} />
    </Card>
  )
}
