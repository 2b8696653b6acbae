// The notary's entrance: the book, what waits, every kind of decision. A regulator sees no persons.
import { Card, Tabs } from 'antd'
import type { ReactNode } from 'react'
import { Route, Routes, useLocation, useNavigate } from 'react-router'
import { NotFound } from '../parts/forbidden.tsx'
import { Frame } from '../parts/frame.tsx'
import { useWords } from '../parts/language.tsx'
import { usePerson } from '../parts/person.ts'
import { AlertsPage } from './alerts-page.tsx'
import { CalendarPage } from './calendar-page.tsx'
import { ChargebacksPage } from './chargebacks-page.tsx'
import { DeadFactsPage } from './dead-facts-page.tsx'
import { DisputesPage } from './disputes-page.tsx'
import { FreezesPage } from './freezes-page.tsx'
import { GuardiansPage } from './guardians-page.tsx'
import { MassRefundPage } from './mass-refund-page.tsx'
import { MassRefundsPage } from './mass-refunds-page.tsx'
import { MerchantsPage } from './merchants-page.tsx'
import { OverviewPage } from './overview-page.tsx'
import { PaymentsPage } from './payments-page.tsx'
import { PoliciesPage } from './policies-page.tsx'
import { QueuePage } from './queue-page.tsx'
import { RefundsPage } from './refunds-page.tsx'
import { StatementsPage } from './statements-page.tsx'
import { SuspensePage } from './suspense-page.tsx'
import { words } from './words.ts'

type Part = keyof (typeof words)['zh']['tabs']

/** What officers see besides the book; in the order of a day. */
const DUTIES: readonly (readonly [Part, ReactNode])[] = [
  ['queue', <QueuePage key="queue" />],
  ['refunds', <RefundsPage key="refunds" />],
  ['disputes', <DisputesPage key="disputes" />],
  ['payments', <PaymentsPage key="payments" />],
  ['suspense', <SuspensePage key="suspense" />],
  ['chargebacks', <ChargebacksPage key="chargebacks" />],
  ['statements', <StatementsPage key="statements" />],
  ['merchants', <MerchantsPage key="merchants" />],
  ['mass-refunds', <MassRefundsPage key="mass-refunds" />],
  ['guardians', <GuardiansPage key="guardians" />],
  ['calendar', <CalendarPage key="calendar" />],
  ['dead-facts', <DeadFactsPage key="dead-facts" />],
]
/** What regulators see too. */
const OVERSIGHT: readonly (readonly [Part, ReactNode])[] = [
  ['freezes', <FreezesPage key="freezes" />],
  ['policies', <PoliciesPage key="policies" />],
  ['alerts', <AlertsPage key="alerts" />],
]

/** All pages under /notary. */
export default function NotaryEntrance() {
  const person = usePerson()
  const officer = person.role === 'officer'
  const parts = [...(officer ? DUTIES : []), ...OVERSIGHT]
  return (
    <Frame person={person}>
      <NotaryTabs parts={parts.map(([part]) => part)} />
      <Routes>
        <Route index element={<OverviewPage />} />
        {parts.map(([part, page]) => (
          <Route key={part} path={part} element={inCard(page)} />
        ))}
        {officer ? (
          <Route path="mass-refunds/:massRefundId" element={inCard(<MassRefundPage />)} />
        ) : null}
        <Route path="*" element={<NotFound />} />
      </Routes>
    </Frame>
  )
}

function inCard(page: ReactNode) {
  return <Card variant="borderless">{page}</Card>
}

function NotaryTabs({ parts }: { readonly parts: readonly Part[] }) {
  const w = useWords(words).tabs
  const navigate = useNavigate()
  const part = useLocation().pathname.split('/')[2] ?? ''
  return (
    <Tabs
      activeKey={part}
      onChange={(key) => void navigate(key ? `/notary/${key}` : '/notary')}
      items={[
        { key: '', label: w.overview },
        ...parts.map((each) => ({ key: each, label: w[each] })),
      ]}
    />
  )
}
