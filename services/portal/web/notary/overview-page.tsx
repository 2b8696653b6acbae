// The book at a glance: reconciliation, checkpoint, trial balance.
import { Col, Row } from 'antd'
import { CheckpointCard } from './checkpoint-card.tsx'
import { ReconciliationCard } from './reconciliation-card.tsx'
import { TrialBalanceCard } from './trial-balance-card.tsx'

/** The first page of the notary's entrance. */
export function OverviewPage() {
  return (
    <Row gutter={[16, 16]}>
      <Col xs={24} lg={14}>
        <ReconciliationCard />
      </Col>
      <Col xs={24} lg={10}>
        <CheckpointCard />
      </Col>
      <Col span={24}>
        <TrialBalanceCard />
      </Col>
    </Row>
  )
}
