// Groups of words that contracts use for one thing, in plain form, as parts of patterns.

/** Not after a first negation: "shall not refuse a refund" is no refusal. */
export const NOT_DENIED = '(?<!不得|不会|不能|不可|不应|不得拒|绝不|从不|永不|无权)'
/** Gifts have a rule of their own. */
export const NO_GIFT = '(?<!赠[^,。]{0,12})'
export const MERCHANT =
  '(?:经营者|商家|商户|本店|本馆|本公司|本机构|本中心|本俱乐部|我方|我店|我司|甲方)'
export const CONSUMER = '(?:消费者|会员|学员|家长|顾客|客户|您|乙方)'
export const SERVED = '(?:部分|课时|课次|课程|次数|金额|费用|服务|天数|月份|时间)'
export const SUBSTANCE =
  '(?:价格|单价|收费|课程|项目|种类|类型|质量|标准|数量|次数|课时|服务内容|合同内容|条款|规则|本协议|本合同)'
export const CHANGE =
  '(?:变更|变动|调整|修改|更改|更换|涨价|提高|上调|降低|缩减|减少|取消|增减|替换)'

export const LOST = '(?:遗失|丢失|丢卡|失窃|被盗|损坏|挂失)'
export const CONSENT =
  '(?:须|需|应|必须|要)(?:当)?(?:要|先|事先|提前)*(?:经过?|征得|取得|获得|得到)' +
  '[^。]{0,14}(?:同意|批准|许可|审批)'
export const INJURY = '(?:人身|受伤|伤害|伤亡|伤残|损伤|意外|猝死)'
export const EXEMPT =
  '(?:概不负责|不(?:予)?(?:承担|负)[^,。]{0,8}(?:责任|赔偿)' +
  `|与(?:${MERCHANT}|俱乐部)无关|(?:责任|后果)自负)`
