// Policies: what holds where and since when, by which source; proposals wait for another officer.
import type { PolicyView } from '@ticun/protocol'
import { Button, Select } from 'antd'
import type { TableColumnsType } from 'antd'
import { useState } from 'react'
import type { EscrowReply } from '../parts/api.ts'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { Officer } from '../parts/officer.tsx'
import { usePerson } from '../parts/person.ts'
import { choices } from '../parts/states.ts'
import { StatusTag } from '../parts/status-tag.tsx'
import { useList, useResource } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { ANYWHERE, PolicyValue } from './policy-value.tsx'
import { policyWords } from './policy-words.ts'
import { ProposePolicy } from './propose-policy.tsx'

type Books = EscrowReply['listBooks']
type Verdict = { readonly policy: PolicyView; readonly decision: 'APPROVE' | 'REJECT' }

/** The table with its filters. */
export function PoliciesPage() {
  const w = useWords(policyWords)
  const { role } = usePerson()
  const books = useResource<Books>('/api/escrow/v1/books')
  const bookId = books.data?.items[0]?.bookId
  const [key, setKey] = useState<string>()
  const [industry, setIndustry] = useState<string>()
  const [proposing, setProposing] = useState(false)
  const [verdict, setVerdict] = useState<Verdict>()
  const [ending, setEnding] = useState<PolicyView>()
  const query = new URLSearchParams({
    ...(bookId ? { bookId } : {}),
    ...(key ? { key } : {}),
    ...(industry ? { industry } : {}),
  })
  const list = useList<PolicyView>(bookId && `/api/escrow/v1/policies?${query}`)
  const columns = useColumns(setVerdict, setEnding)
  return (
    <div className="stack">
      <div className="wrap">
        {role === 'officer' && bookId ? (
          <Button type="primary" onClick={() => setProposing(true)}>
            {w.propose}
          </Button>
        ) : null}
        <Select
          allowClear
          placeholder={w.filterKey}
          aria-label={w.filterKey}
          style={{ minWidth: 220 }}
          options={choices(w.keys)}
          onChange={(value: string | undefined) => setKey(value)}
        />
        <Select
          allowClear
          placeholder={w.filterIndustry}
          aria-label={w.filterIndustry}
          style={{ minWidth: 140 }}
          options={choices(w.industries)}
          onChange={(value: string | undefined) => setIndustry(value)}
        />
      </div>
      <ListTable list={list} rowKey="policyId" empty={w.empty} columns={columns} rows={20} />
      {proposing && bookId ? (
        <ProposePolicy bookId={bookId} onClose={() => setProposing(false)} onDone={list.reload} />
      ) : null}
      {ending && bookId ? (
        <CarryOn
          bookId={bookId}
          of={ending}
          onClose={() => setEnding(undefined)}
          onDone={list.reload}
        />
      ) : null}
      {verdict ? (
        <Judge of={verdict} onClose={() => setVerdict(undefined)} onDone={list.reload} />
      ) : null}
    </div>
  )
}

type DialogProps<T> = {
  readonly of: T
  readonly onClose: () => void
  readonly onDone: () => void
}

/** What another officer has proposed, seen once more and decided. */
function Judge({ of: { policy, decision }, onClose, onDone }: DialogProps<Verdict>) {
  const w = useWords(policyWords)
  const isApproval = decision === 'APPROVE'
  return (
    <CommandDialog
      open
      title={isApproval ? w.approveTitle : w.rejectTitle}
      ok={isApproval ? w.approve : w.reject}
      danger={!isApproval}
      path={`/api/escrow/v1/policies/${policy.policyId}/decisions`}
      body={{ decision }}
      done={w.decidedWord}
      onClose={onClose}
      onDone={onDone}
    >
      <b>{w.keys[policy.policy.key]}</b>
      <div>
        <PolicyValue of={policy.policy} />
      </div>
      <div>{policy.policy.source}</div>
    </CommandDialog>
  )
}

type CarryOnProps = DialogProps<PolicyView> & { readonly bookId: string }

/** The same words for another year, proposed by one button. */
function CarryOn({ bookId, of, onClose, onDone }: CarryOnProps) {
  const w = useWords(policyWords)
  const { next } = of
  if (!next) return null
  return (
    <CommandDialog
      open
      title={w.carryOnTitle}
      ok={w.carryOn}
      path="/api/escrow/v1/policies"
      body={{ bookId, policy: next }}
      done={w.proposed}
      onClose={onClose}
      onDone={onDone}
    >
      <b>{w.keys[next.key]}</b>
      <div>
        <PolicyValue of={next} />
      </div>
      <div>{`${next.from} – ${next.until ?? ''}`}</div>
      <div>{next.source}</div>
      <small className="quiet">{w.proposeHint}</small>
    </CommandDialog>
  )
}

function useColumns(
  decide: (verdict: Verdict) => void,
  carryOn: (policy: PolicyView) => void,
): TableColumnsType<PolicyView> {
  const w = useWords(policyWords)
  const { status } = useWords(common)
  const industries: Readonly<Record<string, string>> = w.industries
  return [
    { title: w.key, render: (_, { policy }) => w.keys[policy.key] },
    { title: w.value, render: (_, { policy }) => <PolicyValue of={policy} /> },
    {
      title: w.place,
      render: (_, { policy: { industry, district, kind } }) =>
        [
          industries[industry] ?? industry,
          ...(district === ANYWHERE ? [] : [district]),
          ...(kind ? [w.kinds[kind]] : []),
        ].join(' · '),
    },
    {
      title: w.period,
      render: (_, { policy: { from, until } }) => (until ? `${from} – ${until}` : w.onwards(from)),
    },
    { title: w.source, width: 280, render: (_, { policy }) => <Source text={policy.source} /> },
    { title: status, render: (_, row) => <StatusTag kind="policy" status={row.status} /> },
    {
      key: 'action',
      render: (_, row) => <Decide policy={row} decide={decide} carryOn={carryOn} />,
    },
  ]
}

function Source({ text }: { readonly text: string }) {
  return (
    <span style={{ display: 'inline-block', maxWidth: 280, whiteSpace: 'normal' }}>{text}</span>
  )
}

type DecideProps = {
  readonly policy: PolicyView
  readonly decide: (verdict: Verdict) => void
  readonly carryOn: (policy: PolicyView) => void
}

function Decide({ policy, decide, carryOn }: DecideProps) {
  const w = useWords(policyWords)
  const { fourEyes } = useWords(common)
  const { login, role } = usePerson()
  if (policy.next && role === 'officer') {
    return (
      <Button size="small" onClick={() => carryOn(policy)} data-test="carry-on">
        {w.carryOn}
      </Button>
    )
  }
  if (policy.status === 'BUILT_IN') return null
  if (policy.status !== 'PROPOSED' || role !== 'officer') {
    return (
      <small className="quiet">
        <Officer id={policy.setBy} /> → <Officer id={policy.decidedBy} />
      </small>
    )
  }
  const own = policy.setBy === login
  return (
    <>
      <div className="wrap">
        <Button
          size="small"
          type="primary"
          disabled={own}
          onClick={() => decide({ policy, decision: 'APPROVE' })}
        >
          {w.approve}
        </Button>
        <Button size="small" onClick={() => decide({ policy, decision: 'REJECT' })}>
          {w.reject}
        </Button>
      </div>
      <small className="quiet">
        {own ? fourEyes : null}
        {own ? null : <Officer id={policy.setBy} />}
      </small>
    </>
  )
}
