// The merchant's entrance: log in, find a member, record a session with her code, see the receipt.
import { BOOK, OFFICER } from '@ticun/demo'
import { escrowRoutes, groupedReference } from '@ticun/protocol'
import { memberLogin } from '@ticun/issuer'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { contractOf, listPack, nameOf, signUp } from '../journeys/gym.ts'
import {
  amountBeside,
  DESK_SCREEN,
  expectFen,
  expectFriendlyRefusal,
  expectNoSideScroll,
  fenOf,
  logIn,
  onScene,
  PACK,
  PHONE_SCREEN,
  sellPack,
  type Scene,
} from './scene.ts'

const MEMBER = 9101
const SCANNED = 9102
const NEIGHBOUR = 9103
const OFFERED = 9104
const FIRST_SLOT_FEN = 1_428n
const PAYABLE = '已赚到，待划付'

onScene({
  'a wrong password is answered in plain words, and the right one leads in': async (scene) => {
    const page = await scene.visit(DESK_SCREEN)
    await page.goto(scene.portal)
    await page.locator('[data-door="/merchant"]').click()
    await logIn(page, 'coach', 'not it')
    await page.getByRole('alert').getByText('账号或密码不对').waitFor()
    await logIn(page, 'coach', 'ticun')
    await page.waitForURL(`${scene.portal}/merchant`)
    await page.getByText('记一次消课').first().waitFor()
  },

  'the desk records a session by the member’s code and sees the receipt': async (scene) => {
    const contract = await sellPack(scene.stage, MEMBER)
    const page = await scene.enter('coach', '/merchant', DESK_SCREEN)
    const payable = amountBeside(page, PAYABLE)
    const before = await fenOf(payable)

    await findMember(page, contract.reference)
    await page.locator('[data-test=desk-code]').fill(await codeOf(scene, contract.contractId))
    await page.keyboard.press('Enter')

    const done = page.locator('[data-test=desk-done]')
    await done.getByText('已记下，当场确认').waitFor()
    await expectFen(amountBeside(done, '金额'), FIRST_SLOT_FEN)
    const { lastSequence, chainHead } = await endOfBook(scene)
    const receipt = await done.textContent()
    expect(receipt).toContain(`# ${lastSequence}`)
    expect(receipt).toContain(chainHead.slice(0, 10))
    await expectFen(payable, before + FIRST_SLOT_FEN)
    const now = await contractOf(scene.stage, contract.contractId)
    expect(now).toMatchObject({ releasedFen: '1428', heldFen: '8572', sessionsUsed: 1 })
  },

  'the desk scans the QR code on her phone, which works once and for her alone': async (scene) => {
    const contract = await sellPack(scene.stage, SCANNED)
    const phone = await scene.enter(memberLogin(SCANNED), '/me', PHONE_SCREEN)
    await phone.locator('[data-test=my-code]').click()
    const token = (await phone.locator('[data-token]').getAttribute('data-token')) ?? ''
    expect(token).toContain(contract.contractId.slice('ctr_'.length))

    const page = await scene.enter('coach', '/merchant', DESK_SCREEN)
    const done = page.locator('[data-test=desk-done]')
    await findMember(page, contract.reference, SCANNED)
    await scan(page, token)
    await done.getByText('已记下，当场确认').waitFor()
    expect(await contractOf(scene.stage, contract.contractId)).toMatchObject({ sessionsUsed: 1 })

    await page.locator('[data-test=desk-next]').click()
    await findMember(page, contract.reference, SCANNED)
    await scan(page, token)
    await page.getByText('会员码已使用').waitFor()
    const others = await sellPack(scene.stage, NEIGHBOUR)
    await page.getByRole('button', { name: '换一位' }).click()
    await findMember(page, others.reference, NEIGHBOUR)
    await scan(page, token)
    await page.getByText('会员码不正确或已过期').waitFor()
    expect(await contractOf(scene.stage, others.contractId)).toMatchObject({ sessionsUsed: 0 })
    // The browser notes both refusals.
    expect(scene.complaints.splice(0)).toHaveLength(2)
  },

  'what the desk offers waits for the member, who accepts it by her code': async (scene) => {
    const { stage } = scene
    const { contractId } = await signUp(stage, OFFERED, await listPack(stage, PACK), nowUtc())
    const phone = await scene.enter(memberLogin(OFFERED), '/me', PHONE_SCREEN)
    const waiting = phone.locator(`[data-offer=${contractId}]`)
    await waiting.locator('[data-test=my-code]').click()
    const token = (await phone.locator('[data-token]').getAttribute('data-token')) ?? ''
    expect(token).toContain(contractId.slice('ctr_'.length))

    const page = await scene.enter('coach', '/merchant/contracts', DESK_SCREEN)
    const row = page.locator(`[data-test=offers] [data-row-key=${contractId}]`)
    await row.getByRole('button', { name: '凭会员码同意' }).click()
    const code = page.getByRole('dialog').getByLabel('会员码')
    await code.fill('00000000')
    const send = page.getByRole('dialog').getByRole('button', { name: '凭会员码同意' })
    await send.click()
    await page.getByText('会员码不正确或已过期').waitFor()
    expect(await contractOf(stage, contractId)).toMatchObject({ status: 'OFFERED' })
    await code.fill(await codeOf(scene, contractId, OFFERED))
    await send.click()
    await row.waitFor({ state: 'detached' })
    expect(await contractOf(stage, contractId)).toMatchObject({ status: 'UNFUNDED' })
    // The browser notes the refusal.
    expect(scene.complaints.splice(0)).toHaveLength(1)
  },

  'a phone shows every page whole, and other entrances refuse kindly': async (scene) => {
    const page = await scene.enter('coach', '/merchant', DESK_SCREEN)
    const pages = ['', '/contracts', '/refunds', '/payouts'].map((path) => `/merchant${path}`)
    await expectNoSideScroll(page, pages)
    await expectFriendlyRefusal(page, '/notary', '/merchant')
    const asked = await page.request.get(`${scene.portal}/api/notary/v1/trial-balance`)
    expect(asked.status()).toBe(403)
  },
})

/** Types the whole name, which only the member herself and the desk know; Enter takes her. */
async function findMember(page: Page, reference: string, member = MEMBER): Promise<void> {
  await page.locator('[data-test=desk-search]').fill(nameOf(member))
  const options = page.getByRole('option')
  await expect.poll(() => options.count()).toBe(1)
  expect(await options.textContent()).toContain(groupedReference(reference))
  await page.keyboard.press('Enter')
}

/** A scanner types what it read like a keyboard, and Enter. */
async function scan(page: Page, text: string): Promise<void> {
  await page.locator('[data-test=desk-code]').waitFor()
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
}

const nowUtc = () => new Date().toISOString()

async function codeOf({ stage }: Scene, contractId: string, member = MEMBER): Promise<string> {
  const call = { as: memberLogin(member), params: { contractId } }
  const shown = await stage.client.call(stage.house.urls.escrow, escrowRoutes.memberCode, call)
  return shown.code
}

/** Where the book ends now: nobody else writes to it meanwhile. */
async function endOfBook({ stage }: Scene) {
  const { client, house } = stage
  const call = { as: OFFICER, params: { bookId: BOOK } }
  return client.call(house.urls.escrow, escrowRoutes.listBalances, call)
}
