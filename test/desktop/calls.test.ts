import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Call } from '#contract/calls'
import type { DrivenApp } from '../../scripts/desktop-driver.mjs'
import { button, clickInToast, eventually, gone, hears, seesGlyph, visible, xdotool } from './seeing.ts'
import { Stage } from './stage.ts'

let stage: Stage
let anna: DrivenApp
let maya: DrivenApp
let luis: DrivenApp

beforeAll(async () => {
  stage = await Stage.open()
  anna = await stage.person('anna', 'wss', ['maya', 'luis'])
  maya = await stage.person('maya', 'tls', ['anna', 'luis'])
  await seesGlyph(anna, maya, 'available')
  await seesGlyph(maya, anna, 'available')
})
afterAll(() => stage?.close())

const callIs = (app: DrivenApp, fits: (call: Call) => boolean): Promise<Call> =>
  app.until('the call', (state) => Object.values(state.calls).find(fits))

const live = (call: Call): boolean => call.phase !== 'ended'
const active = (app: DrivenApp, other: DrivenApp): Promise<Call> =>
  callIs(app, (call) => call.phase === 'active' && call.aor === other.aor)
const free = (app: DrivenApp): Promise<unknown> =>
  app.until('no call', (state) => !Object.values(state.calls).some(live))

const stageOf = (app: DrivenApp) => app.page.locator('section[data-call-id]')
const toastOf = (app: DrivenApp) => app.app.windows().find((page) => page.url().startsWith('app://toast/'))

/** Both talk: anna called by keyboard, maya answered in the small window. */
async function talk(): Promise<{ readonly annas: Call; readonly mayas: Call }> {
  await anna.row(maya.aor).click()
  await anna.page.keyboard.press('Control+Enter')
  const toast = await maya.window('app://toast/')
  await clickInToast(toast, 'answer')
  return { annas: await active(anna, maya), mayas: await active(maya, anna) }
}

async function bothHear(annas: Call, mayas: Call): Promise<void> {
  await Promise.all([hears(anna, annas.id), hears(maya, mayas.id)])
}

/** Packets may still come: no sound is in them. */
async function silent(app: DrivenApp, call: Call): Promise<void> {
  const energy = async () => (await app.command('calls.flow', { id: call.id })).energyReceived
  let before = await energy()
  await eventually('silence', async () => {
    await new Promise((resolve) => setTimeout(resolve, 300))
    const now = await energy()
    const quiet = now - before < 1e-6
    before = now
    return quiet
  })
}

test('who is called goes on typing: the small window takes no focus and no key', async () => {
  await maya.row(anna.aor).click()
  const composer = maya.page.getByRole('textbox', { name: /^Message to/ })
  await composer.click()
  await maya.app.evaluate(({ BrowserWindow }) => {
    const main = BrowserWindow.getAllWindows().find((window) => window.webContents.getURL().startsWith('app://main/'))
    main?.focus()
  })
  await xdotool(stage.display, 'type', 'before ')
  await eventually('X11 keys reach the composer', async () => (await composer.inputValue()) === 'before ')
  const focused = await xdotool(stage.display, 'getwindowfocus')

  await anna.row(maya.aor).click()
  await anna.page.keyboard.press('Control+Enter')
  await visible(stageOf(anna))
  const toast = await maya.window('app://toast/')
  await visible(toast.getByRole('alertdialog', { name: /Anna.* is calling/ }))
  const shown = () =>
    maya.app.evaluate(({ BrowserWindow }) => {
      const small = BrowserWindow.getAllWindows().find((window) =>
        window.webContents.getURL().startsWith('app://toast/'),
      )
      return small && { visible: small.isVisible(), focused: small.isFocused(), onTop: small.isAlwaysOnTop() }
    })
  await eventually('the small window is on the screen', async () => (await shown())?.visible)
  await xdotool(stage.display, 'type', 'and after')

  await eventually('typing goes on', async () => (await composer.inputValue()) === 'before and after')
  expect(await shown()).toEqual({ visible: true, focused: false, onTop: true })
  expect(await xdotool(stage.display, 'getwindowfocus')).toBe(focused)
  expect(await toast.evaluate(() => document.hasFocus())).toBe(false)
  expect(await composer.evaluate((field) => field === document.activeElement)).toBe(true)
  await composer.fill('')
  await clickInToast(toast, 'decline')
  await visible(stageOf(anna).getByText(/declined/))
  await eventually('the small window is gone', async () => !toastOf(maya))
  await Promise.all([free(anna), free(maya)])
})

test('a call by keyboard: heard both ways, muted, held, with digits, and ended', async () => {
  const { annas, mayas } = await talk()
  await visible(stageOf(anna).locator('[role=timer]'))
  await bothHear(annas, mayas)
  await Promise.all([seesGlyph(anna, maya, 'phone'), seesGlyph(maya, anna, 'phone')])

  // Mute: packets still come, silence in them.
  await anna.page.keyboard.press('Control+m')
  await visible(stageOf(anna).getByText('You are muted. Hold Space to talk.'))
  await silent(maya, mayas)
  await anna.page.keyboard.press('Control+m')
  await hears(maya, mayas.id)

  // Hold: the other one is told, and nothing is heard either way.
  await anna.page.keyboard.press('Control+h')
  await visible(stageOf(anna).getByText('On hold'))
  await callIs(maya, (call) => call.heldByThem)
  await silent(maya, mayas)
  await eventually('the held one is not sent either', async () => {
    const one = (await anna.command('calls.flow', { id: annas.id })).packetsReceived
    await new Promise((resolve) => setTimeout(resolve, 300))
    return (await anna.command('calls.flow', { id: annas.id })).packetsReceived === one
  })
  await button(anna, 'Resume').click()
  await callIs(maya, (call) => !call.heldByThem)
  await bothHear(annas, mayas)

  // Digits: pressed and typed, and really played by the media host (RFC 4733).
  const media = await anna.window('app://media/')
  await media.evaluate(() => {
    const played: string[] = []
    ;(globalThis as unknown as { played: string[] }).played = played
    const insert = RTCDTMFSender.prototype.insertDTMF
    RTCDTMFSender.prototype.insertDTMF = function (...args) {
      this.ontonechange = (event) => played.push(event.tone)
      return insert.apply(this, args)
    }
  })
  await anna.page.keyboard.press('Control+.')
  const keypad = anna.page.getByRole('group', { name: 'Keypad' })
  await keypad.getByRole('button', { name: 'Key 1' }).click()
  await anna.page.keyboard.press('#')
  await visible(keypad.locator('output', { hasText: '1#' }))
  await eventually('the tones are played', () =>
    media.evaluate(() => (globalThis as unknown as { played: string[] }).played.join('') === '1#'),
  )
  await anna.page.keyboard.press('Escape')
  await gone(keypad)

  await anna.page.keyboard.press('Control+Shift+E')
  await callIs(maya, (call) => call.end?.kind === 'hung-up' && call.end.by === 'them')
  await Promise.all([free(anna), free(maya)])
  await Promise.all([seesGlyph(anna, maya, 'available'), seesGlyph(maya, anna, 'available')])
})

test('a second call waits in the window, is answered while the first is held, and both are swapped', async () => {
  luis = await stage.person('luis', 'ws', ['anna'])
  const { annas, mayas } = await talk()
  await luis.row(anna.aor).click()
  await luis.page.keyboard.press('Control+Enter')
  const bar = anna.page.getByRole('alertdialog', { name: /^Luis.* is calling$/ })
  await visible(bar)
  await bothHear(annas, mayas)
  await bar.getByRole('button', { name: 'Hold and answer' }).click()
  const withLuis = await active(anna, luis)
  await callIs(maya, (call) => call.heldByThem)
  const luiss = await active(luis, anna)
  await Promise.all([hears(anna, withLuis.id), hears(luis, luiss.id)])

  await button(anna, 'Swap').click()
  await callIs(luis, (call) => call.heldByThem)
  await callIs(maya, (call) => !call.heldByThem)
  await bothHear(annas, mayas)
  await button(luis, 'End call').click()
  await callIs(anna, (call) => call.aor === luis.aor && call.phase === 'ended')
  await bothHear(annas, mayas)
  await button(anna, 'End call').click()
  await Promise.all([free(anna), free(maya), free(luis)])
  await luis.close()
})

test('a missed call is counted, found in the list, and called back', async () => {
  await button(maya, /^Calls/).click() // what was declined before is seen
  await button(maya, /^People/).click()
  await anna.row(maya.aor).click()
  await anna.page.keyboard.press('Control+Enter')
  await callIs(maya, (call) => call.phase === 'incoming')
  await button(anna, 'End call').click()
  await callIs(maya, (call) => call.end?.kind === 'missed')
  const tab = maya.page.locator('[data-tab=calls]')
  await visible(tab.locator('.count', { hasText: '1' }))
  await maya.page.keyboard.press('Control+3')
  const row = maya.page.locator('[data-call-record][data-outcome=missed]')
  await visible(row.getByText('Missed'))
  await gone(tab.locator('.count'))
  await visible(maya.page.locator('[data-call-record][data-outcome=answered][data-direction=in]'))
  await visible(maya.page.locator('[data-call-record][data-outcome=declined]'))

  await row.first().hover()
  await row
    .getByRole('button', { name: /^Call Anna.* back$/ })
    .first()
    .click()
  const toast = await anna.window('app://toast/')
  await clickInToast(toast, 'answer')
  const [annas, mayas] = [await active(anna, maya), await active(maya, anna)]
  await bothHear(annas, mayas)
  await button(maya, 'End call').click()
  await Promise.all([free(anna), free(maya)])
  await maya.page.keyboard.press('Control+1')
})

/** The process behind the page that starts with `url`. */
const processOf = (app: DrivenApp, url: string): Promise<number> =>
  app.app.evaluate(
    ({ webContents }, start) =>
      webContents
        .getAllWebContents()
        .find((contents) => contents.getURL().startsWith(start))
        ?.getOSProcessId() ?? 0,
    url,
  )

test('when the process that carries the sound dies, the same call goes on and is heard again', async () => {
  const { annas, mayas } = await talk()
  await bothHear(annas, mayas)
  const pid = await processOf(anna, 'app://media/')
  expect(pid).toBeGreaterThan(0)
  expect(pid).not.toBe(await processOf(anna, 'app://main/'))
  process.kill(pid, 'SIGKILL')
  await callIs(anna, (call) => call.id === annas.id && call.recovering)
  await callIs(anna, (call) => call.id === annas.id && call.phase === 'active' && !call.recovering)
  await callIs(maya, (call) => call.id === mayas.id && call.phase === 'active' && !call.recovering)
  await bothHear(annas, mayas)
  expect(await stageOf(anna).getAttribute('data-call-id')).toBe(annas.id)
  expect(Object.values((await maya.state()).calls).filter(live)).toHaveLength(1)

  // And the same from the side that was called.
  process.kill(await processOf(maya, 'app://media/'), 'SIGKILL')
  await callIs(maya, (call) => call.id === mayas.id && call.recovering)
  await callIs(maya, (call) => call.id === mayas.id && call.phase === 'active' && !call.recovering)
  await bothHear(annas, mayas)
  await button(anna, 'End call').click()
  await Promise.all([free(anna), free(maya)])
})

test('a reload of the screen leaves the call alive and shows it again', async () => {
  const { annas, mayas } = await talk()
  await bothHear(annas, mayas)
  await maya.page.reload()
  await hears(anna, annas.id)
  const mini = maya.page.locator(`[data-call-id="${mayas.id}"][data-call-phase=active]`)
  await visible(mini)
  await bothHear(annas, mayas)
  await button(maya, 'End call').click()
  await Promise.all([free(anna), free(maya)])
})

test('a crash of the screen leaves the call alive and shows it again', async () => {
  const { annas } = await talk()
  const crashed = await processOf(maya, 'app://main/')
  await maya.app.evaluate(({ webContents }) => {
    const screen = webContents.getAllWebContents().find((contents) => contents.getURL().startsWith('app://main/'))
    screen?.forcefullyCrashRenderer()
  })
  await hears(anna, annas.id)
  // The driver's hold on a crashed page is gone for good: the new one is asked through main.
  const inNewPage = (script: string) =>
    maya.app.evaluate(
      ({ webContents }, [source]) =>
        webContents
          .getAllWebContents()
          .find((contents) => contents.getURL().startsWith('app://main/'))
          ?.executeJavaScript(source ?? ''),
      [script],
    )
  await eventually('the call is on the new screen', async () =>
    Boolean(await inNewPage('document.querySelector("[data-call-phase=active]") !== null').catch(() => false)),
  )
  expect(await processOf(maya, 'app://main/')).not.toBe(crashed)
  await hears(anna, annas.id)
  await button(anna, 'End call').click()
  await free(anna)
})
