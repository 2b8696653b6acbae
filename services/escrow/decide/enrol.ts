// Opening a book, enrolling a merchant, listing a product.
import { refuse } from '@ticun/protocol'
import type { Command } from '../command/command.ts'
import type { World } from '../world/world.ts'
import type { Decision, Speak } from './decision.ts'

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>

/** Opens the book of a notary escrow account. Refused: id_taken. */
export function openBook(world: World, command: Of<'open-book'>, speak: Speak): Decision {
  if (world.book) return refuse('id_taken', command.bookId)
  const { bankAccount } = command.body
  const body = { bookId: command.bookId, currency: 'CNY', bankAccount }
  const fact = speak('book.opened', command.bookId, { currency: 'CNY', bankAccount })
  return { facts: [fact], answer: () => () => body }
}

/** Enrols a merchant in a book. Refused: id_taken. */
export function enrolMerchant(world: World, command: Of<'enrol-merchant'>, speak: Speak): Decision {
  const { merchantId } = command
  if (world.merchants.has(merchantId)) return refuse('id_taken', merchantId)
  const { name, industry, district, bankAccount } = command.body
  const data = { merchantId, name, industry, district, bankAccount }
  const body = { ...data, bookId: command.bookId }
  return { facts: [speak('merchant.enrolled', merchantId, data)], answer: () => () => body }
}

/** Lists a product of the calling merchant. Refused: unknown_merchant, id_taken. */
export function listProduct(world: World, command: Of<'list-product'>, speak: Speak): Decision {
  const { productId, merchantId } = command
  if (!world.merchants.has(merchantId)) return refuse('unknown_merchant', merchantId)
  if (world.products.has(productId)) return refuse('id_taken', productId)
  const { name, terms } = command.body
  const data = { productId, merchantId, name, terms, version: 1 }
  return { facts: [speak('product.listed', productId, data)], answer: () => () => data }
}
