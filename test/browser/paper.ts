// Knows how a test fills a dialog of the portal: a file as evidence, a choice out of a list.
import type { Locator, Page } from 'playwright-core'

/** Chooses a file, as people do; only its digest is sent. */
export async function giveEvidence(dialog: Locator, text: string): Promise<void> {
  const file = { name: 'evidence.txt', mimeType: 'text/plain', buffer: Buffer.from(text) }
  await dialog.locator('input[type=file]').setInputFiles(file)
  await dialog.getByText('evidence.txt').waitFor()
}

/** Opens a select by its label and picks what holds these words. */
export async function pick(page: Page, dialog: Locator, label: string, words: string) {
  await dialog.getByLabel(label, { exact: true }).click()
  await optionOf(page, words).click()
}

/** Types into a select that asks the service, and picks what shows these words. */
export async function search(
  page: Page,
  dialog: Locator,
  label: string,
  words: string,
  shown: string = words,
) {
  await dialog.getByLabel(label, { exact: true }).fill(words)
  await optionOf(page, shown).click()
}

function optionOf(page: Page, words: string): Locator {
  const shown = page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)')
  return shown.locator('.ant-select-item-option').filter({ hasText: words }).first()
}

/** Types a day, YYYY-MM-DD, into a date field. */
export async function typeDay(dialog: Locator, label: string, day: string) {
  const field = dialog.getByLabel(label, { exact: true })
  await field.fill(day)
  await field.press('Enter')
}

/** The row of a table that names this contract. */
export function rowOf(page: Page, contractId: string): Locator {
  const named = page.locator(`[data-contract="${contractId}"]`)
  return page.getByRole('row').filter({ has: named })
}

/** Presses the dialog's button and waits until the dialog is gone. */
export async function settle(page: Page, button: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: button, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}
