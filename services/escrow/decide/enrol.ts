// Opening a book, enrolling a merchant.
import { refuse } from '@ticun/protocol'
import type { Command } from '../command/command.ts'
import type { World } from '../world/world.ts'
import type { Decision, Speak } from './decision.ts'
import { capsNote, policyRows } from './policy-of.ts'

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>

/** Opens the book of a notary escrow account, which no other book has. Refused: id_taken. */
export function openBook(world: World, command: Of<'open-book'>, speak: Speak): Decision {
  if (world.book) return refuse('id_taken', command.bookId)
  const { bankAccount } = command.body
  const body = { bookId: command.bookId, currency: 'CNY', bankAccount }
  const fact = speak('book.opened', command.bookId, { currency: 'CNY', bankAccount })
  return { facts: [fact], answer: () => () => body }
}

/**
 * Enrols a merchant in a book. That no policy caps its industry yet is no reason to refuse it (the
 * policies may come after it), but the reply says so. Refused: id_taken.
 */
export function enrolMerchant(world: World, command: Of<'enrol-merchant'>, speak: Speak): Decision {
  const { merchantId } = command
  if (world.merchants.has(merchantId)) return refuse('id_taken', merchantId)
  const { name, industry, district, bankAccount, status } = command.body
  const told = { merchantId, name, industry, district, bankAccount }
  const data = { ...told, ...(status === undefined ? {} : { status }) }
  const standing = { bookId: command.bookId, status: status ?? 'ACTIVE' }
  const rows = policyRows(world.policies.values())
  const body = { ...told, ...standing, ...capsNote(rows, told, command.now) }
  return { facts: [speak('merchant.enrolled', merchantId, data)], answer: () => () => body }
}
