// Who the demo people are: a pure rule from a log-in name to a person, no table to keep.
import { DEMO_MERCHANT_ID, POOL_MERCHANT_ID, RIVAL_MERCHANT_ID } from './demo-ids.ts'

export type Role = 'officer' | 'merchant' | 'consumer' | 'regulator'

/** One person who can log in. `party` is what the person acts for; officers act for the office. */
export type Person = {
  readonly login: string
  readonly role: Role
  readonly name: string
  readonly party?: string
}

const STAFF: readonly Person[] = [
  { login: 'wang', role: 'officer', name: '王公证员' },
  { login: 'li', role: 'officer', name: '李公证员' },
  { login: 'zhao', role: 'officer', name: '赵公证员' },
  { login: 'coach', role: 'merchant', name: '店长', party: DEMO_MERCHANT_ID },
  { login: 'rival', role: 'merchant', name: '对门店长', party: RIVAL_MERCHANT_ID },
  { login: 'pool', role: 'merchant', name: '泳馆店长', party: POOL_MERCHANT_ID },
  { login: 'guan', role: 'regulator', name: '关处长' },
]

const SURNAMES = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'
const GIVEN_NAMES =
  '伟 芳 娜 敏 静 磊 洋 艳 勇 杰 娟 涛 超 明 霞 秀英 建国 志强 晓燕 海燕 文静 子涵 雨桐 思远 嘉怡 浩然 ' +
  '欣妍 宇轩 梓萱 家豪 若曦 天宇 佳琪 俊杰 诗涵 立诚 月华'

const MEMBER_LOGIN = /^m(\d{4})$/
const MEMBER_NUMBER_MAX = 9999
const ID_LENGTH = 26
// Coprime with the product of both lists, so that neighbours differ in both parts of the name.
const NAME_STRIDE = 61

/** The log-in of member `number` (1…9999). */
export function memberLogin(number: number): string {
  if (!Number.isInteger(number) || number < 1 || number > MEMBER_NUMBER_MAX) {
    throw new RangeError(`member number must be 1…${MEMBER_NUMBER_MAX}, got ${number}`)
  }
  return `m${String(number).padStart(4, '0')}`
}

/** The party id of member `number` (1…9999): the number itself, in the shape of an id. */
export function memberParty(number: number): string {
  memberLogin(number)
  return `con_${String(number).padStart(ID_LENGTH, '0')}`
}

function memberName(number: number): string {
  const given = GIVEN_NAMES.split(' ')
  const index = (number * NAME_STRIDE) % (SURNAMES.length * given.length)
  const surname = SURNAMES[index % SURNAMES.length] ?? ''
  return surname + (given[Math.floor(index / SURNAMES.length)] ?? '')
}

/** The person with this log-in name, or undefined when there is none. */
export function findPerson(login: string): Person | undefined {
  const staff = STAFF.find((person) => person.login === login)
  if (staff) return staff
  const number = Number(MEMBER_LOGIN.exec(login)?.[1] ?? 0)
  if (number < 1) return undefined
  return { login, role: 'consumer', name: memberName(number), party: memberParty(number) }
}

/** The people that the log-in page offers to click. */
export function offeredPeople(): readonly Person[] {
  const members = [1, 2, 3].map((number) => findPerson(memberLogin(number)))
  return [...STAFF, ...members.filter((person) => person !== undefined)]
}
