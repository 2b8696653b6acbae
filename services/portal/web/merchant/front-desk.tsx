// The front desk with a queue: type, Enter picks the first member, Enter records the session.
import { Button, Empty, Input } from 'antd'
import type { ContractView } from '@ticun/protocol'
import { groupedReference } from '@ticun/protocol/reference'
import { useDeferredValue, useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { sessionsLeft } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ProblemView } from '../parts/problem-view.tsx'
import { useDelayed } from '../parts/use-delayed.ts'
import { useList } from '../parts/use-resource.ts'
import type { List } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { RecordForm } from './record-form.tsx'
import { words } from './words.ts'

const MATCHES_MAX = 8
const TYPING_MS = 150

/** Finds a contract and records a session of it; `onRecorded` after each. */
export function FrontDesk({ onRecorded }: { readonly onRecorded: () => void }) {
  const [chosen, setChosen] = useState<ContractView>()
  if (chosen) {
    return (
      <RecordForm
        key={chosen.contractId}
        contract={chosen}
        onRecorded={onRecorded}
        onNext={() => setChosen(undefined)}
      />
    )
  }
  return <MemberSearch onChoose={setChosen} />
}

function MemberSearch({ onChoose }: { readonly onChoose: (contract: ContractView) => void }) {
  const w = useWords(words).desk
  const [typed, setTyped] = useState('')
  const [marked, setMarked] = useState(0)
  const search = useDelayed(typed.trim(), TYPING_MS)
  const query = new URLSearchParams({ status: 'ACTIVE', limit: String(MATCHES_MAX) })
  if (search) query.set('search', search)
  const matches = useList<ContractView>(`/api/escrow/v1/contracts?${query}`)
  const current = useDeferredValue(matches)
  // Enter must not pick from the answer to an earlier search, nor a member nobody named.
  const settled = search === typed.trim() && search !== '' && !matches.loading

  return (
    <div className="stack" style={{ maxWidth: 560 }}>
      <h2 style={{ margin: 0 }}>{w.title}</h2>
      <Input
        size="large"
        autoFocus
        allowClear
        value={typed}
        placeholder={w.search}
        aria-label={w.search}
        data-test="desk-search"
        onChange={(event) => {
          setTyped(event.target.value)
          setMarked(0)
        }}
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
          if (step === undefined) return
          event.preventDefault()
          setMarked(Math.max(0, Math.min(matches.items.length - 1, marked + step)))
        }}
        onPressEnter={(event) => {
          // The form that opens takes the focus: this key press must not also send it.
          event.preventDefault()
          const contract = matches.items[marked]
          if (settled && contract && !event.repeat) onChoose(contract)
        }}
      />
      <small className="quiet">{w.searchHint}</small>
      <Matches list={current} marked={marked} onChoose={onChoose} />
    </div>
  )
}

type MatchesProps = {
  readonly list: List<ContractView>
  readonly marked: number
  readonly onChoose: (contract: ContractView) => void
}

function Matches({ list, marked, onChoose }: MatchesProps) {
  const w = useWords(words).desk
  const { more } = useWords(common)
  if (list.problem) return <ProblemView problem={list.problem} retry={list.reload} />
  if (!list.loading && list.items.length === 0) return <Empty description={w.noMatch} />
  return (
    <div role="listbox" aria-label={w.search} className="stack" style={{ gap: 8 }}>
      {list.items.map((contract, index) => (
        <button
          key={contract.contractId}
          type="button"
          role="option"
          className="pick"
          aria-selected={index === marked}
          onClick={() => onChoose(contract)}
        >
          <span className="row">
            <b>{contract.consumerName}</b>
            <span>{w.left(sessionsLeft(contract), contract.sessionsTotal)}</span>
          </span>
          <span className="row quiet">
            <span>{contract.productName}</span>
            <Amount fen={contract.heldFen} />
          </span>
          <span className="hash quiet">{groupedReference(contract.reference)}</span>
        </button>
      ))}
      {list.more ? <Button onClick={list.more}>{more}</Button> : null}
    </div>
  )
}
