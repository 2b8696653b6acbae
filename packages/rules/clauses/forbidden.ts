// Clauses that a prepayment contract may not hold, or that an officer should see: data only.
import {
  CHANGE,
  CONSUMER,
  CONSENT,
  EXEMPT,
  INJURY,
  LOST,
  MERCHANT,
  NOT_DENIED,
  NO_GIFT,
  SERVED,
  SUBSTANCE,
} from './wordings.ts'

/** REFUSE: void by law, so it is not listed. FLAG: void only in some cases; listed and shown. */
export type ClauseVerdict = 'REFUSE' | 'FLAG'

export type ClauseRule = {
  id: string
  verdict: ClauseVerdict
  /** The law and its article. */
  article: string
  titleZh: string
  titleEn: string
  /** Any of them, in plain form (see `plainText`). */
  patterns: readonly RegExp[]
  /** Harmless when the part of the sentence around the words says this. */
  unless?: RegExp
}

const INTERPRETATION = '法释〔2025〕4号 第九条'
const CONSUMER_LAW = '消费者权益保护法 第二十六条'

export const CLAUSE_RULES: readonly ClauseRule[] = [
  {
    id: 'no_refund',
    verdict: 'REFUSE',
    article: INTERPRETATION,
    titleZh: '排除退款或解除合同的权利',
    titleEn: 'Excludes the right to a refund or to end the contract',
    patterns: [
      new RegExp(
        `${NOT_DENIED}${NO_GIFT}不(?:予以?|可以?|能|得|再|会|给予?|接受|支持|办理|提供|设|作)*(?:退|返还)`,
      ),
      new RegExp(`${NOT_DENIED}(?:谢绝|拒绝|禁止|严禁)(?:任何|一切)?(?:退|返还)`),
      new RegExp(
        `${NOT_DENIED}不(?:予|可|能|得|再)?(?:单方|提前|中途)*(?:解除|终止|取消)(?:本)?(?:合同|协议|会籍)`,
      ),
      /(?:无|没有)(?:任何)?退(?:款|费|卡)(?!手续|理由|违约|条件)/,
      /放弃[^,。]{0,10}(?:退款|退费|退卡|返还|解除)/,
      /不(?:得|能|可)(?!(?:拒绝|拖延|限制|阻))[^,。]{0,10}(?:要求|申请|主张|请求)[^,。]{0,8}(?:退|返还|解除|终止合同)/,
      /nonrefundable|(?:not|never)(?:be)?refund(?:ed|able)|norefunds?(?!fee|charge)/,
    ],
    unless: new RegExp(
      `(?:已|经)(?:消费|使用|消课|上课|上|完成|核销|兑付|履行|享受|体验|提供)(?:过)?的?${SERVED}` +
        `|不可抗力|${MERCHANT}(?:也|均|承诺|保证)?(?:不得|不会|不能)`,
    ),
  },
  {
    id: 'no_refund_of_gifts',
    verdict: 'FLAG',
    article: '法释〔2025〕4号 第二十一条',
    titleZh: '赠品不退不折现',
    titleEn: 'Gifts are neither returned nor counted',
    patterns: [/赠[^,。]{0,12}不(?:予|可|能|再|作)*(?:退|折现|兑现|计入|返还)/],
  },
  {
    id: 'no_reissue',
    verdict: 'REFUSE',
    article: INTERPRETATION,
    titleZh: '记名卡遗失不补',
    titleEn: 'A lost named card is not replaced',
    patterns: [
      new RegExp(
        `${LOST}[^。]{0,14}(?:不|无法|拒绝)(?:予|能|可|得|再|会|给|提供|办理|支持|接受)*` +
          '(?:补|挂失|换发|换卡|恢复)',
      ),
      /不(?:予|能|可|得|再|提供|办理|支持|接受)*(?:挂失|补卡|补办)/,
    ],
    unless: new RegExp(`不记名|无记名|${MERCHANT}(?:也|均|承诺|保证)?(?:不得|不会)`),
  },
  {
    id: 'no_transfer',
    verdict: 'REFUSE',
    article: `${INTERPRETATION}、第十一条`,
    titleZh: '不合理限制转让',
    titleEn: 'Forbids or subjects to consent a transfer that needs notice only',
    patterns: [
      new RegExp(
        `${NOT_DENIED}(?:不(?:得|可|能|予|会|支持|接受|允许|办理|提供)|概不|恕不|禁止|严禁|谢绝)` +
          '(?:私自|擅自|自行|以任何(?:形式|方式|理由)|对外|再|予|办理|进行)*(?:转让|转卡|转课|转赠|转借|转售|过户|更名)',
      ),
      new RegExp(`(?:转让|转卡|转课|过户|更名)[^,。]{0,10}${CONSENT}`),
      /nontransferable|(?:not|never)(?:be)?transfer(?:red|able)/,
    ],
    unless: new RegExp(`${MERCHANT}(?:也|均|承诺|保证)?(?:不得|不会|不能)|(?:合同)?义务`),
  },
  {
    id: 'transfer_fee',
    verdict: 'FLAG',
    article: `${INTERPRETATION}、第十一条`,
    titleZh: '转让收费或仅限本人',
    titleEn: 'A transfer costs a fee, or nobody else may use it',
    patterns: [
      /(?:转让|转卡|转课|过户|更名)[^。]{0,12}(?:收取?|缴纳?|支付|交纳?|扣除?)[^。]{0,14}(?:费|元|%)/,
      /仅限(?:本人|持卡人|会员本人)[^,。]{0,4}使用/,
    ],
    unless: /(?:不|免|无需|不得|不再)(?:予|再|另|会|另行)*(?:收|缴|支付|交|扣)/,
  },
  {
    id: 'unilateral_change',
    verdict: 'REFUSE',
    article: INTERPRETATION,
    titleZh: '经营者单方变更价格、种类、质量、数量等实质内容',
    titleEn: 'The merchant may change price, type, quality or quantity alone',
    patterns: [
      new RegExp(
        `(?:有权|保留|(?<!不)可以?)[^。]{0,16}(?:单方面?|自行|随时|任意|不经(?:通知|同意)|无需(?:通知|同意))[^。]{0,10}${CHANGE}`,
      ),
      new RegExp(`(?:有权|保留)[^,。]{0,12}${CHANGE}[^,。]{0,10}${SUBSTANCE}`),
      new RegExp(`(?:有权|保留)[^,。]{0,12}${SUBSTANCE}[^,。]{0,10}${CHANGE}`),
      new RegExp(`${SUBSTANCE}[^。]{0,12}${CHANGE}[^。]{0,10}不(?:再|另|另行|作|予)*通知`),
      new RegExp(`${SUBSTANCE}[^。]{0,10}(?:单方面?|自行)${CHANGE}`),
    ],
    unless: new RegExp(
      `${CONSUMER}[^,。]{0,4}(?:有权|可以?)|协商一致|双方[^,。]{0,4}(?:同意|协商|确认)` +
        `|经${CONSUMER}[^,。]{0,6}同意|不得|不会|无权`,
    ),
  },
  {
    id: 'change_without_notice',
    verdict: 'FLAG',
    article: INTERPRETATION,
    titleZh: '变动不另行通知',
    titleEn: 'Changes come without notice',
    patterns: [/(?:恕不|不再|不)(?:另行|再|事先)?通知/],
  },
  {
    id: 'no_complaint',
    verdict: 'REFUSE',
    article: INTERPRETATION,
    titleZh: '排除投诉、诉讼或增加维权成本',
    titleEn: 'Excludes complaints or suits, or makes them costly',
    patterns: [
      /(?:不(?:得|能|可)(?!(?:拒绝|阻|限制|妨碍|干涉))|放弃)[^,。]{0,12}(?:起诉|诉讼|仲裁|投诉|举报|维权|曝光)/,
      /(?:只能|仅能|必须|一律|应当?|均)[^。]{0,14}(?:境外|国外|香港|新加坡|外地|异地)[^。]{0,12}(?:仲裁|诉讼|法院|起诉)/,
      /(?:诉讼费|律师费|仲裁费|维权费用?)[^。]{0,8}(?:均|全部|一律)?由(?:消费者|会员|学员|乙方|家长)承担/,
    ],
    unless: new RegExp(`${MERCHANT}(?:也|均|承诺|保证)?(?:不得|不会|不能)`),
  },
  {
    id: 'dispute_forum',
    verdict: 'FLAG',
    article: INTERPRETATION,
    titleZh: '争议只能在经营者所在地或以指定方式解决',
    titleEn: "Disputes only at the merchant's seat, or in one prescribed way",
    patterns: [
      new RegExp(
        `(?:争议|纠纷|诉讼|异议)[^。]{0,24}(?:${MERCHANT}|公司|总部|机构)[^。]{0,8}(?:所在地|住所地|注册地|总部)[^。]{0,8}(?:法院|仲裁)`,
      ),
      /(?:争议|纠纷|异议)[^。]{0,16}(?:只能|仅能|必须|一律)[^。]{0,20}(?:仲裁|法院|诉讼)/,
    ],
  },
  {
    id: 'final_interpretation',
    verdict: 'REFUSE',
    article: `${INTERPRETATION}；${CONSUMER_LAW}`,
    titleZh: '最终解释权归经营者',
    titleEn: 'The merchant alone says what the terms mean',
    patterns: [
      /(?:最终|最后|一切|全部|所有|单方)的?解释权/,
      new RegExp(`解释权[^,。]{0,4}(?:归|属于?|由)[^,。]{0,4}${MERCHANT}`),
      /(?:right(?:of|to)|sole|final)(?:final)?interpretation/,
    ],
    unless: /(?:不|没有|无|未)(?:设|保留|主张|享有|存在)[^,。]{0,6}解释权|不归/,
  },
  {
    id: 'expiry_forfeits',
    verdict: 'REFUSE',
    article: `${INTERPRETATION}；${CONSUMER_LAW}`,
    titleZh: '过期作废、余额清零',
    titleEn: 'What is not used by a day is lost',
    patterns: [
      new RegExp(
        '(?:过期|逾期|到期|超期|期满|届满|期限?外|超过(?:本)?(?:卡|课程?)?(?:有效期|期限)|未(?:使用|消费|上|用|消)完?|剩余(?:课时|课程|次数|金额|余额|款项)?|余额)' +
          `[^。]{0,18}?${NOT_DENIED}(?<!不)` +
          '(?:作废|失效|清零|归零|没收|视为(?:自动|自愿)?放弃|自动放弃|视为(?:已)?(?:消费|使用|完成|消课)|归(?:本店|商家|经营者|公司|本馆|甲方)所有|不予?保留|不再保留)',
      ),
      /(?:unused|remaining)[^。]{0,30}(?:forfeit|expire|void)/,
    ],
    unless: /会员码|二维码|验证码|签到码|优惠券|代金券|体验券|邀请码|链接/,
  },
  {
    id: 'no_liability_for_injury',
    verdict: 'REFUSE',
    article: `民法典 第五百零六条；${INTERPRETATION}`,
    titleZh: '免除人身损害责任',
    titleEn: 'No liability for injury',
    patterns: [new RegExp(`${INJURY}[^。]{0,24}(?:${EXEMPT}|自行承担)`)],
    unless: /不可抗力|(?:消费者|会员|学员|您|家长)[^,。]{0,4}不(?:予)?承担/,
  },
  {
    id: 'no_liability',
    verdict: 'FLAG',
    article: INTERPRETATION,
    titleZh: '免除经营者责任',
    titleEn: 'No liability of the merchant',
    patterns: [
      new RegExp(
        `概不负责|(?:${MERCHANT}|公司|俱乐部)[^,。]{0,6}不(?:予)?(?:承担|负)[^,。]{0,8}(?:责任|赔偿)|与(?:${MERCHANT}|俱乐部)无关|(?:责任|后果)自负`,
      ),
    ],
    unless: /不可抗力/,
  },
  {
    id: 'commission_deducted',
    verdict: 'REFUSE',
    article: '法释〔2025〕4号 第十五条',
    titleZh: '退款扣除员工提成',
    titleEn: 'Staff commission is deducted from a refund',
    patterns: [/扣(?:除|减|回|抵)?[^,。]{0,10}(?:提成|佣金|业绩)/],
    unless: /(?:不|不得|不会|不再|无需)扣/,
  },
  {
    id: 'penalty_deducted',
    verdict: 'FLAG',
    article: '法释〔2025〕4号 第十五条、第十九条',
    titleZh: '退款扣除违约金或手续费',
    titleEn: 'A penalty or a fee is deducted from a refund',
    patterns: [
      /(?:退|解除|终止)[^。]{0,20}(?:扣|收取?|支付|缴纳?|承担)[^。]{0,16}(?:违约金|手续费|服务费|管理费|赔偿金|折旧费|%)/,
      /(?:扣除?|收取?|支付|缴纳?)[^。]{0,16}(?:违约金|手续费|服务费|管理费|赔偿金|折旧费|%)[^。]{0,10}(?:退|解除|终止)/,
    ],
    unless:
      /(?:不|免|无需|不得|不再|不会)(?:予|再|另|会|另行)*(?:扣|收|缴|支付|承担)|(?:由|经营者|商家|本店)(?:商家|经营者|本店)?承担/,
  },
  {
    id: 'own_records_only',
    verdict: 'FLAG',
    article: '法释〔2025〕4号 第二十五条',
    titleZh: '消费记录只以经营者为准',
    titleEn: "Only the merchant's own records count",
    patterns: [
      new RegExp(
        `(?:次数|记录|余额|金额|消费|扣课|消课)[^。]{0,12}以(?:${MERCHANT}|门店|公司|机构|前台|教练|商家系统|店内)[^,。]{0,10}为准`,
      ),
    ],
  },
]
