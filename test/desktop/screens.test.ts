import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DrivenApp } from '../../scripts/desktop-driver.mjs'
import { axeFinds, pictures, settled, unbracketed, unreachable } from './screen-checks.ts'
import { button, clickInToast, eventually, seesGlyph, visible } from './seeing.ts'
import { Stage } from './stage.ts'

let stage: Stage
let anna: DrivenApp
let maya: DrivenApp

beforeAll(async () => {
  stage = await Stage.open()
  anna = await stage.app()
})
afterAll(() => stage?.close())

/** The same on every keypad (ITU-T E.161). */
const keypadLetters = ['ABC', 'DEF', 'GHI', 'JKL', 'MNO', 'PQRS', 'TUV', 'WXYZ']

/** Names, addresses, devices and what people wrote: not ours to translate. */
const data = () => [
  ...keypadLetters,
  ...stage.lab.accounts.flatMap(({ displayName, user }) => [
    `${user}@${stage.lab.domain}`,
    displayName,
    displayName.split(' ')[0] ?? '',
    displayName.replace(/[^A-Z]/g, ''),
  ]),
  'Dialtone on Linux',
  'Dialtone',
  'Support',
  'Hello there',
  'In the lab until four',
  'Fake Default Audio Input',
  'Fake Default Audio Output',
  'English',
]

async function set(theme: 'light' | 'dark', language: 'en' | 'en-XA'): Promise<void> {
  await anna.command('app.setSettings', { patch: { theme, language } })
}

const themed = (page: Page, theme: string) =>
  eventually(`the theme ${theme}`, () =>
    page.evaluate((wanted) => document.documentElement.dataset['theme'] === wanted, theme),
  )

/** Looked at again when something was found: a screen that changed under the look (a status arrived) says nothing of the screen. */
async function check(name: string, options: Looked = {}): Promise<void> {
  let found = await look(name, options)
  for (let again = 0; found.length > 0 && again < 2; again++) found = await look(name, options)
  expect.soft(found, name).toEqual([])
}

type Looked = Readonly<{ page?: Page; keyboard?: boolean; said?: readonly string[] }>

/** What is wrong with a screen in light, in dark, by keyboard, and in the pseudo-locale; empty when nothing is. */
async function look(
  name: string,
  { page = anna.page, keyboard = true, said = [] }: Looked,
): Promise<readonly string[]> {
  const found: string[] = []
  for (const theme of ['light', 'dark'] as const) {
    await set(theme, 'en')
    await themed(page, theme)
    await settled(page)
    await page.screenshot({ path: join(pictures, `${name}-${theme}.png`) })
    found.push(...(await axeFinds(page, theme === 'dark')).map((line) => `${theme}: ${line}`))
  }
  await set('light', 'en-XA')
  await eventually('the pseudo-locale', () => page.evaluate(() => document.documentElement.lang === 'en-XA'))
  await settled(page)
  found.push(...(await unbracketed(page, [...said, ...data()])).map((text) => `not in the words: ${text}`))
  await set('light', 'en')
  await eventually('English', () => page.evaluate(() => document.documentElement.lang === 'en'))
  if (keyboard) found.push(...(await unreachable(page)))
  return found
}

const keys = async (...names: readonly string[]): Promise<void> => {
  for (const name of names) await anna.page.keyboard.press(name)
}

test('signing in', async () => {
  await visible(anna.page.getByLabel('SIP address'))
  await check('sign-in')
  await button(anna, 'Advanced').focus()
  await keys('Enter')
  await button(anna, 'Sign in').focus()
  await keys('Enter')
  await visible(anna.page.getByText('Type your password.'))
  await check('sign-in-advanced')
  await anna.signIn(stage.lab, 'anna', 'wss')
})

test('the window without people, and with them', async () => {
  await visible(anna.page.getByText('Nobody here yet'))
  await check('empty')
  await anna.addPeople(stage.lab, ['maya', 'luis', 'priya'], { Support: ['luis'] })
  maya = await stage.person('maya', 'wss', ['anna'])
  await seesGlyph(anna, maya, 'available')
  const own = Object.values((await maya.state()).ownPresence)[0]
  if (own) {
    const { setAt: _setAt, ...choice } = own.choice
    const note = { text: 'In the lab until four', language: null }
    await maya.command('presence.setChoice', { accountId: maya.accountId, choice: { ...choice, note } })
  }
  await maya.command('messaging.send', { accountId: maya.accountId, aor: anna.aor, text: 'Hello there' })
  await visible(anna.row(maya.aor).locator('.count'))
  await check('roster')
  await anna.page.getByRole('tree').focus()
  await keys('m')
  await visible(anna.page.locator('[data-pane=card]'))
  await visible(anna.page.locator('[data-message-id]'))
  await check('chat-and-card')
})

test('the layers over it: menu, dialogs, status, search, shortcuts', async () => {
  const { page } = anna
  const tree = page.getByRole('tree')
  await tree.focus()
  await keys('m', 'Shift+F10')
  await visible(page.getByRole('menu'))
  await check('person-menu', { keyboard: false })
  await keys('Escape')
  await tree.focus()
  await keys('Shift+F10')
  await page.getByRole('menuitem', { name: 'Edit…', exact: true }).focus()
  await keys('Enter')
  await visible(page.getByRole('dialog'))
  await page.getByRole('dialog').getByRole('button', { name: 'Phone number' }).focus()
  await keys('Enter')
  await check('edit-person')
  await keys('Escape')
  await tree.focus()
  await keys('s', 'Shift+F10', 'Enter')
  await visible(page.getByRole('dialog'))
  await check('rename-group')
  await keys('Escape')
  await button(anna, 'Add a person').focus()
  await keys('Enter')
  await visible(page.getByRole('dialog'))
  await check('add-person')
  await keys('Escape', 'Control+Shift+S')
  await visible(page.getByRole('dialog').getByText('Why this status'))
  await anna.until('published', (state) => Object.values(state.ownPresence)[0]?.publication.kind === 'sent')
  await check('status')
  await keys('Escape', 'Control+/')
  await visible(page.getByRole('dialog'))
  await check('shortcuts')
  await keys('Escape', 'Control+k')
  await page.keyboard.type('lu')
  await visible(page.getByRole('option').first())
  await check('search')
  await page.getByRole('combobox').focus()
  await keys('Escape')
  await tree.focus()
  await keys('p', 'Shift+F10')
  await page.getByRole('menuitem', { name: 'Remove from my people' }).focus()
  await keys('Enter')
  await visible(button(anna, 'Undo'))
  // Said once, in the language of that moment.
  await check('toast', { said: ['Priya Raman is removed.', 'Undo'] })
  await page.locator('.toasts').getByRole('button', { name: 'Close' }).focus()
  await keys('Enter')
})

const card = ['BEGIN:VCARD', 'VERSION:4.0', 'FN:Nora Berg', 'IMPP:sip:nora@berg.example', 'END:VCARD', ''].join('\r\n')

/** An entry of a menu that is open, by keyboard. */
async function entry(name: string): Promise<void> {
  await anna.page.getByRole('menuitem', { name, exact: true }).focus()
  await keys('Enter')
  await visible(anna.page.getByRole('dialog'))
}

test('people and groups: their menus, moving, import, export and merging', async () => {
  const { page } = anna
  const tree = page.getByRole('tree')
  const { accountId } = anna
  const { id: support } = await anna.command('people.addGroup', { accountId, name: 'Support' })
  const { id: night } = await anna.command('people.addGroup', { accountId, name: 'Night shift', parentId: support })
  const { id } = await anna.command('people.add', {
    accountId,
    address: 'luis@berg.example',
    name: 'Luis Ortega',
    groupIds: [night],
  })
  await anna.command('people.change', { id, notes: 'Plays the cello' })
  const own = ['Night shift', 'Nora Berg', 'Plays the cello']
  await visible(anna.row('luis@berg.example'))
  await check('groups-in-groups', { said: own })
  await tree.focus()
  await keys('s', 'Shift+F10')
  await visible(page.getByRole('menu'))
  await check('group-menu', { keyboard: false, said: own })
  await entry('New group inside…')
  await check('new-group', { said: own })
  await keys('Escape')
  await tree.focus()
  await keys('n', 'Shift+F10')
  await entry('Move to…')
  await check('move-group', { said: own })
  await keys('Escape')
  await anna.row('luis@berg.example').click()
  await visible(page.locator('[data-pane=card]').getByText('Plays the cello'))
  await check('card-with-note', { said: own })
  await button(anna, 'More for your people').focus()
  await keys('Enter')
  await visible(page.getByRole('menu'))
  await check('people-menu', { keyboard: false, said: own })
  await entry('Import people…')
  await check('import', { said: own })
  await page
    .getByRole('dialog')
    .locator('input[type=file]')
    .setInputFiles({ name: 'people.vcf', mimeType: 'text/vcard', buffer: Buffer.from(card) })
  await visible(page.getByRole('dialog').getByText('Nora Berg'))
  await check('import-preview', { said: own })
  await keys('Escape')
  await button(anna, 'More for your people').focus()
  await keys('Enter')
  await entry('Export people…')
  await check('export', { said: own })
  await keys('Escape')
  await button(anna, 'More for your people').focus()
  await keys('Enter')
  await entry('Find people who look alike…')
  await visible(page.getByRole('dialog').getByText('They have the same name.'))
  await check('merge', { said: own })
  await keys('Escape')
  await anna.command('people.remove', { id })
  await anna.command('people.removeGroup', { id: night })
})

test('a list of somebody else: following it, and what is known of it', async () => {
  const { page } = anna
  await button(anna, 'More for your people').focus()
  await keys('Enter')
  await entry('Follow a list…')
  await check('follow-list')
  await keys('Escape')
  // RFC 6761 6.4: nobody answers there, so the list says why it cannot be read.
  const list = { accountId: anna.accountId, address: 'https://lists.invalid/guests', name: 'Guests' }
  const { id: guests } = await anna.command('people.followList', list)
  await page.getByRole('treeitem', { name: /^Guests/ }).click({ button: 'right' })
  await entry('About this list')
  await check('about-list', { said: ['Guests'] })
  await keys('Escape')
  await anna.command('people.leaveList', { id: guests })
})

test('chats, calls and every page of the settings', async () => {
  const { page } = anna
  await keys('Control+2')
  await visible(page.getByRole('navigation', { name: 'Chats' }))
  await check('chats')
  await keys('Control+3')
  await check('calls-empty')
  await keys('Control+5')
  await visible(page.locator('[data-settings]'))
  for (const name of await page
    .locator('[data-settings]')
    .evaluateAll((lines) => lines.map((line) => line.getAttribute('data-settings') ?? ''))) {
    await page.locator(`[data-settings=${name}]`).focus()
    await keys('Enter')
    await visible(page.locator(`[data-settings=${name}][aria-current=page]`))
    await check(`settings-${name}`)
  }
  await keys('Control+1')
})

test('a field for a time shows it as the rest of the screens do', async () => {
  // Chromium draws it for its own language, and tells the page no more than which that is.
  expect(await anna.page.evaluate(() => navigator.language)).toBe('en-GB')
})

test('a call: the small window, the stage, the keypad, and the list after it', async () => {
  const { page } = anna
  await maya.command('calls.dial', { accountId: maya.accountId, address: anna.aor })
  const small = await anna.window('app://toast/')
  await visible(small.getByRole('alertdialog'))
  await check('toast-window', { page: small, keyboard: false })
  await check('incoming')
  await clickInToast(small, 'answer')
  await visible(page.locator('section[data-call-phase=active]'))
  await check('call')
  await page.locator('section[data-call-phase=active]').getByRole('button', { name: 'Chat' }).focus()
  await keys('Enter')
  const beside = page.getByTitle(/^Back to the call with/)
  await visible(beside)
  await check('in-a-call-beside')
  await beside.focus()
  await keys('Enter')
  await visible(page.locator('section[data-call-phase=active]'))
  await keys('Control+.')
  await visible(page.getByRole('group', { name: 'Keypad' }))
  await check('keypad')
  await keys('Escape', 'Control+Shift+E')
  await visible(page.locator('[data-call-phase=ended]'))
  await button(anna, 'Close').focus()
  await keys('Enter', 'Control+3')
  await visible(page.locator('[data-call-record]'))
  await check('calls')
  await keys('Control+1')
})

test('the compact window', async () => {
  const { page } = anna
  await keys('Control+Shift+M')
  await visible(page.locator('.win-compact'))
  await page.getByRole('tree').focus()
  await keys('m')
  await check('compact')
  await keys('Control+Shift+M')
  await visible(page.locator('.win-wide'))
})

test('without a connection', async () => {
  await stage.lab.kill()
  await visible(anna.page.locator('.ban'))
  await check('offline')
})
