// Uploaded statements that wait: the second officer sees what is in one and says its balances.
import { Alert, Button, Descriptions, Table, Tooltip } from 'antd'
import type { StatementUpload, UploadLine } from '@ticun/protocol'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import type { SettlementReply } from '../parts/api.ts'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { ReasonField, YuanField } from '../parts/fields.tsx'
import { lastDayBefore, shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { Officer } from '../parts/officer.tsx'
import { usePerson } from '../parts/person.ts'
import { useResource } from '../parts/use-resource.ts'
import type { List } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { uploadWords } from './upload-words.ts'

const SETTLEMENT = '/api/settlement/v1'

type Chosen = { readonly of: StatementUpload; readonly deed: 'confirm' | 'reject' }
type DeedProps = {
  readonly of: StatementUpload
  readonly onClose: () => void
  readonly onDone: () => void
}

/** What waits, with what each officer may do with it. */
export function StatementUploads({
  list,
  onDone,
}: {
  readonly list: List<StatementUpload>
  readonly onDone: () => void
}) {
  const w = useWords(uploadWords)
  const { fourEyes } = useWords(common)
  const { login } = usePerson()
  const [chosen, setChosen] = useState<Chosen>()
  const close = (): void => setChosen(undefined)
  const columns = [
    { title: w.period, render: (_: unknown, row: StatementUpload) => periodOf(row) },
    { title: w.account, dataIndex: 'account' },
    { title: w.lines, dataIndex: 'lines', align: 'right' as const },
    { title: w.by, render: (_: unknown, row: StatementUpload) => <Officer id={row.uploadedBy} /> },
    { title: w.at, render: (_: unknown, row: StatementUpload) => shanghaiMinute(row.uploadedAt) },
    {
      key: 'action',
      render: (_: unknown, of: StatementUpload) => (
        <div className="wrap">
          <Tooltip title={of.uploadedBy === login ? fourEyes : undefined}>
            <Button
              type="primary"
              size="small"
              disabled={of.uploadedBy === login}
              onClick={() => setChosen({ of, deed: 'confirm' })}
            >
              {w.confirm}
            </Button>
          </Tooltip>
          <Button size="small" danger onClick={() => setChosen({ of, deed: 'reject' })}>
            {w.reject}
          </Button>
        </div>
      ),
    },
  ]
  return (
    <div data-test="uploads">
      <ListTable list={list} rowKey="statementId" empty={w.empty} columns={columns} />
      {chosen?.deed === 'confirm' ? (
        <ConfirmUpload of={chosen.of} onClose={close} onDone={onDone} />
      ) : null}
      {chosen?.deed === 'reject' ? (
        <RejectUpload of={chosen.of} onClose={close} onDone={onDone} />
      ) : null}
    </div>
  )
}

/** The balances are typed as the bank shows them: the file does not fill them in. */
function ConfirmUpload({ of, onClose, onDone }: DeedProps) {
  const w = useWords(uploadWords)
  const [openingBalanceFen, setOpening] = useState<string>()
  const [closingBalanceFen, setClosing] = useState<string>()
  const ready = openingBalanceFen !== undefined && closingBalanceFen !== undefined
  const path = `${SETTLEMENT}/bank-statements/${of.statementId}/confirmations`
  return (
    <CommandDialog
      open
      title={w.confirmTitle}
      ok={w.confirm}
      path={ready ? path : undefined}
      body={{ openingBalanceFen, closingBalanceFen }}
      done={w.confirmed}
      onClose={onClose}
      onDone={onDone}
    >
      <Contents of={of} />
      <YuanField label={w.opening} hint={w.seen} onChange={setOpening} />
      <YuanField label={w.closing} onChange={setClosing} />
    </CommandDialog>
  )
}

function RejectUpload({ of, onClose, onDone }: DeedProps) {
  const w = useWords(uploadWords)
  const { reason: reasonWord } = useWords(common)
  const [reason, setReason] = useState('')
  const path = `${SETTLEMENT}/bank-statements/${of.statementId}/rejections`
  return (
    <CommandDialog
      open
      danger
      title={w.rejectTitle}
      ok={w.reject}
      path={reason.trim() === '' ? undefined : path}
      body={{ reason: reason.trim() }}
      done={w.rejected}
      onClose={onClose}
      onDone={onDone}
    >
      <ReasonField label={reasonWord} value={reason} onChange={setReason} />
    </CommandDialog>
  )
}

/** The file's own word on everything but the balances. */
function Contents({ of }: { readonly of: StatementUpload }) {
  const w = useWords(uploadWords)
  const shown = useResource<SettlementReply['showUpload']>(
    `${SETTLEMENT}/statement-uploads/${of.statementId}`,
  )
  return (
    <>
      {of.opensOtherwise ? <Alert type="warning" showIcon title={w.opensOtherwise} /> : null}
      <Descriptions
        size="small"
        column={1}
        items={[
          { key: 'account', label: w.account, children: of.account },
          { key: 'period', label: w.period, children: periodOf(of) },
          { key: 'by', label: w.by, children: <Officer id={of.uploadedBy} /> },
          { key: 'credits', label: w.credits, children: <Amount fen={of.creditsFen} /> },
          { key: 'debits', label: w.debits, children: <Amount fen={of.debitsFen} /> },
          ...(of.lastClosingFen === undefined
            ? []
            : [{ key: 'last', label: w.last, children: <Amount fen={of.lastClosingFen} /> }]),
        ]}
      />
      <Table<UploadLine>
        size="small"
        rowKey="bankSerial"
        loading={shown.loading}
        dataSource={shown.data?.lines ?? []}
        pagination={{ pageSize: 10, hideOnSinglePage: true }}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: w.booked, render: (_, line) => shanghaiMinute(line.bookedAt) },
          { title: w.direction, render: (_, line) => w.directions[line.direction] },
          { title: w.amount, render: (_, line) => <Amount fen={line.amountFen} /> },
          { title: w.other, dataIndex: 'counterpartyName' },
          { title: w.remittance, dataIndex: 'remittance' },
        ]}
      />
    </>
  )
}

// A statement says the day after its last one.
function periodOf({ from, to }: StatementUpload): string {
  const last = lastDayBefore(to)
  return last === from ? from : `${from} – ${last}`
}
