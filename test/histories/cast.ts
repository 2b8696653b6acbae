// Who takes part in a history, and the first commands: a book, its merchants, what they sell.
import type { Command } from '@ticun/escrow/in-process'
import type { Actor, PolicyDraft } from '@ticun/protocol'
import type { Contract } from '../../services/escrow/world/nouns.ts'
import { OFFERS } from './offers.ts'
import { commandOf, officers, type Stage } from './stage.ts'

export const EVIDENCE = 'e'.repeat(64)

export const guardianOf = ({ consumers, guardian }: Stage, consumerId: string) =>
  consumerId === consumers.at(-1) ? guardian : undefined

export const deskOf = (merchantId: string): Actor => ({
  role: 'merchant',
  id: `desk-${merchantId}`,
  party: merchantId,
})

/** Who acts for the consumer of a contract. */
export function holderOf({ consumerId, guardianId }: Contract): Actor {
  const party = guardianId ?? consumerId
  return { role: 'consumer', id: party, party }
}

const policies: PolicyDraft[] = [
  {
    key: 'reserve_basis_points',
    value: 700,
    industry: 'TUTORING',
    district: '*',
    from: '2025-06-01',
    source: '测试',
  },
  // Lower than the law of the house, so that some of what is kept is free again.
  {
    key: 'reserve_floor_basis_points',
    value: 100,
    industry: 'TUTORING',
    district: '*',
    from: '2025-06-01',
    source: '测试',
  },
]

/** The book is opened, policies are set, merchants enrolled, products listed. */
export function firstCommands(stage: Stage): Command[] {
  const [author, approver] = officers
  const bankAccount = { number: '62220001', name: '公证处' }
  const { bookId, ids, merchants } = stage
  const set = policies.flatMap((policy) => {
    const policyId = ids('pol')
    const body = { decision: 'APPROVE' as const }
    return [
      commandOf(stage, author!, { verb: 'propose-policy', policyId, policy }),
      commandOf(stage, approver!, { verb: 'decide-policy', policyId, body }),
    ]
  })
  const enrolled = merchants.map(({ merchantId, industry }) => {
    const body = { bookId, name: industry, industry, district: '长宁', bankAccount }
    return commandOf(stage, author!, { verb: 'enrol-merchant', merchantId, body })
  })
  const listed = merchants.flatMap(({ merchantId }) =>
    OFFERS.map((terms) => {
      const productId = ids('prd')
      const body = { name: terms.kind, terms }
      return commandOf(stage, deskOf(merchantId), {
        verb: 'list-product',
        productId,
        merchantId,
        body,
      })
    }),
  )
  const opened = commandOf(stage, author!, { verb: 'open-book', body: { bankAccount } })
  return [opened, ...set, ...enrolled, ...listed]
}
