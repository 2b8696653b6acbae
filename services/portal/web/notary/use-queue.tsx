// Everything that waits for an officer, gathered from the services and put oldest first.
import type { Freeze, PaymentView, PolicyView, RefundView, SessionCaseView } from '@ticun/protocol'
import type { ChargebackView, StatementUpload, SuspenseView } from '@ticun/protocol'
import type { EscrowReply } from '../parts/api.ts'
import { ContractName } from '../parts/contract-name.tsx'
import { useWords } from '../parts/language.tsx'
import { useMerchants } from '../parts/merchant-names.ts'
import { states } from '../parts/states.ts'
import { useList, useResource } from '../parts/use-resource.ts'
import { queueOf, type Duty, type Queue } from './duties.ts'
import { dutyWords } from './duty-words.ts'
import type { MassRefund } from './mass-refunds-page.tsx'
import { policyWords } from './policy-words.ts'
import { useDeadFacts } from './use-dead-facts.ts'
import { useGuardianships, waitsForOfficer } from './use-guardianships.ts'
import { useYears } from './use-years.ts'

const ESCROW = '/api/escrow/v1'
const LIMIT = 'limit=50'
/** Sorts last: what nobody waits for by name. */
const UNDATED = '9999'
const MASS_WAITS: readonly string[] = ['COMPUTED', 'APPROVED_ONCE']

/** Asks all of them at once; what one service cannot tell now is said, the rest is shown. */
export function useQueue(): Queue {
  const people = [useSessions(), useGuardians()]
  const parts = [useRefunds(), ...people, useOthers(), useMoney(), useYears(), useDead()]
  const duties = parts.flatMap((part) => part.duties)
  return queueOf(
    parts,
    duties.toSorted((a, b) => ((a.since ?? UNDATED) < (b.since ?? UNDATED) ? -1 : 1)),
  )
}

function useRefunds(): Queue {
  const of = (status: string) => `${ESCROW}/refunds?${LIMIT}&status=${status}`
  const lists = [
    useList<RefundView>(of('AGREED')),
    useList<RefundView>(of('AWARDED')),
    useList<RefundView>(of('CONTESTED')),
    useList<RefundView>(of('MEDIATION')),
    useList<RefundView>(of('ARBITRATION')),
  ]
  const duties = lists
    .flatMap(({ items }) => items)
    .map((refund): Duty => {
      const { refundId, status, contractId, amountFen, requestedAt, payBy } = refund
      const ready = status === 'AGREED' || status === 'AWARDED'
      return {
        id: refundId,
        kind: ready ? 'refund' : 'claim',
        what: <ContractName contractId={contractId} withMerchant />,
        fen: amountFen,
        since: requestedAt,
        due: payBy,
        authors: [],
        to: `/notary/refunds?status=${status}`,
      }
    })
  return queueOf(lists, duties)
}

function useSessions(): Queue {
  const list = useList<SessionCaseView>(`${ESCROW}/session-cases?kind=DISPUTE&status=OPEN&${LIMIT}`)
  const duties = list.items.map((each): Duty => ({
    id: each.sessionId,
    kind: 'dispute',
    what: <ContractName contractId={each.contractId} withMerchant />,
    fen: each.amountFen,
    since: each.openedAt,
    authors: [],
    to: '/notary/disputes',
  }))
  return queueOf([list], duties)
}

function useGuardians(): Queue {
  const list = useGuardianships()
  const duties = list.items
    .filter(waitsForOfficer)
    .map(({ guardianshipId: id, wardId, askedAt: since, pending }): Duty => ({
      id,
      kind: 'guardian',
      what: <span className="hash">{wardId}</span>,
      since,
      authors: pending ? [pending.by] : [],
      to: '/notary/guardians',
    }))
  return queueOf([list], duties)
}

/** Freezes to lift, policies, merchants' states, mass refunds. */
function useOthers(): Queue {
  const w = useWords(dutyWords)
  const { keys } = useWords(policyWords)
  const { merchant: stateNames } = useWords(states)
  const merchants = useMerchants()
  const freezes = useList<Freeze>(`/api/notary/v1/freezes?state=PLACED&limit=200`)
  const masses = useList<MassRefund>(`${ESCROW}/mass-refunds?${LIMIT}`)
  const books = useResource<EscrowReply['listBooks']>(`${ESCROW}/books`)
  const bookId = books.data?.items[0]?.bookId
  const policies = useList<PolicyView>(bookId && `${ESCROW}/policies?bookId=${bookId}`)
  const lifts = freezes.items.flatMap(({ lift, freezeId, scope, subjectId }): Duty[] => {
    if (!lift) return []
    const name = merchants.nameOf(subjectId)
    const what = `${w.freeze.scopes[scope]} · ${name}`
    const { requestedAt: since, requestedBy } = lift
    return [
      { id: freezeId, kind: 'lift', what, since, authors: [requestedBy], to: '/notary/freezes' },
    ]
  })
  const changes = merchants.items.flatMap(({ name, pending }): Duty[] => {
    if (!pending) return []
    const { changeId: id, requestedAt: since, requestedBy, to } = pending
    const what = w.queue.merchantTo(name, stateNames[to])
    return [{ id, kind: 'merchant', what, since, authors: [requestedBy], to: '/notary/merchants' }]
  })
  const releases = merchants.items.flatMap(({ name, pendingRelease }): Duty[] => {
    if (!pendingRelease) return []
    const { releaseId: id, amountFen: fen, requestedAt: since, requestedBy } = pendingRelease
    const to = '/notary/merchants'
    return [{ id, kind: 'release', what: name, fen, since, authors: [requestedBy], to }]
  })
  const proposals = policies.items
    .filter(({ status }) => status === 'PROPOSED')
    .map(({ policyId: id, policy, setBy }): Duty => ({
      id,
      kind: 'policy',
      what: keys[policy.key],
      authors: [setBy],
      to: '/notary/policies',
    }))
  const schedules = masses.items
    .filter(({ status }) => MASS_WAITS.includes(status))
    .map(
      ({
        massRefundId: id,
        merchantId,
        refundFen: fen,
        asOf: since,
        author,
        approvedBy,
      }): Duty => ({
        id,
        kind: 'mass',
        what: merchants.nameOf(merchantId),
        fen,
        since,
        authors: [author, ...approvedBy],
        to: `/notary/mass-refunds/${id}`,
      }),
    )
  const duties = [...lifts, ...changes, ...releases, ...proposals, ...schedules]
  return queueOf([freezes, masses, books, policies, merchants], duties)
}

/** Facts that a service could not handle; those that are tried again by themselves can wait. */
function useDead(): Queue {
  const dead = useDeadFacts()
  const waiting = dead.items.filter(({ nextTryAt }) => nextTryAt === undefined)
  const duties = waiting.map(({ key: id, type, amountFen, failedAt: since, ending }): Duty => ({
    id,
    kind: 'dead',
    what: <code>{type}</code>,
    ...(amountFen === undefined ? {} : { fen: amountFen }),
    since,
    authors: ending ? [ending.proposedBy] : [],
    to: '/notary/dead-facts',
  }))
  return queueOf([dead], duties)
}

/** Money in suspense one by one; payments are many, so they are one line each way. */
function useMoney(): Queue {
  const waiting = useList<SuspenseView>(`${ESCROW}/suspense?status=WAITING&${LIMIT}`)
  const payouts = useList<PaymentView>(`/api/settlement/v1/payouts?status=DUE&${LIMIT}`)
  const returns = useList<PaymentView>(`/api/settlement/v1/refund-payments?status=DUE&${LIMIT}`)
  const reported = useList<ChargebackView>(`${ESCROW}/chargebacks?status=REPORTED&${LIMIT}`)
  const answered = useList<ChargebackView>(`${ESCROW}/chargebacks?status=ANSWERED&${LIMIT}`)
  const chargebacks = [...reported.items, ...answered.items].map(
    ({ chargebackId: id, contractId, amountFen: fen, reportedAt: since }): Duty => ({
      id,
      kind: 'chargeback',
      what: <ContractName contractId={contractId} withMerchant />,
      fen,
      since,
      authors: [],
      to: '/notary/chargebacks',
    }),
  )
  const suspense = waiting.items.map(
    ({ suspenseId: id, leftFen: fen, paidAt: since, reason, proposal }): Duty => ({
      id,
      kind: 'suspense',
      what: <SuspenseReason reason={reason} />,
      fen,
      since,
      authors: proposal ? [proposal.proposedBy] : [],
      to: '/notary/suspense',
    }),
  )
  const payments = [...payouts.items, ...returns.items].map(
    ({ paymentId: id, creditor, amountFen: fen, dueAt: since, author, kind }): Duty => ({
      id,
      kind: 'payment',
      what: creditor?.name ?? '—',
      fen,
      since,
      authors: [author],
      to: kind === 'REFUND' ? '/notary/payments?kind=refund-payments' : '/notary/payments',
    }),
  )
  const uploads = useList<StatementUpload>(
    `/api/settlement/v1/statement-uploads?status=WAITING&${LIMIT}`,
  )
  const statements = uploads.items.map(
    ({ statementId: id, account, creditsFen: fen, uploadedAt: since, uploadedBy }): Duty => ({
      id,
      kind: 'statement',
      what: account,
      fen,
      since,
      authors: [uploadedBy],
      to: '/notary/statements',
    }),
  )
  const lists = [waiting, payouts, returns, reported, answered, uploads]
  return queueOf(lists, [...suspense, ...chargebacks, ...payments, ...statements])
}

function SuspenseReason({ reason }: { readonly reason: string }) {
  const names: Readonly<Record<string, string>> = useWords(dutyWords).suspense.reasons
  return names[reason] ?? reason
}
