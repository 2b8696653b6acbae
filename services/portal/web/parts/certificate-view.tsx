// A certificate of balance with its verdict, found in this browser.
import { Alert, Skeleton, Typography } from 'antd'
import { Amount } from './amount.tsx'
import { shanghaiMinute } from './format.ts'
import { useWords } from './language.tsx'
import { loadCertificate } from './open-certificate.ts'
import type { CheckedCertificate } from './open-certificate.ts'
import { ProblemView } from './problem-view.tsx'
import { useResource } from './use-resource.ts'
import { certificateWords } from './certificate-words.ts'

/** Loads and verifies it; amounts of liabilities are shown as their owner reads them. */
export function CertificateView({ code }: { readonly code: string }) {
  const w = useWords(certificateWords)
  const path = `/api/notary/v1/certificates/${encodeURIComponent(code)}`
  const { data, problem, reload } = useResource<CheckedCertificate>(path, loadCertificate)
  if (problem) return <ProblemView problem={problem} retry={reload} />
  if (!data) return <Skeleton active />
  const { certificate } = data
  if (!certificate) return <Alert type="error" showIcon title={w.bad} description={w.badHint} />
  const owned = certificate.balanceFen < 0n ? -certificate.balanceFen : certificate.balanceFen
  return (
    <div className="stack" data-test="certificate">
      <Alert type="success" showIcon title={w.good} description={w.goodHint} />
      <Alert type="info" showIcon title={w.limit} description={w.limitHint} />
      <Amount fen={owned.toString()} big />
      <Line label={w.account} text={certificate.account} />
      <div className="row">
        <span>{w.issued}</span>
        <span>{shanghaiMinute(certificate.issuedAt)}</span>
      </div>
      <div className="row">
        <span>{w.entry}</span>
        <span className="figure"># {certificate.sequence.toString()}</span>
      </div>
      <Line label={w.code} text={certificate.code} />
      <Typography.Link href={`/certificates/${certificate.code}`}>{w.link}</Typography.Link>
    </div>
  )
}

function Line({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <div className="row">
      <span style={{ whiteSpace: 'nowrap' }}>{label}</span>
      <Typography.Text className="hash" copyable={{ text }}>
        {text}
      </Typography.Text>
    </div>
  )
}
