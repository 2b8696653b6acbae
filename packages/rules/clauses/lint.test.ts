// Knows forbidden clauses in the wording of real contracts, and harmless ones that sound alike.
import { describe, expect, test } from 'vitest'
import { lintClauses } from '../index.ts'

const found = (clause: string) =>
  lintClauses([clause]).map(({ rule, verdict }) => `${verdict} ${rule}`)
const refused = (clause: string) =>
  lintClauses([clause]).flatMap(({ rule, verdict }) => (verdict === 'REFUSE' ? [rule] : []))

describe('forbidden: refused', () => {
  test.each([
    ['no_refund', '本卡一经售出，概不退款'],
    ['no_refund', '会员费售出后，已支付的定金、会费将不予退还'],
    ['no_refund', '私人教练计划费用不予退回，亦不可作为抵销任何其他消费'],
    ['no_refund', '会员因个人原因退卡，已缴纳费用概不退还'],
    ['no_refund', '课程开始后恕不退费'],
    ['no_refund', '售出商品，不退不换'],
    ['no_refund', '会员不得以任何理由要求退款'],
    ['no_refund', '会员自愿放弃要求退款的权利'],
    [
      'no_refund',
      '如遇困难无法经营，会员在被安排妥当后，不可提出任何索赔、退卡等要求；不得申请退卡',
    ],
    ['no_refund', '超过七日一律不予办理退卡'],
    ['no_refund', '合同期内不得单方解除合同'],
    ['no_refund', '本店谢绝退卡'],
    ['no_refund', '已使用的卡概不退款'],
    ['no_refund', '已消费部分不退，未消费部分也概不退款'],
    ['no_refund', 'All fees are non-refundable.'],
    ['no_refund', 'No refunds after purchase'],
    ['no_reissue', '会员卡遗失，概不补办'],
    ['no_reissue', '如卡片丢失或被盗，本店不予挂失'],
    ['no_reissue', '本卡不挂失、不补卡'],
    ['no_transfer', '计划不可转让'],
    ['no_transfer', '本卡不得转让或转借他人使用'],
    ['no_transfer', '严禁私自转卡'],
    ['no_transfer', '课程转让须事先征得本店书面同意'],
    ['no_transfer', 'Membership is non-transferable'],
    ['unilateral_change', '本店有权随时调整课程价格'],
    ['unilateral_change', '本店保留变更课程内容的权利'],
    ['unilateral_change', '经营者可单方更换服务项目'],
    ['unilateral_change', '课程价格如有调整，恕不另行通知'],
    ['unilateral_change', '商家有权减少课时数量'],
    ['no_complaint', '会员不得向有关部门投诉'],
    ['no_complaint', '消费者放弃诉讼的权利'],
    ['no_complaint', '一切争议只能提交香港仲裁'],
    ['final_interpretation', '本活动最终解释权归本店所有'],
    ['final_interpretation', '特殊情况最终解释权归某某健身有限公司所有'],
    ['final_interpretation', '本合同解释权属于甲方'],
    ['expiry_forfeits', '须在有效期内使用完毕，使用不完过期作废'],
    ['expiry_forfeits', '到期后剩余课时自动清零'],
    ['expiry_forfeits', '逾期未使用的次数视为自动放弃'],
    ['expiry_forfeits', '超过有效期，余额归本店所有'],
    ['no_liability_for_injury', '训练中受伤，本馆概不负责'],
    ['no_liability_for_injury', '学员发生人身意外，责任自负'],
    ['commission_deducted', '退款时须扣除销售人员提成'],
  ])('%s: %s', (rule, clause) => {
    expect(refused(clause)).toContain(rule)
  })
})

describe('suspicious: flagged, not refused', () => {
  test.each([
    ['no_refund_of_gifts', '赠送课程不折现、不退款'],
    ['transfer_fee', '转让须缴纳手续费200元'],
    ['transfer_fee', '本卡仅限本人使用'],
    ['change_without_notice', '营业时间变动恕不另行通知'],
    ['dispute_forum', '因本合同产生的争议，由本公司所在地人民法院管辖'],
    ['no_liability', '贵重物品请自行保管，遗失概不负责'],
    ['penalty_deducted', '因个人原因退卡的，扣除总金额30%的违约金'],
    ['penalty_deducted', '退款须承担5%的手续费'],
    ['own_records_only', '消费次数以本店记录为准'],
  ])('%s: %s', (rule, clause) => {
    expect(found(clause)).toEqual([`FLAG ${rule}`])
  })
})

describe('harmless', () => {
  test.each([
    '开课前可全额退款',
    '付款后七日内未消费的，可无理由全额退款',
    '退款不收取任何手续费',
    '退款不迟于十五个工作日',
    '已消费部分不退，未消费部分按合同单价退还',
    '经营者不得拒绝退款',
    '商家不会不予退款',
    '本店承诺不得以任何理由拒绝消费者的退款要求',
    '不限次数，随时可退',
    '不满意可退',
    '因不可抗力停课的，退还剩余费用',
    '会员卡遗失可免费补办',
    '不记名卡遗失不予补办',
    '消费者可以转让剩余课时，通知本店即可',
    '转让不收取手续费',
    '经营者不得限制会员转让会籍',
    '本店不得转让本合同义务',
    '会员有权随时变更上课时间',
    '经双方协商一致，可以变更课程内容',
    '经营者不得单方变更价格、种类、质量、数量',
    '争议由双方协商解决，协商不成的，可向消费者所在地法院起诉',
    '消费者可以申请仲裁或者向人民法院起诉',
    '商家不得阻碍消费者投诉',
    '本店不保留最终解释权',
    '过期不作废，可申请延期',
    '有效期届满后，余额不清零，可延期或退款',
    '会员码过期失效，请重新出示',
    '优惠券逾期作废',
    '有效期一年，自首次使用之日起算',
    '因不可抗力造成的损失，双方不承担责任',
    '消费记录双方各执一份',
    '退款时不得扣除员工提成',
    '每次课60分钟，请提前10分钟到场',
    '手续费由商家承担',
    'Unused sessions are refunded in full',
  ])('%s', (clause) => {
    expect(found(clause)).toEqual([])
  })
})

describe('in other dress', () => {
  test.each([
    ['spaces', '概 不 退 款'],
    ['wide spaces', '概　不　退　款'],
    ['invisible characters', '概\u200b不\u200b退\u2060款'],
    ['marks between', '概·不·退·款'],
    ['brackets and quotes', '【概不】「退款」'],
    ['traditional characters', '概不退費'],
    ['traditional characters', '最終解釋權歸本店所有'],
    ['traditional characters', '逾期餘額清零'],
    ['traditional characters', '到期剩餘課時視為自動放棄'],
    ['a variant', '逾期帐户馀额作废'],
    ['full-width letters', 'ＮＯ　ＲＥＦＵＮＤＳ'],
    ['capital letters', 'NON-REFUNDABLE'],
  ])('%s: %s', (_, clause) => {
    expect(refused(clause)).toHaveLength(1)
  })
})

test('a finding names the clause and its own words', () => {
  const findings = lintClauses([
    '本店每日营业',
    '消费次数以本店记录为准',
    '本卡一经售出，概 不 退款。',
  ])
  expect(findings).toMatchObject([
    { rule: 'no_refund', clause: 2, words: '不 退', article: '法释〔2025〕4号 第九条' },
    { rule: 'own_records_only', clause: 1, words: '消费次数以本店记录为准' },
  ])
})

test('no clause, no finding; long texts do not take long', () => {
  expect(lintClauses([])).toEqual([])
  const started = process.hrtime.bigint()
  lintClauses(Array.from({ length: 40 }, () => '有权可以保留争议转让过期扣除退'.repeat(33)))
  expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(2000)
})
