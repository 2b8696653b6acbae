// A table over a keyset-paged list, with its loading, empty and error states.
import { Button, Empty, Table } from 'antd'
import type { TableColumnsType, TableProps } from 'antd'
import { useWords } from './language.tsx'
import { ProblemView } from './problem-view.tsx'
import type { List } from './use-resource.ts'
import { words } from './words.ts'

type ListTableProps<T extends object> = {
  readonly list: List<T>
  readonly columns: TableColumnsType<T>
  readonly rowKey: keyof T & string
  readonly empty?: string
  readonly onRow?: (row: T) => void
  /** Which rows are marked, and what marks them. */
  readonly marking?: TableProps<T>['rowSelection']
  /** Rows at a time; absent: all that were loaded. */
  readonly rows?: number
}

/** Shows a list; the button below it loads the next page. */
export function ListTable<T extends object>(props: ListTableProps<T>) {
  const { list, columns, rowKey, empty, onRow, rows, marking } = props
  const w = useWords(words)
  if (list.problem && list.items.length === 0) {
    return <ProblemView problem={list.problem} retry={list.reload} />
  }
  return (
    <>
      <Table<T>
        dataSource={list.items}
        columns={columns}
        rowKey={rowKey}
        loading={list.loading && list.items.length === 0}
        pagination={rows === undefined ? false : { pageSize: rows, hideOnSinglePage: true }}
        size="middle"
        {...(marking ? { rowSelection: marking } : {})}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <Empty description={empty ?? w.empty} /> }}
        {...(onRow
          ? { onRow: (row: T) => ({ onClick: () => onRow(row), style: { cursor: 'pointer' } }) }
          : {})}
      />
      {list.more ? (
        <div style={{ textAlign: 'center', padding: 16 }}>
          <Button onClick={list.more}>{w.more}</Button>
        </div>
      ) : null}
      {list.problem ? <ProblemView problem={list.problem} retry={list.reload} /> : null}
    </>
  )
}
