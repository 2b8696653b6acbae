// Offers that wait for a member: accepted at the desk by her code, or taken back.
import type { OfferView } from '@ticun/protocol'
import { Button, Card } from 'antd'
import type { TableColumnsType } from 'antd'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { Due } from '../parts/due.tsx'
import { TextField } from '../parts/fields.tsx'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { useList } from '../parts/use-resource.ts'
import { offerWords } from './offer-words.ts'

const CODE = /^\d{8}$/
const pathOf = ({ offerId }: OfferView) => `/api/escrow/v1/offers/${offerId}`

type Deed = { of: OfferView; what: 'accept' | 'withdraw' }

/** Nothing is shown where nothing waits; `onDone` after each that is over. */
export function OffersCard({ onDone }: { readonly onDone: () => void }) {
  const w = useWords(offerWords)
  const offers = useList<OfferView>('/api/escrow/v1/offers?status=OPEN')
  const [deed, setDeed] = useState<Deed>()
  if (offers.items.length === 0) return null
  const shared = {
    onClose: () => setDeed(undefined),
    onDone: () => {
      offers.reload()
      onDone()
    },
  }
  return (
    <Card variant="borderless" size="small" title={w.title} data-test="offers">
      <ListTable
        list={offers}
        rowKey="offerId"
        empty=""
        columns={columns(w, (of, what) => setDeed({ of, what }))}
      />
      {deed?.what === 'accept' ? <AcceptDialog of={deed.of} {...shared} /> : null}
      <CommandDialog
        open={deed?.what === 'withdraw'}
        title={w.withdrawTitle}
        ok={w.withdraw}
        path={deed && `${pathOf(deed.of)}/ends`}
        body={{}}
        done={w.withdrawn}
        {...shared}
      />
    </Card>
  )
}

type DialogProps = {
  readonly of: OfferView
  readonly onClose: () => void
  readonly onDone: () => void
}

function AcceptDialog({ of, onClose, onDone }: DialogProps) {
  const w = useWords(offerWords)
  const [code, setCode] = useState('')
  return (
    <CommandDialog
      open
      title={w.acceptTitle}
      ok={w.accept}
      path={CODE.test(code) ? `${pathOf(of)}/acceptances` : undefined}
      body={{ code }}
      done={w.accepted}
      onClose={onClose}
      onDone={onDone}
    >
      <TextField label={w.code} value={code} onChange={setCode} hint={w.acceptHint} />
    </CommandDialog>
  )
}

type Act = (of: OfferView, what: Deed['what']) => void

function columns(w: (typeof offerWords)['zh'], act: Act): TableColumnsType<OfferView> {
  return [
    { title: w.member, dataIndex: 'consumerName' },
    { title: w.product, dataIndex: 'productName' },
    { title: w.kind, render: (_, row) => w.kinds[row.kind] },
    {
      title: w.price,
      align: 'right',
      render: (_, row) => <Amount fen={row.given?.amountFen ?? row.terms.priceFen} />,
    },
    { title: w.until, render: (_, row) => <Due at={row.lapsesAt} /> },
    {
      key: 'action',
      fixed: 'right',
      render: (_, row) => (
        <span className="wrap">
          <Button size="small" onClick={() => act(row, 'accept')}>
            {w.accept}
          </Button>
          {/* What a member gives away is hers to take back. */}
          {row.given ? null : (
            <Button size="small" onClick={() => act(row, 'withdraw')}>
              {w.withdraw}
            </Button>
          )}
        </span>
      ),
    },
  ]
}
