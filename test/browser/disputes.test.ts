// A disputed session from the phone to the officer: raised, answered, decided; and one conceded.
import { OFFICER } from '@ticun/demo'
import { memberLogin } from '@ticun/issuer'
import { expect } from 'vitest'
import { attend, contractOf } from '../journeys/gym.ts'
import { giveEvidence, rowOf, settle } from './paper.ts'
import { amountBeside, DESK_SCREEN, expectFen, onScene, PHONE_SCREEN, sellPack } from './scene.ts'

const MEMBER = 9401
const CONCEDED = 9402
const WITHDRAWN = 9403
const REVERSED = 9404
const SLOT_FEN = 1_428n
const MERCHANT_PART_FEN = 1_000n

/** A moment ago, so that no clock of the house is behind it. */
const justNow = () => new Date(Date.now() - 1_000).toISOString()

onScene({
  'she objects to a confirmed session, the gym answers, an officer shares it': async (scene) => {
    const contract = await sellPack(scene.stage, MEMBER)
    await attend(scene.stage, contract, justNow(), 'TAP')
    const phone = await scene.enter(memberLogin(MEMBER), '/me', PHONE_SCREEN)
    await phone.getByText('前可提异议').waitFor()
    await phone.locator('[data-test=dispute]').click()
    await phone.getByText('我没有来上这次课').waitFor()
    await settle(phone, '提出异议')
    const state = phone.locator('[data-test=dispute-state]')
    await state.getByText('处理中').waitFor()
    await expectFen(amountBeside(state, '冻结'), SLOT_FEN)
    expect(await phone.locator('[data-test=dispute]').count()).toBe(0)

    const desk = await scene.enter('coach', '/merchant/disputes', DESK_SCREEN)
    await rowOf(desk, contract.contractId).getByRole('button', { name: '有证据，不认可' }).click()
    const answer = desk.getByRole('dialog')
    await answer.getByLabel('您说').fill('签到表上有她的签名')
    await giveEvidence(answer, 'the list')
    await settle(desk, '有证据，不认可')
    await rowOf(desk, contract.contractId).getByText('签到表上有她的签名').waitFor()

    const officer = await scene.enter(OFFICER, '/notary/disputes', DESK_SCREEN)
    await rowOf(officer, contract.contractId).getByRole('button', { name: '裁定' }).click()
    const dialog = officer.getByRole('dialog')
    await dialog.getByText('签到表上有她的签名').waitFor()
    const decide = dialog.getByRole('button', { name: '裁定', exact: true })
    await dialog.getByText('分担', { exact: true }).click()
    await dialog.getByLabel('给商户').fill('10.00')
    // Nobody decides without a paper.
    expect(await decide.isDisabled()).toBe(true)
    await giveEvidence(dialog, 'the decision')
    await settle(officer, '裁定')
    await rowOf(officer, contract.contractId).waitFor({ state: 'detached' })

    await phone.reload()
    await state.getByText('双方分担').waitFor()
    await expectFen(amountBeside(state, '还给您'), SLOT_FEN - MERCHANT_PART_FEN)
    await state.getByText('签到表上有她的签名').waitFor()
  },

  'the gym concedes, and what the session took is hers again': async (scene) => {
    const contract = await sellPack(scene.stage, CONCEDED)
    await attend(scene.stage, contract, justNow(), 'NOBODY')
    const phone = await scene.enter(memberLogin(CONCEDED), '/me', PHONE_SCREEN)
    await phone.locator('[data-test=dispute]').click()
    await phone.getByText('其他情况（请写明）').first().click()
    const dialog = phone.getByRole('dialog')
    const send = dialog.getByRole('button', { name: '提出异议' })
    await expect.poll(() => send.isDisabled()).toBe(true)
    await dialog.getByRole('textbox').fill('那天馆里停电')
    await settle(phone, '提出异议')

    const desk = await scene.enter('coach', '/merchant/disputes', DESK_SCREEN)
    await rowOf(desk, contract.contractId).getByText('那天馆里停电').waitFor()
    await rowOf(desk, contract.contractId).getByRole('button', { name: '认可会员' }).click()
    await settle(desk, '认可会员')
    await rowOf(desk, contract.contractId).waitFor({ state: 'detached' })
    await phone.reload()
    await phone.getByText('商户认可，钱还会员').waitFor()
    const after = await contractOf(scene.stage, contract.contractId)
    expect(after).toMatchObject({ heldFen: '10000', sessionsUsed: 0, sessionsAwaiting: 0 })
  },

  'she may withdraw, and then the session stands': async (scene) => {
    const contract = await sellPack(scene.stage, WITHDRAWN)
    await attend(scene.stage, contract, justNow(), 'CODE')
    const phone = await scene.enter(memberLogin(WITHDRAWN), '/me', PHONE_SCREEN)
    await phone.locator('[data-test=dispute]').click()
    await settle(phone, '提出异议')
    await phone.getByRole('button', { name: '撤回异议' }).click()
    await settle(phone, '撤回异议')
    await phone.locator('[data-test=dispute-state]').getByText('会员撤回').waitFor()
    // It was settled: there is no second dispute of it.
    expect(await phone.locator('[data-test=dispute]').count()).toBe(0)
    expect(await contractOf(scene.stage, contract.contractId)).toMatchObject({
      releasedFen: String(SLOT_FEN),
    })
  },

  'the desk takes its own mistake back, also a confirmed one of another day': async (scene) => {
    const contract = await sellPack(scene.stage, REVERSED)
    await attend(scene.stage, contract, '2024-12-21T10:00:00.000Z', 'CODE')
    await attend(scene.stage, contract, justNow(), 'CODE')
    const path = `/merchant/contracts/${contract.contractId}`
    const desk = await scene.enter('coach', path, DESK_SCREEN)
    const drawer = desk.locator('.ant-drawer')
    const old = drawer.getByRole('row').filter({ hasText: '2024-12-21' })
    const today = drawer.getByRole('row').filter({ hasText: '14.29' })
    const dialog = desk.getByRole('dialog').last()
    const sure = dialog.getByRole('button', { name: '撤销' })
    await today.getByRole('button', { name: '撤销' }).click()
    await sure.click()
    await today.getByText('已撤销').waitFor()
    await old.getByRole('button', { name: '撤销' }).click()
    // Nobody calls it a slip after that day: somebody has to say why.
    await dialog.getByText('先扣您还没划付的收入').waitFor()
    expect(await sure.isDisabled()).toBe(true)
    await dialog.getByLabel('撤销原因').fill('会员出差，点错了人')
    await sure.click()
    await old.getByText('已撤销').waitFor()
    const after = await contractOf(scene.stage, contract.contractId)
    expect(after).toMatchObject({ releasedFen: '0', heldFen: '10000', sessionsUsed: 0 })
  },
})
