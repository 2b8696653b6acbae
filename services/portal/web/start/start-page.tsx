// The page before the log-in: what this is, and three doors.
import { Alert, Button, Card, Steps, Typography } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { CertificateForm } from '../certificate/certificate-page.tsx'
import { certificateWords } from '../parts/certificate-words.ts'
import { Frame } from '../parts/frame.tsx'
import { useWords } from '../parts/language.tsx'
import { logInHref } from '../parts/person.ts'
import type { Person } from '../parts/person.ts'
import { words } from './words.ts'

const DOORS = [
  ['consumer', '/me'],
  ['merchant', '/merchant'],
  ['notary', '/notary'],
] as const

/** The start page; `person` when somebody is logged in already. */
export function StartPage({ person }: { readonly person: Person | undefined }) {
  const w = useWords(words)
  const c = useWords(certificateWords)
  const [query] = useSearchParams()
  const failed = query.get('login')
  return (
    <Frame person={person}>
      <div className="hero">
        <h1>{w.title}</h1>
        <Typography.Paragraph className="quiet" style={{ fontSize: 16, maxWidth: 720 }}>
          {w.lead}
        </Typography.Paragraph>
        {failed === 'expired' || failed === 'failed' ? (
          <Alert type="warning" showIcon title={w.login[failed]} />
        ) : null}
      </div>
      <div className="doors">
        {DOORS.map(([door, path]) => (
          <Card key={door} title={w.doors[door].title} variant="borderless">
            <p>{w.doors[door].text}</p>
            <DoorLink inside={person !== undefined} path={path} label={w.doors[door].action} />
          </Card>
        ))}
      </div>
      <h2 style={{ marginTop: 40 }}>{w.how}</h2>
      <Card variant="borderless">
        <Steps
          current={-1}
          items={w.steps.map(([title, content]) => ({ title, content, status: 'wait' }))}
        />
      </Card>
      <h2 style={{ marginTop: 40 }}>{c.title}</h2>
      <Card variant="borderless">
        <CertificateForm />
      </Card>
    </Frame>
  )
}

type DoorLinkProps = { readonly inside: boolean; readonly path: string; readonly label: string }

function DoorLink({ inside, path, label }: DoorLinkProps) {
  if (!inside) {
    return (
      <Button type="primary" size="large" block href={logInHref(path)} data-door={path}>
        {label}
      </Button>
    )
  }
  return (
    <Link to={path}>
      <Button type="primary" size="large" block data-door={path}>
        {label}
      </Button>
    </Link>
  )
}
