// The notary's entrance: the book balances, the checkpoint verifies here, two people pay a refund.
import { randomUUID } from 'node:crypto'
import { DESK, OFFICER, SECOND_OFFICER } from '@ticun/demo'
import { memberLogin } from '@ticun/issuer'
import { escrowRoutes, settlementRoutes, type RefundView } from '@ticun/protocol'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { attend, awaitLot } from '../journeys/gym.ts'
import {
  amountBeside,
  DESK_SCREEN,
  expectFen,
  expectFriendlyRefusal,
  expectNoSideScroll,
  fenOf,
  onScene,
  sellPack,
  type Scene,
} from './scene.ts'

const MEMBER = 9301
const REFUND_FEN = 10_000n - 1_428n

onScene({
  'the book balances, three ways agree, and the checkpoint is verified here': async (scene) => {
    const page = await scene.enter(OFFICER, '/notary', DESK_SCREEN)
    await expectEvenBook(page)
    const checkpoint = page.locator('[data-test=checkpoint]')
    await checkpoint.getByText('签名已在您的浏览器里验证').waitFor()
    await checkpoint.getByText('kafka').or(checkpoint.getByText('postgres')).waitFor()
  },

  'a checkpoint that was altered on its way is not believed': async (scene) => {
    const page = await scene.enter(OFFICER, '/notary/alerts', DESK_SCREEN)
    await page.route('**/api/notary/checkpoint', async (route) => {
      const response = await route.fetch()
      const [origin = '', size = '', ...rest] = (await response.text()).split('\n')
      const body = [origin, String(BigInt(size) + 1n), ...rest].join('\n')
      await route.fulfill({ response, body })
    })
    await page.goto(`${scene.portal}/notary`)
    await page.getByText('签名验证失败').waitFor()
    expect(await page.getByText('签名已在您的浏览器里验证').count()).toBe(0)
    await page.unroute('**/api/notary/checkpoint')
  },

  'one officer approves a refund, only another one can pay it': async (scene) => {
    const refund = await agreedRefund(scene)
    const author = await scene.enter(OFFICER, '/notary/refunds', DESK_SCREEN)
    await approveRefund(author, refund)

    await author.goto(`${scene.portal}/notary/payments`)
    const own = await duePayment(author)
    const button = own.getByRole('button', { name: '审批并发往银行' })
    expect(await button.isDisabled()).toBe(true)
    expect(await own.getByRole('checkbox').isDisabled()).toBe(true)
    // Not only the button: the service itself refuses the author.
    const path = `/api/settlement/v1/refund-payments/${refund.refundId}/approvals`
    const forced = await author.request.post(scene.portal + path, {
      headers: { 'idempotency-key': randomUUID(), origin: scene.portal },
      data: {},
    })
    expect(await forced.json()).toMatchObject({ code: 'same_person' })

    const second = await scene.enter(SECOND_OFFICER, '/notary/payments', DESK_SCREEN)
    const due = await duePayment(second)
    await due.getByRole('checkbox').check()
    await second.locator('[data-test=approve-many]').click()
    const dialog = second.getByRole('dialog')
    await expectFen(dialog.locator('.figure.big'), REFUND_FEN)
    await dialog.getByRole('button', { name: '审批并发往银行' }).click()
    await dialog.waitFor({ state: 'detached' })
    await second.getByText('1 笔已审批，发往银行').waitFor()
    await expect.poll(() => paymentStatus(scene, refund)).toBe('SENT')
    await author.goto(`${scene.portal}/notary`)
    await expectEvenBook(author)
  },

  'a phone shows every page whole, and other entrances refuse kindly': async (scene) => {
    const page = await scene.enter(OFFICER, '/notary', DESK_SCREEN)
    const parts = [
      '',
      '/refunds',
      '/payments',
      '/suspense',
      '/chargebacks',
      '/statements',
      '/alerts',
    ]
    const pages = parts.map((part) => `/notary${part}`)
    await expectNoSideScroll(page, pages)
    await expectFriendlyRefusal(page, '/me', '/notary')
  },
})

/** Totals equal, bank = control account = Σ of what everybody owns, and the difference is 0.00. */
async function expectEvenBook(page: Page): Promise<void> {
  const recon = page.locator('[data-test=reconciliation]')
  await recon.getByText('三方一致，差额为零').waitFor()
  await expectFen(amountBeside(recon, '差额'), 0n)
  const control = await fenOf(amountBeside(recon, '账簿控制账户 1001'))
  expect(control).toBeGreaterThan(0n)
  expect(await fenOf(amountBeside(recon, '银行余额'))).toBe(control)
  expect(await fenOf(amountBeside(recon, 'Σ 各方应得'))).toBe(control)
  const totals = page.locator('[data-test=trial-balance] tfoot [data-fen]')
  await totals.first().waitFor()
  const [debit, credit] = await Promise.all([fenOf(totals.first()), fenOf(totals.last())])
  expect(debit).toBe(credit)
  expect(debit).toBeGreaterThanOrEqual(control)
}

/** A member asks for her money back after one session, and the gym agrees. */
async function agreedRefund({ stage }: Scene): Promise<RefundView> {
  const { client, house } = stage
  const contract = await sellPack(stage, MEMBER)
  await attend(stage, contract, '2024-12-23T10:00:00.000Z', 'CODE')
  const asked = await client.call(house.urls.escrow, escrowRoutes.requestRefund, {
    as: memberLogin(MEMBER),
    key: randomUUID(),
    params: { contractId: contract.contractId },
    body: { reason: `搬家 ${contract.reference}` },
  })
  await client.call(house.urls.escrow, escrowRoutes.decideRefund, {
    as: DESK,
    key: randomUUID(),
    params: { refundId: asked.refundId },
    body: { decision: 'AGREE' },
  })
  await awaitLot(stage, contract.contractId, 'REFUNDING')
  return asked
}

async function approveRefund(page: Page, refund: RefundView): Promise<void> {
  const named = page.locator(`[data-contract="${refund.contractId}"]`)
  const row = page.getByRole('row').filter({ has: named })
  await row.getByRole('button', { name: '处理' }).click()
  const dialog = page.getByRole('dialog')
  await expectFen(dialog.locator('.figure.big'), REFUND_FEN)
  await dialog.getByRole('button', { name: '批准' }).click()
  await row.waitFor({ state: 'detached' })
}

/** The member's payment in the queue, which it reaches a moment after the approval. */
async function duePayment(page: Page) {
  const row = page.getByRole('row').filter({ has: page.locator(`[data-fen="${REFUND_FEN}"]`) })
  await expect
    .poll(async () => {
      await page.reload()
      await page.getByText('给会员的退款').click()
      await page.waitForLoadState('networkidle')
      return row.count()
    })
    .toBeGreaterThan(0)
  return row.first()
}

async function paymentStatus({ stage }: Scene, refund: RefundView): Promise<string | undefined> {
  const { client, house } = stage
  const route = settlementRoutes.listRefundPayments
  const { items } = await client.call(house.urls.settlement, route, { as: OFFICER })
  return items.find(({ paymentId }) => paymentId === refund.refundId)?.status
}
