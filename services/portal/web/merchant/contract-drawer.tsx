// One contract beside the table: its money, its terms' digest and its sessions.
import { Button, Descriptions, Drawer, Skeleton, Typography } from 'antd'
import type { TableColumnsType } from 'antd'
import type { ContractView, SessionView } from '@ticun/protocol'
import { groupedReference } from '@ticun/protocol/reference'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { shanghaiMinute, shortHash, slotNumber } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { ProblemView } from '../parts/problem-view.tsx'
import { StatusTag } from '../parts/status-tag.tsx'
import { useList, useResource } from '../parts/use-resource.ts'
import { LotsTable } from './lots-table.tsx'
import { AskDecision } from './ask-decision.tsx'
import { deskWords } from './desk-words.ts'
import { mayReverse, ReverseDialog } from './reverse-session.tsx'
import { words } from './words.ts'

const PAGE_SIZE = 50

type ContractDrawerProps = {
  readonly contractId: string | undefined
  readonly onClose: () => void
  readonly onChanged: () => void
}

/** Open while there is a contract id. */
export function ContractDrawer({ contractId, onClose, onChanged }: ContractDrawerProps) {
  const path = contractId === undefined ? undefined : `/api/escrow/v1/contracts/${contractId}`
  const contract = useResource<ContractView>(path)
  // What she has not accepted has no sessions.
  const isContract = contract.data !== undefined && contract.data.status !== 'OFFERED'
  const attended = path && isContract ? `${path}/sessions?limit=${PAGE_SIZE}` : undefined
  const sessions = useList<SessionView>(attended)
  const w = useWords(words).contract
  const [reversed, setReversed] = useState<SessionView>()
  const [asked, setAsked] = useState<SessionView>()
  const d = useWords(deskWords).session
  const changed = (): void => {
    contract.reload()
    sessions.reload()
    onChanged()
  }
  return (
    <Drawer
      open={contractId !== undefined}
      onClose={onClose}
      size={640}
      title={contract.data?.consumerName ?? w.id}
    >
      <div className="stack">
        {contract.problem ? (
          <ProblemView problem={contract.problem} retry={contract.reload} />
        ) : null}
        {contract.loading && !contract.data ? <Skeleton active /> : null}
        {contract.data ? <ContractFigures of={contract.data} /> : null}
        {contract.data ? <LotsTable of={contract.data} onChanged={changed} /> : null}
        <h3 style={{ margin: 0 }}>{w.sessions}</h3>
        <ListTable
          list={sessions}
          rowKey="sessionId"
          empty={w.sessionsEmpty}
          columns={columns(w, d, setReversed, setAsked)}
        />
        {asked ? (
          <AskDecision
            key={asked.sessionId}
            session={asked}
            onClose={() => setAsked(undefined)}
            onDone={changed}
          />
        ) : null}
        {reversed ? (
          <ReverseDialog
            key={reversed.sessionId}
            session={reversed}
            onClose={() => setReversed(undefined)}
            onDone={changed}
          />
        ) : null}
      </div>
    </Drawer>
  )
}

function money(label: string, fen: string) {
  return { key: label, label, children: <Amount fen={fen} /> }
}

function ContractFigures({ of }: { readonly of: ContractView }) {
  const w = useWords(words).contract
  return (
    <Descriptions
      size="small"
      column={{ xs: 1, sm: 2 }}
      bordered
      styles={{ label: { whiteSpace: 'nowrap' } }}
      items={[
        { key: 'product', label: w.product, children: of.productName },
        {
          key: 'status',
          label: w.status,
          children: <StatusTag kind="lot" status={of.status} />,
        },
        money(w.paid, of.paidFen),
        money(w.held, of.heldFen),
        money(w.released, of.releasedFen),
        money(w.refunded, of.refundedFen),
        { key: 'used', label: w.used, children: `${of.sessionsUsed} / ${of.sessionsTotal}` },
        { key: 'signed', label: w.signed, children: shanghaiMinute(of.signedAt) },
        { key: 'reference', label: w.reference, children: groupedReference(of.reference) },
        {
          key: 'terms',
          label: w.terms,
          children: (
            <Typography.Text className="hash" copyable={{ text: of.termsSha256 }}>
              {shortHash(of.termsSha256)}
            </Typography.Text>
          ),
        },
        {
          key: 'id',
          label: w.id,
          children: <span className="hash">{of.contractId}</span>,
        },
      ]}
    />
  )
}

function columns(
  w: (typeof words)['zh']['contract'],
  d: (typeof deskWords)['zh']['session'],
  reverse: (session: SessionView) => void,
  ask: (session: SessionView) => void,
): TableColumnsType<SessionView> {
  return [
    { title: '#', align: 'right', render: (_, row) => slotNumber(row.slot) },
    { title: w.time, render: (_, row) => shanghaiMinute(row.occurredAt) },
    { title: w.amount, align: 'right', render: (_, row) => <Amount fen={row.amountFen} /> },
    {
      title: w.status,
      render: (_, row) => (
        <>
          <StatusTag kind="session" status={row.status} />
          {row.lapsesAt === undefined ? null : (
            <div>
              <small className="quiet">{d.lapsesAt(shanghaiMinute(row.lapsesAt))}</small>
            </div>
          )}
        </>
      ),
    },
    {
      key: 'action',
      fixed: 'right',
      render: (_, row) =>
        mayReverse(row) ? (
          <div className="wrap">
            <Button size="small" onClick={() => reverse(row)}>
              {w.reverse}
            </Button>
            {row.status === 'SUBMITTED' ? (
              <Button size="small" onClick={() => ask(row)} data-test="ask-decision">
                {d.askDecision}
              </Button>
            ) : null}
          </div>
        ) : null,
    },
  ]
}
