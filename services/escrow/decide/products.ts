// Products: listed when their clauses and their size are lawful, in versions, and withdrawn.
import { refuse, type LotTerms, type Refusal } from '@ticun/protocol'
import { lintClauses, type ClauseFinding } from '@ticun/rules'
import type { Command } from '../command/command.ts'
import type { Product } from '../world/nouns.ts'
import type { World } from '../world/world.ts'
import { capRefusal } from './caps.ts'
import type { Decision, Speak } from './decision.ts'
import { policyOf, policyValue } from './policy-of.ts'

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>

/** A product as callers see it. */
export function viewProduct({ productId, merchantId, name, terms, version }: Product) {
  return { productId, merchantId, name, terms, version }
}

/**
 * Lists a product of the calling merchant. Refused: unknown_merchant, id_taken, terms_forbidden,
 * and a cap that not even a first purchase would keep: cap_amount_exceeded, cap_sessions_exceeded,
 * cap_term_exceeded, cap_total_exceeded.
 */
export function listProduct(world: World, command: Of<'list-product'>, speak: Speak): Decision {
  const { productId, merchantId } = command
  if (!world.merchants.has(merchantId)) return refuse('unknown_merchant', merchantId)
  if (world.products.has(productId)) return refuse('id_taken', productId)
  const { name, terms } = command.body
  return list(world, command, speak, { productId, merchantId, name, terms, version: 1 })
}

/**
 * Lists new terms of a product: only later contracts are signed on them. Refused: unknown_product,
 * not_yours, product_withdrawn, and as at listing.
 */
export function listVersion(world: World, command: Of<'list-version'>, speak: Speak): Decision {
  const { productId, body } = command
  const product = ownProduct(world, command)
  if ('refused' in product) return product
  const { merchantId, name } = product
  const version = product.version + 1
  const { terms } = body
  return list(world, command, speak, {
    productId,
    merchantId,
    version,
    name: body.name ?? name,
    terms,
  })
}

/** Sells a product no more. Refused: unknown_product, not_yours, product_withdrawn. */
export function withdrawProduct(
  world: World,
  command: Of<'withdraw-product'>,
  speak: Speak,
): Decision {
  const { productId, reason } = command
  const product = ownProduct(world, command)
  if ('refused' in product) return product
  const { merchantId } = product
  const fact = speak('product.withdrawn', productId, { productId, merchantId, reason })
  return { facts: [fact], answer: () => () => viewProduct(product) }
}

function ownProduct(
  world: World,
  { productId, actor }: Of<'list-version' | 'withdraw-product'>,
): Product | Refusal {
  const product = world.products.get(productId)
  if (!product) return refuse('unknown_product', productId)
  if (actor.role === 'merchant' && actor.party !== product.merchantId) return refuse('not_yours')
  if (product.withdrawnAt !== undefined) return refuse('product_withdrawn', product.withdrawnAt)
  return product
}

type Listing = Pick<Product, 'productId' | 'merchantId' | 'name' | 'terms' | 'version'>

function list(world: World, command: Command, speak: Speak, wanted: Listing): Decision {
  const { productId, merchantId, name, terms, version } = wanted
  const findings = lintClauses(terms.clauses ?? [])
  const unlawful = clauseRefusal(findings)
  if (unlawful) return unlawful
  const tooLarge = capRefusal(world, merchantId, terms, [], command.now)
  if (tooLarge) return tooLarge
  const data = { productId, merchantId, name, terms, version }
  const fact = speak('product.listed', productId, data)
  const giftsCounted = countsGifts(world, merchantId, terms, command.now)
  return { facts: [fact], answer: () => () => ({ ...data, findings, giftsCounted }) }
}

/** What the law makes void is not listed: clause, words and article are told. */
function clauseRefusal(findings: readonly ClauseFinding[]): Refusal | undefined {
  const found = findings.filter(({ verdict }) => verdict === 'REFUSE')
  if (found.length === 0) return undefined
  const told = found.map((each) => `clause ${each.clause}: "${each.words}" (${each.article})`)
  return refuse('terms_forbidden', told.join('; '))
}

function countsGifts(world: World, merchantId: string, terms: LotTerms, now: string): boolean {
  if (!('gifts' in terms) || !terms.gifts) return false
  const cap = policyOf(world, 'cap_sessions', merchantId, now, terms.kind)
  return cap !== undefined && cap.value !== null
}

/**
 * The terms as they are agreed now: cooling-off is never shorter than what holds by law, and longer
 * where the terms are better (Art 14).
 */
export function agreedTerms(world: World, product: Product, now: string): LotTerms {
  const { merchantId, terms } = product
  const least = policyValue(world, 'cooling_off_days', merchantId, now, terms.kind)
  if (terms.coolingOffDays >= least) return terms
  return { ...terms, coolingOffDays: least }
}
