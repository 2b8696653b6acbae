// Sets the stage: the book, two gyms, and the packs that the first one sells.
import { RIVAL_MERCHANT_ID } from '@ticun/issuer'
import { escrowRoutes } from '@ticun/protocol'
import { naming } from './ids.ts'
import { COOLING_OFF_DAYS, type PlannedProduct } from './plan.ts'
import { BOOK, DESK, MERCHANT, OFFICER, type Stage } from './stage.ts'

const MERCHANTS = [
  {
    merchantId: MERCHANT,
    name: '静安康体中心',
    district: '静安区',
    account: '6222000000000001',
  },
  {
    merchantId: RIVAL_MERCHANT_ID,
    name: '对门健身馆',
    district: '静安区',
    account: '6222000000000002',
  },
]

/** The same pack has the same id in every run, so that a house can be played in twice. */
const productNaming = naming('ticun demo products')

/** Opens what is not open yet; returns the ids of the products, in the plan's order. */
export async function openStage(
  stage: Stage,
  products: readonly PlannedProduct[],
  occurredAt: string,
): Promise<string[]> {
  await openBook(stage, occurredAt)
  await enrolMerchants(stage, occurredAt)
  return Promise.all(products.map((product) => listProduct(stage, product, occurredAt)))
}

async function openBook(stage: Stage, occurredAt: string): Promise<void> {
  const { client, house } = stage
  const { items } = await client.call(house.urls.escrow, escrowRoutes.listBooks, { as: OFFICER })
  if (items.some((book) => book.bookId === BOOK)) return
  const { number, name } = await stage.bank.account()
  await client.call(house.urls.escrow, escrowRoutes.openBook, {
    as: OFFICER,
    key: `demo-${BOOK}`,
    body: { bookId: BOOK, bankAccount: { number, name }, occurredAt },
  })
}

async function enrolMerchants(stage: Stage, occurredAt: string): Promise<void> {
  const { client, house } = stage
  const { items } = await client.call(house.urls.escrow, escrowRoutes.listMerchants, {
    as: OFFICER,
  })
  for (const { merchantId, name, district, account } of MERCHANTS) {
    if (items.some((merchant) => merchant.merchantId === merchantId)) continue
    await client.call(house.urls.escrow, escrowRoutes.enrolMerchant, {
      as: OFFICER,
      key: `demo-${merchantId}`,
      body: {
        merchantId,
        bookId: BOOK,
        name,
        industry: 'FITNESS',
        district,
        bankAccount: { number: account, name },
        occurredAt,
      },
    })
  }
}

async function listProduct(
  stage: Stage,
  { name, sessions, priceFen, listPriceFen }: PlannedProduct,
  occurredAt: string,
): Promise<string> {
  const { client, house } = stage
  const productId = productNaming('prd', `${sessions} for ${priceFen}`, 0)
  const query = { merchantId: MERCHANT }
  const listed = await client.call(house.urls.escrow, escrowRoutes.listProducts, {
    as: DESK,
    query,
  })
  if (listed.items.some((product) => product.productId === productId)) return productId
  await client.call(house.urls.escrow, escrowRoutes.listProduct, {
    as: DESK,
    key: `demo-${productId}`,
    body: {
      productId,
      name,
      terms: {
        kind: 'SESSION_PACK',
        priceFen: String(priceFen),
        currency: 'CNY',
        sessions,
        listPriceFen: String(listPriceFen),
        coolingOffDays: COOLING_OFF_DAYS,
      },
      occurredAt,
    },
  })
  return productId
}
