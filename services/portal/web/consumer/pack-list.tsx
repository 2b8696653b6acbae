// All packs of a member; with one pack only, that pack itself.
import { sumFen } from '@ticun/money'
import type { ContractView } from '@ticun/protocol'
import { Button, Card, Empty, Skeleton } from 'antd'
import { Link } from 'react-router'
import { Amount } from '../parts/amount.tsx'
import { sessionsLeft } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ProblemView } from '../parts/problem-view.tsx'
import { StatusTag } from '../parts/status-tag.tsx'
import { useList } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { PackPage } from './pack-page.tsx'
import { words } from './words.ts'

/** The first page of the member's entrance. */
export function PackList() {
  const w = useWords(words)
  const { more } = useWords(common)
  const list = useList<ContractView>('/api/escrow/v1/contracts?limit=20')
  const [only, ...others] = list.items

  if (list.problem) return <ProblemView problem={list.problem} retry={list.reload} />
  if (list.loading && !only) return <Skeleton active />
  if (!only) {
    return (
      <Empty description={w.none}>
        <span className="quiet">{w.noneHint}</span>
      </Empty>
    )
  }
  if (others.length === 0) return <PackPage contractId={only.contractId} />
  const heldFen = sumFen(list.items.map((pack) => BigInt(pack.heldFen))).toString()
  return (
    <div className="stack">
      <Card variant="borderless">
        <div className="quiet">{w.heldAll}</div>
        <Amount fen={heldFen} big />
        <div className="quiet">{w.heldHint}</div>
      </Card>
      <h2 style={{ margin: 0 }}>{w.mine}</h2>
      {list.items.map((pack) => (
        <Link key={pack.contractId} to={`/me/contracts/${pack.contractId}`}>
          <Card hoverable variant="borderless" size="small">
            <div className="row">
              <b>{pack.productName}</b>
              <StatusTag kind="lot" status={pack.status} />
            </div>
            <div className="row quiet">
              <span>{pack.merchantName}</span>
              <Amount fen={pack.heldFen} />
            </div>
            <div className="quiet">{w.left(sessionsLeft(pack), pack.sessionsTotal)}</div>
          </Card>
        </Link>
      ))}
      {list.more ? <Button onClick={list.more}>{more}</Button> : null}
    </div>
  )
}
