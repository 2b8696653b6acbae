// A clause without the dress that hides its words: spaces, full-width and traditional forms.

/** The clause in plain form, and for each of its characters where it stood in the original. */
export type PlainText = { text: string; origin: readonly number[] }

const TRADITIONAL =
  '費餘額帳賬轉讓補辦單變價調種質類數訴訟爭議過無棄權據終釋經營歸屬責負擔償傷誤遺損壞換還購買' +
  '繳課時間內須應確認條約與項開關會員學練場館總體現點檢測給領務業績傭廢沒視為對雙銷絕謝動記錄' +
  '機構贈丟掛嚴協訂隨減漲標準規則續違賠維舉報該獲備請計盜竊異聲寫證鎖滿屆凍結'
const SIMPLIFIED =
  '费余额账账转让补办单变价调种质类数诉讼争议过无弃权据终释经营归属责负担偿伤误遗损坏换还购买' +
  '缴课时间内须应确认条约与项开关会员学练场馆总体现点检测给领务业绩佣废没视为对双销绝谢动记录' +
  '机构赠丢挂严协订随减涨标准规则续违赔维举报该获备请计盗窃异声写证锁满届冻结'

const variants = new Map<string, string>([
  ...Array.from(TRADITIONAL, (from, index): [string, string] => [from, SIMPLIFIED[index]!]),
  ['帐', '账'],
  ['馀', '余'],
])

/** What is set between characters to dress them up, or not at all to be read. */
const DRESS = /[\s\p{Cf}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Mn}_*·•・~^`'"|/\\]/u
const FULL_STOPS = /[.。;；!！?？…]/u
const COMMAS = /[,，:：]/u

/** Puts a clause into plain form: simplified, half-width, lower case; pauses are `,`, `、`, `。`. */
export function plainText(clause: string): PlainText {
  let text = ''
  const origin: number[] = []
  let index = 0
  for (const written of clause) {
    for (const each of written.normalize('NFKC').toLowerCase()) {
      const plain = plainCharacter(each)
      text += plain
      for (let length = plain.length; length > 0; length -= 1) origin.push(index)
    }
    index += written.length
  }
  return { text, origin }
}

function plainCharacter(character: string): string {
  if (DRESS.test(character)) return ''
  if (FULL_STOPS.test(character)) return '。'
  if (COMMAS.test(character)) return ','
  return variants.get(character) ?? character
}

/** The words of the original between two places of the plain text, end exclusive. */
export function originalWords(
  clause: string,
  plain: PlainText,
  start: number,
  end: number,
): string {
  const from = plain.origin[start] ?? 0
  const last = plain.origin[end - 1] ?? from
  const width = clause.codePointAt(last)! > 0xffff ? 2 : 1
  return clause.slice(from, last + width)
}
