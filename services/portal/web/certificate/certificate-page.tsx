// Anybody verifies a certificate of balance by its code, without a log-in.
import { Button, Card, Input } from 'antd'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { CertificateView } from '../parts/certificate-view.tsx'
import { certificateWords } from '../parts/certificate-words.ts'
import { Field } from '../parts/fields.tsx'
import { useWords } from '../parts/language.tsx'

/** The page of one certificate. */
export function CertificatePage() {
  const { code = '' } = useParams()
  const w = useWords(certificateWords)
  return (
    <Card variant="borderless" title={w.title}>
      <CertificateView key={code} code={code} />
    </Card>
  )
}

/** The form that leads there. */
export function CertificateForm() {
  const w = useWords(certificateWords)
  const navigate = useNavigate()
  const [code, setCode] = useState('')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (code !== '') void navigate(`/certificates/${encodeURIComponent(code)}`)
      }}
    >
      <Field label={w.hint}>
        {(id) => (
          <div className="row">
            <Input
              id={id}
              value={code}
              placeholder="crt_…"
              onChange={(event) => setCode(event.target.value.trim())}
            />
            <Button htmlType="submit" disabled={code === ''}>
              {w.check}
            </Button>
          </div>
        )}
      </Field>
    </form>
  )
}
