import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DrivenApp, launchApp } from '../../scripts/desktop-driver.mjs'
import { startXvfb } from '../../scripts/electron-flags.mjs'

let screen: Awaited<ReturnType<typeof startXvfb>>
let app: DrivenApp

beforeAll(async () => {
  screen = await startXvfb()
  app = await launchApp({ display: screen.display })
})
afterAll(async () => {
  await app?.close()
  await screen?.stop()
})

test('the screen has neither Node nor Electron, only the bridge', async () => {
  const found = await app.page.evaluate(() => ({
    require: typeof (globalThis as Record<string, unknown>)['require'],
    process: typeof (globalThis as Record<string, unknown>)['process'],
    bridge: Object.keys((globalThis as unknown as { softphone: object }).softphone).sort(),
  }))
  expect(found).toEqual({
    require: 'undefined',
    process: 'undefined',
    bridge: ['command', 'onChange', 'onShow', 'system'],
  })
})

test('every window is sandboxed and isolated', async () => {
  const preferences = await app.app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => {
      const { sandbox, contextIsolation, nodeIntegration } = (
        contents as unknown as { getLastWebPreferences: () => Record<string, unknown> }
      ).getLastWebPreferences()
      return { sandbox, contextIsolation, nodeIntegration: nodeIntegration ?? false }
    }),
  )
  expect(preferences.length).toBeGreaterThan(0)
  for (const each of preferences)
    expect(each).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false })
})

test('a page can neither navigate away nor open a window', async () => {
  const before = app.page.url()
  const opened = await app.page.evaluate(() => window.open('https://example.org') === null)
  await app.page.evaluate(() => {
    window.location.href = 'https://example.org/'
  })
  await app.page.waitForTimeout(200)
  expect(opened).toBe(true)
  expect(app.page.url()).toBe(before)
})

test('the content policy keeps the network and inline scripts out', async () => {
  const reached = await app.page.evaluate(() =>
    fetch('https://example.org/').then(
      () => 'reached',
      () => 'refused',
    ),
  )
  const inline = await app.page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'document.documentElement.dataset.inline = "ran"'
    document.head.append(script)
    return document.documentElement.dataset['inline'] ?? 'blocked'
  })
  expect({ reached, inline }).toEqual({ reached: 'refused', inline: 'blocked' })
})

test('microphone and notifications are denied to the screen', async () => {
  const answers = await app.page.evaluate(async () => ({
    microphone: await navigator.mediaDevices.getUserMedia({ audio: true }).then(
      () => 'given',
      (error: Error) => error.name,
    ),
    notification: await Notification.requestPermission(),
  }))
  expect(answers).toEqual({ microphone: 'NotAllowedError', notification: 'denied' })
})

test('app: serves our pages and nothing outside their folder', async () => {
  const statuses = await app.app.evaluate(async ({ net }) => {
    const urls = [
      'app://main/index.html',
      'app://media/media-host/index.html',
      'app://main/media-host/index.html',
      'app://main/..%2fmain/main.js',
      'app://main/%2e%2e/%2e%2e/package.json',
      'app://main/assets/..%2f..%2f..%2fpackage.json',
      'app://elsewhere/index.html',
    ]
    return Promise.all(urls.map(async (url) => (await net.fetch(url)).status))
  })
  expect(statuses).toEqual([200, 200, 404, 404, 404, 404, 404])
})

test('a command that does not exist, or with malformed arguments, is refused', async () => {
  const results = await app.page.evaluate(() => {
    const bridge = (
      globalThis as unknown as { softphone: { command: (name: string, args: unknown) => Promise<string> } }
    ).softphone
    return Promise.all([
      bridge.command('constructor', {}),
      bridge.command('app.snapshot', { more: 1 }),
      bridge.command('messaging.send', { accountId: 'a', aor: 'b', text: '' }),
      bridge.command('app.openLink', { url: 'javascript:alert(1)' }),
      bridge.command('app.openLink', { url: 'file:///etc/passwd' }),
    ])
  })
  for (const result of results) expect(JSON.parse(result)).toMatchObject({ ok: false, failure: { kind: 'invalid' } })
})
