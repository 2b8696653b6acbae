// The merchant's entrance: figures on top, then front desk, contracts, refunds, payouts.
import { Card, Tabs } from 'antd'
import { Route, Routes, useLocation, useNavigate } from 'react-router'
import { NotFound } from '../parts/forbidden.tsx'
import { Frame } from '../parts/frame.tsx'
import { useWords } from '../parts/language.tsx'
import { usePerson } from '../parts/person.ts'
import { ProblemView } from '../parts/problem-view.tsx'
import { useResource } from '../parts/use-resource.ts'
import { AmountTile } from '../parts/amount.tsx'
import type { EscrowReply } from '../parts/api.ts'
import { ContractsPage } from './contracts-page.tsx'
import { DisputesPage } from './disputes-page.tsx'
import { FrontDesk } from './front-desk.tsx'
import { PayoutsPage } from './payouts-page.tsx'
import { RefundsPage } from './refunds-page.tsx'
import { words } from './words.ts'

/** All pages under /merchant. */
export default function MerchantEntrance() {
  const person = usePerson()
  const summary = useResource<EscrowReply['merchantSummary']>(
    `/api/escrow/v1/merchants/${person.party}/summary`,
  )
  const { reload } = summary
  return (
    <Frame person={person}>
      <div className="stack">
        <Card variant="borderless" loading={summary.loading && !summary.data}>
          {summary.problem ? <ProblemView problem={summary.problem} retry={reload} /> : null}
          {summary.data ? <Figures of={summary.data} /> : null}
        </Card>
        <Card variant="borderless" styles={{ body: { paddingTop: 4 } }}>
          <MerchantTabs />
          <Routes>
            <Route index element={<FrontDesk onRecorded={reload} />} />
            <Route path="contracts" element={<ContractsPage onChanged={reload} />} />
            <Route path="contracts/:contractId" element={<ContractsPage onChanged={reload} />} />
            <Route path="refunds" element={<RefundsPage />} />
            <Route path="disputes" element={<DisputesPage onChanged={reload} />} />
            <Route path="payouts" element={<PayoutsPage summary={summary.data} />} />
            <Route path="*" element={<NotFound />} />
          </Routes>
        </Card>
      </div>
    </Frame>
  )
}

function Figures({ of }: { readonly of: EscrowReply['merchantSummary'] }) {
  const w = useWords(words).figures
  return (
    <div className="tiles">
      <AmountTile label={w.held} fen={of.heldFen} hint={w.heldHint} />
      <AmountTile label={w.awaiting} fen={of.awaitingFen} hint={w.awaitingHint} />
      <AmountTile label={w.payable} fen={of.payableFen} />
      <AmountTile label={w.inTransit} fen={of.inTransitFen} />
      <AmountTile label={w.paid} fen={of.paidFen} />
    </div>
  )
}

function MerchantTabs() {
  const w = useWords(words).tabs
  const navigate = useNavigate()
  const part = useLocation().pathname.split('/')[2] ?? ''
  return (
    <Tabs
      activeKey={part}
      onChange={(key) => void navigate(key ? `/merchant/${key}` : '/merchant')}
      items={[
        { key: '', label: w.desk },
        { key: 'contracts', label: w.contracts },
        { key: 'disputes', label: w.disputes },
        { key: 'refunds', label: w.refunds },
        { key: 'payouts', label: w.payouts },
      ]}
    />
  )
}
