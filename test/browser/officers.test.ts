// What officers decide by two: freezes, policies, a merchant that is gone and its mass refund.
import { BOOK, OFFICER, SECOND_OFFICER, THIRD_OFFICER } from '@ticun/demo'
import { memberLogin, POOL_MERCHANT_ID } from '@ticun/issuer'
import { escrowRoutes, groupedReference, newId, type ContractView } from '@ticun/protocol'
import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { attend, contractOf, importYear, listPack, payIn, sell } from '../journeys/gym.ts'
import { runPayouts } from '../journeys/officers.ts'
import { giveEvidence, pick, rowOf, search, settle, typeDay } from './paper.ts'
import {
  amountBeside,
  DESK_SCREEN,
  expectFen,
  expectNoSideScroll,
  onScene,
  SOLD_AT,
  sellPack,
  type Scene,
} from './scene.ts'

const POOL = '碧波游泳馆'
const POOL_MEMBERS = [9701, 9702]
const SUSPENSE_MEMBER = 9703
const CHARGEBACK_MEMBER = 9704
const BOOKED_MEMBER = 9705
const RESERVE_MEMBER = 9706
const POOL_PRICE_FEN = 30_000n

onScene({
  'a freeze is placed at once; who asked for its end cannot approve it': async (scene) => {
    const wang = await scene.enter(OFFICER, '/notary/freezes', DESK_SCREEN)
    await wang.getByRole('button', { name: '新冻结' }).click()
    const dialog = wang.getByRole('dialog')
    await pick(wang, dialog, '范围', '商户的一笔金额')
    await pick(wang, dialog, '对象', '对门健身馆')
    await dialog.getByLabel('金额').fill('88.80')
    const reason = `保全裁定 ${randomUUID()}`
    await dialog.getByLabel('理由').fill(reason)
    const place = dialog.getByRole('button', { name: '新冻结' })
    expect(await place.isDisabled()).toBe(true)
    await giveEvidence(dialog, 'order')
    await settle(wang, '新冻结')
    const row = (page: Page) => page.getByRole('row').filter({ hasText: reason })
    await expectFen(row(wang).locator('[data-fen]'), 8_880n)

    await row(wang).getByRole('button', { name: '申请解除' }).click()
    await wang.getByRole('dialog').getByLabel('理由').fill('法院已解除')
    await settle(wang, '申请解除')
    await row(wang).getByText('须由另一位公证员审批').waitFor()
    expect(await row(wang).getByRole('button', { name: '批准解除' }).isDisabled()).toBe(true)

    const li = await scene.enter(SECOND_OFFICER, '/notary/queue', DESK_SCREEN)
    await li.getByText('对门健身馆').first().waitFor()
    await li.goto(`${scene.portal}/notary/freezes`)
    await row(li).getByRole('button', { name: '批准解除' }).click()
    await settle(li, '批准解除')
    await row(li).waitFor({ state: 'detached' })
  },

  'a policy shows what it would touch, and holds by another officer’s word': async (scene) => {
    const source = `联席会议纪要 ${randomUUID()}`
    const wang = await scene.enter(OFFICER, '/notary/policies', DESK_SCREEN)
    await wang.getByRole('button', { name: '提出政策' }).click()
    const dialog = wang.getByRole('dialog')
    await dialog.getByLabel('规定').fill('10')
    // A trade that nobody has ruled for yet.
    await dialog.getByLabel('行业').fill('beauty')
    await typeDay(dialog, '起始日', '2030-01-01')
    await dialog.getByLabel('依据').fill(source)
    await dialog.getByRole('button', { name: '看会影响什么' }).click()
    await dialog.locator('[data-test=preview]').getByText('不能再卖的商品').waitFor()
    await settle(wang, '提出政策')
    const row = (page: Page) => page.getByRole('row').filter({ hasText: source })
    await row(wang).getByText('10 天').waitFor()
    await row(wang).getByText('BEAUTY').waitFor()
    expect(await row(wang).getByRole('button', { name: '批准', exact: true }).isDisabled()).toBe(
      true,
    )
    const li = await scene.enter(SECOND_OFFICER, '/notary/policies', DESK_SCREEN)
    await row(li).getByRole('button', { name: '批准', exact: true }).click()
    await settle(li, '批准')
    await row(li).getByText('已生效').waitFor()
  },

  'a pool is gone: two officers say so, two others approve what its members get': async (scene) => {
    await sellAtPool(scene)
    const wang = await scene.enter(OFFICER, '/notary/merchants', DESK_SCREEN)
    const row = (page: Page) => page.getByRole('row').filter({ hasText: POOL })
    await row(wang).getByText('健身 / 长宁区').waitFor()
    await row(wang).getByRole('button', { name: '变更状态' }).click()
    const gone = wang.getByRole('dialog')
    await pick(wang, gone, '变更为', '失联')
    await typeDay(gone, '停止服务的日期', '2025-01-10')
    await gone.getByLabel('理由').fill('门店关闭')
    await giveEvidence(gone, 'street office')
    await settle(wang, '变更状态')
    await row(wang).getByText('→ 失联').waitFor()
    const li = await scene.enter(SECOND_OFFICER, '/notary/merchants', DESK_SCREEN)
    await row(li).getByRole('button', { name: '批准', exact: true }).click()
    await settle(li, '批准')
    await row(li).getByText('2025-01-10 停业').waitFor()

    await wang.goto(`${scene.portal}/notary/mass-refunds`)
    await wang.getByRole('button', { name: '计算退款表' }).click()
    await pick(wang, wang.getByRole('dialog'), '商户', POOL)
    await settle(wang, '计算退款表')
    await wang.getByRole('link', { name: POOL }).click()
    await wang.getByText('提存 + 争议 = 应退 + 留存，一分不差').waitFor()
    const all = POOL_PRICE_FEN * BigInt(POOL_MEMBERS.length)
    await expectFen(amountBeside(wang, '应退'), all)
    expect(await wang.getByRole('button', { name: '批准', exact: true }).isDisabled()).toBe(true)
    const path = new URL(wang.url()).pathname
    for (const login of [SECOND_OFFICER, THIRD_OFFICER]) {
      const page = await scene.enter(login, path, DESK_SCREEN)
      await page.getByRole('button', { name: '批准', exact: true }).click()
      await settle(page, '批准')
    }
    await wang.reload()
    await wang.getByText('付款中').waitFor()
    await wang.locator('[data-test=mass-progress]').waitFor()
  },

  'money that nobody was found for is given to the pack that waits for it': async (scene) => {
    const { client, house } = scene.stage
    const contract = await sellPack(scene.stage, SUSPENSE_MEMBER)
    const body = { productId: contract.productId }
    const call = { as: memberLogin(SUSPENSE_MEMBER), key: randomUUID(), params: contract, body }
    const params = { contractId: contract.contractId }
    await client.call(house.urls.escrow, escrowRoutes.addLot, { ...call, params })
    const remittance = `续课 ${randomUUID().slice(0, 8)}`
    const money = { member: SUSPENSE_MEMBER, amountFen: 10_000n, remittance, at: SOLD_AT }
    await payIn(scene.stage, money)
    await importYear(scene.stage)

    const wang = await scene.enter(OFFICER, '/notary/suspense', DESK_SCREEN)
    const row = wang.getByRole('row').filter({ hasText: remittance })
    await expect
      .poll(async () => {
        await wang.reload()
        await wang.waitForLoadState('networkidle')
        return row.count()
      })
      .toBe(1)
    await row.getByRole('button', { name: '归入课包' }).click()
    const dialog = wang.getByRole('dialog')
    await search(wang, dialog, '合同', contract.reference, groupedReference(contract.reference))
    await dialog.getByLabel('理由').fill('会员电话确认')
    await settle(wang, '归入课包')
    // Who said where the money goes does not let it go.
    const approval = row.getByRole('button', { name: '批准归入' })
    await approval.waitFor()
    expect(await approval.isDisabled()).toBe(true)

    const li = await scene.enter(SECOND_OFFICER, '/notary/suspense', DESK_SCREEN)
    const hers = li.getByRole('row').filter({ hasText: remittance })
    await hers.getByRole('button', { name: '批准归入' }).click()
    await li.getByRole('dialog').getByText('会员电话确认').waitFor()
    await settle(li, '批准归入')
    await hers.waitFor({ state: 'detached' })
  },

  'a merchant that no policy caps is shown as such': async (scene) => {
    const name = `瑜伽馆 ${randomUUID().slice(0, 8)}`
    await enrol(scene, name, 'YOGA', newId('mer'))
    const wang = await scene.enter(OFFICER, '/notary/merchants', DESK_SCREEN)
    const row = wang.getByRole('row').filter({ hasText: name })
    await row.getByText('YOGA / 长宁区').waitFor()
    await row.getByText('没有政策规定预付上限').waitFor()
    // A gym's caps are policies that come with the program.
    const gym = wang.getByRole('row').filter({ hasText: '对门健身馆' })
    await gym.getByText('健身 / 静安区').waitFor()
    expect(await gym.getByText('没有政策规定预付上限').count()).toBe(0)
  },

  'of a reserve nothing is released that is still needed, and the page says so': async (scene) => {
    const wang = await scene.enter(OFFICER, '/notary/merchants', DESK_SCREEN)
    const row = wang.getByRole('row').filter({ hasText: '静安康体中心' })
    await row.getByRole('button', { name: '释放保证金' }).click()
    const dialog = wang.getByRole('dialog')
    await expectFen(amountBeside(dialog, '现有保证金'), 0n)
    await dialog.getByLabel('释放金额').fill('1.00')
    await dialog.getByLabel('理由').fill('合同都已了结')
    await dialog.getByRole('button', { name: '提出释放' }).click()
    await dialog.getByText('保证金尚需保留').waitFor()
    expect(scene.complaints.splice(0)).toHaveLength(1)
  },

  'what is not needed of a reserve is released, by two officers': async (scene) => {
    await keepReserve(scene)
    const rival = (page: Page) => page.getByRole('row').filter({ hasText: '对门健身馆' })
    const wang = await scene.enter(OFFICER, '/notary/merchants', DESK_SCREEN)
    await rival(wang).getByRole('button', { name: '释放保证金' }).click()
    const dialog = wang.getByRole('dialog')
    await expectFen(amountBeside(dialog, '现有保证金'), 25_000n)
    await dialog.getByLabel('释放金额').fill('100')
    await dialog.getByLabel('理由').fill('不再需要')
    await settle(wang, '提出释放')
    const waits = (page: Page) => rival(page).locator('[data-test=pending-release]')
    const own = waits(wang).getByRole('button', { name: '批准释放' })
    await own.waitFor()
    expect(await own.isDisabled()).toBe(true)

    const li = await scene.enter(SECOND_OFFICER, '/notary/merchants', DESK_SCREEN)
    await waits(li).getByRole('button', { name: '批准释放' }).click()
    await settle(li, '批准释放')
    await waits(li).waitFor({ state: 'detached' })
    await rival(li).getByRole('button', { name: '释放保证金' }).click()
    await expectFen(amountBeside(li.getByRole('dialog'), '现有保证金'), 15_000n)
  },

  'a chargeback is told by one officer, and another one does not believe it': async (scene) => {
    const contract = await sellPack(scene.stage, CHARGEBACK_MEMBER)
    const wang = await scene.enter(OFFICER, '/notary/chargebacks', DESK_SCREEN)
    await tellChargeback(wang, contract)
    const stands = await contractOf(scene.stage, contract.contractId)
    expect(stands.lots[0]?.chargebackId).toMatch(/^cbk_/)

    const li = await scene.enter(SECOND_OFFICER, '/notary/queue', DESK_SCREEN)
    const hers = rowOf(li, contract.contractId)
    await hers.getByRole('link', { name: '去处理' }).click()
    await hers.getByRole('button', { name: '处理' }).click()
    await li.getByRole('dialog').getByText('不批准', { exact: true }).click()
    await settle(li, '不批准')
    await hers.getByText('未批准').waitFor()
    const again = await contractOf(scene.stage, contract.contractId)
    expect(again).toMatchObject({ status: 'ACTIVE', heldFen: '10000' })
  },

  'a chargeback that is believed is booked, and won: each word by two officers': async (scene) => {
    const contract = await sellPack(scene.stage, BOOKED_MEMBER)
    const row = (page: Page) => rowOf(page, contract.contractId)
    const handle = (page: Page) => row(page).getByRole('button', { name: '处理' }).click()
    const wang = await scene.enter(OFFICER, '/notary/chargebacks', DESK_SCREEN)
    await tellChargeback(wang, contract)
    const li = await scene.enter(SECOND_OFFICER, '/notary/chargebacks', DESK_SCREEN)
    await handle(li)
    await settle(li, '批准')
    await row(li).getByText('已入账，申诉中').waitFor()
    expect((await contractOf(scene.stage, contract.contractId)).heldFen).toBe('0')

    await handle(li)
    await pick(li, li.getByRole('dialog'), '申诉结果', '申诉成功')
    await giveEvidence(li.getByRole('dialog'), 'answer of the bank')
    await settle(li, '录入申诉结果')
    await row(li).getByText('申诉结果待批准').waitFor()
    await wang.reload()
    await handle(wang)
    await settle(wang, '批准')
    await row(wang).getByText('申诉成功').waitFor()
    expect((await contractOf(scene.stage, contract.contractId)).heldFen).toBe('10000')
  },

  'a phone shows every page whole': async (scene) => {
    const page = await scene.enter(OFFICER, '/notary', DESK_SCREEN)
    const parts = ['queue', 'disputes', 'merchants', 'mass-refunds', 'freezes', 'policies']
    await expectNoSideScroll(
      page,
      parts.map((part) => `/notary/${part}`),
    )
  },
})

async function enrol({ stage }: Scene, name: string, industry: string, merchantId: string) {
  const { client, house } = stage
  await client.call(house.urls.escrow, escrowRoutes.enrolMerchant, {
    as: OFFICER,
    key: randomUUID(),
    body: {
      merchantId,
      bookId: BOOK,
      name,
      industry,
      district: '长宁区',
      bankAccount: { number: '6222000000000003', name },
      occurredAt: '2024-12-01T01:00:00.000Z',
    },
  })
}

async function sellAtPool(scene: Scene): Promise<void> {
  const { stage } = scene
  await enrol(scene, POOL, 'FITNESS', POOL_MERCHANT_ID)
  const productId = await listPack(stage, { sessions: 30, priceFen: POOL_PRICE_FEN }, 'pool')
  const sales = POOL_MEMBERS.map((member) => ({
    member,
    productId,
    priceFen: POOL_PRICE_FEN,
    at: SOLD_AT,
  }))
  await sell(stage, sales, { as: 'pool' })
}

async function tellChargeback(page: Page, { contractId, reference }: ContractView) {
  await page.getByRole('button', { name: '登记拒付' }).click()
  const dialog = page.getByRole('dialog')
  await search(page, dialog, '合同', reference, groupedReference(reference))
  await dialog.getByLabel('银行收回的金额').fill('100')
  await dialog.getByLabel('原因').fill('持卡人否认交易')
  await giveEvidence(dialog, 'letter of the bank')
  await settle(page, '登记拒付')
  await rowOf(page, contractId).getByText('待批准').waitFor()
}

/** Of 500 that the gym of `rival` has earned half is kept; 500 are held still. */
async function keepReserve({ stage }: Scene): Promise<void> {
  const { client, house } = stage
  const policyId = newId('pol')
  const occurredAt = '2024-12-01T01:00:00.000Z'
  const place = { industry: '*', district: '静安区', from: '2025-01-01', source: '协议约定' }
  const policy = { key: 'reserve_basis_points' as const, value: 5_000, ...place }
  await client.call(house.urls.escrow, escrowRoutes.proposePolicy, {
    as: OFFICER,
    key: randomUUID(),
    body: { bookId: BOOK, policyId, policy, occurredAt },
  })
  await client.call(house.urls.escrow, escrowRoutes.decidePolicy, {
    as: SECOND_OFFICER,
    key: randomUUID(),
    params: { policyId },
    body: { decision: 'APPROVE', occurredAt },
  })
  const priceFen = 100_000n
  const productId = await listPack(stage, { sessions: 2, priceFen }, 'rival')
  const sale = { member: RESERVE_MEMBER, productId, priceFen, at: SOLD_AT }
  const [contract] = await sell(stage, [sale], { as: 'rival' })
  await attend(stage, contract!, '2025-01-03T02:00:00.000Z', 'TAP', 'rival')
  await runPayouts(stage, new Date().toISOString())
}
