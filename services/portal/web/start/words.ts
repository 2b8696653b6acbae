// The words of the start page.
import type { Words } from '../parts/language.tsx'

const zh = {
  title: '预付的钱，先放在公证处',
  lead: '会员把钱交给公证处提存；上一次课，放一次课的钱给商户；剩下的，随时看得到、退得回。每一分钱都记在一本谁也改不了的账里。',
  doors: {
    consumer: {
      title: '我是会员',
      text: '看我现在能退多少钱、每次课扣了多少；确认消课，出示会员码，一键申请退款。',
      action: '进入会员页',
    },
    merchant: {
      title: '我是商户',
      text: '前台快速记一次消课；看合同、已赚到的钱、待付和已付的款。',
      action: '进入商户页',
    },
    notary: {
      title: '我是公证员',
      text: '试算平衡、银行与账簿三方核对、签名的检查点；审批退款和付款。',
      action: '进入公证页',
    },
  },
  how: '它怎么运作',
  steps: [
    ['付款', '会员把整包课的钱转到公证处的提存账户，不经商户之手。'],
    ['消课', '每确认一次课，恰好放出这一次课的钱。'],
    ['付给商户', '公证处按月把已赚到的钱付给商户，由两个人经手。'],
    ['退款', '没上的课，钱原路退回；按公式逐项列明。'],
  ],
  login: {
    expired: '登录页停留太久，请重新登录。',
    failed: '登录没有完成，请再试一次。',
  },
}

const en: typeof zh = {
  title: 'Prepaid money rests with the notary first',
  lead: "Members deposit with a notary office. Each session taken releases that session's price to the merchant; the rest stays visible and refundable. Every fen is in a book that nobody can alter.",
  doors: {
    consumer: {
      title: 'I am a member',
      text: 'See what you would get back now and what each session cost; confirm sessions, show your code, ask for a refund.',
      action: 'Member entrance',
    },
    merchant: {
      title: 'I am a merchant',
      text: 'Record a session at the front desk; see contracts, what you earned, what is payable and paid.',
      action: 'Merchant entrance',
    },
    notary: {
      title: 'I am a notary officer',
      text: 'Trial balance, three-way reconciliation, signed checkpoints; approve refunds and payments.',
      action: 'Notary entrance',
    },
  },
  how: 'How it works',
  steps: [
    ['Pay', "The member transfers the price of the pack to the notary's escrow account."],
    ['Use', 'Each confirmed session releases exactly the price of that session.'],
    ['Pay out', 'Monthly the notary pays the merchant what was earned, by four eyes.'],
    ['Refund', 'Sessions not taken are paid back the way the money came, item by item.'],
  ],
  login: {
    expired: 'The log-in page was open for too long. Please log in again.',
    failed: 'The log-in did not finish. Please try again.',
  },
}

export const words: Words<typeof zh> = { zh, en }
