// Who takes part in a history, and the first commands: a book, its merchants, what they sell.
import type { Command } from '@ticun/escrow/in-process'
import type { Actor, PolicyDraft } from '@ticun/protocol'
import { isInForce } from '../../services/escrow/world/guardianship.ts'
import type { Contract } from '../../services/escrow/world/nouns.ts'
import { OFFERS } from './offers.ts'
import { commandOf, officers, type Stage } from './stage.ts'

export const EVIDENCE = 'e'.repeat(64)

export const deskOf = (merchantId: string): Actor => ({
  role: 'merchant',
  id: `desk-${merchantId}`,
  party: merchantId,
})

export const consumerOf = (party: string): Actor => ({ role: 'consumer', id: party, party })

/** Who disposes for the consumer of a contract: of a minor the guardian alone. */
export function holderOf(stage: Stage, { consumerId }: Pick<Contract, 'consumerId'>): Actor {
  const powers = [...stage.world.guardianships.values()].find(
    (each) =>
      each.wardId === consumerId &&
      each.kind === 'MINOR' &&
      each.decided &&
      isInForce(each, stage.now),
  )
  return consumerOf(powers?.guardianId ?? consumerId)
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
  const bankAccount = { number: stage.bookId.slice(-20), name: '公证处' }
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
  return [opened, ...set, ...enrolled, ...listed, ...minorCommands(stage)]
}

/** Two officers decide who is the guardian of the minor. */
function minorCommands(stage: Stage): Command[] {
  const [author, approver] = officers
  const guardianshipId = stage.ids('grd')
  const between = { wardId: stage.consumers.at(-1)!, guardianId: stage.guardian }
  const kind = { kind: 'MINOR' as const, evidenceSha256: EVIDENCE }
  const body = { decision: 'APPROVE' as const }
  return [
    commandOf(stage, author!, { verb: 'ask-guardianship', guardianshipId, ...between, ...kind }),
    commandOf(stage, approver!, { verb: 'decide-guardianship', guardianshipId, body }),
  ]
}
