// The words for offers that wait for a member, at the merchant's entrance.
import type { Words } from '../parts/language.tsx'

const zh = {
  title: '等会员同意',
  member: '会员',
  product: '商品',
  kind: '事由',
  kinds: { CONTRACT: '新合同', RENEWAL: '续课', UPGRADE: '升级', TRANSFER: '会员转让' },
  price: '金额',
  until: '截止',
  accept: '凭会员码同意',
  acceptTitle: '凭会员码同意',
  acceptHint: '请会员在手机上打开「等您决定」，把会员码读给您；没有会员码，合同对谁都不生效。',
  code: '会员码',
  accepted: '会员已同意',
  withdraw: '撤回',
  withdrawTitle: '撤回这份要约？',
  withdrawn: '已撤回',
}

const en: typeof zh = {
  title: 'Waits for the member',
  member: 'Member',
  product: 'Product',
  kind: 'What',
  kinds: { CONTRACT: 'new contract', RENEWAL: 'renewal', UPGRADE: 'upgrade', TRANSFER: 'gift' },
  price: 'Amount',
  until: 'Until',
  accept: 'Accept by code',
  acceptTitle: "Accept by the member's code",
  acceptHint:
    'She opens “Waits for you” on her phone and reads her code to you; without it nobody is bound.',
  code: "Member's code",
  accepted: 'The member has accepted',
  withdraw: 'Take back',
  withdrawTitle: 'Take this offer back?',
  withdrawn: 'Taken back',
}

export const offerWords: Words<typeof zh> = { zh, en }
