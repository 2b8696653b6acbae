// All packs of a member: the one in use in full, the others as cards.
import { parseFen, sumFen } from '@ticun/money'
import type { ContractView } from '@ticun/protocol'
import { Button, Card, Empty, Skeleton } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { Amount } from '../parts/amount.tsx'
import { sessionsLeft } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ProblemView } from '../parts/problem-view.tsx'
import { StatusTag } from '../parts/status-tag.tsx'
import { useList } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { AskedCard } from './asked-card.tsx'
import { MyNumber } from './my-number.tsx'
import { PackPage } from './pack-page.tsx'
import { RefundAccount } from './refund-account.tsx'
import { words } from './words.ts'

const PACKS_SHOWN = 100
const OVER: readonly string[] = ['EXHAUSTED', 'CLOSED', 'TRANSFERRED']

/** The first page of the member's entrance. */
export function PackList() {
  const w = useWords(words)
  const list = useList<ContractView>(`/api/escrow/v1/contracts?limit=${PACKS_SHOWN}`)
  // What she has not agreed to is no pack of hers.
  const packs = list.items.filter((pack) => pack.status !== 'OFFERED')
  const [first] = packs
  // What she gives away waits in the one; what she accepts there is shown by the other.
  const [gave, setGave] = useState(0)
  const [answered, setAnswered] = useState(0)
  const askAgain = (): void => setGave((round) => round + 1)
  const answer = (): void => {
    list.reload()
    setAnswered((round) => round + 1)
  }
  const asked = <AskedCard key={`asked${gave}`} onDone={answer} />

  if (list.problem) return <ProblemView problem={list.problem} retry={list.reload} />
  if (list.loading && !first) return <Skeleton active />
  if (!first) {
    return (
      <div className="stack">
        {asked}
        <Empty description={w.none}>
          <span className="quiet">{w.noneHint}</span>
        </Empty>
        <MyNumber />
        <RefundAccount />
      </div>
    )
  }
  const main = mainPack(packs)
  if (!main) {
    return (
      <div className="stack">
        {asked}
        <HeldInAll packs={packs} />
        <PackCards title={w.mine} packs={packs} more={list.more} />
        <MyNumber />
        <RefundAccount />
      </div>
    )
  }
  const others = packs.filter((pack) => pack !== main)
  return (
    <div className="stack">
      {asked}
      <PackPage key={answered} contractId={main.contractId} onChanged={askAgain} />
      {others.length > 0 ? <PackCards title={w.others} packs={others} more={list.more} /> : null}
      <MyNumber />
      <RefundAccount />
    </div>
  )
}

// The one pack in use is what she comes for; with several, she has to choose.
function mainPack(packs: readonly ContractView[]): ContractView | undefined {
  const live = packs.filter((pack) => !OVER.includes(pack.status))
  const candidates = live.length > 0 ? live : packs
  return candidates.length === 1 ? candidates[0] : undefined
}

function HeldInAll({ packs }: { readonly packs: readonly ContractView[] }) {
  const w = useWords(words)
  const heldFen = sumFen(packs.map((pack) => parseFen(pack.heldFen))).toString()
  return (
    <Card variant="borderless">
      <div className="quiet">{w.heldAll}</div>
      <Amount fen={heldFen} big />
      <div className="quiet">{w.heldHint}</div>
    </Card>
  )
}

type PackCardsProps = {
  readonly title: string
  readonly packs: readonly ContractView[]
  readonly more: (() => void) | undefined
}

function PackCards({ title, packs, more }: PackCardsProps) {
  const w = useWords(words)
  const { more: moreWord } = useWords(common)
  return (
    <>
      <h2 style={{ margin: 0 }}>{title}</h2>
      {packs.map((pack) => (
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
            <div className="quiet">
              {OVER.includes(pack.status)
                ? w.used(pack.sessionsUsed, pack.sessionsTotal)
                : w.left(sessionsLeft(pack), pack.sessionsTotal)}
            </div>
          </Card>
        </Link>
      ))}
      {more ? <Button onClick={more}>{moreWord}</Button> : null}
    </>
  )
}
