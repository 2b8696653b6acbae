// A guardianship from the phone to the officers: asked for, proposed on evidence, approved.
import { OFFICER, SECOND_OFFICER } from '@ticun/demo'
import { memberLogin, memberParty } from '@ticun/issuer'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { giveEvidence, settle } from './paper.ts'
import { DESK_SCREEN, onScene, PHONE_SCREEN } from './scene.ts'

const WARD = 9707
const GUARDIAN = 9708

onScene({
  'a member asks to be a guardian; on evidence two officers decide it': async (scene) => {
    const [ward, guardian] = [memberParty(WARD), memberParty(GUARDIAN)]
    const phone = await scene.enter(memberLogin(GUARDIAN), '/me', PHONE_SCREEN)
    await phone.locator('[data-test=ask-guardian]').click()
    await phone.getByRole('dialog').getByLabel('对方会员号').fill(ward)
    await settle(phone, '发出申请')
    const row = (page: Page) => page.getByRole('row').filter({ hasText: guardian })
    const wang = await scene.enter(OFFICER, '/notary/queue', DESK_SCREEN)
    await wang.getByRole('link', { name: ward }).click()
    await row(wang).getByRole('button', { name: '提请批准' }).click()
    const dialog = wang.getByRole('dialog')
    expect(await dialog.getByRole('button', { name: '提请批准' }).isDisabled()).toBe(true)
    await giveEvidence(dialog, 'birth')
    await settle(wang, '提请批准')
    expect(await row(wang).getByRole('button', { name: '批准', exact: true }).isDisabled()).toBe(
      true,
    )
    const li = await scene.enter(SECOND_OFFICER, '/notary/guardians', DESK_SCREEN)
    await row(li).getByRole('button', { name: '批准', exact: true }).click()
    await settle(li, '批准')
    await row(li).getByText('生效，经公证员决定').waitFor()
  },
})
