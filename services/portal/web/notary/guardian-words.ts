// The words for guardianships at the notary's entrance.
import type { Words } from '../parts/language.tsx'

const zh = {
  empty: '没有监护关系',
  kinds: { MINOR: '未成年人', WARD: '成年被监护人' },
  ward: '被监护人',
  guardian: '监护人',
  kind: '类别',
  state: '状态',
  states: { ASKED: '已申请', IN_FORCE: '生效', DECIDED: '生效，经公证员决定' },
  since: '申请时间',
  ends: '提请终止',
  pending: { IN_FORCE: '提请生效', ENDED: '提请终止' },
  add: '登记监护',
  addTitle: '凭证据登记监护',
  addHint: '看过出生证明、户口簿或法院决定后登记；由另一位公证员批准后生效。',
  approve: '批准',
  propose: '提请批准',
  approveTitle: '批准监护',
  approveHint: '未成年人的课包此后只能由监护人处分。须两位公证员。',
  reject: '驳回',
  rejectTitle: '驳回？',
  endTitle: '提请终止监护',
  done: '已记下',
}

const en: typeof zh = {
  empty: 'No guardianships',
  kinds: { MINOR: 'minor', WARD: 'adult ward' },
  ward: 'Ward',
  guardian: 'Guardian',
  kind: 'Kind',
  state: 'State',
  states: { ASKED: 'asked', IN_FORCE: 'in force', DECIDED: 'in force, by decision' },
  since: 'Asked',
  ends: 'Propose the end',
  pending: { IN_FORCE: 'proposed', ENDED: 'end proposed' },
  add: 'Record a guardianship',
  addTitle: 'Record a guardianship on evidence',
  addHint: 'After a birth certificate or a court decision was seen; another officer approves it.',
  approve: 'Approve',
  propose: 'Propose',
  approveTitle: 'Approve the guardianship',
  approveHint: 'Of a minor only the guardian disposes from then on. It takes two officers.',
  reject: 'Reject',
  rejectTitle: 'Reject it?',
  endTitle: 'Propose the end of the guardianship',
  done: 'Noted',
}

export const guardianWords: Words<typeof zh> = { zh, en }
