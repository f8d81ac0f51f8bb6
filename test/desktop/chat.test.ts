import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PageMessages } from '../../electron/sip/page-messages.ts'
import { openDatabase } from '../../electron/storage/database.ts'
import { MessageStore } from '../../electron/storage/message-store.ts'
import { aorOf, type DrivenApp, labSettings } from '../../scripts/desktop-driver.mjs'
import { agentOf, online, silentLog, stopAll } from '../interop/sip-fixture.ts'
import { button, eventually, gone, seesGlyph, visible } from './seeing.ts'
import { Stage } from './stage.ts'

/** 100,000 with `npm run prove`. */
const many = process.env['DIALTONE_PROVE'] === '1' ? 100_000 : 10_000

let stage: Stage
let anna: DrivenApp
let maya: DrivenApp

beforeAll(async () => {
  stage = await Stage.open()
  anna = await stage.app({ profile: stage.profile('anna') })
  const account = stage.lab.account('anna')
  const { id } = await anna.command('account.signIn', {
    settings: labSettings(stage.lab, account, 'wss'),
    password: account.password,
    passwordStorage: 'weaker-storage',
  })
  Object.assign(anna, { accountId: id, aor: aorOf(account) })
  await anna.addPeople(stage.lab, ['maya', 'luis', 'priya'])
  maya = await stage.person('maya', 'tcp', ['anna', 'luis'])
  await seesGlyph(anna, maya, 'available')
  await seesGlyph(maya, anna, 'available')
})
afterAll(async () => {
  await stopAll()
  await stage?.close()
})

const luis = 'luis@dialtone.test'
const composer = (app: DrivenApp) => app.page.getByRole('textbox', { name: /^Message to/ })
const bubble = (app: DrivenApp, text: string, direction: 'in' | 'out') =>
  app.page.locator(`[data-message-id][data-direction=${direction}]`, { hasText: text })

async function write(app: DrivenApp, text: string): Promise<void> {
  await composer(app).fill(text)
  await composer(app).press('Enter')
}

test('messages go both ways, and the sender sees that they were sent', async () => {
  await anna.row(maya.aor).click()
  await maya.row(anna.aor).click()
  await write(anna, 'Is the lab free at two?')
  await visible(bubble(maya, 'Is the lab free at two?', 'in'))
  await visible(anna.page.locator('[data-delivery=sent], [data-delivery=delivered], [data-delivery=displayed]'))
  await write(maya, 'From half past.')
  await visible(bubble(anna, 'From half past.', 'in'))
  expect(await composer(anna).inputValue()).toBe('')
})

test('what arrives while another conversation is open counts as unread until it is looked at', async () => {
  await maya.row(luis).click()
  await write(anna, 'One')
  await write(anna, 'Two')
  await visible(maya.row(anna.aor).locator('.count', { hasText: '2' }))
  await visible(maya.page.locator('[data-tab=chats] .count', { hasText: '2' }))
  await maya.page.keyboard.press('Control+2')
  const entry = maya.page.getByRole('navigation', { name: 'Chats' }).getByRole('button', { name: /Anna/ })
  await visible(entry.getByText('Two'))
  await entry.click()
  await visible(maya.page.getByText('2 new'))
  await gone(maya.page.locator('[data-tab=chats] .count'))
  await maya.page.keyboard.press('Control+1')
})

test('a link says where it goes before it opens; an address is offered to dial; a script is only text', async () => {
  await write(anna, 'See https://user@docs.example.org/plan and sip:luis@dialtone.test but not javascript:alert(1)')
  const message = bubble(maya, 'but not', 'in')
  await visible(message)
  expect(await message.locator('[data-link]').allTextContents()).toEqual([
    'https://user@docs.example.org/plan',
    'sip:luis@dialtone.test',
  ])
  await message.locator('[data-link=web]').click()
  const dialog = maya.page.getByRole('dialog', { name: 'Open docs.example.org?' })
  await visible(dialog.getByText('The link carries a user name.', { exact: false }))
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await message.locator('[data-link=dial]').click()
  const search = maya.page.getByRole('combobox', { name: 'Search or dial' })
  await eventually('the address is offered', async () => (await search.inputValue()).includes('luis@dialtone.test'))
  expect(Object.keys((await maya.state()).calls)).toEqual([])
  await search.fill('')
})

test('what was refused says so, and goes when it is tried again', async () => {
  let refuse = true
  const received: string[] = []
  const device = agentOf(stage.lab, 'luis', 'ws')
  new PageMessages(device).onReceive(({ body }) => {
    if (refuse) return { kind: 'refused', status: 403 }
    received.push(body.toString())
    return { kind: 'stored' }
  })
  await online(device)
  await anna.row(luis).click()
  await write(anna, 'Third time lucky')
  const message = bubble(anna, 'Third time lucky', 'out')
  await visible(anna.page.locator('[data-delivery=failed]'))
  await visible(anna.page.getByText('Not sent.'))
  refuse = false
  await button(anna, 'Try again').click()
  await eventually('sent', async () => (await message.getAttribute('data-delivery')) === 'sent')
  expect(received.filter((body) => body.includes('Third time lucky'))).toHaveLength(1)
  await stopAll()
})

/** Anna's app once more, from the same profile. */
async function startAgain(): Promise<void> {
  const { accountId, aor } = anna
  anna = await stage.app({ profile: stage.profile('anna') })
  Object.assign(anna, { accountId, aor })
}

test('what is written without a server survives quitting, and arrives once when the server is back', async () => {
  await anna.row(maya.aor).click()
  await stage.lab.kill()
  await anna.until('link down', (state) => state.links[anna.accountId]?.kind === 'offline')
  await write(anna, 'Written in the dark')
  await visible(bubble(anna, 'Written in the dark', 'out'))
  await visible(anna.page.getByText('Waiting for connection', { exact: true }))
  await anna.close()
  await startAgain()
  await anna.row(maya.aor).click()
  const message = bubble(anna, 'Written in the dark', 'out')
  expect(await message.getAttribute('data-delivery')).toBe('waiting')
  await stage.lab.start()
  await maya.row(anna.aor).click()
  await visible(bubble(maya, 'Written in the dark', 'in'), 40_000)
  await anna.page
    .locator('[data-delivery=sent], [data-delivery=delivered], [data-delivery=displayed]', {
      hasText: 'Written in the dark',
    })
    .waitFor()
  expect(await bubble(maya, 'Written in the dark', 'in').count()).toBe(1)
})

/** What the rows in sight say, and which they are. */
const rowsInSight = () =>
  anna.page.evaluate(() =>
    [...document.querySelectorAll('[role=log] [data-index]')].map((row) => ({
      index: Number(row.getAttribute('data-index')),
      text: row.querySelector('[data-message-id]')?.textContent?.match(/message (\d+)$/)?.[1] ?? null,
    })),
  )

test(`${many.toLocaleString('en')} messages scroll, and each row is the right one`, async () => {
  await anna.close()
  const database = await openDatabase({ file: join(stage.profile('anna'), 'dialtone.db'), key: null, log: silentLog })
  const store = new MessageStore(database)
  const aor = 'priya@dialtone.test'
  const from = Date.now() - many * 60_000
  database.transaction(() => {
    for (let index = 0; index < many; index++) {
      const message = { accountId: anna.accountId, aor, text: `message ${index}`, at: from + index * 60_000 }
      store.insertIncoming({ ...message, id: `id-${index}`, messageId: `id-${index}`, read: true })
    }
  })
  database.close()
  await startAgain()
  await anna.row(aor).click()
  const log = anna.page.getByRole('log')
  await visible(bubble(anna, `message ${many - 1}`, 'in'))

  const rightRows = (place: string, fits: (first: number, last: number) => boolean) =>
    eventually(place, async () => {
      const rows = await rowsInSight()
      const first = rows[0]?.index ?? -1
      const last = rows.at(-1)?.index ?? -1
      if (rows.some(({ text }) => text === null) || !fits(first, last)) return false
      expect(rows.map(({ text }) => Number(text))).toEqual(rows.map(({ index }) => index))
      expect(rows.map(({ index }) => index)).toEqual(rows.map((_, at) => first + at))
      expect(rows.length).toBeLessThan(80)
      return true
    })
  await rightRows('the newest', (_first, last) => last === many - 1)
  for (const part of [0.5, 0.1, 0.83, 0.31, 0.97]) {
    await log.evaluate((element, at) => {
      element.scrollTop = element.scrollHeight * at
    }, part)
    await rightRows(`at ${part}`, (first, last) => Math.abs((first + last) / 2 / many - part) < 0.05)
  }
  await log.focus()
  await anna.page.keyboard.press('Home')
  await rightRows('the oldest, by keyboard', (first) => first === 0)
  await anna.page.keyboard.press('End')
  await rightRows('the newest, by keyboard', (_first, last) => last === many - 1)
  await log.hover()
  for (let turn = 0; turn < 30; turn++) await anna.page.mouse.wheel(0, -400)
  await rightRows('by the wheel', (_first, last) => last < many - 1)
})
