import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AppState } from '#contract/state'
import type { DrivenApp } from '../../scripts/desktop-driver.mjs'
import { hasMockedLogind, MockedLogind } from '../fakes/mocked-logind.ts'
import { Stage } from './stage.ts'

const uid = process.getuid?.() ?? 0

/** What is automatic of the user's own presence; whether it goes out is not the question here. */
const automatic = async (app: DrivenApp): Promise<readonly string[]> => {
  const { ownPresence } = await app.state()
  return ownPresence[app.accountId ?? '']?.automatic.map(({ source }) => source) ?? []
}

test.skipIf(!hasMockedLogind)(
  'logind says that the screen is locked: the user is away (skipped without python3-dbusmock)',
  async () => {
    const maya = await stage.app({ env: { ...bus.environment, XDG_SESSION_ID: 'c1' } })
    await maya.signIn(stage.lab, 'maya', 'tls')
    expect(await automatic(maya)).not.toContain('lock')

    await bus.setLocked('c1', true)
    await expect.poll(() => automatic(maya), { timeout: 15_000 }).toContain('lock')
    await bus.setLocked('c1', false)
    await expect.poll(() => automatic(maya), { timeout: 15_000 }).not.toContain('lock')
  },
  90_000,
)

test.skipIf(!hasMockedLogind)(
  'the computer goes to sleep: the user is away, the app lives on, and at waking the link is tried at once (skipped without python3-dbusmock)',
  async () => {
    const maya = await stage.app({ env: bus.environment })
    const account = await maya.signIn(stage.lab, 'maya', 'tls')
    const ended = new Promise((done) => maya.app.process().once('exit', (code, signal) => done(signal ?? code)))
    const link = async () => (await stateByMain(maya)).links[account]
    const sources = async () => (await stateByMain(maya)).ownPresence[account]?.automatic.map(({ source }) => source)
    expect(await sources()).not.toContain('lock')

    await bus.prepareForSleep(true)
    await expect.poll(sources, { timeout: 10_000 }).toContain('lock')

    await stage.lab.kill()
    // Far enough away that it is not the next try by itself which is seen below.
    const retryAt = await expect
      .poll(async () => retryOf(await link()) - Date.now(), { timeout: 30_000, interval: 200 })
      .toBeGreaterThan(8_000)
      .then(async () => retryOf(await link()))
    await stage.lab.start()
    await bus.prepareForSleep(false)
    await expect.poll(async () => (await link())?.kind, { timeout: 7_000, interval: 100 }).toBe('online')
    expect(Date.now()).toBeLessThan(retryAt)
    await expect.poll(sources, { timeout: 10_000 }).not.toContain('lock')

    await maya.app.evaluate(({ app }) => setImmediate(() => app.quit()))
    expect(await ended).toBe(0)
  },
  120_000,
)

/**
 * Chromium closes its TCP sockets before sleep (net::TCPClientSocket::OnSuspend), and with them the one through which the
 * driver sees pages: to it they are closed. Node's own, into main, stays; the page is asked through there.
 */
const stateByMain = (app: DrivenApp): Promise<AppState> =>
  app.app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find(({ webContents }) =>
      webContents.getURL().startsWith('app://main/'),
    )
    if (!window) throw new Error('the window is gone')
    return window.webContents.executeJavaScript(
      `window.softphone.command('app.snapshot', {}).then((result) => JSON.parse(result).value)`,
    )
  })

const retryOf = (link: AppState['links'][string] | undefined): number =>
  link?.kind === 'offline' ? (link.retryAt ?? 0) : 0

let stage: Stage
let bus: MockedLogind

beforeAll(async () => {
  if (!hasMockedLogind) return
  ;[stage, bus] = await Promise.all([Stage.open(), MockedLogind.start()])
  await bus.addSession('c1', uid)
}, 60_000)
afterAll(async () => {
  await stage?.close()
  await bus?.stop()
})
