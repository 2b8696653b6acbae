// The words of a year's notice: what is asked for, proposed and supplied.
import type { Words } from '../parts/language.tsx'

const zh = {
  wanted: (years: string) => `请录入 ${years} 年放假安排`,
  wantedHint: '在此之前，期限按法定节假日和周末暂定，通知录入后重新计算。',
  none: '还没有录入过放假安排',
  year: '年份',
  off: '放假',
  worked: '调休上班',
  source: '通知',
  paste: '录入放假安排',
  pasteTitle: '录入国务院办公厅的放假通知',
  text: '放假日和上班日',
  textHint:
    '每行一天：2027-01-01,放假 或 2027-02-20,上班（off / work）；一段写成 2027-02-05..2027-02-11',
  sourceLabel: '通知文号',
  wrongLine: (line: string) => `这一行看不懂：${line}`,
  counted: (off: string, worked: string) => `放假 ${off} 天，上班 ${worked} 天`,
  propose: '提出',
  proposed: '已提出，等另一位公证员核对',
  preview: '看会移动哪些期限',
  nothingMoves: '没有期限移动',
  waits: '等另一位公证员核对',
  approve: '核对并录入',
  approveTitle: (year: string) => `录入 ${year} 年放假安排？`,
  approveHint: '请与通知原文逐日核对。未到期的期限会重新计算，已到期的不变。',
  approved: '已录入',
  deadlines: {
    CONFIRM_SESSION: '消课默认确认',
    AGREE_REFUND: '商户答复退款',
    PAY_REFUND: '退款到账',
    LAPSE_PART_PAYMENT: '补足分次付款',
    LAPSE_UPGRADE: '补足升级差额',
    END_NOTICE: '歇业公告',
  },
}

const en: typeof zh = {
  wanted: (years) => `The notice of ${years} is asked for`,
  wantedHint:
    'Until then deadlines are provisional, by the holidays of the law and weekends; they are reckoned anew by the notice.',
  none: 'No notice has been supplied yet',
  year: 'Year',
  off: 'Off',
  worked: 'Worked instead',
  source: 'Notice',
  paste: 'Supply a notice',
  pasteTitle: 'Supply the State Council’s notice of holidays',
  text: 'Days off and days worked',
  textHint:
    'One day a line: 2027-01-01,off or 2027-02-20,work (放假 / 上班); a span is 2027-02-05..2027-02-11',
  sourceLabel: 'Number of the notice',
  wrongLine: (line) => `Not understood: ${line}`,
  counted: (off, worked) => `${off} days off, ${worked} worked`,
  propose: 'Propose',
  proposed: 'Proposed; another officer has to compare it',
  preview: 'See which deadlines move',
  nothingMoves: 'No deadline moves',
  waits: 'Waits for another officer',
  approve: 'Compare and supply',
  approveTitle: (year) => `Supply the notice of ${year}?`,
  approveHint:
    'Compare it day by day with the notice. Deadlines that run are reckoned anew; what has fallen due stays.',
  approved: 'Supplied',
  deadlines: {
    CONFIRM_SESSION: 'silence confirms a session',
    AGREE_REFUND: 'the merchant answers a refund',
    PAY_REFUND: 'a refund is paid',
    LAPSE_PART_PAYMENT: 'the rest of a price',
    LAPSE_UPGRADE: 'the difference of an upgrade',
    END_NOTICE: 'the notice of a wind-down',
  },
}

export const calendarWords: Words<typeof zh> = { zh, en }
