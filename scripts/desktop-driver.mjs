/** Drives the real Electron app, for the demo, the bench and the desktop tests: real windows, real commands, real server. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron } from 'playwright-core'
import { electronEnvironment, electronFlags } from './electron-flags.mjs'
import { root } from './paths.mjs'
import { electronPath } from './setup.mjs'

/** Sound without a microphone: Chromium's own fake device beeps, or a file speaks. */
export const fakeMicrophone = (file) => [
  '--use-fake-device-for-media-stream',
  ...(file ? [`--use-file-for-fake-audio-capture=${file}`] : []),
]

/**
 * Starts the app with a profile of its own.
 * @param {{ display?: string, headless?: boolean, profile?: string, switches?: string[], args?: string[], env?: Record<string, string> }} options
 */
export async function launchApp({
  display,
  headless = true,
  profile,
  switches = fakeMicrophone(),
  args = [],
  env = {},
} = {}) {
  const folder = profile ?? mkdtempSync(join(tmpdir(), 'dialtone-profile-'))
  const startedAt = Date.now()
  const app = await launchPatiently({
    executablePath: electronPath(),
    args: [...electronFlags({ headless }), ...switches, `--user-data-dir=${folder}`, root, ...args],
    env: { ...electronEnvironment({ headless, display }), ...env },
  })
  const page = await windowAt(app, 'app://main/')
  return new DrivenApp({ app, page, profile: folder, keepProfile: profile !== undefined, startedAt })
}

/** Playwright's attachment to a starting Electron is lost now and then on a busy machine: the start is repeated, not waited for. */
async function launchPatiently(options, tries = 3) {
  try {
    return await _electron.launch({ ...options, timeout: 20_000 })
  } catch (error) {
    if (tries <= 1 || error.name !== 'TimeoutError') throw error
    return launchPatiently(options, tries - 1)
  }
}

/** The window whose page starts with `url`; waits for it. `firstWindow()` may be the hidden one. */
async function windowAt(app, url, timeout = 30_000) {
  const until = Date.now() + timeout
  for (;;) {
    const page = app.windows().find((candidate) => candidate.url().startsWith(url))
    if (page) return page
    if (Date.now() > until) throw new Error(`no window at ${url} within ${timeout} ms`)
    await Promise.race([app.waitForEvent('window', { timeout: 1_000 }).catch(() => {}), pause(50)])
  }
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds))

class DrivenApp {
  constructor(fields) {
    Object.assign(this, fields)
    this.accountId = null
  }

  /** A command as a screen gives it; a failure is thrown. */
  async command(name, args = {}) {
    const result = JSON.parse(await this.page.evaluate(([n, a]) => window.softphone.command(n, a), [name, args]))
    if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.failure)}`)
    return result.value
  }

  state() {
    return this.command('app.snapshot')
  }

  /** Waits until the state (in main) satisfies the question; returns what it answered. */
  async until(what, question, timeout = 45_000) {
    const end = Date.now() + timeout
    for (;;) {
      const state = await this.state()
      const answer = question(state)
      if (answer) return answer
      if (Date.now() > end) throw new Error(`${what}: not within ${timeout} ms; ${whatThereIs(state)}`)
      await pause(40)
    }
  }

  /** Signs in at the lab over the given transport and waits until the link is up. */
  async signIn(lab, user, transport = 'wss') {
    const account = lab.account(user)
    const { id } = await this.command('account.signIn', {
      settings: labSettings(lab, account, transport),
      password: account.password,
      passwordStorage: 'this-run',
    })
    this.accountId = id
    this.aor = aorOf(account)
    await this.until(`${account.aor} signed in`, (state) => state.links[id]?.kind === 'online')
    return id
  }

  async addPeople(lab, users, groups = {}) {
    const ids = {}
    for (const name of Object.keys(groups)) {
      ids[name] = (await this.command('people.addGroup', { accountId: this.accountId, name })).id
    }
    for (const user of users) {
      const person = lab.account(user)
      const groupIds = Object.entries(groups)
        .filter(([, members]) => members.includes(user))
        .map(([name]) => ids[name])
      await this.command('people.add', {
        accountId: this.accountId,
        address: aorOf(person),
        name: person.displayName,
        groupIds,
      })
    }
  }

  window(url) {
    return windowAt(this.app, url)
  }

  row(aor) {
    return this.page.locator(`[data-aor="${aor}"]`).first()
  }

  async close() {
    await this.app.close().catch(() => {})
    if (!this.keepProfile) rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** For the message of what did not come: links and calls, without names. */
function whatThereIs({ links, calls }) {
  const kinds = Object.values(links).map(({ kind }) => kind)
  const phases = Object.values(calls).map(({ direction, phase, end }) => `${direction} ${phase} ${JSON.stringify(end)}`)
  return `links: ${kinds.join(', ') || 'none'}; calls: ${phases.join(', ') || 'none'}`
}

/** As the app keeps addresses: without scheme. */
export const aorOf = (account) => account.aor.replace(/^sips?:/, '')

export function labSettings(lab, account, transport) {
  return {
    aor: aorOf(account),
    displayName: account.displayName,
    authUser: null,
    server: lab.urls[transport],
    outboundProxy: null,
    xcapRoot: null,
    stun: null,
    turn: null,
    trustedCertificate: transport === 'wss' || transport === 'tls' ? readFileSync(lab.ca, 'utf8') : null,
    allowUnencrypted: transport === 'ws' || transport === 'tcp',
  }
}
