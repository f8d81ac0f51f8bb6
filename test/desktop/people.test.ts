import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Contact } from '#contract/people'
import type { DrivenApp } from '../../scripts/desktop-driver.mjs'
import { button, eventually, gone, visible } from './seeing.ts'
import { Stage } from './stage.ts'

let stage: Stage
let anna: DrivenApp

beforeAll(async () => {
  stage = await Stage.open()
  anna = await stage.app()
  await anna.signIn(stage.lab, 'anna', 'wss')
  await anna.addPeople(stage.lab, ['maya', 'luis', 'priya', 'ken'], { Support: ['luis', 'ken'], Friends: ['priya'] })
  await visible(anna.row('priya@dialtone.test'))
})
afterAll(() => stage?.close())

const aorOf = (user: string): string => `${user}@dialtone.test`
const header = (name: string): Locator => anna.page.getByRole('treeitem', { name: new RegExp(`^${name},`) })
const dialog = (): Locator => anna.page.getByRole('dialog')
const keys = async (...names: readonly string[]): Promise<void> => {
  for (const name of names) await anna.page.keyboard.press(name)
}

/** What main has of somebody, once it is as wanted. */
const contact = (user: string, wanted: (contact: Contact) => boolean = () => true): Promise<Contact> =>
  anna.until(`${user} as wanted`, (state) =>
    Object.values(state.contacts).find((each) => each.aor === aorOf(user) && wanted(each)),
  )
const groupId = async (name: string): Promise<string> =>
  anna.until(`the group ${name}`, (state) => Object.values(state.groups).find((group) => group.name === name)?.id)
const peopleIn = async (name: string): Promise<readonly (string | undefined)[]> => {
  const box = header(name)
  await visible(box)
  return anna.page.evaluate((group) => {
    const rows = [...document.querySelectorAll<HTMLElement>('[role=tree] [role=treeitem]')].toSorted(
      (a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top,
    )
    const at = rows.findIndex((row) => row.getAttribute('aria-label')?.startsWith(`${group},`))
    const next = rows.findIndex((row, index) => index > at && row.dataset['group'] !== undefined)
    return rows.slice(at + 1, next < 0 ? undefined : next).map((row) => row.dataset['aor'])
  }, name)
}
const shows = (name: string, users: readonly string[]): Promise<unknown> =>
  eventually(`${users.join()} in ${name}`, async () => (await peopleIn(name)).join() === users.map(aorOf).join())

/** With the real pointer: pressed on one, let go over the other. */
async function drag(from: Locator, to: Locator, down: number): Promise<void> {
  const { mouse } = anna.page
  const [start, end] = [await from.boundingBox(), await to.boundingBox()]
  if (!start || !end) throw new Error('nothing to drag')
  await mouse.move(start.x + 80, start.y + start.height / 2)
  await mouse.down()
  await mouse.move(start.x + 90, start.y + start.height / 2 + 12, { steps: 3 })
  await mouse.move(end.x + 90, end.y + end.height * down, { steps: 6 })
  await visible(anna.page.locator('[data-drop]'))
  await mouse.up()
  await gone(anna.page.locator('[data-drop]'))
}

test('a person is edited: another number, a note, a photo, and all of it stands on the card', async () => {
  const { page } = anna
  await anna.row(aorOf('maya')).click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Edit…', exact: true }).click()
  await dialog().getByRole('button', { name: 'Phone number' }).click()
  await page.keyboard.type('+1 312 555 0142')
  await dialog().getByLabel('Label of +1 312 555 0142').fill('Mobile')
  await dialog().getByLabel('Your note').fill('Knows the rota by heart')
  const picture = readFileSync(join(import.meta.dirname, '..', '..', 'assets', 'icons', 'app', '128x128.png'))
  await dialog().locator('input[type=file]').setInputFiles({ name: 'maya.png', mimeType: 'image/png', buffer: picture })
  await visible(dialog().locator('img'))
  await dialog().getByRole('button', { name: 'Save' }).click()
  await gone(dialog())

  const maya = await contact('maya', ({ photo }) => photo !== null)
  expect(maya.addresses.map(({ uri, label }) => [uri, label])).toEqual([
    ['sip:maya@dialtone.test', null],
    ['tel:+13125550142', 'mobile'],
  ])
  await anna.row(aorOf('maya')).click()
  const card = page.locator('[data-pane=card]')
  await visible(card.getByText('Knows the rota by heart'))
  await visible(card.getByText('+13125550142'))
  await eventually('the photo is drawn', () =>
    anna.row(aorOf('maya')).evaluate((row) => {
      const image = row.querySelector('img')
      return image?.complete === true && image.naturalWidth > 0
    }),
  )
})

test('what cannot be used is said at its field, and nothing is changed', async () => {
  await anna.row(aorOf('maya')).click({ button: 'right' })
  await anna.page.getByRole('menuitem', { name: 'Edit…', exact: true }).click()
  await dialog().getByRole('button', { name: 'Mail address' }).click()
  await anna.page.keyboard.type('maya')
  await keys('Enter')
  await visible(dialog().getByText('That is not a mail address. It looks like name@example.org.'))
  await keys('Escape')
  await gone(dialog())
  expect((await contact('maya')).addresses).toHaveLength(2)
})

test('the pointer takes people into another group, and to another place in it', async () => {
  const [support, friends] = [await groupId('Support'), await groupId('Friends')]
  await drag(anna.row(aorOf('luis')), header('Friends'), 0.5)
  await contact('luis', ({ groupIds }) => groupIds.includes(friends) && !groupIds.includes(support))
  await shows('Friends', ['luis', 'priya'])
  await drag(anna.row(aorOf('priya')), anna.row(aorOf('luis')), 0.2)
  await shows('Friends', ['priya', 'luis'])
  await anna.until('the order is kept', (state) => state.groups[friends]?.handOrder?.length === 2)
})

test('Escape lets go of what is dragged', async () => {
  const { mouse } = anna.page
  const [from, to] = [await anna.row(aorOf('luis')).boundingBox(), await header('Support').boundingBox()]
  if (!from || !to) throw new Error('nothing to drag')
  const before = await contact('luis')
  await mouse.move(from.x + 80, from.y + 20)
  await mouse.down()
  await mouse.move(to.x + 90, to.y + 15, { steps: 5 })
  await visible(anna.page.locator('[data-drop]'))
  await keys('Escape')
  await gone(anna.page.locator('[data-drop]'))
  await mouse.up()
  expect((await contact('luis')).groupIds).toEqual(before.groupIds)
})

test('the same by keyboard: up and down, into another group, and groups in groups', async () => {
  const { page } = anna
  const tree = page.getByRole('tree')
  const [support, friends] = [await groupId('Support'), await groupId('Friends')]
  await anna.row(aorOf('luis')).click()
  await tree.focus()
  await keys('Alt+ArrowUp')
  await shows('Friends', ['luis', 'priya'])
  await visible(page.getByText(/^Luis .*, 1 of 2\.$/))
  await keys('Shift+F10')
  await page.getByRole('menuitem', { name: 'Move to…' }).focus()
  await keys('Enter')
  await dialog().getByLabel('To').selectOption({ label: 'Support' })
  await keys('Enter')
  await dialog().getByRole('button', { name: 'Move' }).click()
  await contact('luis', ({ groupIds }) => groupIds.join() === support)

  await header('Friends').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Move to…' }).click()
  await dialog().getByLabel('To').selectOption({ label: 'Support' })
  await dialog().getByRole('button', { name: 'Move' }).click()
  await anna.until('Friends in Support', (state) => state.groups[friends]?.parentId === support)
  await eventually('one level deeper', async () => (await header('Friends').getAttribute('aria-level')) === '2')
})

test('who is removed comes back with Ctrl Z, in the same groups', async () => {
  const { page } = anna
  const before = await contact('ken')
  await anna.row(aorOf('ken')).click()
  await page.getByRole('tree').focus()
  await keys('Delete')
  await gone(anna.row(aorOf('ken')))
  await visible(button(anna, 'Undo'))
  await keys('Control+z')
  await visible(anna.row(aorOf('ken')))
  expect(await contact('ken')).toEqual(before)
  await gone(button(anna, 'Undo'))
})

const cards = [
  'BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Nora Berg\r\nIMPP:sip:nora@berg.example\r\nCATEGORIES:Friends\r\nEND:VCARD\r\n',
  'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ken Tanaka\r\nIMPP:sip:ken@dialtone.test\r\nTEL;TYPE=CELL:+1 312 555 0101\r\nEND:VCARD\r\n',
  'BEGIN:VCARD\r\nVERSION:4.0\r\nFN:No Address\r\nEND:VCARD\r\n',
].join('')

async function importFile(name: string, text: string): Promise<void> {
  await button(anna, 'More for your people').click()
  await anna.page.getByRole('menuitem', { name: 'Import people…' }).click()
  await dialog()
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'text/vcard', buffer: Buffer.from(text) })
}

test('a vCard is shown, imported, and taken back as a whole', async () => {
  await importFile('people.vcf', cards)
  await visible(dialog().getByText('1 new · 1 with something new'))
  await visible(dialog().getByText('Adds to Ken Tanaka'))
  await visible(dialog().getByText('1 is left out: no address that can be called.'))
  await dialog().getByRole('button', { name: 'Import 2 people' }).click()
  await visible(anna.page.getByText('1 person is added. 1 has more now.'))
  await visible(anna.row('nora@berg.example'))
  await contact('ken', ({ addresses }) => addresses.length === 2)
  await button(anna, 'Undo').click()
  await gone(anna.row('nora@berg.example'))
  await contact('ken', ({ addresses }) => addresses.length === 1)
})

test('what is exported says the same when it is read again', async () => {
  const path = stage.profile('people.vcf')
  await anna.app.evaluate(({ dialog: system }, filePath) => {
    system.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, path)
  await button(anna, 'More for your people').click()
  await anna.page.getByRole('menuitem', { name: 'Export people…' }).click()
  await dialog().getByRole('button', { name: 'Export' }).click()
  await visible(anna.page.getByText('The file is saved.'))
  await importFile('people.vcf', readFileSync(path, 'utf8'))
  await visible(dialog().getByText('4 already here'))
  await dialog().getByRole('button', { name: 'Close' }).click()
})

test('two who look alike are merged, and apart again when it is taken back', async () => {
  const { page } = anna
  await anna.command('people.add', {
    accountId: anna.accountId,
    address: 'maya@studio.example',
    name: (await contact('maya')).name,
    groupIds: [],
  })
  // Not looked for while the app starts.
  await visible(button(anna, '2 people look alike'), 45_000)
  await button(anna, '2 people look alike').click()
  await visible(dialog().getByText('They have the same name.'))
  await dialog().getByRole('button', { name: 'Merge' }).click()
  await contact('maya', ({ addresses }) => addresses.length === 3)
  await gone(anna.row('maya@studio.example'))
  await gone(page.getByRole('button', { name: '2 people look alike' }))
  await button(anna, 'Undo').click()
  await visible(anna.row('maya@studio.example'))
})
