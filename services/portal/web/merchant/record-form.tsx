// Records one session of a chosen contract, with the member's code when she shows it.
import { Alert, Button } from 'antd'
import type { ContractView } from '@ticun/protocol'
import { useEffect, useRef, useState } from 'react'
import type { FormEvent, KeyboardEvent } from 'react'
import { Amount } from '../parts/amount.tsx'
import { postJson } from '../parts/api.ts'
import type { EscrowReply } from '../parts/api.ts'
import { useWords } from '../parts/language.tsx'
import { sessionsLeft, slotNumber } from '../parts/format.ts'
import { ProblemView } from '../parts/problem-view.tsx'
import { ReceiptView } from '../parts/receipt.tsx'
import { useCommand } from '../parts/use-command.ts'
import { words } from './words.ts'

type Recorded = EscrowReply['recordSession']

/** Eight digits, or the text of a QR code, whose signature only the service can judge. */
const CODE = /^(\d{8}|TC1(\.[0-9A-Z]+){3})$/
const DIGITS_ONLY = /^\d{1,8}$/

/** What a scanner or a hand put in; a scanner types like a keyboard, at times without capitals. */
function codeOf(typed: string): string {
  return typed.replaceAll(/\s/g, '').toUpperCase()
}

type Standing = 'NONE' | 'DIGITS' | 'WRONG' | 'WHOLE'

function standingOf(code: string): Standing {
  if (code === '') return 'NONE'
  if (CODE.test(code)) return 'WHOLE'
  return DIGITS_ONLY.test(code) ? 'DIGITS' : 'WRONG'
}

// A key held down must not run through several members.
function ignoreHeldEnter(event: KeyboardEvent): void {
  if (event.key === 'Enter' && event.repeat) event.preventDefault()
}

type RecordFormProps = {
  readonly contract: ContractView
  readonly onRecorded: () => void
  readonly onNext: () => void
}

/** The form, and after it the receipt; Enter goes on from both. */
export function RecordForm({ contract, onRecorded, onNext }: RecordFormProps) {
  const w = useWords(words).desk
  const field = useRef<HTMLInputElement>(null)
  const [standing, setStanding] = useState<Standing>('NONE')
  const [done, setDone] = useState<Recorded>()
  const command = useCommand<Recorded>()
  const codeBad = standing === 'DIGITS' || standing === 'WRONG'

  async function record(): Promise<void> {
    const path = `/api/escrow/v1/contracts/${contract.contractId}/sessions`
    const code = codeOf(field.current?.value ?? '')
    const body = code === '' ? {} : { code }
    const reply = await command.send(JSON.stringify([path, body]), (key) =>
      postJson<Recorded>(path, body, key),
    )
    if (!reply) return
    setDone(reply)
    onRecorded()
  }
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (!codeBad && !command.busy) void record()
  }

  if (done) return <Done contract={contract} recorded={done} onNext={onNext} />
  return (
    <form className="stack" style={{ maxWidth: 560 }} onSubmit={submit} onKeyDown={ignoreHeldEnter}>
      <ChosenMember contract={contract} />
      {/* The browser holds the text: a scanner sends sixty keys at once, and the page is drawn
          again only when they mean something else. */}
      <input
        ref={field}
        className="scanned"
        autoFocus
        inputMode="numeric"
        autoComplete="off"
        placeholder={w.code}
        aria-label={w.code}
        aria-invalid={standing === 'WRONG'}
        onChange={(event) => setStanding(standingOf(codeOf(event.target.value)))}
        data-test="desk-code"
      />
      <small className="quiet">{codeBad ? w.codeBad : w.codeHint}</small>
      {command.problem ? (
        <ProblemView problem={command.problem} retry={() => void record()} />
      ) : null}
      <Button
        type="primary"
        size="large"
        htmlType="submit"
        block
        style={{ height: 64, fontSize: 20 }}
        loading={command.busy}
        disabled={codeBad}
        data-test="desk-record"
      >
        {w.record}
      </Button>
      <Button onClick={onNext}>{w.change}</Button>
    </form>
  )
}

function ChosenMember({ contract }: { readonly contract: ContractView }) {
  const w = useWords(words).desk
  return (
    <div>
      <div className="row">
        <b style={{ fontSize: 20 }}>{contract.consumerName}</b>
        <span>{w.left(sessionsLeft(contract), contract.sessionsTotal)}</span>
      </div>
      <div className="row quiet">
        <span>{contract.productName}</span>
        <Amount fen={contract.heldFen} />
      </div>
    </div>
  )
}

type DoneProps = {
  readonly contract: ContractView
  readonly recorded: Recorded
  readonly onNext: () => void
}

function Done({ contract, recorded, onNext }: DoneProps) {
  const w = useWords(words).desk
  const next = useRef<HTMLButtonElement>(null)
  useEffect(() => next.current?.focus(), [])
  const { session, receipt } = recorded
  const confirmed = session.status === 'CONFIRMED'
  return (
    <div
      className="stack"
      style={{ maxWidth: 560 }}
      onKeyDown={ignoreHeldEnter}
      data-test="desk-done"
    >
      <Alert
        type={confirmed ? 'success' : 'info'}
        showIcon
        title={`${contract.consumerName}：${confirmed ? w.done : w.doneWaiting}`}
        description={confirmed ? null : w.doneHint}
      />
      <div className="row">
        <span className="quiet">{w.slot}</span>
        <b>
          {slotNumber(session.slot)} / {contract.sessionsTotal}
        </b>
      </div>
      <div className="row">
        <span className="quiet">{w.amount}</span>
        <b style={{ fontSize: 22 }}>
          <Amount fen={session.amountFen} />
        </b>
      </div>
      {receipt ? <ReceiptView receipt={receipt} /> : null}
      <Button ref={next} type="primary" size="large" block onClick={onNext} data-test="desk-next">
        {w.next}
      </Button>
    </div>
  )
}
