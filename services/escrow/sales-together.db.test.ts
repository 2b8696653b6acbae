// Knows that sales of one batch are held to the caps (F21) as if they came one after another.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId, type LotTerms } from '@ticun/protocol'
import type { Command } from './command/command.ts'
import { commandFor, consumer, openTestBook, openTestEscrow, terms } from './test-book.ts'

let escrow: Awaited<ReturnType<typeof openTestEscrow>>
let book: Awaited<ReturnType<typeof openTestBook>>

beforeAll(async () => {
  escrow = await openTestEscrow()
  book = await openTestBook(escrow.db, terms, 'FITNESS')
})
afterAll(() => escrow.close())

const pack = (priceFen: string, sessions: number): LotTerms => ({ ...terms, priceFen, sessions })

const listing = (productId: string, of: LotTerms) =>
  commandFor(book.bookId, book.desk, {
    verb: 'list-product',
    productId,
    merchantId: book.merchantId,
    body: { name: '课包', terms: of },
  })

const sale = (productId: string, buyer: string) =>
  commandFor(
    book.bookId,
    { ...consumer, party: buyer },
    {
      verb: 'sign-contract',
      contractId: newId('ctr'),
      lotId: newId('lot'),
      productId,
      consumerId: buyer,
      consumerName: '张三丰',
    },
  )

const together = async (...commands: Command[]) =>
  (await book.run(...commands)).map(({ answer }) => answer)

test('what she has there counts once, whatever others buy in the same batch', async () => {
  const [first, second, third] = [newId('prd'), newId('prd'), newId('prd')]
  const half = pack('900000', 20)
  await together(listing(first, half), listing(second, half), listing(third, half))
  const buyer = newId('con')
  await together(sale(first, buyer))
  const [one, two, hers] = await together(
    sale(second, newId('con')),
    sale(third, newId('con')),
    sale(first, buyer),
  )
  expect([one, two, hers]).toMatchObject([{ body: {} }, { body: {} }, { body: {} }])
  expect(await together(sale(third, buyer))).toMatchObject([{ refused: 'cap_amount_exceeded' }])
})

test('what is listed can be bought in the same batch', async () => {
  const [productId, buyer] = [newId('prd'), newId('con')]
  const answers = await together(
    listing(productId, pack('1900000', 50)),
    sale(productId, buyer),
    sale(productId, buyer),
  )
  expect(answers).toMatchObject([
    { body: { productId } },
    { body: {} },
    { refused: 'cap_amount_exceeded' },
  ])
})
