// What is done with a contract besides: given away, bought again, upgraded, suspended, extended.
import { DESK } from '@ticun/demo'
import { memberLogin, memberParty } from '@ticun/issuer'
import { escrowRoutes, groupedReference } from '@ticun/protocol'
import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { contractOf, importYear, listPack, nameOf, payIn, sell } from '../journeys/gym.ts'
import { awaitSigned } from '../journeys/officers.ts'
import { pick, search, settle, typeDay } from './paper.ts'
import {
  DESK_SCREEN,
  expectFen,
  expectNoSideScroll,
  onScene,
  PHONE_SCREEN,
  sellPack,
  type Scene,
} from './scene.ts'

const GIVES = 9601
const TAKES = 9602
const BUYS = 9603
const SUSPENDS = 9604
const CERTIFIES = 9605
const UPGRADES = 9606
const EXTENDED = 9607
const CARD_FEN = 36_500n

onScene({
  'she gives two sessions to somebody, who finds them on her own phone': async (scene) => {
    const { contractId } = await sellPack(scene.stage, GIVES)
    const heir = await scene.enter(memberLogin(TAKES), '/me', PHONE_SCREEN)
    await heir.getByText(memberParty(TAKES)).waitFor()

    const phone = await scene.enter(memberLogin(GIVES), '/me', PHONE_SCREEN)
    await phone.locator('[data-test=transfer]').click()
    const dialog = phone.getByRole('dialog')
    await dialog.getByLabel('对方会员号').fill(memberParty(TAKES))
    await dialog.getByLabel('对方姓名').fill(nameOf(TAKES))
    await dialog.getByLabel('转几次（不填为全部）').fill('2')
    await settle(phone, '转让')
    expect(await contractOf(scene.stage, contractId)).toMatchObject({ heldFen: '10000' })
    await phone.locator('[data-offer]').getByRole('button', { name: '撤回' }).waitFor()
    // The last two of 1428, 1429, 1428, 1429, 1428, 1429, 1429.
    await heir.reload()
    await heir.locator('[data-offer]').getByRole('button', { name: '同意', exact: true }).click()
    await settle(heir, '确定')
    await expectFen(heir.locator('.figure.big'), 2_858n)
    expect(await contractOf(scene.stage, contractId)).toMatchObject({ heldFen: '7142' })
  },

  'she buys again, sees what to write in the transfer, and may think better of it': async (
    scene,
  ) => {
    const { contractId } = await sellPack(scene.stage, BUYS)
    const phone = await scene.enter(memberLogin(BUYS), '/me', PHONE_SCREEN)
    await phone.locator('[data-test=renew]').click()
    await pick(phone, phone.getByRole('dialog'), '商品', '课包 7 次')
    await settle(phone, '续买')
    const unpaid = phone.locator('[data-test=lot]').filter({ hasText: '还需付款' })
    await expectFen(unpaid.locator('[data-fen]').first(), 10_000n)
    const { lots } = await contractOf(scene.stage, contractId)
    await unpaid.getByText(groupedReference(lots[1]?.reference ?? '?')).waitFor()
    await unpaid.getByRole('button', { name: '不买了' }).click()
    await settle(phone, '不买了')
    await unpaid.waitFor({ state: 'detached' })
    expect((await contractOf(scene.stage, contractId)).heldFen).toBe('10000')
  },

  'she upgrades, pays the difference, and all of it is held for the new pack': async (scene) => {
    const { contractId } = await sellPack(scene.stage, UPGRADES)
    await listPack(scene.stage, { sessions: 14, priceFen: 18_000n })
    const phone = await scene.enter(memberLogin(UPGRADES), '/me', PHONE_SCREEN)
    await phone.locator('[data-test=upgrade]').click()
    await search(phone, phone.getByRole('dialog'), '商品', '课包 14 次')
    await settle(phone, '升级')
    const unpaid = phone.locator('[data-test=lot]').filter({ hasText: '还需付款' })
    await expectFen(unpaid.locator('[data-fen]').first(), 8_000n)
    const { lots } = await contractOf(scene.stage, contractId)
    const remittance = lots[1]?.reference ?? '?'
    await unpaid.getByText(groupedReference(remittance)).waitFor()
    const at = '2025-01-20T02:00:00.000Z'
    await payIn(scene.stage, { member: UPGRADES, amountFen: 8_000n, remittance, at })
    await importYear(scene.stage)
    const held = async () => (await contractOf(scene.stage, contractId)).heldFen
    await expect.poll(held).toBe('18000')
    await phone.reload()
    await expectFen(phone.locator('.figure.big'), 18_000n)
  },

  'the gym lets a pack be used longer, and she sees until when': async (scene) => {
    const { contractId } = await sellUntil(scene)
    const desk = await scene.enter('coach', `/merchant/contracts/${contractId}`, DESK_SCREEN)
    const lot = desk.locator('.ant-drawer [data-test=lot]')
    await lot.getByText('有效到 2027-10-12').waitFor()
    await lot.getByRole('button', { name: '延期' }).click()
    const dialog = desk.getByRole('dialog').last()
    await typeDay(dialog, '新的最后一天', '2028-12-31')
    await dialog.getByLabel('理由').fill('场馆装修')
    await dialog.getByRole('button', { name: '延期' }).click()
    await lot.getByText('有效到 2028-12-31').waitFor()
    const phone = await scene.enter(memberLogin(EXTENDED), '/me', PHONE_SCREEN)
    await phone.locator('[data-test=lot]').getByText('2028-12-31').waitFor()
  },

  'a term card stands still while she is away, and runs again': async (scene) => {
    const { client, house } = scene.stage
    const listed = await client.call(house.urls.escrow, escrowRoutes.listProduct, {
      as: DESK,
      key: randomUUID(),
      body: {
        name: '三年年卡',
        terms: {
          kind: 'TERM_CARD',
          priceFen: String(CARD_FEN),
          currency: 'CNY',
          unit: 'DAY',
          units: 1_000,
          suspensionDaysMax: 30,
          coolingOffDays: 7,
        },
        occurredAt: '2024-12-01T01:00:00.000Z',
      },
    })
    const at = '2025-01-15T01:00:00.000Z'
    const sale = { member: SUSPENDS, productId: listed.productId, priceFen: CARD_FEN, at }
    const [contract] = await sell(scene.stage, [sale])
    const phone = await scene.enter(memberLogin(SUSPENDS), '/me', PHONE_SCREEN)
    await phone.locator('[data-test=suspend]').click()
    await phone.getByText('合同最多允许停 30 天').waitFor()
    await settle(phone, '停卡')
    await phone.getByText('起停卡，天数不计').waitFor()
    expect((await contractOf(scene.stage, contract?.contractId ?? '')).status).toBe('SUSPENDED')
    await phone.getByRole('button', { name: '恢复使用' }).click()
    await settle(phone, '恢复使用')
    await phone.getByRole('button', { name: '停卡' }).waitFor()
  },

  'she says which account refunds go to that cannot go back': async (scene) => {
    const phone = await scene.enter(memberLogin(TAKES), '/me', PHONE_SCREEN)
    await phone.locator('[data-test=refund-account]').click()
    const dialog = phone.getByRole('dialog')
    await dialog.getByLabel('户名').fill(nameOf(TAKES))
    await dialog.getByLabel('银行账号').fill('6217000099990001')
    await settle(phone, '登记')
    await phone.getByText('6217000099990001').waitFor()
    await phone.reload()
    await phone.getByText('6217000099990001').waitFor()
  },

  'her certificate is issued to her alone, and verified without a log-in': async (scene) => {
    const { contractId, lotId } = await sellPack(scene.stage, CERTIFIES)
    await awaitSigned(scene.stage)
    const phone = await scene.enter(memberLogin(CERTIFIES), '/me', PHONE_SCREEN)
    await phone.locator('[data-test=certificate]').click()
    const dialog = phone.getByRole('dialog')
    await dialog.getByRole('button', { name: '开具余额证明' }).click()
    await dialog.getByText('证明有效').waitFor()
    await expectFen(dialog.locator('.figure.big'), 10_000n)
    const link = (await dialog.getByRole('link').getAttribute('href')) ?? ''
    expect(link).toMatch(/^\/certificates\/crt_/)

    const stranger = await scene.visit(PHONE_SCREEN)
    await stranger.goto(scene.portal + link)
    await stranger.getByText('证明有效').waitFor()
    await expectFen(stranger.locator('.figure.big'), 10_000n)
    await expectNoSideScroll(stranger, [link])
    // One altered fen is seen here.
    await stranger.route('**/v1/certificates/*', async (route) => {
      const response = await route.fetch()
      const text = (await response.text()).replace('balance -10000', 'balance -10001')
      await route.fulfill({ response, body: text })
    })
    await stranger.goto(scene.portal + link)
    await stranger.getByText('证明无效').waitFor()

    const other = await scene.enter(memberLogin(TAKES), '/me', PHONE_SCREEN)
    const asked = await other.request.post(`${scene.portal}/api/notary/v1/certificates`, {
      headers: { 'idempotency-key': randomUUID(), origin: scene.portal },
      data: { account: `2001/${lotId}`, contractId },
    })
    expect(await asked.json()).toMatchObject({ code: 'not_yours' })
  },
})

/** Ten sessions that have a last day: 1,000 days from 15 Jan 2025. */
async function sellUntil({ stage }: Scene) {
  const { client, house } = stage
  const listed = await client.call(house.urls.escrow, escrowRoutes.listProduct, {
    as: DESK,
    key: randomUUID(),
    body: {
      name: '限期课包 10 次',
      terms: {
        kind: 'HYBRID',
        priceFen: String(CARD_FEN),
        currency: 'CNY',
        sessions: 10,
        listPriceFen: '5000',
        validityDays: 1_000,
        coolingOffDays: 7,
      },
      occurredAt: '2024-12-01T01:00:00.000Z',
    },
  })
  const at = '2025-01-15T01:00:00.000Z'
  const sale = { member: EXTENDED, productId: listed.productId, priceFen: CARD_FEN, at }
  return (await sell(stage, [sale]))[0]!
}
