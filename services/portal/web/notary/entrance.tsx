// The notary's entrance: the book, approvals, suspense, statements. A regulator sees the book only.
import { Card, Tabs } from 'antd'
import { Route, Routes, useLocation, useNavigate } from 'react-router'
import { NotFound } from '../parts/forbidden.tsx'
import { Frame } from '../parts/frame.tsx'
import { useWords } from '../parts/language.tsx'
import { usePerson } from '../parts/person.ts'
import { AlertsPage } from './alerts-page.tsx'
import { OverviewPage } from './overview-page.tsx'
import { PaymentsPage } from './payments-page.tsx'
import { RefundsPage } from './refunds-page.tsx'
import { StatementsPage } from './statements-page.tsx'
import { SuspensePage } from './suspense-page.tsx'
import { words } from './words.ts'

/** All pages under /notary. */
export default function NotaryEntrance() {
  const person = usePerson()
  const officer = person.role === 'officer'
  return (
    <Frame person={person}>
      <NotaryTabs officer={officer} />
      <Routes>
        <Route index element={<OverviewPage />} />
        <Route path="alerts" element={inCard(<AlertsPage />)} />
        {officer ? (
          <>
            <Route path="refunds" element={inCard(<RefundsPage />)} />
            <Route path="payments" element={inCard(<PaymentsPage />)} />
            <Route path="suspense" element={inCard(<SuspensePage />)} />
            <Route path="statements" element={inCard(<StatementsPage />)} />
          </>
        ) : null}
        <Route path="*" element={<NotFound />} />
      </Routes>
    </Frame>
  )
}

function inCard(page: React.ReactNode) {
  return <Card variant="borderless">{page}</Card>
}

function NotaryTabs({ officer }: { readonly officer: boolean }) {
  const w = useWords(words).tabs
  const navigate = useNavigate()
  const part = useLocation().pathname.split('/')[2] ?? ''
  const duties = [
    { key: 'refunds', label: w.refunds },
    { key: 'payments', label: w.payments },
    { key: 'suspense', label: w.suspense },
    { key: 'statements', label: w.statements },
  ]
  return (
    <Tabs
      activeKey={part}
      onChange={(key) => void navigate(key ? `/notary/${key}` : '/notary')}
      items={[
        { key: '', label: w.overview },
        ...(officer ? duties : []),
        { key: 'alerts', label: w.alerts },
      ]}
    />
  )
}
