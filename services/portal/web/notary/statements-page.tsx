// Bank statements: upload or fetch one, confirm another officer's, see those imported before.
import type { StatementUpload } from '@ticun/protocol'
import { Alert, Upload } from 'antd'
import type { TableColumnsType } from 'antd'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { postFile } from '../parts/api.ts'
import type { SettlementReply } from '../parts/api.ts'
import { lastDayBefore, shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { ProblemView } from '../parts/problem-view.tsx'
import { useCommand } from '../parts/use-command.ts'
import { useList } from '../parts/use-resource.ts'
import { FetchStatement } from './fetch-statement.tsx'
import { StatementUploads } from './statement-uploads.tsx'
import { uploadWords } from './upload-words.ts'
import { words } from './words.ts'

type Statement = SettlementReply['listStatements']['items'][number]

const PATH = '/api/settlement/v1/bank-statements'

/** The upload and the list. */
export function StatementsPage() {
  const w = useWords(words).statement
  const list = useList<Statement>(`${PATH}?limit=50`)
  const uploads = useList<StatementUpload>(
    '/api/settlement/v1/statement-uploads?status=WAITING&limit=50',
  )
  const u = useWords(uploadWords)
  const command = useCommand<StatementUpload>()
  const [sent, setSent] = useState<StatementUpload>()
  const reload = (): void => {
    uploads.reload()
    list.reload()
  }

  async function send(file: File): Promise<void> {
    setSent(undefined)
    const type = file.name.toLowerCase().endsWith('.csv') ? 'text/csv' : 'application/xml'
    const intent = `${file.name} ${file.size} ${file.lastModified}`
    const done = await command.send(intent, (key) =>
      postFile<StatementUpload>(PATH, file, type, key),
    )
    setSent(done)
    reload()
  }
  return (
    <div className="stack">
      <Upload.Dragger
        accept=".xml,.csv"
        maxCount={1}
        showUploadList={false}
        disabled={command.busy}
        beforeUpload={(file) => {
          void send(file)
          return false
        }}
      >
        {command.busy ? w.uploading : w.upload}
      </Upload.Dragger>
      {command.problem ? <ProblemView problem={command.problem} /> : null}
      {sent ? (
        <Alert type="info" showIcon title={sent.status === 'WAITING' ? u.uploaded : u.known} />
      ) : null}
      <FetchStatement onDone={reload} />
      <b>{u.waiting}</b>
      <StatementUploads list={uploads} onDone={reload} />
      <ListTable list={list} rowKey="statementId" empty={w.empty} columns={columns(w)} />
    </div>
  )
}

// A statement says the day after its last one.
function period({ from, to }: Statement): string {
  const last = lastDayBefore(to)
  return last === from ? from : `${from} – ${last}`
}

function columns(w: (typeof words)['zh']['statement']): TableColumnsType<Statement> {
  return [
    { title: w.period, render: (_, row) => period(row) },
    { title: w.account, dataIndex: 'account' },
    { title: w.lines, dataIndex: 'lines', align: 'right' },
    {
      title: w.opening,
      align: 'right',
      render: (_, row) => <Amount fen={row.openingBalanceFen} />,
    },
    {
      title: w.closing,
      align: 'right',
      render: (_, row) => <Amount fen={row.closingBalanceFen} />,
    },
    { title: w.imported, render: (_, row) => shanghaiMinute(row.importedAt) },
  ]
}
