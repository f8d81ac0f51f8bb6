import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DrivenApp } from '../../scripts/desktop-driver.mjs'
import { electronEnvironment, electronFlags } from '../../scripts/electron-flags.mjs'
import { electronPath } from '../../scripts/setup.mjs'
import { eventually, gone, seesGlyph } from './seeing.ts'
import { Stage } from './stage.ts'

const root = join(import.meta.dirname, '..', '..')

let stage: Stage
let anna: DrivenApp
let maya: DrivenApp

beforeAll(async () => {
  stage = await Stage.open()
  anna = await stage.person('anna', 'wss', ['maya'])
  maya = await stage.person('maya', 'ws', ['anna'])
  await seesGlyph(anna, maya, 'available')
})
afterAll(() => stage?.close())

/** Starts the program once more with the profile of one that runs, as the desktop does for a link; resolves when it ended. */
async function startAgain(app: DrivenApp, ...args: readonly string[]): Promise<number | null> {
  const child = spawn(
    electronPath(),
    [...electronFlags({ headless: true }), `--user-data-dir=${app.profile}`, root, ...args],
    { env: electronEnvironment({ headless: true, display: stage.display }), stdio: 'ignore' },
  )
  const [status] = (await once(child, 'exit')) as [number | null]
  return status
}

const mainWindow = (app: DrivenApp) =>
  app.app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().startsWith('app://main/'))
    return window ? { visible: window.isVisible(), focused: window.isFocused() } : null
  })
/** As the window's own close button does. */
const closeWindow = (app: DrivenApp) =>
  app.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()
      .find((each) => each.webContents.getURL().startsWith('app://main/'))
      ?.close()
  })
const search = (app: DrivenApp) => app.page.getByRole('combobox', { name: 'Search or dial' })

test('a second start with a link comes to the first, which offers the address and does not dial it', async () => {
  await anna.page.keyboard.press('Control+4')
  expect(await startAgain(anna, 'sip:luis@dialtone.test')).toBe(0)
  await eventually('the address is offered', async () =>
    (await search(anna).isVisible()) ? (await search(anna).inputValue()).includes('luis@dialtone.test') : false,
  )
  await anna.page.getByRole('option', { name: /^Call “luis@dialtone.test”/ }).waitFor()
  await eventually('the window has the focus', async () => (await mainWindow(anna))?.focused)
  expect(await search(anna).evaluate((field) => field === document.activeElement)).toBe(true)
  expect((await anna.state()).calls).toEqual({})
  expect((await anna.state()).callRecords).toEqual({})
  await anna.page.keyboard.press('Escape')
})

test('a link that is none of ours, or hides control characters, is not taken', async () => {
  expect(await startAgain(anna, 'https://example.org/')).toBe(0)
  expect(await startAgain(anna, 'sip:luis\u0007@dialtone.test')).toBe(0)
  expect(await search(anna).inputValue()).toBe('')
})

test('closing leaves it in the tray, where it is still seen by others; a second start shows it again', async () => {
  await closeWindow(anna)
  await eventually('the window is hidden', async () => (await mainWindow(anna))?.visible === false)
  const { id } = await maya.command('messaging.send', {
    accountId: maya.accountId,
    aor: anna.aor,
    text: 'Are you still there?',
  })
  await maya.until('sent', (state) => {
    const last = state.conversations[`${maya.accountId} ${anna.aor}`]?.last
    return last?.id === id && last.delivery.kind !== 'waiting' && last.delivery.kind !== 'sending'
  })
  await anna.until('arrived', (state) => state.conversations[`${anna.accountId} ${maya.aor}`]?.unread === 1)
  await seesGlyph(maya, anna, 'available')
  expect(await startAgain(anna)).toBe(0)
  await eventually('the window is back', async () => (await mainWindow(anna))?.visible)
  expect(Object.values((await anna.state()).links).map((link) => link.kind)).toEqual(['online'])
})

test('with the tray turned off, closing quits', async () => {
  const alone = await stage.app()
  await alone.command('app.setSettings', { patch: { closeToTray: false } })
  const closed = alone.app.waitForEvent('close')
  await closeWindow(alone)
  await closed
})

test('who quits is offline for others at once, not when the publication would have run out', async () => {
  await maya.app.evaluate(({ app }) => app.quit()).catch(() => {})
  await seesGlyph(anna, maya, 'offline')
  await gone(anna.row(maya.aor).getByText('Available', { exact: true }))
})
