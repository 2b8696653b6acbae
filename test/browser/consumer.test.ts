// The member's entrance on a phone: what she gets back, a session to confirm, a refund to ask for.
import { memberLogin } from '@ticun/issuer'
import type { ContractView } from '@ticun/protocol'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { attend, contractOf } from '../journeys/gym.ts'
import {
  amountBeside,
  expectFen,
  expectFriendlyRefusal,
  expectNoSideScroll,
  onScene,
  PHONE_SCREEN,
  sellPack,
  type Scene,
} from './scene.ts'

const MEMBER = 9201
const NEIGHBOUR = 9202
const LOGIN = memberLogin(MEMBER)
const SLOTS_FEN = [1_428n, 1_429n] as const
const LEFT_FEN = 10_000n - SLOTS_FEN[0] - SLOTS_FEN[1]

let contract: ContractView | undefined

/** Her pack, with one session confirmed and another one recorded. */
async function packOf({ stage }: Scene): Promise<ContractView> {
  if (contract) return contract
  contract = await sellPack(stage, MEMBER)
  await attend(stage, contract, '2024-12-21T10:00:00.000Z', 'CODE')
  await attend(stage, contract, '2024-12-22T10:00:00.000Z', 'NOBODY')
  return contract
}

onScene({
  'she sees what is refundable and how it is counted, and confirms a session': async (scene) => {
    const { contractId } = await packOf(scene)
    const page = await scene.enter(LOGIN, '/me', PHONE_SCREEN)
    const refundable = page.locator('.figure.big')
    await page.getByText('公式 F2').waitFor()
    await expectFen(refundable, LEFT_FEN)
    await page.getByText('换一种原因，能退多少').click()
    for (const fault of ['NEITHER', 'CONSUMER']) {
      await page.locator(`[data-fault=${fault}]`).waitFor()
    }
    await expectFen(amountBeside(page, '已付款'), 10_000n)
    await expectFen(amountBeside(page, '已消 1 次'), -SLOTS_FEN[0])
    await expectFen(amountBeside(page, '待确认消课'), -SLOTS_FEN[1])
    await expectFen(heldOn(page), LEFT_FEN + SLOTS_FEN[1])

    await page.locator('[data-test=confirm]').click()
    await expectFen(heldOn(page), LEFT_FEN)
    await expectFen(amountBeside(page, '已消 2 次'), -SLOTS_FEN[0] - SLOTS_FEN[1])
    await expectFen(refundable, LEFT_FEN)
    expect(await page.getByText('待确认消课').count()).toBe(0)
    expect(await page.locator('[data-test=session] [data-status=CONFIRMED]').count()).toBe(2)
    expect(await page.getByText('还剩 5 次').count()).toBe(1)
    const released = String(SLOTS_FEN[0] + SLOTS_FEN[1])
    expect(await contractOf(scene.stage, contractId)).toMatchObject({ releasedFen: released })
  },

  'her code is a QR code and eight digits, shown only when she asks': async (scene) => {
    await packOf(scene)
    const page = await scene.enter(LOGIN, '/me', PHONE_SCREEN)
    await page.locator('[data-test=my-code]').waitFor()
    expect(await page.locator('[data-test=code]').count()).toBe(0)
    await page.locator('[data-test=my-code]').click()
    const code = page.locator('[data-test=code]')
    await expect.poll(() => code.textContent()).toMatch(/^\d{4} \d{4}$/)
    await expect.poll(() => page.locator('[data-test=qr] svg path').count()).toBeGreaterThan(0)
  },

  'she asks for a refund and sees how far it is': async (scene) => {
    await packOf(scene)
    const page = await scene.enter(LOGIN, '/me', PHONE_SCREEN)
    await page.getByRole('button', { name: '申请退款' }).click()
    const dialog = page.getByRole('dialog')
    await expectFen(dialog.locator('.figure.big'), LEFT_FEN)
    const send = dialog.getByRole('button', { name: '确认申请' })
    expect(await send.isDisabled()).toBe(true)
    await dialog.getByRole('textbox').fill('搬家了')
    await send.click()

    await page.getByText('待商户同意').waitFor()
    await page.reload()
    await page.getByText('待商户同意').waitFor()
    await expectFen(page.locator('.figure.big'), LEFT_FEN)
    await page.getByText('已申请退款').waitFor()
    expect(await page.getByRole('button', { name: '申请退款' }).count()).toBe(0)
  },

  'nothing of somebody else is hers, and a phone shows every page whole': async (scene) => {
    const { contractId } = await packOf(scene)
    const foreign = await sellPack(scene.stage, NEIGHBOUR)
    const page = await scene.enter(LOGIN, '/me', PHONE_SCREEN)
    await expectNoSideScroll(page, ['/', '/me', `/me/contracts/${contractId}`])
    await expectFriendlyRefusal(page, '/merchant', '/me')
    const path = `${scene.portal}/api/escrow/v1/contracts/`
    expect((await page.request.get(path + contractId)).status()).toBe(200)
    expect((await page.request.get(path + foreign.contractId)).status()).toBeOneOf([403, 404])
  },
})

function heldOn(page: Page) {
  return amountBeside(page, '提存中')
}
