// What holds in every industry: data only. What no source was found for says so in `source`.
import type { PolicyDraft } from '@ticun/protocol'

/** Before every contract that a book can hold. */
const ALWAYS = '2000-01-01'
/** 法释〔2025〕4号 is in force from this day. */
const INTERPRETATION = '2025-05-01'

const everywhere = { industry: '*', district: '*', from: ALWAYS } as const
const UNVERIFIED = '产品默认，无出处，待核实 product default, unverified'

export const EVERYBODY: readonly PolicyDraft[] = [
  {
    ...everywhere,
    key: 'cooling_off_days',
    value: 0,
    source: '七日冷静期施行之前无法定期限 no period by law before 法释〔2025〕4号',
  },
  {
    ...everywhere,
    from: INTERPRETATION,
    key: 'cooling_off_days',
    value: 7,
    source: '法释〔2025〕4号 第十四条 art 14',
  },
  {
    ...everywhere,
    key: 'deemed_confirm_working_days',
    value: 0,
    source:
      '沉默不视为确认，除非行业有规定 silence confirms nothing unless an industry says so, unverified',
  },
  { ...everywhere, key: 'dispute_window_days', value: 7, source: UNVERIFIED },
  { ...everywhere, key: 'refund_review_working_days', value: 5, source: UNVERIFIED },
  { ...everywhere, key: 'refund_deadline_working_days', value: 15, source: UNVERIFIED },
  { ...everywhere, key: 'cooling_off_refund_working_days', value: 5, source: UNVERIFIED },
  { ...everywhere, key: 'part_payment_days', value: 7, source: UNVERIFIED },
  { ...everywhere, key: 'offline_days', value: 15, source: UNVERIFIED },
  { ...everywhere, key: 'sessions_per_day_max', value: 6, source: UNVERIFIED },
  { ...everywhere, key: 'unconfirmed_days', value: 30, source: UNVERIFIED },
  {
    ...everywhere,
    key: 'notice_days',
    value: 30,
    source: '上海市单用途预付消费卡管理规定（2019），条号待核实 article unverified',
  },
  {
    ...everywhere,
    key: 'payout_cycle',
    value: 'MONTHLY',
    source: '长宁公证提存监管平台：按月划付 paid monthly by its published practice',
  },
  {
    ...everywhere,
    key: 'fee_bearer',
    value: 'MERCHANT',
    source:
      '提存公证规则，条号待核实；绝不从待消余额中扣 unverified; never out of the held balance',
  },
  { ...everywhere, key: 'reserve_basis_points', value: 0, source: UNVERIFIED },
  { ...everywhere, key: 'reserve_floor_basis_points', value: 1000, source: UNVERIFIED },
]
