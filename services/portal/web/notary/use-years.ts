// What officers are asked for as years end: notices of holidays, and policies without a successor.
import type { PolicyView } from '@ticun/protocol'
import type { EscrowReply } from '../parts/api.ts'
import { useWords } from '../parts/language.tsx'
import { useList, useResource } from '../parts/use-resource.ts'
import { calendarWords } from './calendar-words.ts'
import { queueOf, type Duty, type Queue } from './duties.ts'
import { policyWords } from './policy-words.ts'

const ESCROW = '/api/escrow/v1'

/** Years whose notice is asked for or proposed, and policies that end without a successor. */
export function useYears(): Queue {
  const { keys } = useWords(policyWords)
  const { wanted: asked } = useWords(calendarWords)
  const books = useResource<EscrowReply['listBooks']>(`${ESCROW}/books`)
  const bookId = books.data?.items[0]?.bookId
  const known = useResource<EscrowReply['listCalendars']>(
    bookId && `${ESCROW}/calendars?bookId=${bookId}`,
  )
  const policies = useList<PolicyView>(bookId && `${ESCROW}/policies?bookId=${bookId}`)
  const proposals = useList<EscrowReply['listProposals']['items'][number]>(
    `${ESCROW}/proposals?limit=200`,
  )
  const proposed = proposals.items.flatMap(({ calendar, proposedBy, proposedAt: since }) =>
    calendar ? [{ year: calendar.year, since, authors: [proposedBy] }] : [],
  )
  const wanted = (known.data?.wanted ?? []).filter(
    (year) => !proposed.some((each) => each.year === year),
  )
  const notices = [...proposed, ...wanted.map((year) => ({ year, authors: [] }))].map(
    ({ year, ...waits }): Duty => ({
      ...waits,
      id: `cal_${year}`,
      kind: 'calendar',
      what: asked(String(year)),
      to: '/notary/calendar',
    }),
  )
  const ending = policies.items.flatMap(({ policyId: id, policy, next }): Duty[] =>
    next
      ? [{ id, kind: 'ending', what: keys[policy.key], authors: [], to: '/notary/policies' }]
      : [],
  )
  return queueOf([books, known, policies, proposals], [...notices, ...ending])
}
