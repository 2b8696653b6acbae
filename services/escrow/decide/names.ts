// What an accepted command takes for good: ids, references and bank accounts are used once.
import { refuse, type EscrowFact, type Refusal } from '@ticun/protocol'
import type { Command, Verb } from '../command/command.ts'
import type { World } from '../world/world.ts'
import { refundIdOf } from './mass/pay.ts'

/** A book's bank account as a name: however it is written, it is one account. */
export function accountName(number: string): string {
  const plain = number.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '')
  return `account ${plain.toUpperCase()}`
}

type Fact<T extends EscrowFact['type']> = Extract<EscrowFact, { type: T }>
type Giving = { [T in EscrowFact['type']]?: (fact: Fact<T>) => string[] }

/**
 * Names that facts give. Sessions have a table of their own; a refund of a mass refund is named
 * when its schedule is computed.
 */
const GIVING: Giving = {
  'book.opened': ({ bookId, data }) => [bookId, accountName(data.bankAccount.number)],
  'merchant.enrolled': ({ data }) => [data.merchantId],
  'product.listed': ({ data }) => (data.version === 1 ? [data.productId] : []),
  'contract.offered': ({ data }) => [data.contractId, data.lotId, data.reference],
  'contract.signed': ({ data }) => [data.contractId, data.lotId, data.reference],
  'contract.transferred': ({ data }) => [data.contractId],
  'lot.offered': ({ data }) => [data.lotId, data.reference],
  'transfer.offered': ({ data: { contractId, isNewContract, lots } }) => [
    ...(isNewContract ? [contractId] : []),
    ...lots.flatMap(({ lotId, reference }) => [lotId, reference]),
  ],
  'lot.added': ({ data }) => [data.lotId, data.reference],
  'refund.requested': ({ data }) => [data.refundId],
  'refund.parted': ({ data }) => [data.refundId],
  'chargeback.reported': ({ data }) => [data.chargebackId],
  'policy.proposed': ({ data }) => [data.policyId],
  'merchant.change_requested': ({ data }) => [data.changeId],
  'reserve.release_requested': ({ data }) => [data.releaseId],
  'guardianship.asked': ({ data }) => [data.guardianshipId],
  'mass_refund.computed': ({ data }) => [data.massRefundId],
  'mass_refund.listed': ({ data: { massRefundId, items } }) =>
    items.map(({ lotId }) => refundIdOf({ massRefundId, lotId })),
  'payout.reckoned': ({ data }) => [data.runId],
}

function namesIn(fact: EscrowFact): string[] {
  const give = GIVING[fact.type] as ((fact: EscrowFact) => string[]) | undefined
  return give?.(fact) ?? []
}

/**
 * The names that these facts give, each once. What the house itself tells was named before, and
 * what becomes of an offer was named when it was made.
 */
export function namesOf(world: World, facts: readonly EscrowFact[]): string[] {
  const asked = facts.filter((fact) => fact.actor.role !== 'system' && !wasOffered(world, fact))
  return [...new Set(asked.flatMap(namesIn))]
}

function wasOffered({ offers }: World, { type, data }: EscrowFact): boolean {
  if (type === 'contract.signed') return offers.has(data.contractId)
  if (type === 'contract.transferred') return data.offerId !== undefined
  return type === 'lot.added' && (data.offerId !== undefined || offers.has(data.lotId))
}

/** Whether one of them is taken in any book. Refused: id_taken. */
export function takenAmong(world: World, names: readonly string[]): Refusal | undefined {
  const taken = names.find((name) => world.taken.has(name))
  return taken === undefined ? undefined : refuse('id_taken', taken)
}

type Of<V extends Verb['verb']> = Extract<Command, { verb: V }>
type Asking = { [V in Verb['verb']]?: (command: Of<V>) => readonly string[] }

const ASKING: Asking = {
  'open-book': ({ body }) => [accountName(body.bankAccount.number)],
  'enrol-merchant': ({ merchantId }) => [merchantId],
  'list-product': ({ productId }) => [productId],
  'sign-contract': ({ contractId, lotId, references }) => [contractId, lotId, ...references],
  'add-lot': ({ lotId, references }) => [lotId, ...references],
  'transfer-contract': ({ toContractId, isNewContract, lots, references }) => [
    ...(isNewContract ? [toContractId] : []),
    ...lots.map((lot) => lot.lotId),
    ...references,
  ],
  'request-refund': ({ refundId }) => [refundId],
  'report-chargeback': ({ chargebackId }) => [chargebackId],
  'propose-policy': ({ policyId }) => [policyId],
  'change-merchant': ({ changeId }) => [changeId],
  'ask-guardianship': ({ guardianshipId }) => [guardianshipId],
  'release-reserve': ({ releaseId }) => [releaseId],
  'compute-mass-refund': ({ massRefundId }) => [massRefundId],
  'run-payouts': ({ runId }) => [runId],
}

/** Names that a command would take, as far as they are known before it is decided. */
export function namesAsked(command: Command): readonly string[] {
  const ask = ASKING[command.verb] as ((command: Command) => readonly string[]) | undefined
  return ask?.(command) ?? []
}

/**
 * The command's references that nobody has: they were drawn before it could be known whether they
 * are free, with some to spare.
 */
export function freeReferences(world: World, references: readonly string[]): string[] {
  return references.filter((reference) => !world.taken.has(reference))
}
