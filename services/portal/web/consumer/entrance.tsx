// The member's entrance, made for a phone: her packs, and one pack with everything about it.
import { Route, Routes, useParams } from 'react-router'
import { NotFound } from '../parts/forbidden.tsx'
import { Frame } from '../parts/frame.tsx'
import { usePerson } from '../parts/person.ts'
import { PackList } from './pack-list.tsx'
import { PackPage } from './pack-page.tsx'
import { RefundPage } from './refund-page.tsx'

/** All pages under /me. */
export default function ConsumerEntrance() {
  return (
    <Frame person={usePerson()} narrow>
      <Routes>
        <Route index element={<PackList />} />
        <Route path="contracts/:contractId" element={<PackRoute />} />
        <Route path="contracts/:contractId/refunds/:refundId" element={<RefundRoute />} />
        <Route path="*" element={<NotFound />} />
      </Routes>
    </Frame>
  )
}

function PackRoute() {
  const { contractId } = useParams()
  if (contractId === undefined) return <NotFound />
  return <PackPage key={contractId} contractId={contractId} backLink />
}

function RefundRoute() {
  const { contractId, refundId } = useParams()
  if (contractId === undefined || refundId === undefined) return <NotFound />
  return <RefundPage contractId={contractId} refundId={refundId} />
}
