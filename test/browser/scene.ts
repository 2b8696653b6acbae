// Knows how a browser test begins: a house with a short demo played, and people at its doors.
import { play, readStory, type Stage } from '@ticun/demo'
import { DEMO_PASSWORD } from '@ticun/issuer'
import { escrowRoutes } from '@ticun/protocol'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listPack, openGym, sell, type Pack } from '../journeys/gym.ts'
import { findBrowser, openBrowser } from '../support/browser.ts'
import { sharedHouse } from '../support/house.ts'

const DEMO = { log: undefined, rows: 60, seed: 7, zone: 'Asia/Shanghai' }
/** A page of a busy two-core machine; a healthy one needs a tenth of it. */
const PATIENCE_MS = 60_000

export const DESK_SCREEN = { width: 1280, height: 800 }
/** Asked in the browser: pixels that lie beyond the right edge. */
const BEYOND_THE_EDGE =
  'document.documentElement.scrollWidth - document.documentElement.clientWidth'

export const PHONE_SCREEN = { width: 390, height: 844 }

/** A pack whose slots differ by one fen: 1428, 1429, 1428, 1429, 1428, 1429, 1429. */
export const PACK = { sessions: 7, priceFen: 10_000n }
export const SOLD_AT = '2024-12-20T02:00:00.000Z'

export type Scene = {
  stage: Stage
  portal: string
  /**
   * Somebody's page at `path` of the portal, who logs in at the issuer's real page the first time.
   * Later pages of the same file and screen are the same browser's, which remembers her.
   */
  enter: (login: string, path: string, screen: typeof PHONE_SCREEN) => Promise<Page>
  /** An empty page of a new visitor; what goes wrong on it is remembered too. */
  visit: (screen: typeof PHONE_SCREEN) => Promise<Page>
  /** Errors that pages wrote to the console, or threw, since the last test. */
  complaints: string[]
}

type Opened = Scene & { closePages: () => Promise<void>; close: () => Promise<void> }

/** One test for each name, all on one scene; skipped with the reason where no browser is. */
export function onScene(tests: Record<string, (scene: Scene) => Promise<void>>): void {
  const found = findBrowser()
  let scene: Opened | undefined
  beforeAll(async () => {
    if (found.ok) scene = await openScene(found.executable)
  })
  afterAll(() => scene?.close())
  for (const [name, body] of Object.entries(tests)) {
    test(name, async (context) => {
      if (!found.ok) return context.skip(found.reason)
      if (!scene) throw new Error('the scene did not open')
      try {
        await body(scene)
      } finally {
        await scene.closePages()
      }
      expect(scene.complaints.splice(0), 'errors on the pages').toEqual([])
    })
  }
}

async function openScene(executable: string): Promise<Opened> {
  const house = sharedHouse()
  const stage = await openGym(house)
  await playOnce(stage)
  const browser = await openBrowser(executable)
  const contexts: BrowserContext[] = []
  const complaints: string[] = []
  const { portal } = house.urls

  const visit = async (viewport: typeof PHONE_SCREEN): Promise<Page> =>
    listenTo(await (await openContext(browser, viewport, contexts)).newPage())
  const listenTo = (page: Page): Page => {
    page.on('console', (line) => {
      // A browser notes the issuer's refusal of a password too; here only our pages count.
      if (line.type() !== 'error' || !page.url().startsWith(portal)) return
      complaints.push(`${page.url()}: ${line.text()}`)
    })
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`))
    return page
  }
  const known = new Map<string, BrowserContext>()
  const enter: Scene['enter'] = async (login, path, screen) => {
    const key = `${login} at ${screen.width}`
    const before = known.get(key)
    const page = before ? listenTo(await before.newPage()) : await visit(screen)
    await page.goto(portal + path)
    if (!before) await logIn(page, login, DEMO_PASSWORD)
    await page.waitForURL(portal + path)
    known.set(key, page.context())
    return page
  }
  /** A page that nobody looks at would go on asking for news. */
  const closePages = async (): Promise<void> => {
    for (const page of contexts.flatMap((context) => context.pages())) await page.close()
  }
  const close = async (): Promise<void> => {
    for (const context of contexts) await context.close()
    await browser.close()
    await stage.client.close()
  }
  return { stage, portal, enter, visit, complaints, closePages, close }
}

/** The first of the three files plays the demo; the others find it played. */
async function playOnce(stage: Stage): Promise<void> {
  const story = await readStory(DEMO, stage.nowMs, () => {})
  const first = story.plan.days[0]?.signings[0]
  if (first === undefined) throw new Error('the demo has nobody to sign')
  const call = { as: 'coach', query: { search: first.contractId } }
  const { house, client } = stage
  const { items } = await client.call(house.urls.escrow, escrowRoutes.listContracts, call)
  if (items.length > 0) return
  const progress = { at: () => {}, say: () => {}, stop: () => {} }
  await play({ ...stage, naming: story.naming }, story.plan, progress)
}

async function openContext(
  browser: Browser,
  viewport: typeof PHONE_SCREEN,
  contexts: BrowserContext[],
): Promise<BrowserContext> {
  const onPhone = viewport.width === PHONE_SCREEN.width
  const context = await browser.newContext({ viewport, hasTouch: onPhone, isMobile: onPhone })
  contexts.push(context)
  context.setDefaultTimeout(PATIENCE_MS)
  return context
}

/** Fills the issuer's form, on whose page the browser has to be. */
export async function logIn(page: Page, login: string, password: string): Promise<void> {
  await page.locator('#login').fill(login)
  await page.locator('#password').fill(password)
  await page.locator('form button.wide').click()
}

/** Signs a member (1 … 9999) up for the pack of these tests, paid. */
export async function sellPack(stage: Stage, member: number, more: Partial<Pack> = {}) {
  const productId = await listPack(stage, { ...PACK, ...more })
  const sale = { member, productId, priceFen: PACK.priceFen, at: SOLD_AT }
  const [contract] = await sell(stage, [sale])
  if (contract === undefined) throw new Error('nothing was sold')
  return contract
}

/** The fen behind an amount on the page. */
export async function fenOf(amount: Locator): Promise<bigint> {
  return BigInt((await amount.getAttribute('data-fen')) ?? 'absent')
}

/** The amount that stands with these words: a row or a tile, whose first amount it is. */
export function amountBeside(place: Page | Locator, words: string): Locator {
  return place.getByText(words).first().locator('xpath=..').locator('[data-fen]').first()
}

/** Asks until the amount is this one: pages reload a moment after a deed. */
export async function expectFen(amount: Locator, fen: bigint): Promise<void> {
  await expect.poll(() => fenOf(amount), { timeout: PATIENCE_MS }).toBe(fen)
}

/** Nothing lies beyond the right edge of a phone, on any of these pages. */
export async function expectNoSideScroll(page: Page, paths: readonly string[]): Promise<void> {
  const before = page.viewportSize()
  await page.setViewportSize(PHONE_SCREEN)
  for (const path of paths) {
    await page.goto(new URL(path, page.url()).href)
    await page.waitForLoadState('networkidle')
    const beyond = await page.evaluate(BEYOND_THE_EDGE)
    expect(beyond, `pixels beyond the edge of ${path}`).toBe(0)
  }
  if (before) await page.setViewportSize(before)
}

/** At somebody else's door there is a friendly page, with a way back to one's own. */
export async function expectFriendlyRefusal(page: Page, door: string, own: string): Promise<void> {
  await page.goto(new URL(door, page.url()).href)
  await page.getByText('这个入口不是给您的').waitFor()
  await page.getByText('换人登录').waitFor()
  await page.getByText('去我的入口').click()
  await page.waitForURL(new URL(own, page.url()).href)
}
