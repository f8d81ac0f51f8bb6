/** Launch to usable roster and memory at rest, against an empty Electron window and, where installed, linphone-desktop. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { labSettings, launchApp } from '../desktop-driver.mjs'
import { electronEnvironment, electronFlags } from '../electron-flags.mjs'
import { root } from '../paths.mjs'
import { electronPath, electronRuntime } from '../setup.mjs'
import { markTimes } from './devtools.mjs'
import { median } from './figures.mjs'
import { calm, percent, watchOthers } from './load.mjs'
import { end, memory, pause, sharers, start } from './processes.mjs'

const people = ['maya', 'luis', 'priya', 'jonas', 'sofia', 'ken', 'ruth']
const settle = 4_000

export async function startAndMemory({ report, display, lab, starts }) {
  console.log(`Start and memory, ${starts} alternating starts`)
  const profile = mkdtempSync(join(tmpdir(), 'dialtone-bench-'))
  const emptyProfile = mkdtempSync(join(tmpdir(), 'dialtone-bench-empty-'))
  const linphone = await linphoneBench(display)
  try {
    await prepare(profile, display, lab)
    const runs = { dialtone: [], empty: [], linphone: [] }
    let strangers = 0
    const megabytes = { dialtone: [], empty: [], linphone: [] }
    const others = watchOthers()
    for (let index = 0; index < starts; index++) {
      await once('empty', () =>
        electron(display, emptyProfile, join(root, 'scripts/bench/empty-app'), /index\.html$/, 'usable'),
      )
      await once('dialtone', () => electron(display, profile, root, /^app:\/\/main\//, 'roster-usable'))
      if (linphone) await once('linphone', linphone.launch)
    }
    const t = { dialtone: median(runs.dialtone), empty: median(runs.empty) }
    const m = { dialtone: median(megabytes.dialtone), empty: median(megabytes.empty) }
    report.add({ what: 'empty Electron window, launch to painted', value: t.empty })
    report.add({ what: 'Dialtone, launch to usable roster', value: t.dialtone })
    const ratio = t.dialtone / t.empty
    report.add({
      what: 'launch, times the empty window',
      value: ratio,
      unit: '×',
      goal: '1.5, at most 1.8',
      ok: ratio <= 1.8,
      note: `medians of ${starts} alternating starts; others took ${percent(others())} of the machine`,
    })
    report.add({ what: 'empty Electron window, memory (sum of PSS)', value: m.empty, unit: 'MB' })
    report.add({ what: 'Dialtone signed in, memory (sum of PSS)', value: m.dialtone, unit: 'MB' })
    const share = m.dialtone / m.empty
    report.add({
      what: 'memory, times the empty window',
      value: share,
      unit: '×',
      goal: 'at most 1.4',
      ok: share <= 1.4,
      note: strangers > 0 ? `overstated: ${strangers} more Electron processes shared its pages with both` : '',
    })
    if (linphone) {
      const l = median(runs.linphone)
      report.add({ what: 'linphone-desktop, launch to its window', value: l })
      report.add({
        what: 'Dialtone before linphone-desktop',
        value: t.dialtone - l,
        goal: 'below 0',
        ok: t.dialtone < l,
      })
      report.add({ what: 'linphone-desktop, memory (sum of PSS)', value: median(megabytes.linphone), unit: 'MB' })
    } else report.add({ what: 'linphone-desktop', value: 'not installed here' })

    async function once(name, launch) {
      await calm()
      const { child, usableAt } = await launch()
      runs[name].push(usableAt - child.at)
      await pause(settle)
      megabytes[name].push(memory(child.pid))
      if (name === 'dialtone') strangers = Math.max(strangers, sharers(electronPath(), child.pid))
      await end(child)
    }
  } finally {
    linphone?.stop()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    rmSync(emptyProfile, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** A profile as after a day's use: signed in, its password kept, people in the roster. */
async function prepare(profile, display, lab) {
  const app = await launchApp({ display, profile })
  const account = lab.account('anna')
  const { id } = await app.command('account.signIn', {
    settings: labSettings(lab, account, 'wss'),
    password: account.password,
    passwordStorage: 'weaker-storage',
  })
  app.accountId = id
  await app.addPeople(lab, people, { Support: ['luis', 'priya'] })
  await app.until('signed in', (state) => state.links[id]?.kind === 'online')
  await app.close()
}

/** Launched, and the moment at which the page says that it is usable. */
export async function electron(display, profile, folder, url, mark) {
  const port = await freePort()
  const args = [
    ...electronFlags({ headless: true }),
    `--user-data-dir=${profile}`,
    `--remote-debugging-port=${port}`,
    folder,
  ]
  const child = start(electronPath(), args, electronEnvironment({ headless: true, display }))
  // Nobody looks in while it starts.
  await pause(1_500)
  return { child, usableAt: await markTimes(port, (address) => url.test(address), mark) }
}

const findLinphone = () => ['/usr/bin/linphone', '/usr/bin/linphone-desktop'].find((file) => existsSync(file)) ?? null

/** Linphone refuses to start without a session bus; one is started for all its runs, outside of what is measured. */
async function linphoneBench(display) {
  const program = findLinphone()
  if (!program) return null
  const home = mkdtempSync(join(tmpdir(), 'dialtone-bench-linphone-'))
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=1'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const address = await new Promise((done) => {
    bus.once('error', () => done(null))
    bus.once('exit', () => done(null))
    bus.stdout.once('data', (data) => done(String(data).trim()))
  })
  const stop = () => {
    bus.kill()
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
  if (!address) {
    stop()
    return null
  }
  const env = {
    ...electronEnvironment({ headless: true, display }),
    DBUS_SESSION_BUS_ADDRESS: address,
    HOME: home,
    XDG_CONFIG_HOME: home,
    XDG_DATA_HOME: home,
    XDG_CACHE_HOME: home,
    XDG_RUNTIME_DIR: home,
    LIBGL_ALWAYS_SOFTWARE: '1',
  }
  /** Counted until its window is mapped, which is before anything is painted in it. */
  const launch = async () => {
    const child = start(program, [], env)
    await pause(250)
    for (;;) {
      const found = spawnSync('xdotool', ['search', '--onlyvisible', '--pid', String(child.pid)], { env })
      if (String(found.stdout).trim()) return { child, usableAt: Date.now() }
      if (Date.now() - child.at > 20_000) throw new Error('linphone-desktop showed no window')
      await pause(20)
    }
  }
  return { launch, stop }
}

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => done(port))
    })
  })
}

/** Official or stand-in, and its version. */
export function versions() {
  const { kind, path } = electronRuntime()
  const file = join(dirname(path), 'version')
  const version = existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : 'of unknown version'
  return `${version} (${kind})`
}
