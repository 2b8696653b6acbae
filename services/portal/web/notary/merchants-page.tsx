// Merchants and their states; what weighs most waits for a second officer.
import { Button } from 'antd'
import type { TableColumnsType } from 'antd'
import { useState } from 'react'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import type { MerchantView } from '../parts/merchant-names.ts'
import { Officer } from '../parts/officer.tsx'
import { usePerson } from '../parts/person.ts'
import { states } from '../parts/states.ts'
import { StatusTag } from '../parts/status-tag.tsx'
import { useList } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { ChangeMerchant } from './change-merchant.tsx'
import { dutyWords } from './duty-words.ts'
import { policyWords } from './policy-words.ts'
import { PendingRelease, ProposeRelease } from './release-reserve.tsx'

/** The table. */
export function MerchantsPage() {
  const w = useWords(dutyWords).merchant
  const list = useList<MerchantView>('/api/escrow/v1/merchants')
  const [changing, setChanging] = useState<MerchantView>()
  const [approving, setApproving] = useState<MerchantView>()
  const [releasing, setReleasing] = useState<MerchantView>()
  const columns = useColumns({
    change: setChanging,
    approve: setApproving,
    release: setReleasing,
    reload: list.reload,
  })
  return (
    <>
      <ListTable list={list} rowKey="merchantId" empty={w.empty} columns={columns} />
      {changing ? (
        <ChangeMerchant
          key={changing.merchantId}
          merchant={changing}
          onClose={() => setChanging(undefined)}
          onDone={list.reload}
        />
      ) : null}
      {releasing ? (
        <ProposeRelease
          key={releasing.merchantId}
          merchant={releasing}
          onClose={() => setReleasing(undefined)}
          onDone={list.reload}
        />
      ) : null}
      {approving?.pending ? (
        <CommandDialog
          open
          title={w.approveTitle}
          ok={w.approve}
          path={`/api/escrow/v1/merchants/${approving.merchantId}/status-changes/${approving.pending.changeId}/approvals`}
          body={{}}
          done={w.approved}
          onClose={() => setApproving(undefined)}
          onDone={list.reload}
        >
          <b>{approving.name}</b>
          <Pending of={approving} />
        </CommandDialog>
      ) : null}
    </>
  )
}

type Deeds = {
  readonly change: (merchant: MerchantView) => void
  readonly approve: (merchant: MerchantView) => void
  readonly release: (merchant: MerchantView) => void
  readonly reload: () => void
}

function useColumns(deeds: Deeds): TableColumnsType<MerchantView> {
  const w = useWords(dutyWords).merchant
  const { title: release } = useWords(dutyWords).release
  return [
    { title: w.name, dataIndex: 'name' },
    { title: w.place, render: (_, row) => <Place of={row} /> },
    { title: w.status, render: (_, row) => <Standing of={row} /> },
    {
      title: w.pending,
      render: (_, row) => (
        <>
          <Pending of={row} onApprove={() => deeds.approve(row)} />
          <PendingRelease of={row} onDone={deeds.reload} />
        </>
      ),
    },
    {
      key: 'action',
      render: (_, row) =>
        row.status === 'CLOSED' ? null : (
          <div className="wrap">
            <Button size="small" onClick={() => deeds.change(row)}>
              {w.change}
            </Button>
            <Button size="small" onClick={() => deeds.release(row)}>
              {release}
            </Button>
          </div>
        ),
    },
  ]
}

/** Its industry in words (a code without one as it is), and that nothing caps it, if so. */
function Place({ of }: { readonly of: MerchantView }) {
  const w = useWords(dutyWords).merchant
  const industries: Readonly<Record<string, string>> = useWords(policyWords).industries
  return (
    <>
      {industries[of.industry] ?? of.industry} / {of.district}
      {of.uncapped ? (
        <div className="quiet" data-test="uncapped">
          {w.uncapped}
        </div>
      ) : null}
    </>
  )
}

function Standing({ of }: { readonly of: MerchantView }) {
  const w = useWords(dutyWords).merchant
  return (
    <>
      <StatusTag kind="merchant" status={of.status} />
      <div className="quiet">
        {of.stoppedOn === undefined ? null : <div>{w.stopped(of.stoppedOn)}</div>}
        {of.noticeUntil === undefined ? null : (
          <div>{w.notice(shanghaiMinute(of.noticeUntil))}</div>
        )}
      </div>
    </>
  )
}

type PendingProps = { readonly of: MerchantView; readonly onApprove?: () => void }

/** What waits, whose wish it is and why; its author sees why he cannot approve. */
function Pending({ of, onApprove }: PendingProps) {
  const w = useWords(dutyWords).merchant
  const { fourEyes } = useWords(common)
  const { merchant } = useWords(states)
  const { login } = usePerson()
  const { pending } = of
  if (!pending) return '—'
  const own = pending.requestedBy === login
  return (
    <div>
      <div>
        → {merchant[pending.to]}
        {pending.stoppedOn === undefined ? null : ` · ${w.stopped(pending.stoppedOn)}`}
      </div>
      <div className="quiet">{pending.reason}</div>
      <div className="quiet">
        <Officer id={pending.requestedBy} /> · {shanghaiMinute(pending.requestedAt)}
      </div>
      {onApprove ? (
        <Button size="small" type="primary" disabled={own} onClick={onApprove}>
          {w.approve}
        </Button>
      ) : null}
      {own ? (
        <div>
          <small className="quiet">{fourEyes}</small>
        </div>
      ) : null}
    </div>
  )
}
