import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Availability, OwnStatus } from '#contract/presence'
import type { DrivenApp } from '../../scripts/desktop-driver.mjs'
import { button, eventually, gone, seesGlyph, visible, xdotool } from './seeing.ts'
import { Stage } from './stage.ts'

/** A real minute without input, and not only what the X server counts. */
const prove = process.env['DIALTONE_PROVE'] === '1'

let stage: Stage
let anna: DrivenApp
let maya: DrivenApp

beforeAll(async () => {
  stage = await Stage.open()
  anna = await stage.person('anna', 'wss', ['maya'])
  maya = await stage.person('maya', 'tcp', ['anna'])
  await seesGlyph(anna, maya, 'available')
  await seesGlyph(maya, anna, 'available')
})
afterAll(() => stage?.close())

const search = (app: DrivenApp) => app.page.getByRole('combobox', { name: 'Search or dial' })
const groupHeader = (app: DrivenApp, name: string) => app.page.getByRole('treeitem', { name: new RegExp(`^${name},`) })

/** A context menu's entry, by keyboard as the menu has it. */
async function choose(app: DrivenApp, aor: string, entry: string): Promise<void> {
  await app.row(aor).click({ button: 'right' })
  await app.page.getByRole('menuitem', { name: entry, exact: true }).click()
}

test('a person is found as an address, added into a new group, renamed, made a favourite, and removed with a way back', async () => {
  const { page } = anna
  const priya = 'priya@dialtone.test'
  await page.keyboard.press('Control+k')
  await page.keyboard.type('priya')
  await visible(page.getByText('No match for “priya”'))
  await page.getByRole('option', { name: `Add ${priya}` }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a person' })
  await dialog.getByLabel('Name', { exact: true }).fill('Priya')
  await dialog.getByPlaceholder('New group').fill('Support')
  await page.keyboard.press('Enter')
  await visible(dialog.getByRole('button', { name: 'Support', pressed: true }).or(dialog.getByLabel('Support')))
  await dialog.getByRole('button', { name: 'Add person' }).click()
  await visible(anna.row(priya).getByText('Priya'))
  await visible(groupHeader(anna, 'Support'))

  await choose(anna, priya, 'Edit…')
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Priya from billing')
  await page.keyboard.press('Enter')
  await visible(anna.row(priya).getByText('Priya from billing'))

  await choose(anna, priya, 'Add to favourites')
  await visible(groupHeader(anna, 'Favourites'))

  const before = Object.values((await anna.state()).contacts).find((contact) => contact.aor === priya)
  await choose(anna, priya, 'Remove from my people')
  await gone(anna.row(priya))
  await button(anna, 'Undo').click()
  await visible(anna.row(priya).getByText('Priya from billing'))
  await anna.until('as before', (state) => {
    const back = Object.values(state.contacts).find((contact) => contact.aor === priya)
    return back?.favourite && back.groupIds.join() === before?.groupIds.join()
  })
})

test('the one field finds people by name and address, and dials what is not among them', async () => {
  const { page } = anna
  await page.keyboard.press('Control+k')
  await page.keyboard.type('bill')
  await visible(page.getByRole('option', { name: /Priya from billing/ }))
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('+49 30 12 34')
  await visible(page.getByRole('option', { name: 'Call “+49301234@dialtone.test”' }))
  await search(anna).fill('luis@dialtone.test')
  await page.keyboard.press('Enter')
  // Luis is not signed in: the call says so and leaves nothing behind but a record.
  await anna.until('the call ended', (state) =>
    Object.values(state.calls).find((call) => call.aor === 'luis@dialtone.test' && call.phase === 'ended'),
  )
  expect(await search(anna).inputValue()).toBe('')
  await button(anna, 'Close').click()
})

/** The status editor by keyboard alone: the tile by arrow keys, the note, Ctrl Enter. */
async function setStatus(app: DrivenApp, status: OwnStatus, note: string | null = null): Promise<void> {
  const { page } = app
  await page.keyboard.press('Control+Shift+S')
  const editor = page.getByRole('dialog')
  await visible(editor)
  if (note !== null) {
    await page.keyboard.press('Control+a')
    await page.keyboard.type(note)
  }
  await page.keyboard.press('Shift+Tab')
  const order = ['available', 'busy', 'away', 'dnd', 'offline']
  const chosen = () =>
    page.evaluate(() => document.querySelector('[data-status]:has(input:checked)')?.getAttribute('data-status') ?? null)
  const focused = () =>
    page.evaluate(() => document.activeElement?.closest('[data-status]')?.getAttribute('data-status') ?? null)
  expect(await focused()).not.toBeNull()
  // With nothing chosen yet Space takes the tile that has the focus; else the arrows move the choice.
  if ((await chosen()) === null) await page.keyboard.press('Space')
  while ((await chosen()) !== status) {
    const down = order.indexOf((await chosen()) ?? '') < order.indexOf(status)
    await page.keyboard.press(down ? 'ArrowRight' : 'ArrowLeft')
  }
  await page.keyboard.press('Control+Enter')
  await gone(editor)
}

test('each status set by keyboard is seen on the other side, with its note', async () => {
  const shown: readonly [OwnStatus, Availability][] = [
    ['busy', 'busy'],
    ['away', 'away'],
    ['dnd', 'dnd'],
    ['offline', 'offline'],
    ['available', 'available'],
  ]
  await maya.row(anna.aor).click()
  const card = maya.page.locator('[data-pane=card]')
  for (const [status, availability] of shown) {
    await setStatus(anna, status, `note for ${status}`)
    await seesGlyph(maya, anna, availability)
    await visible(anna.page.locator(`[data-own-availability="${availability}"]`))
    await visible(card.getByText(`note for ${status}`))
  }
  await anna.page.keyboard.press('Control+Shift+D')
  await seesGlyph(maya, anna, 'dnd')
  await anna.page.keyboard.press('Control+Shift+D')
  await seesGlyph(maya, anna, 'available')
})

const ringing = (app: DrivenApp) =>
  app.until('rings', (state) => Object.values(state.calls).find((call) => call.phase === 'incoming'))
const free = (app: DrivenApp) =>
  app.until('no call', (state) => Object.values(state.calls).every((call) => call.phase === 'ended'))

/** Hears whether the media host makes any sound of its own. */
async function soundsOf(app: DrivenApp): Promise<() => Promise<number>> {
  const media = await app.window('app://media/')
  await media.evaluate(() => {
    const host = globalThis as unknown as { sounds: number }
    host.sounds = 0
    const start = AudioBufferSourceNode.prototype.start
    AudioBufferSourceNode.prototype.start = function (...args) {
      host.sounds += 1
      return start.apply(this, args)
    }
  })
  return () => media.evaluate(() => (globalThis as unknown as { sounds: number }).sounds)
}

test('do not disturb keeps a call from ringing, or answers busy, as chosen', async () => {
  const dial = () => anna.command('calls.dial', { accountId: anna.accountId, address: maya.aor })
  const { id: first } = await dial()
  await ringing(maya)
  await anna.command('calls.end', { id: first })
  await free(maya)
  const sounds = await soundsOf(maya)

  const { id: heard } = await dial()
  await ringing(maya)
  await eventually('it rings', async () => (await sounds()) > 0)
  await anna.command('calls.end', { id: heard })
  await free(maya)

  await setStatus(maya, 'dnd', '')
  await seesGlyph(anna, maya, 'dnd')
  const before = await sounds()
  const { id: silent } = await dial()
  await ringing(maya)
  await visible((await maya.window('app://toast/')).getByRole('alertdialog'))
  expect(await sounds()).toBe(before)
  await anna.command('calls.end', { id: silent })
  await free(maya)

  await maya.command('app.setSettings', { patch: { calls: { whenDoNotDisturb: 'busy' } } })
  const { id: refused } = await dial()
  await anna.until('busy', (state) => {
    const end = state.calls[refused]?.end
    return end?.kind === 'failed' && end.failure.kind === 'busy'
  })
  expect(Object.values((await maya.state()).calls).filter((call) => call.phase !== 'ended')).toEqual([])
  expect(Object.values((await maya.state()).callRecords).filter((record) => record.outcome === 'missed')).toHaveLength(
    4,
  )
  await maya.command('app.setSettings', { patch: { calls: { whenDoNotDisturb: 'silent' } } })
  await setStatus(maya, 'available', '')
  await seesGlyph(anna, maya, 'available')
})

const idleSeconds = (app: DrivenApp) => app.app.evaluate(({ powerMonitor }) => powerMonitor.getSystemIdleTime())

test('the X server tells how long nobody touched anything, and a real key begins anew', async () => {
  await eventually('a second without input', async () => (await idleSeconds(maya)) >= 1)
  await eventually('back', async () => {
    await xdotool(stage.display, 'mousemove_relative', '--', '3', '3')
    return (await idleSeconds(maya)) === 0
  })
})

/** The desktop's own counters, as a test does not sit still for a minute. Settings that come make the app look at once. */
async function desktopSays(app: DrivenApp, idle: number, lock: 'active' | 'locked'): Promise<void> {
  await app.app.evaluate(
    ({ powerMonitor }, [seconds, state]) => {
      powerMonitor.getSystemIdleTime = () => seconds
      powerMonitor.getSystemIdleState = () => state
    },
    [idle, lock] as const,
  )
  await app.command('app.setSettings', { patch: {} })
}

test('without input, and with a locked screen, others see away until somebody is back', async () => {
  await maya.page.keyboard.press('Control+Shift+S')
  await button(maya, 'Back to automatic').click()
  await desktopSays(maya, 3600, 'active')
  await seesGlyph(anna, maya, 'away')
  await visible(maya.page.locator('[data-own-availability=away]'))
  await desktopSays(maya, 0, 'active')
  await seesGlyph(anna, maya, 'available')
  await desktopSays(maya, 0, 'locked')
  await seesGlyph(anna, maya, 'away')
  await desktopSays(maya, 0, 'active')
  await seesGlyph(anna, maya, 'available')
})

test('what was set by hand stays when nobody touches anything, and comes back after a call', async () => {
  await setStatus(maya, 'busy', 'Writing')
  await seesGlyph(anna, maya, 'busy')
  await desktopSays(maya, 3600, 'active')
  await maya.until('idle is known', (state) =>
    Object.values(state.ownPresence)[0]?.automatic.some((automatic) => automatic.source === 'idle'),
  )
  await seesGlyph(anna, maya, 'busy')
  await desktopSays(maya, 0, 'active')
  const { id } = await anna.command('calls.dial', { accountId: anna.accountId, address: maya.aor })
  await maya.command('calls.answer', { id: (await ringing(maya)).id })
  await seesGlyph(anna, maya, 'phone')
  await anna.until('talking', (state) => state.calls[id]?.phase === 'active')
  await anna.command('calls.end', { id })
  await seesGlyph(anna, maya, 'busy')
  await anna.row(maya.aor).click()
  await visible(anna.page.locator('[data-pane=card]').getByText('Writing'))
})

test.skipIf(!prove)('a real minute without input makes away, a real key ends it (with DIALTONE_PROVE=1)', async () => {
  await anna.command('app.setSettings', { patch: { automatic: { idleMinutes: 1 } } })
  await xdotool(stage.display, 'key', 'shift')
  await maya.page.locator(`[data-aor="${anna.aor}"][data-availability=away]`).first().waitFor({ timeout: 75_000 })
  await xdotool(stage.display, 'key', 'shift')
  await seesGlyph(maya, anna, 'available')
})
