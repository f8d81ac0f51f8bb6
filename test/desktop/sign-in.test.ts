import { readdirSync, readFileSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { failures } from '#contract/words/en/failures'
import { type FaultProxy, startFaultProxy } from '../../lab/fault-proxy.mjs'
import { type DrivenApp, fakeMicrophone } from '../../scripts/desktop-driver.mjs'
import { type KeyStore, startKeyStore, whyNoKeyStore } from './key-store.ts'
import { button, gone, visible } from './seeing.ts'
import { Stage } from './stage.ts'

let stage: Stage
let app: DrivenApp
let slow: DrivenApp
let silentServer: FaultProxy
let elsewhere: Server

beforeAll(async () => {
  stage = await Stage.open()
  silentServer = await startFaultProxy({ port: stage.lab.ports.wss })
  await silentServer.set('drop')
  // The lab by an address that its certificate does not name.
  elsewhere = createServer((client) => {
    const server = connect(stage.lab.ports.wss, '127.0.0.1')
    client.pipe(server).pipe(client)
    for (const socket of [client, server]) socket.on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.2', resolve))
  slow = await stage.app()
  app = await stage.app()
})
afterAll(async () => {
  await stage?.close()
  await silentServer?.stop()
  elsewhere?.close()
})

type Typed = {
  readonly address?: string
  readonly password?: string
  readonly server?: string
  readonly certificate?: boolean
}

const authority = () => readFileSync(stage.lab.ca, 'utf8')

async function type(on: DrivenApp, typed: Typed = {}): Promise<void> {
  const { page } = on
  const anna = stage.lab.account('anna')
  await page.getByLabel('SIP address').fill(typed.address ?? anna.aor.replace('sip:', ''))
  await page.getByLabel('Password', { exact: true }).fill(typed.password ?? anna.password)
  const advanced = button(on, 'Advanced')
  if ((await advanced.getAttribute('aria-expanded')) === 'false') await advanced.click()
  await page.getByLabel('Server', { exact: true }).fill(typed.server ?? stage.lab.urls.wss)
  await page.getByLabel('Trusted certificate').fill(typed.certificate === false ? '' : authority())
}

async function signIn(on: DrivenApp, typed: Typed = {}): Promise<void> {
  await type(on, typed)
  await button(on, 'Sign in').click()
}

async function online(on: DrivenApp): Promise<void> {
  await on.until('signed in', (state) => Object.values(state.links).some((link) => link.kind === 'online'))
}

/** Back to the empty screen. */
async function forget(on: DrivenApp): Promise<void> {
  for (const id of Object.keys((await on.state()).accounts)) await on.command('account.signOut', { id, forget: true })
  await visible(on.page.getByLabel('SIP address'))
}

const say = (words: string, values: Readonly<Record<string, string>>): string =>
  words.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => values[name] ?? name)

/** The sentence stands on the screen: at sign-in, or later in the banner for eyes or for a screen reader. */
async function told(on: DrivenApp, sentence: string, timeout?: number): Promise<void> {
  await on.page
    .locator('.ban [role=status], .sign-in-failure')
    .filter({ hasText: sentence })
    .first()
    .waitFor({ state: 'attached', ...(timeout ? { timeout } : {}) })
}

const domain = 'dialtone.test'

describe('signing in through the screen', () => {
  test('with nothing typed each field says what is missing', async () => {
    await button(app, 'Sign in').click()
    await visible(app.page.getByText('Type your address. It looks like name@example.org.'))
    await visible(app.page.getByText('Type your password.'))
    expect(await app.page.getByLabel('SIP address').evaluate((field) => field === document.activeElement)).toBe(true)
  })

  test('Test connection shows each step as it passes', async () => {
    await type(app)
    await button(app, 'Test connection').click()
    for (const step of ['server', 'secure', 'signed-in', 'presence', 'microphone'])
      await visible(app.page.locator(`[data-step="${step}"][data-outcome=passed]`))
    await visible(app.page.getByText('6 of 6'))
    await visible(button(app, 'Test again'))
  })

  test('Test connection stops at the step that fails and says why', async () => {
    await type(app, { password: 'not this one' })
    await button(app, 'Test again').click()
    const failed = app.page.locator('[data-step=signed-in][data-outcome=failed]')
    await visible(failed.getByText(say(failures['wrong-password'], { domain })))
    await visible(app.page.locator('[data-step=secure][data-outcome=passed]'))
    expect(await app.page.locator('[data-step=presence]').getAttribute('data-outcome')).toBe('waiting')
  })

  test('without a key store the user is told and chooses', async () => {
    const choice = app.page.getByRole('group', { name: 'Your password' })
    await visible(choice.getByText(failures['no-key-store']))
    expect(await choice.getByLabel('Only until I quit').isChecked()).toBe(true)
    await choice.getByLabel('In a file of mine').check()
    await visible(choice.getByText('Hidden, but not protected.', { exact: false }))
    await choice.getByLabel('Only until I quit').check()
  })

  test('over wss with the authority under Advanced the roster opens and the link is up', async () => {
    await signIn(app)
    await online(app)
    await visible(app.page.getByText('Nobody here yet'))
    await gone(app.page.locator('.ban'))
    await forget(app)
  })

  test('a wrong password is told where it is typed, and the right one in its place signs in', async () => {
    await signIn(app, { password: 'not this one' })
    await told(app, say(failures['wrong-password'], { domain }))
    const field = app.page.getByLabel('Password', { exact: true })
    expect(await field.evaluate((input) => input === document.activeElement)).toBe(true)
    await field.fill(stage.lab.account('anna').password)
    await app.page.keyboard.press('Enter')
    await online(app)
    await visible(app.page.getByText('Nobody here yet'))
    await forget(app)
  })

  test.each<[string, () => Typed, () => string]>([
    [
      'an unknown host',
      () => ({ server: 'wss://nowhere.invalid' }),
      () => say(failures['unknown-host'], { host: 'nowhere.invalid' }),
    ],
    [
      'a domain that names no server',
      () => ({ address: 'anna@nowhere.invalid', server: '' }),
      () => say(failures['no-server'], { domain: 'nowhere.invalid' }),
    ],
    [
      'an authority nobody trusts',
      () => ({ certificate: false }),
      () => say(failures.certificate.untrusted, { host: '127.0.0.1' }),
    ],
    [
      'a certificate for another name',
      () => ({ server: `wss://127.0.0.2:${(elsewhere.address() as { port: number }).port}` }),
      () => say(failures.certificate['wrong-name'], { host: '127.0.0.2' }),
    ],
    [
      'a port where nobody listens',
      () => ({ server: 'wss://127.0.0.1:9' }),
      () => say(failures.refused, { host: '127.0.0.1' }),
    ],
  ])('%s is told in plain words', async (_what, typed, sentence) => {
    await signIn(app, typed())
    await told(app, sentence())
    expect((await app.state()).accounts).toEqual({})
  })

  test('a server that says nothing is told in plain words', async () => {
    await signIn(slow, { server: `wss://127.0.0.1:${silentServer.port}` })
    await told(slow, say(failures['time-out'], { host: '127.0.0.1' }), 20_000)
  })
})

/** Every byte of every file of a folder that holds `text`. */
function filesWith(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => {
      const bytes = readFileSync(file)
      return (
        bytes.includes(text) ||
        bytes.includes(Buffer.from(text, 'utf16le')) ||
        bytes.includes(Buffer.from(text).toString('base64'))
      )
    })
}

const firstBytes = (file: string) => readFileSync(file).subarray(0, 16).toString('latin1')

test('a password kept for this run is not on the disk, and is asked for at the next start', async () => {
  const profile = stage.profile('this-run')
  const first = await stage.app({ profile })
  await signIn(first)
  await online(first)
  await first.close()
  expect(filesWith(profile, stage.lab.account('anna').password)).toEqual([])

  const second = await stage.app({ profile })
  await told(second, say(failures['password-needed'], { domain }))
  await second.close()
})

describe.skipIf(whyNoKeyStore !== null)(
  `with a key store (skipped without one: ${whyNoKeyStore ?? 'here is one'})`,
  () => {
    let keyStore: KeyStore

    beforeAll(async () => {
      keyStore = await startKeyStore()
    })
    afterAll(() => keyStore?.stop())

    test('the password survives a restart, the messages are encrypted, and neither can be read on the disk', async () => {
      const profile = stage.profile('key-store')
      const options = { profile, env: keyStore.env, switches: [...fakeMicrophone(), ...keyStore.switches] }
      const first = await stage.app(options)
      await visible(first.page.getByText('Your password stays in', { exact: false }))
      await signIn(first)
      await online(first)
      const [id = ''] = Object.keys((await first.state()).accounts)
      await first.command('messaging.send', {
        accountId: id,
        aor: `luis@${domain}`,
        text: 'a word that nobody may read',
      })
      await first.close()

      expect(firstBytes(join(profile, 'dialtone.db'))).not.toContain('SQLite format 3')
      expect(filesWith(profile, stage.lab.account('anna').password)).toEqual([])
      expect(filesWith(profile, 'a word that nobody may read')).toEqual([])

      const second = await stage.app(options)
      await online(second)
      const [kept] = await second.command('messaging.range', {
        accountId: id,
        aor: `luis@${domain}`,
        from: 0,
        count: 1,
      })
      expect(kept?.text).toBe('a word that nobody may read')
      await second.close()
    })
  },
)
