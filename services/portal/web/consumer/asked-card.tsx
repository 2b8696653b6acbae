// What waits for the member's own word: offers of merchants, and who wants to act for her.
import type { GuardianshipView, OfferView } from '@ticun/protocol'
import { Button, Card } from 'antd'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { Due } from '../parts/due.tsx'
import { useWords } from '../parts/language.tsx'
import { usePerson } from '../parts/person.ts'
import { useList } from '../parts/use-resource.ts'
import { askedWords } from './asked-words.ts'
import { MemberCode } from './member-code.tsx'

type AskedCardProps = { readonly onDone: () => void }
type Wish = { title: string; hint: string; path: string; body: object }

/** Nothing is shown where nothing waits. */
export function AskedCard({ onDone }: AskedCardProps) {
  const w = useWords(askedWords)
  const offers = useList<OfferView>('/api/escrow/v1/offers?status=OPEN')
  const guardians = useList<GuardianshipView>('/api/escrow/v1/guardianships?status=ASKED')
  const [wish, setWish] = useState<Wish>()
  const [open, setOpen] = useState(false)
  const ask = (next: Wish) => {
    setWish(next)
    setOpen(true)
  }
  if (offers.items.length + guardians.items.length === 0) return null
  const done = () => {
    offers.reload()
    guardians.reload()
    onDone()
  }
  return (
    <Card variant="borderless" title={w.title}>
      <div className="stack">
        {offers.items.map((offer) => (
          <Offer key={offer.offerId} offer={offer} ask={ask} />
        ))}
        {guardians.items.map((each) => (
          <Guardian key={each.guardianshipId} of={each} ask={ask} />
        ))}
      </div>
      <CommandDialog
        open={open}
        title={wish?.title ?? ''}
        ok={w.yes}
        path={wish?.path}
        body={wish?.body ?? {}}
        done={w.done}
        onClose={() => setOpen(false)}
        onDone={done}
      >
        {wish?.hint}
      </CommandDialog>
    </Card>
  )
}

/** Her payment accepts these. */
const PAYABLE: readonly OfferView['kind'][] = ['CONTRACT', 'RENEWAL']

type OfferProps = { readonly offer: OfferView; readonly ask: (wish: Wish) => void }

function Offer({ offer, ask }: OfferProps) {
  const w = useWords(askedWords)
  const path = `/api/escrow/v1/offers/${offer.offerId}`
  const acceptHint = offer.given ? w.takeHint : w.acceptHint
  const accept = { title: w.acceptTitle, hint: acceptHint, path: `${path}/acceptances`, body: {} }
  const withdraw = { title: w.withdrawTitle, hint: '', path: `${path}/ends`, body: {} }
  const decline = { title: w.declineTitle, hint: w.declineHint, path: `${path}/ends`, body: {} }
  return (
    <div data-offer={offer.offerId}>
      <div className="row">
        <b>{offer.productName}</b>
        <Amount fen={offer.given?.amountFen ?? offer.terms.priceFen} />
      </div>
      <div className="row quiet">
        <span>
          {offer.merchantName} · {offer.given?.byCaller ? w.giving : w.kind[offer.kind]}
        </span>
        <Due at={offer.lapsesAt} />
      </div>
      <div className="quiet">
        {offer.given ? w.given(offer.given.sessions) : null}
        {PAYABLE.includes(offer.kind) ? w.pay(offer.reference) : null}
      </div>
      {offer.given?.byCaller ? (
        <Button onClick={() => ask(withdraw)}>{w.withdraw}</Button>
      ) : (
        <div className="row">
          <Button onClick={() => ask(decline)}>{w.decline}</Button>
          <Button type="primary" onClick={() => ask(accept)}>
            {w.accept}
          </Button>
        </div>
      )}
      {offer.given?.byCaller ? null : <MemberCode contractId={offer.contractId} />}
    </div>
  )
}

type GuardianProps = { readonly of: GuardianshipView; readonly ask: (wish: Wish) => void }

function Guardian({ of, ask }: GuardianProps) {
  const w = useWords(askedWords)
  const { party } = usePerson()
  const path = `/api/escrow/v1/guardianships/${of.guardianshipId}`
  // Nobody says yes to her own wish.
  const isOwn = party === (of.askedBy === 'WARD' ? of.wardId : of.guardianId)
  const title = w.guardians.takeBack
  const decide = (decision: 'ACCEPT' | 'DECLINE', title: string) => () =>
    ask({ title, hint: w.guardianHint, path: `${path}/decisions`, body: { decision } })
  return (
    <div data-guardianship={of.guardianshipId}>
      <b>{w.guardian}</b>
      <div className="quiet">{w.between(of.guardianId, of.wardId)}</div>
      {isOwn ? (
        <Button onClick={() => ask({ title, hint: '', path: `${path}/ends`, body: {} })}>
          {title}
        </Button>
      ) : (
        <div className="row">
          <Button onClick={decide('DECLINE', w.declineTitle)}>{w.decline}</Button>
          <Button onClick={decide('ACCEPT', w.guardian)}>{w.accept}</Button>
        </div>
      )}
    </div>
  )
}
