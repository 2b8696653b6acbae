// A refund as a case: contested by the gym, awarded by one officer, approved by another one.
import { OFFICER, SECOND_OFFICER } from '@ticun/demo'
import { memberLogin } from '@ticun/issuer'
import { expect } from 'vitest'
import { attend } from '../journeys/gym.ts'
import { giveEvidence, pick, rowOf, settle } from './paper.ts'
import { amountBeside, DESK_SCREEN, expectFen, onScene, PHONE_SCREEN, sellPack } from './scene.ts'

const MEMBER = 9501
const WITHDRAWS = 9502
const ACCEPTS = 9503
const PAID_FEN = 10_000n
const AWARD_FEN = 6_000n
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
    await phone.getByText('原路退回您的账户').waitFor()
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
