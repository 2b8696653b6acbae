// Words of facts that could not be handled.
import type { Words } from '../parts/language.tsx'

const zh = {
  failed: '失败时间',
  speaker: '发出方',
  hearer: '未能处理方',
  type: '事实类型',
  amount: '金额',
  reason: '原因',
  tries: '已试次数',
  next: (at: string) => `${at} 自动再试`,
  empty: '没有未能处理的事实',
  replay: '再处理一次',
  end: '放弃处理',
  approve: '同意放弃',
  own: '须由另一位公证员同意',
  titles: { replay: '再处理一次', end: '放弃处理', approve: '同意放弃处理' },
  done: { replay: '已处理', end: '已提出，待另一位公证员同意', approve: '已放弃并留存' },
  hints: {
    replay: '请先排除所示原因。仍不能处理时，原因会更新。',
    end: '仅在该事实永远无法处理时使用；须另一位公证员同意，记录永久保留。',
    approve: '放弃后不再处理；事实、原因与两位公证员均留存。',
  },
}

const en: typeof zh = {
  failed: 'Failed',
  speaker: 'Told by',
  hearer: 'Not handled by',
  type: 'Fact',
  amount: 'Amount',
  reason: 'Reason',
  tries: 'Tries',
  next: (at) => `tried again ${at}`,
  empty: 'Every fact was handled',
  replay: 'Handle again',
  end: 'Give up',
  approve: 'Agree to give up',
  own: 'Another officer has to agree',
  titles: { replay: 'Handle once more', end: 'Give up', approve: 'Agree to give up' },
  done: {
    replay: 'Handled',
    end: 'Proposed; another officer has to agree',
    approve: 'Given up, and kept',
  },
  hints: {
    replay: 'Remove the reason first. If it still cannot be handled, the reason is renewed.',
    end: 'Only for a fact that can never be handled. Another officer has to agree; it is kept.',
    approve: 'It is handled no more. The fact, the reason and both officers are kept.',
  },
}

export const deadWords: Words<typeof zh> = { zh, en }
