import { afterAll, beforeAll, expect, test } from 'vitest'
import { personKey } from '#contract/state'
import { type DrivenApp, labSettings } from '../../scripts/desktop-driver.mjs'
import { xcap } from '../lab/raw-xcap.ts'
import { button, eventually, gone, seesGlyph, visible } from './seeing.ts'
import { Stage } from './stage.ts'

/** On real windows and a real Kamailio: somebody asks, is let in, sees what his group may see, and is shut out. */

let stage: Stage
let anna: DrivenApp
let luis: DrivenApp

/** With the rules and lists of the lab's XCAP server, as an account set up for it has them. */
async function signedIn(user: string): Promise<DrivenApp> {
  const app = await stage.app()
  const account = stage.lab.account(user)
  const settings = { ...labSettings(stage.lab, account, 'wss'), xcapRoot: stage.lab.urls.xcaps }
  const { id } = await app.command('account.signIn', {
    settings,
    password: account.password,
    passwordStorage: 'this-run',
  })
  await app.until(`${user} signed in`, (state) => state.links[id]?.kind === 'online')
  return Object.assign(app, { accountId: id, aor: settings.aor })
}

const annaSeenBy = (app: DrivenApp, question: string, look: (note: string | null, time: number | null) => boolean) =>
  app.until(question, (state) => {
    const person = state.presentities[personKey(app.accountId, anna.aor)]
    return person !== undefined && look(person.note?.text ?? null, person.timeOffset)
  })
const openPage = async (page: string): Promise<void> => {
  await anna.page.keyboard.press('Control+5')
  await anna.page.locator(`[data-settings=${page}]`).click()
}

beforeAll(async () => {
  stage = await Stage.open()
  anna = await signedIn('anna')
  luis = await signedIn('luis')
  await anna.command('people.addGroup', { accountId: anna.accountId, name: 'Customers' })
  await anna.addPeople(stage.lab, ['maya'], { Team: ['maya'] })
  await openPage('privacy')
  await visible(anna.page.locator('[data-keeping=saved]'))
  // The lab begins with a rule that lets everybody in.
  await anna.command('privacy.removeForeignRule', { accountId: anna.accountId, ruleId: 'colleagues' })
  await eventually('only our own rules', async () => {
    const rules = await xcap(stage.lab, 'anna', 'GET', 'pres-rules')
    const text = rules.ok ? await rules.text() : ''
    return text.includes('confirm') && !text.includes('colleagues')
  })
})
afterAll(() => stage?.close())

test('who asks is told of without a word being lost, and sees the card once he is allowed', async () => {
  const { page } = anna
  await page.keyboard.press('Control+1')
  const search = page.getByRole('combobox', { name: 'Search or dial' })
  await search.focus()
  await luis.addPeople(stage.lab, ['anna'])
  const notice = page.locator('[data-watcher-notice]')
  await visible(notice.getByText(/wants to see your presence/))
  expect(await search.evaluate((field) => field === document.activeElement)).toBe(true)
  await luis.until('waiting for permission', (state) => {
    const person = state.presentities[personKey(luis.accountId, anna.aor)]
    return person?.knowledge.kind === 'waiting-for-permission'
  })
  await notice.getByRole('button', { name: 'Answer' }).click()
  const dialog = page.getByRole('dialog')
  await visible(dialog.getByText('Sees what your Customers group sees'))
  await dialog.getByRole('button', { name: 'Allow', exact: true }).click()
  await seesGlyph(luis, anna, 'available')
  await gone(notice)
  await visible(anna.row(luis.aor))
})

test('a change in the matrix arrives with whom it is about', async () => {
  await annaSeenBy(luis, 'the local time', (_note, time) => time !== null)
  await openPage('privacy')
  const cell = anna.page.getByRole('combobox', { name: 'Local time, Customers' })
  await cell.selectOption('No')
  await annaSeenBy(luis, 'no local time', (_note, time) => time === null)
  // Kamailio shows everyone the same: what Customers may not see is left out for all, and that is said.
  await visible(anna.page.locator('[data-withheld]').getByText(/your local time/))
  await visible(anna.page.locator('[data-keeping=saved]'))
})

test('the user sees himself as the other does', async () => {
  const { page } = anna
  await button(anna, 'See as').click()
  await page.getByRole('combobox', { name: 'Person' }).fill(luis.aor)
  await page.keyboard.press('Enter')
  await visible(page.getByRole('dialog').locator('[data-seen=allow]'))
  await visible(page.getByRole('dialog').locator('[data-hidden=time]'))
  await page.keyboard.press('Escape')
})

test('who is blocked watches no more', async () => {
  await openPage('watchers')
  const line = anna.page.locator(`[data-watcher="${luis.aor}"]`).first()
  await visible(line)
  await line.getByRole('button', { name: /^Change/ }).click()
  const dialog = anna.page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'More choices' }).click()
  await dialog.locator('[data-answer=block]').click()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await anna.until('Luis is blocked', (state) =>
    state.privacy[anna.accountId]?.people.some(({ aor, access }) => aor === luis.aor && access === 'block'),
  )
  // The server has ended it. Luis watches by his list, and Kamailio's list service does not say so to him: what he saw last stays, and
  // nothing new comes (a direct subscription is told: test/interop/policy.test.ts).
  await anna.until('the server has ended it', (state) => {
    const watcher = state.watchers[personKey(anna.accountId, luis.aor)]
    return watcher === undefined || watcher.status === 'gone'
  })
})
