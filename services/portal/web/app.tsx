// The whole web app: language, theme, who is logged in, and which entrance an address leads to.
import { App as AntApp, ConfigProvider, Spin } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { Suspense, lazy } from 'react'
import type { ReactNode } from 'react'
import { BrowserRouter, Route, Routes } from 'react-router'
import { CertificatePage } from './certificate/certificate-page.tsx'
import { Forbidden, NotFound } from './parts/forbidden.tsx'
import { Frame } from './parts/frame.tsx'
import { LanguageProvider, useLanguage } from './parts/language.tsx'
import { PersonContext, logInHref } from './parts/person.ts'
import type { EntranceRole, Person } from './parts/person.ts'
import { ProblemView } from './parts/problem-view.tsx'
import { useResource } from './parts/use-resource.ts'
import { StartPage } from './start/start-page.tsx'

const MerchantEntrance = lazy(() => import('./merchant/entrance.tsx'))
const ConsumerEntrance = lazy(() => import('./consumer/entrance.tsx'))
const NotaryEntrance = lazy(() => import('./notary/entrance.tsx'))

const THEME = { token: { colorPrimary: '#0b6b4b', colorLink: '#0b6b4b', borderRadius: 8 } }
// Ant Design would part two Chinese characters on a button with a space.
const BUTTON = { autoInsertSpace: false }
const SPINNER = (
  <div style={{ textAlign: 'center', margin: '20vh 0' }}>
    <Spin />
  </div>
)

/** The root component. */
export function App() {
  return (
    <LanguageProvider>
      <Themed>
        <BrowserRouter>
          <Doors />
        </BrowserRouter>
      </Themed>
    </LanguageProvider>
  )
}

function Themed({ children }: { readonly children: ReactNode }) {
  const { language } = useLanguage()
  return (
    <ConfigProvider locale={language === 'zh' ? zhCN : enUS} theme={THEME} button={BUTTON}>
      <AntApp>{children}</AntApp>
    </ConfigProvider>
  )
}

function Doors() {
  const me = useResource<{ person: Person | null }>('/api/me')
  if (me.problem) {
    return (
      <Frame person={undefined}>
        <ProblemView problem={me.problem} retry={me.reload} />
      </Frame>
    )
  }
  if (!me.data) return SPINNER
  const person = me.data.person ?? undefined
  const guard = (door: string, roles: readonly EntranceRole[], page: ReactNode) => (
    <Guarded person={person} door={door} roles={roles}>
      {page}
    </Guarded>
  )
  return (
    <Routes>
      <Route index element={<StartPage person={person} />} />
      <Route path="/merchant/*" element={guard('/merchant', ['merchant'], <MerchantEntrance />)} />
      <Route path="/me/*" element={guard('/me', ['consumer'], <ConsumerEntrance />)} />
      <Route
        path="/notary/*"
        element={guard('/notary', ['officer', 'regulator'], <NotaryEntrance />)}
      />
      <Route
        path="/certificates/:code"
        element={
          <Frame person={person} narrow>
            <CertificatePage />
          </Frame>
        }
      />
      <Route
        path="*"
        element={
          <Frame person={person}>
            <NotFound />
          </Frame>
        }
      />
    </Routes>
  )
}

type GuardedProps = {
  readonly person: Person | undefined
  readonly door: string
  readonly roles: readonly EntranceRole[]
  readonly children: ReactNode
}

// Only a courtesy: the services check every call themselves.
function Guarded({ person, door, roles, children }: GuardedProps) {
  if (!person) {
    location.replace(logInHref())
    return SPINNER
  }
  if (!roles.includes(person.role)) {
    return (
      <Frame person={person}>
        <Forbidden person={person} door={door} />
      </Frame>
    )
  }
  return (
    <PersonContext value={person}>
      <Suspense fallback={SPINNER}>{children}</Suspense>
    </PersonContext>
  )
}
