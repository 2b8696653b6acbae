// The words of certificates of balance.
import type { Words } from './language.tsx'

const zh = {
  title: '核验余额证明',
  hint: '输入证明编号（crt_ 开头），不用登录。',
  check: '核验',
  good: '证明有效，签名已在您的浏览器里验证',
  goodHint: '公证处签名、背后的分录、分录在日志中的位置，三样都对得上。',
  limit: '能验证的与不能验证的',
  limitHint:
    '日志证明这笔分录确实在账簿里，余额由它得出；“其后没有别的分录动过这个账户”由公证处签名担保，本页无法独立验证。',
  bad: '证明无效',
  badHint: '签名或内容对不上，请不要采信，并告诉公证处。',
  account: '账户',
  issued: '开具时间',
  entry: '依据的分录',
  code: '证明编号',
  link: '核验页面（可转发）',
}

const en: typeof zh = {
  title: 'Verify a certificate',
  hint: 'Its code begins with crt_; no log-in is needed.',
  check: 'Verify',
  good: 'The certificate holds: verified in your browser',
  goodHint: "The notary's signature, the entry behind it and its place in the log all fit.",
  limit: 'What is shown, and what is not',
  limitHint:
    'The log shows that this entry is in the book and gives this balance. That no later entry ' +
    'touched the account is the notary’s signed word; this page cannot check it.',
  bad: 'The certificate does not hold',
  badHint: 'Do not rely on it, and tell the notary office.',
  account: 'Account',
  issued: 'Issued',
  entry: 'By the entry',
  code: 'Code',
  link: 'Page that verifies it (to send on)',
}

export const certificateWords: Words<typeof zh> = { zh, en }
