// Every refusal code with its HTTP status and titles: the closed list of business answers "no".
// Ordered by precedence: when several would apply, the first is told.

export const refusals = {
  idempotency_key_missing: [400, '缺少 Idempotency-Key', 'Idempotency-Key is missing'],
  idempotency_key_reused: [
    422,
    '同一 Idempotency-Key 的内容不同',
    'The key was used with another body',
  ],
  time_in_future: [422, '发生时间在未来', 'The stated time lies in the future'],
  clock_not_movable: [409, '时钟不可拨动', 'The house keeps real time'],
  clock_runs_forward: [422, '时钟只能向前', 'The clock only moves forward'],
  unknown_book: [404, '没有这个账簿', 'No such book'],
  unknown_merchant: [404, '没有这个商户', 'No such merchant'],
  unknown_change: [404, '没有这项待批变更', 'No such change waits'],
  unknown_product: [404, '没有这个商品', 'No such product'],
  unknown_contract: [404, '没有这份合同', 'No such contract'],
  unknown_lot: [404, '没有这个课包', 'No such lot'],
  unknown_session: [404, '没有这次消课', 'No such session'],
  unknown_refund: [404, '没有这笔退款', 'No such refund'],
  unknown_payout: [404, '没有这笔划付', 'No such payout'],
  unknown_payment: [404, '没有这笔付款', 'No such payment'],
  unknown_policy: [404, '没有这条政策', 'No such policy'],
  unknown_account: [404, '账簿中没有这个账户', 'The book has no such account'],
  unknown_certificate: [404, '没有这份证明', 'No such certificate'],
  unknown_entry: [404, '没有这笔分录', 'No such entry'],
  unknown_freeze: [404, '没有这项冻结', 'No such freeze'],
  not_yours: [403, '不属于您', 'It does not belong to you'],
  same_person: [403, '不得审批自己提交的事项', 'The author may not approve'],
  on_hold: [409, '已被冻结', 'It is frozen'],
  merchant_not_selling: [409, '该商户已停止销售', 'The merchant may not sell'],
  merchant_not_serving: [409, '该商户已停止服务', 'The merchant does not serve any more'],
  after_stop: [409, '该次消课晚于商户停业日', 'The session lies after the merchant stopped'],
  merchant_not_movable: [409, '商户状态不可如此变更', 'The merchant cannot come into that state'],
  notice_running: [409, '公告期未满', 'The notice has not ended yet'],
  merchant_holds_money: [409, '尚有未结清款项', 'Money of it or of its consumers is left'],
  id_taken: [409, '编号已被使用', 'The id is already in use'],
  lot_not_funded: [409, '款项尚未到账', 'The lot is not funded yet'],
  lot_closed: [409, '该课包已关闭', 'The lot is closed'],
  lot_not_open: [409, '该权益不在此状态', 'The lot is not in that state'],
  suspension_not_allowed: [409, '合同不允许（再）停卡', 'The terms allow no (more) suspension'],
  lot_without_end: [409, '该权益没有有效期', 'The lot has no last day'],
  extension_too_short: [422, '延期不得早于现有期限', 'It already lasts until then or longer'],
  calendar_not_plausible: [422, '放假安排有误', 'The calendar cannot be right'],
  no_free_slot: [409, '课次已用完', 'No session is left'],
  face_missing: [
    422,
    '储值合同须写明消费金额，课次合同不得填写',
    'Stored value needs an amount to spend, sessions have none',
  ],
  balance_too_small: [409, '储值余额不足', 'Not enough is left on the card'],
  before_payment: [422, '消课时间早于到账', 'The session lies before the payment'],
  code_wrong: [422, '会员码不正确或已过期', 'The code is wrong or too old'],
  code_used: [409, '会员码已使用', 'The code was already used'],
  session_not_open: [409, '该次消课已确认或已撤销', 'The session is already confirmed or reversed'],
  dispute_window_over: [409, '异议期已过', 'The time for a dispute is over'],
  dispute_settled: [
    409,
    '该次消课的争议已处理完毕',
    'This session was disputed and settled before',
  ],
  dispute_not_open: [409, '该争议不在处理中', 'There is no open dispute of this session'],
  part_too_large: [422, '给商户的部分超过争议金额', "The merchant's part exceeds what is disputed"],
  refund_open: [409, '已有退款正在处理', 'A refund is already under way'],
  calendar_year_unknown: [
    422,
    '该年度放假安排未知，请先录入',
    'The holidays of that year are unknown; supply its calendar',
  ],
  lot_not_named: [422, '请指明课包', 'Say which lot is meant'],
  nothing_to_refund: [409, '没有可退金额', 'Nothing is left to refund'],
  refund_not_open: [409, '该退款不在此状态', 'The refund is not in that state'],
  refund_needs_merchant: [409, '需商户先同意', 'The merchant has to agree first'],
  refund_has_no_payment: [409, '没有可原路退回的付款', 'No payment is left to send it back by'],
  basis_missing: [422, '缺少退款依据', 'The basis of the refund is missing'],
  basis_wrong: [422, '退款依据与情形不符', 'The basis does not fit the refund'],
  evidence_missing: [422, '缺少证据摘要', 'The evidence hash is missing'],
  policy_not_open: [409, '该政策不在待审批状态', 'The policy does not wait for approval'],
  policy_ends_early: [422, '政策的截止日早于起始日', 'The policy ends before it begins'],
  product_withdrawn: [409, '该商品已下架', 'The product is no longer on sale'],
  terms_forbidden: [422, '条款含有无效约定', 'The terms hold a clause that the law makes void'],
  award_above_held: [422, '裁定金额超过在存金额', 'The award is above what is held'],
  deduction_above_value: [422, '扣除额超过公允价值', 'The deduction is above the fair value'],
  cap_amount_exceeded: [422, '预收金额超过上限', 'More money than the cap allows'],
  cap_sessions_exceeded: [422, '预收次数超过上限', 'More sessions than the cap allows'],
  cap_term_exceeded: [422, '预收期限超过上限', 'A longer term than the cap allows'],
  cap_total_exceeded: [
    422,
    '该消费者在该商户的预付总额超过上限',
    'All that the consumer has prepaid at the merchant would exceed the cap',
  ],
  unknown_suspense: [404, '没有这笔挂账', 'No such money in suspense'],
  suspense_not_open: [409, '该挂账不在待处理状态', 'The money in suspense does not wait'],
  lot_waits_for_nothing: [409, '该课包无待付款项', 'The lot waits for no money'],
  payment_not_due: [409, '该付款不在待审批状态', 'The payment does not wait for approval'],
  payment_frozen: [409, '该付款已被冻结', 'The payment is frozen'],
  expiry_passed: [422, '到期时间已过', 'The expiry has passed already'],
  freeze_ended: [409, '冻结已解除或到期', 'The freeze has ended already'],
  lift_requested: [409, '已有解除申请待审批', 'Its lifting is already requested'],
  lift_not_requested: [409, '尚无解除申请', 'Nobody has requested its lifting'],
  statement_not_readable: [422, '对账单无法读取', 'The statement cannot be read'],
  statement_does_not_add_up: [422, '对账单余额不平', 'The statement does not add up'],
  statement_of_other_account: [422, '对账单账户不符', 'The statement is of another account'],
  statement_conflicts: [409, '与已导入的流水冲突', 'The statement contradicts an imported line'],
  not_in_log_yet: [409, '尚未进入公证日志', 'The log does not hold it yet'],
} as const satisfies Record<string, readonly [number, string, string]>

export type RefusalCode = keyof typeof refusals

/** A business "no": a value, never thrown by decisions. */
export type Refusal = { refused: RefusalCode; detail?: string }

/** Makes a refusal. */
export function refuse(refused: RefusalCode, detail?: string): Refusal {
  return detail === undefined ? { refused } : { refused, detail }
}

/** Tells a refusal from any other result. */
export function isRefusal(value: object): value is Refusal {
  return 'refused' in value
}
