// How facts of books, merchants and products change the world.
import { put, type ChangeTable } from './change.ts'

export const partyChanges = {
  'book.opened': (world, fact) => {
    const { number, name } = fact.data.bankAccount
    const { bookId, occurredAt } = fact
    world.book = { bookId, bankNumber: number, bankName: name, openedAt: occurredAt }
  },
  'merchant.enrolled': (world, fact) => {
    const { bankAccount, ...data } = fact.data
    const bank = { bankNumber: bankAccount.number, bankName: bankAccount.name }
    put(world, 'merchants', data.merchantId, {
      ...data,
      ...bank,
      enrolledAt: fact.occurredAt,
      status: data.status ?? 'ACTIVE',
      stoppedOn: undefined,
      noticeUntil: undefined,
      pending: undefined,
      pendingRelease: undefined,
      releasedFen: 0n,
    })
  },
  'product.listed': (world, fact) =>
    put(world, 'products', fact.data.productId, {
      ...fact.data,
      listedAt: fact.occurredAt,
      withdrawnAt: undefined,
    }),
  'product.withdrawn': (world, { data: { productId }, occurredAt }) => {
    const product = world.products.get(productId)!
    put(world, 'products', productId, { ...product, withdrawnAt: occurredAt })
  },
} satisfies Partial<ChangeTable>
