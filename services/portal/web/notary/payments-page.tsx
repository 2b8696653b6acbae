// Payments that wait for a second person, and those already sent; makes the payouts of a period.
import { App, Button, Segmented } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { postJson } from '../parts/api.ts'
import type { EscrowReply } from '../parts/api.ts'
import { useWords } from '../parts/language.tsx'
import { ProblemView } from '../parts/problem-view.tsx'
import { states } from '../parts/states.ts'
import { useCommand } from '../parts/use-command.ts'
import { useResource } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { PaymentTable } from './payment-table.tsx'
import { words } from './words.ts'

const ALL = 'ALL'

/** Two queues: payouts to merchants, refunds to members. */
export function PaymentsPage() {
  const w = useWords(words).payment
  const { all } = useWords(common)
  const names = useWords(states).payment
  const [query, setQuery] = useSearchParams()
  const kind = query.get('kind') === 'refund-payments' ? 'refund-payments' : 'payouts'
  const [status, setStatus] = useState('DUE')
  const [round, setRound] = useState(0)
  const filter = status === ALL ? '' : `&status=${status}`
  return (
    <div className="stack">
      <div className="wrap">
        <Segmented
          value={kind}
          onChange={(next) => setQuery({ kind: next }, { replace: true })}
          options={[
            { value: 'payouts', label: w.payouts },
            { value: 'refund-payments', label: w.refunds },
          ]}
        />
        <div className="scroll-x">
          <Segmented
            value={status}
            onChange={setStatus}
            options={[
              ...Object.entries(names).map(([value, label]) => ({ value, label })),
              { value: ALL, label: all },
            ]}
          />
        </div>
      </div>
      {kind === 'payouts' ? <RunPayouts onDone={() => setRound(round + 1)} /> : null}
      <PaymentTable key={round} kind={kind} query={`limit=50${filter}`} />
    </div>
  )
}

function RunPayouts({ onDone }: { readonly onDone: () => void }) {
  const w = useWords(words).payment
  const { cancel } = useWords(common)
  const { modal, message } = App.useApp()
  const books = useResource<EscrowReply['listBooks']>('/api/escrow/v1/books')
  const command = useCommand<EscrowReply['runPayouts']>()
  const path = '/api/escrow/v1/payout-runs'

  async function run(): Promise<void> {
    let made = 0
    for (const { bookId } of books.data?.items ?? []) {
      const body = { bookId }
      const reply = await command.send(bookId, (key) =>
        postJson<EscrowReply['runPayouts']>(path, body, key),
      )
      if (!reply) return
      made += reply.payouts.length
    }
    message.success(w.runDone(made))
    onDone()
  }
  return (
    <>
      <div>
        <Button
          type="primary"
          loading={command.busy}
          disabled={!books.data?.items.length}
          onClick={() => {
            modal.confirm({
              title: w.runTitle,
              content: w.runHint,
              okText: w.run,
              cancelText: cancel,
              onOk: run,
            })
          }}
        >
          {w.run}
        </Button>
      </div>
      {command.problem ? <ProblemView problem={command.problem} /> : null}
    </>
  )
}
