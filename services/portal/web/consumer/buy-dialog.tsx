// Buying again with the same merchant, or upgrading a lot: the difference is to be paid.
import type { ContractView, LotView } from '@ticun/protocol'
import { useState } from 'react'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { ChoiceField } from '../parts/fields.tsx'
import { yuan } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { words as common } from '../parts/words.ts'
import { lotWords } from './lot-words.ts'
import type { Product } from './more-card.tsx'

type BuyDialogProps = {
  readonly pack: ContractView
  readonly products: readonly Product[]
  /** Which may be upgraded; none: a renewal. */
  readonly lots: readonly LotView[]
  readonly open: boolean
  readonly onClose: () => void
  readonly onDone: () => void
}

/** Asks which product, and of an upgrade which lot. */
export function BuyDialog({ pack, products, lots, open, onClose, onDone }: BuyDialogProps) {
  const w = useWords(lotWords)
  const unit = useWords(common).yuan
  const [productId, setProductId] = useState<string>()
  const [chosen, setChosen] = useState<string>()
  const isUpgrade = lots.length > 0
  const lotId = chosen ?? lots[0]?.lotId
  const priced = (name: string, fen: string) => `${name} · ${yuan(fen)} ${unit}`
  const names = Object.fromEntries(
    products.map((each) => [each.productId, priced(each.name, each.terms.priceFen)]),
  )
  const olds = Object.fromEntries(
    lots.map((lot) => {
      const product = products.find((each) => each.productId === lot.productId)
      return [lot.lotId, priced(product?.name ?? pack.productName, lot.heldFen)]
    }),
  )
  const body = { productId, ...(isUpgrade ? { upgradedLotId: lotId } : {}) }
  return (
    <CommandDialog
      open={open}
      title={isUpgrade ? w.upgradeTitle : w.renewTitle}
      ok={isUpgrade ? w.upgrade : w.renew}
      path={productId && `/api/escrow/v1/contracts/${pack.contractId}/lots`}
      body={body}
      done={w.bought}
      onClose={onClose}
      onDone={onDone}
    >
      {lots.length > 1 ? (
        <ChoiceField label={w.upgradeFrom} value={lotId} names={olds} onChange={setChosen} />
      ) : null}
      <ChoiceField
        label={w.product}
        value={productId}
        names={names}
        onChange={setProductId}
        search
      />
      <small className="quiet">{isUpgrade ? w.upgradeHint : w.renewHint}</small>
    </CommandDialog>
  )
}
