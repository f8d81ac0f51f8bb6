/** Anna's and Maya's windows side by side, and the presence of a few more people. */
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aorOf, launchApp } from '../desktop-driver.mjs'
import { root } from '../paths.mjs'

const groups = { 'Support team': ['luis', 'jonas', 'sofia', 'ken'] }

/**
 * What the others say of themselves, through the command line, which is the same Softphone without a window.
 * @type {[string, string[]][]}
 */
const published = [
  ['luis', ['--activity', 'travel', '--note', 'On the train to Leeds']],
  ['priya', ['--status', 'available', '--note', 'At her desk']],
  ['jonas', ['--status', 'away']],
  ['sofia', ['--status', 'available']],
  ['ken', ['--activity', 'steering']],
]

export async function publishOthers(lab, folder) {
  return Promise.all(
    published.map(([user, options]) => {
      const account = lab.account(user)
      const passwordFile = join(folder, `${user}.password`)
      writeFileSync(passwordFile, account.password, { mode: 0o600 })
      const child = spawn(
        process.execPath,
        [
          join(root, 'dist', 'main', 'cli.js'),
          'publish',
          ...['--account', account.aor, '--server', lab.urls.tls, '--trusted-certificate', lab.ca],
          ...['--password-file', passwordFile, '--profile', join(folder, `cli-${user}`), '--stay', ...options],
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      )
      return new Promise((done, fail) => {
        child.stdout.once('data', () => done(child))
        child.once('exit', (status) =>
          fail(new Error(`the presence of ${user} could not be published (status ${status})`)),
        )
      })
    }),
  )
}

export async function openPair({ lab, folder, headless, display }) {
  // Maya comes over TLS and Anna over WebSocket: the two ways into the same domain.
  const opened = await Promise.allSettled([
    open({ lab, folder, headless, display, user: 'anna', other: 'maya', transport: 'wss', place: 0 }),
    open({ lab, folder, headless, display, user: 'maya', other: 'anna', transport: 'tls', place: 1 }),
  ])
  const apps = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  const failed = opened.find((each) => each.status === 'rejected')
  if (!failed) return apps
  await Promise.all(apps.map((app) => app.close()))
  throw failed.reason
}

async function open({ lab, folder, headless, display, user, other, transport, place }) {
  const profile = join(folder, user)
  mkdirSync(profile)
  const app = await launchApp({ headless, display, profile })
  try {
    await settle(app, { lab, user, other, transport, place })
    return app
  } catch (error) {
    await app.close()
    throw error
  }
}

/** Places the window, signs in and fills the roster. */
async function settle(app, { lab, user, other, transport, place }) {
  await app.app.evaluate(({ BrowserWindow, screen }, position) => {
    const window = BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().startsWith('app://main'))
    const { workArea } = screen.getPrimaryDisplay()
    const width = Math.min(1180, Math.floor(workArea.width / 2))
    window?.setBounds({
      x: workArea.x + position * width,
      y: workArea.y,
      width,
      height: Math.min(800, workArea.height),
    })
  }, place)
  await app.signIn(lab, user, transport)
  await app.addPeople(lab, [other, 'priya', 'luis', 'jonas', 'sofia', 'ken'], groups)
  for (const favourite of [other, 'priya']) {
    const { id } = Object.values((await app.state()).contacts).find(
      (contact) => contact.aor === aorOf(lab.account(favourite)),
    )
    await app.command('people.change', { id, favourite: true })
  }
}
