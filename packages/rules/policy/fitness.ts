// Gyms, pools and halls in Shanghai: data only.
import type { PolicyDraft } from '@ticun/protocol'

/** 上海市体育健身行业预付式消费经营活动监管实施办法（试行）, in force until the end of 2026. */
const measures = {
  industry: 'FITNESS',
  district: '*',
  from: '2025-03-01',
  until: '2026-12-31',
  source: '沪体规文〔2025〕1号 第八条 art 8',
} as const

/** Model contracts of 2025 for members and for coaching, published on this day. */
const model = {
  industry: 'FITNESS',
  district: '*',
  from: '2025-03-14',
  source: '上海市体育健身行业合同示范文本（2025版），条号待核实 article unverified',
} as const

export const FITNESS: readonly PolicyDraft[] = [
  { ...measures, key: 'cap_amount', kind: 'SESSION_PACK', value: '2000000' },
  { ...measures, key: 'cap_amount', kind: 'HYBRID', value: '2000000' },
  { ...measures, key: 'cap_amount', kind: 'TERM_CARD', value: '500000' },
  { ...measures, key: 'cap_amount', kind: 'STORED_VALUE', value: '500000' },
  { ...measures, key: 'cap_sessions', kind: 'SESSION_PACK', value: 60 },
  { ...measures, key: 'cap_sessions', kind: 'HYBRID', value: 60 },
  { ...measures, key: 'cap_months', kind: 'TERM_CARD', value: 24 },
  { ...measures, key: 'cap_consumer_total', value: '2000000' },
  { ...model, key: 'cooling_off_days', value: 7 },
  { ...model, key: 'cooling_off_refund_working_days', value: 5 },
  { ...model, key: 'refund_deadline_working_days', value: 15 },
  {
    ...model,
    key: 'deemed_confirm_working_days',
    value: 0,
    source: '未见健身行业默认消课的规定，待核实 no rule found for gyms, unverified',
  },
]
