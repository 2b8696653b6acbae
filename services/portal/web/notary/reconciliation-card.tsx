// Bank = control account = Σ of what everybody owns; every fen of difference has a name.
import { Alert } from 'antd'
import { Amount, AmountTile } from '../parts/amount.tsx'
import type { NotaryReply } from '../parts/api.ts'
import { lastDayBefore, shanghaiMinute } from '../parts/format.ts'
import { useLanguage, useWords } from '../parts/language.tsx'
import { useResource } from '../parts/use-resource.ts'
import { ResourceCard } from './resource-card.tsx'
import { words } from './words.ts'

type Reconciliation = NotaryReply['reconcile']

/** The three figures and their differences. */
export function ReconciliationCard() {
  const w = useWords(words).recon
  const resource = useResource<Reconciliation>('/api/notary/v1/reconciliations/current')
  return (
    <ResourceCard title={w.title} resource={resource}>
      {(data) => <Figures of={data} />}
    </ResourceCard>
  )
}

function Figures({ of }: { readonly of: Reconciliation }) {
  const w = useWords(words).recon
  const even = of.differenceFen === '0' && of.differences.length === 0
  const bankHint =
    of.bankThrough === undefined ? w.bankNone : w.bankHint(lastDayBefore(of.bankThrough))
  return (
    <div className="stack" data-test="reconciliation">
      <div className="tiles">
        <AmountTile label={w.bank} fen={of.bankFen} hint={bankHint} />
        <AmountTile label={w.control} fen={of.controlFen} />
        <AmountTile label={w.customers} fen={of.customersFen} />
        <AmountTile label={w.difference} fen={of.differenceFen} />
      </div>
      <Alert type={even ? 'success' : 'error'} showIcon title={even ? w.even : w.uneven} />
      <Differences of={of} />
      <details open>
        <summary>{w.parts}</summary>
        <Parts of={of} />
      </details>
      <small className="quiet">{w.through(of.through, shanghaiMinute(of.asOf))}</small>
    </div>
  )
}

function Differences({ of }: { readonly of: Reconciliation }) {
  const w = useWords(words).recon
  const { language } = useLanguage()
  return of.differences.map((difference) => (
    <div key={difference.name} className="row ruled">
      <span>
        <b>{w.names[difference.name]}</b>
        <br />
        <span className="quiet">
          {language === 'zh' ? difference.detailZh : difference.detailEn}
        </span>
      </span>
      <Amount fen={difference.amountFen} />
    </div>
  ))
}

function Parts({ of }: { readonly of: Reconciliation }) {
  const { language } = useLanguage()
  return of.parts.map((part) => (
    <div key={part.code} className="row ruled">
      <span>
        {part.code} {language === 'zh' ? part.nameZh : part.nameEn}
      </span>
      <Amount fen={part.amountFen} />
    </div>
  ))
}
