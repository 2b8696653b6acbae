// Her code for the front desk: a QR code and eight digits with a countdown, asked for only while
// they are shown.
import type { EscrowReply } from '../parts/api.ts'
import { Button, Modal, Progress, QRCode } from 'antd'
import { useEffect, useState } from 'react'
import { useWords } from '../parts/language.tsx'
import { ProblemView } from '../parts/problem-view.tsx'
import { useResource } from '../parts/use-resource.ts'
import { words } from './words.ts'

const STEP_S = 30
const TICK_MS = 250
const MS_PER_SECOND = 1000
// A browser whose clock is ahead must not ask without a pause.
const RELOAD_MS_MIN = 1000
const DIGITS_HALF = 4
const BAR_COLOUR = '#0b6b4b'
/** Big enough for a desk scanner a hand away. */
const QR_SIZE_PX = 240

/** A button that shows the code above the page. */
export function MemberCode({ contractId }: { readonly contractId: string }) {
  const w = useWords(words)
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button type="primary" size="large" block onClick={() => setOpen(true)} data-test="my-code">
        {w.code}
      </Button>
      <Modal
        open={open}
        footer={null}
        title={w.codeTitle}
        destroyOnHidden
        onCancel={() => setOpen(false)}
      >
        <RotatingCode contractId={contractId} />
      </Modal>
    </>
  )
}

function RotatingCode({ contractId }: { readonly contractId: string }) {
  const w = useWords(words)
  const code = useResource<EscrowReply['memberCode']>(`/api/escrow/v1/contracts/${contractId}/code`)
  const { data, reload } = code
  const [now, setNow] = useState(() => Date.now())
  const until = data ? Date.parse(data.validUntil) : undefined
  const over = until !== undefined && now >= until
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  useEffect(() => {
    if (!data) return undefined
    const wait = Math.max(RELOAD_MS_MIN, Date.parse(data.validUntil) - Date.now())
    const timer = setTimeout(reload, wait)
    return () => clearTimeout(timer)
  }, [data, reload])

  if (code.problem) return <ProblemView problem={code.problem} retry={reload} />
  const token = data && !over ? data.token : undefined
  const left = until === undefined ? 0 : Math.max(0, Math.ceil((until - now) / MS_PER_SECOND))
  return (
    <div className="stack" style={{ textAlign: 'center' }}>
      <div style={{ display: 'grid', placeItems: 'center' }} data-test="qr" data-token={token}>
        <QRCode
          type="svg"
          size={QR_SIZE_PX}
          errorLevel="M"
          value={token ?? '-'}
          status={token === undefined ? 'loading' : 'active'}
          aria-label={w.codeQr}
        />
      </div>
      <div className="code" aria-live="polite" data-test="code">
        {data && !over ? spaced(data.code) : '···· ····'}
      </div>
      <Progress percent={(left / STEP_S) * 100} showInfo={false} strokeColor={BAR_COLOUR} />
      <div className="quiet">{w.codeLeft(left)}</div>
      <small className="quiet">{w.codeHint}</small>
    </div>
  )
}

function spaced(code: string): string {
  return `${code.slice(0, DIGITS_HALF)} ${code.slice(DIGITS_HALF)}`
}
