// A refund as a case: contested by the gym, awarded by one officer, approved by another one.
import { DESK, OFFICER, SECOND_OFFICER, THIRD_OFFICER } from '@ticun/demo'
import { memberLogin } from '@ticun/issuer'
import { escrowRoutes, newId, type InputOf } from '@ticun/protocol'
import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { attend, importYear, listPack, nameOf, sell } from '../journeys/gym.ts'
import { approve, awaitPayment } from '../journeys/officers.ts'
import { giveEvidence, pick, rowOf, settle } from './paper.ts'
import {
  amountBeside,
  DESK_SCREEN,
  expectFen,
  onScene,
  PACK,
  PHONE_SCREEN,
  sellPack,
  SOLD_AT,
  type Scene,
} from './scene.ts'

const MEMBER = 9501
const WITHDRAWS = 9502
const ACCEPTS = 9503
const PAID_FEN = 10_000n
const AWARD_FEN = 6_000n
const COMES_BACK = 9504
const OWN_ACCOUNT = '6228480000009504'
const COUNTER_FEN = 8_000n

onScene({
  'she asks, the gym contests in time, one officer awards and another approves': async (scene) => {
    const { contractId } = await sellPack(scene.stage, MEMBER)
    const phone = await scene.enter(memberLogin(MEMBER), '/me', PHONE_SCREEN)
    await phone.getByRole('button', { name: '申请退款' }).click()
    await phone.getByRole('dialog').getByRole('textbox').fill('工作调动')
    await settle(phone, '确认申请')
    await phone.locator('[data-test=refund]').click()
    await phone.getByText('商户须在此前答复').waitFor()
    await expectFen(phone.locator('.figure.big'), PAID_FEN)
    await phone.getByText('最迟到账').waitFor()

    const desk = await scene.enter('coach', '/merchant/refunds', DESK_SCREEN)
    const asked = rowOf(desk, contractId)
    await asked.getByText(/还有 \d+ 天/).waitFor()
    await asked.getByRole('button', { name: '不同意', exact: true }).click()
    const contest = desk.getByRole('dialog')
    await contest.getByLabel('请写明理由，会员会看到').fill('课程一切正常')
    await giveEvidence(contest, 'the lessons')
    await settle(desk, '不同意')
    await asked.getByText('商户有异议').waitFor()

    await phone.reload()
    await phone.getByText('课程一切正常（会员原因）').waitFor()

    const first = await scene.enter(OFFICER, '/notary/queue', DESK_SCREEN)
    await rowOf(first, contractId).getByText('退款待裁定').waitFor()
    await rowOf(first, contractId).getByRole('link', { name: '去处理' }).click()
    await rowOf(first, contractId).getByRole('button', { name: '处理' }).click()
    await settle(first, '转调解/仲裁')
    await first.getByText('调解中', { exact: true }).first().click()
    await rowOf(first, contractId).getByRole('button', { name: '处理' }).click()
    const award = first.getByRole('dialog')
    await pick(first, award, '退款依据', '调解协议')
    await award.getByLabel('裁定金额（不填按公式）').fill('60')
    await pick(first, award, '其余款项', '留在课包，会员继续使用')
    await giveEvidence(award, 'the agreement')
    await settle(first, '录入裁定')
    await first.getByText('已裁定，待批准', { exact: true }).first().click()
    await rowOf(first, contractId).getByRole('button', { name: '处理' }).click()
    await expectFen(first.getByRole('dialog').locator('.figure.big'), AWARD_FEN)
    // Who recorded it does not approve it: the service says so.
    await first.getByRole('dialog').getByRole('button', { name: '批准', exact: true }).click()
    await first.getByText('不得审批自己提交的事项').waitFor()
    expect(scene.complaints.splice(0)).toHaveLength(1)

    const second = await scene.enter(SECOND_OFFICER, '/notary/refunds?status=AWARDED', DESK_SCREEN)
    await rowOf(second, contractId).getByRole('button', { name: '处理' }).click()
    await settle(second, '批准')
    await phone.reload()
    await expectFen(phone.locator('.figure.big'), AWARD_FEN)
    // The rest is nobody's yet: it is hers to use.
    await expectFen(amountBeside(phone, '归商户'), 0n)
    await phone.getByText('退到您的账户').waitFor()
  },

  'she takes the figure of the gym, and nobody has to decide': async (scene) => {
    // A session of 20 元 was taken: 85.72 are left by its price, 80 by the list price.
    const pack = await sellPack(scene.stage, ACCEPTS, { provenListFen: 2_000n })
    await attend(scene.stage, pack, '2025-01-03T02:00:00.000Z', 'TAP')
    const { contractId } = pack
    const phone = await scene.enter(memberLogin(ACCEPTS), '/me', PHONE_SCREEN)
    await phone.getByRole('button', { name: '申请退款' }).click()
    await phone.getByRole('dialog').getByRole('textbox').fill('工作调动')
    await settle(phone, '确认申请')
    await phone.locator('[data-test=refund]').click()
    const desk = await scene.enter('coach', '/merchant/refunds', DESK_SCREEN)
    await rowOf(desk, contractId).getByRole('button', { name: '不同意', exact: true }).click()
    await desk.getByRole('dialog').getByLabel('请写明理由，会员会看到').fill('课程一切正常')
    await settle(desk, '不同意')
    await rowOf(desk, contractId).getByText('商户有异议').waitFor()

    await phone.reload()
    await expectFen(amountBeside(phone, '按您的申请，退给您'), 8_572n)
    await expectFen(amountBeside(phone, '按商户的说法，退给您'), COUNTER_FEN)
    await phone.getByRole('button', { name: '接受商户的金额' }).click()
    await settle(phone, '接受商户的金额')
    await expectFen(phone.locator('.figure.big'), COUNTER_FEN)
    await phone.getByText('您已接受商户的金额').waitFor()
  },

  'what the bank gave back is paid again, to an account that is on paper': async (scene) => {
    const { contractId, refundId } = await comeBack(scene)
    const wang = await scene.enter(OFFICER, '/notary/refunds?status=BANK_FAILED', DESK_SCREEN)
    await rowOf(wang, contractId).getByRole('button', { name: '处理' }).click()
    await pick(wang, wang.getByRole('dialog'), '付到', '会员登记的退款账户')
    await settle(wang, '重新付款')
    await rowOf(wang, contractId).waitFor({ state: 'detached' })
    await awaitPayment(scene.stage, 'REFUND', `${refundId}_1`, ['DUE'])

    const payments = '/notary/payments?kind=refund-payments'
    const li = await scene.enter(SECOND_OFFICER, payments, DESK_SCREEN)
    await li.getByRole('button', { name: '登记收款账户' }).click()
    const dialog = li.getByRole('dialog')
    await dialog.getByLabel('户名').fill(nameOf(COMES_BACK))
    await dialog.getByLabel('账号').fill(OWN_ACCOUNT)
    await giveEvidence(dialog, 'her letter')
    await settle(li, '登记收款账户')
    const row = (page: Page) => page.getByRole('row').filter({ hasText: OWN_ACCOUNT })
    const pay = (page: Page) => row(page).getByRole('button', { name: '审批并发往银行' })
    await pay(li).waitFor()
    // Who wrote the account down does not pay to it, nor who made it due.
    expect(await pay(li).isDisabled()).toBe(true)
    const zhao = await scene.enter(THIRD_OFFICER, payments, DESK_SCREEN)
    await pay(zhao).click()
    await settle(zhao, '审批并发往银行')
    await awaitPayment(scene.stage, 'REFUND', `${refundId}_1`, ['SENT'])

    const path = `/me/contracts/${contractId}/refunds/${refundId}`
    const phone = await scene.enter(memberLogin(COMES_BACK), path, PHONE_SCREEN)
    // The gym gave way: nothing is said of an acceptance of hers.
    await phone.getByText('商户已同意').waitFor()
    await phone.getByText('退到您的账户').waitFor()
  },

  'she withdraws, and the pack is in use again': async (scene) => {
    await sellPack(scene.stage, WITHDRAWS)
    const phone = await scene.enter(memberLogin(WITHDRAWS), '/me', PHONE_SCREEN)
    await phone.getByRole('button', { name: '申请退款' }).click()
    await phone.getByRole('dialog').getByRole('textbox').fill('想错了')
    await settle(phone, '确认申请')
    await phone.locator('[data-test=refund]').click()
    await phone.getByRole('button', { name: '撤回退款申请' }).click()
    await settle(phone, '撤回退款申请')
    await phone.getByText('您已撤回').waitFor()
    await phone.getByText('返回课包').click()
    await phone.getByText('出示会员码').waitFor()
    await expectFen(phone.locator('.figure.big'), PAID_FEN)
  },
})

type Word = InputOf<(typeof escrowRoutes)['decideRefund']['body']>

/** A refund that the gym contests and then agrees to; her bank gives the money back. */
async function comeBack({ stage }: Scene) {
  const { client, house } = stage
  const on = (day: number) => `2025-01-${String(day).padStart(2, '0')}T02:00:00.000Z`
  const productId = await listPack(stage, PACK)
  const sale = { member: COMES_BACK, productId, priceFen: PACK.priceFen, at: SOLD_AT }
  const [contract] = await sell(stage, [{ ...sale, from: `RETURN${COMES_BACK}` }])
  const { contractId } = contract!
  const refundId = newId('ref')
  await client.call(house.urls.escrow, escrowRoutes.requestRefund, {
    as: memberLogin(COMES_BACK),
    key: randomUUID(),
    params: { contractId },
    body: { refundId, reason: '搬家', occurredAt: on(3) },
  })
  const say = (as: string, body: Word) =>
    client.call(house.urls.escrow, escrowRoutes.decideRefund, {
      as,
      key: randomUUID(),
      params: { refundId },
      body,
    })
  const no = { decision: 'CONTEST', fault: 'CONSUMER', reason: '个人原因' } as const
  await say(DESK, { ...no, occurredAt: on(4) })
  await say(DESK, { decision: 'AGREE', occurredAt: on(5) })
  await say(OFFICER, { decision: 'APPROVE', basis: 'MERCHANT_CONSENT', occurredAt: on(5) })
  await approve(stage, 'REFUND', refundId, on(6))
  await awaitPayment(stage, 'REFUND', refundId, ['SENT'])
  await importYear(stage)
  await awaitPayment(stage, 'REFUND', refundId, ['RETURNED'])
  return { contractId, refundId }
}
