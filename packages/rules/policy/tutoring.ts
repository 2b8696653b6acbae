// Tutoring outside of school subjects (非学科类校外培训): data only.
import type { PolicyDraft } from '@ticun/protocol'

/** 教育部等十三部门, published on this day. */
const opinions = {
  industry: 'TUTORING',
  district: '*',
  from: '2022-12-29',
  source:
    '关于规范面向中小学生的非学科类校外培训的意见（教育部等十三部门），条号待核实 article unverified',
} as const

/** The national platform's rules for custody and the parents' app. */
const platform = {
  industry: 'TUTORING',
  district: '*',
  from: '2021-10-01',
  source: '全国校外教育培训监管与服务综合平台规则，起始日待核实 first day unverified',
} as const

export const TUTORING: readonly PolicyDraft[] = [
  { ...opinions, key: 'cap_amount', value: '500000' },
  { ...opinions, key: 'cap_sessions', kind: 'SESSION_PACK', value: 60 },
  { ...opinions, key: 'cap_sessions', kind: 'HYBRID', value: 60 },
  { ...opinions, key: 'cap_months', kind: 'TERM_CARD', value: 3 },
  { ...platform, key: 'deemed_confirm_working_days', value: 15 },
  { ...platform, key: 'refund_review_working_days', value: 5 },
]
