// The words for what waits for the member's own word.
import type { Words } from '../parts/language.tsx'

const zh = {
  title: '等您决定',
  kind: { CONTRACT: '新合同', RENEWAL: '续课', UPGRADE: '升级', TRANSFER: '转让给您' },
  giving: '您要转让，等对方同意',
  given: (sessions: number) => (sessions > 0 ? `共 ${sessions} 次（期限卡为天数）。` : ''),
  pay: (reference: string) => `同意，或转账时在附言写 ${reference}，合同才成立。`,
  accept: '同意',
  decline: '不同意',
  yes: '确定',
  done: '已记下',
  withdraw: '撤回',
  withdrawTitle: '撤回这次转让？',
  takeHint: '同意后这些课归您，价钱和有效期不变，您不用付款。',
  acceptTitle: '同意这份合同？',
  acceptHint: '同意后合同成立；付款到账前不占用您的钱。',
  declineTitle: '不同意？',
  declineHint: '这份要约就此结束，您不欠任何款项。',
  guardian: '监护关系',
  guardianHint: '监护人可以查看、确认和提出异议；不会因此减少您自己的任何权利。',
  between: (guardianId: string, wardId: string) => `监护人 ${guardianId}，被监护人 ${wardId}`,
}

const en: typeof zh = {
  title: 'Waits for you',
  kind: {
    CONTRACT: 'a new contract',
    RENEWAL: 'more sessions',
    UPGRADE: 'an upgrade',
    TRANSFER: 'given to you',
  },
  giving: 'you give it, once it is accepted',
  given: (sessions) => (sessions > 0 ? `${sessions} sessions (of a term card: days).` : ''),
  pay: (reference) => `It holds once you agree, or pay with the remark ${reference}.`,
  accept: 'Agree',
  decline: 'Decline',
  yes: 'Yes',
  done: 'Noted',
  withdraw: 'Take back',
  withdrawTitle: 'Take this gift back?',
  takeHint: 'They are yours then, at the same prices and validity; you pay nothing.',
  acceptTitle: 'Agree to this contract?',
  acceptHint: 'The contract holds then; none of your money is bound before you pay.',
  declineTitle: 'Decline?',
  declineHint: 'The offer ends, and you owe nothing.',
  guardian: 'A guardian',
  guardianHint: 'A guardian reads, confirms and disputes; no right of your own is lost by it.',
  between: (guardianId, wardId) => `guardian ${guardianId}, ward ${wardId}`,
}

export const askedWords: Words<typeof zh> = { zh, en }
