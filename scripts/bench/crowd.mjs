/** A roster of 10,000 people: its first full state, then 1,000 NOTIFYs a second, as the window shows them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchApp } from '../desktop-driver.mjs'
import { bundled } from './bundle.mjs'
import { median, percentile } from './figures.mjs'
import { listNotification } from './list.mjs'
import { disturbance, undisturbed } from './load.mjs'
import { scriptedSettings } from './notify.mjs'
import { person, presenceOf } from './people.mjs'
import { startPresenceServer } from './presence-server.mjs'
import { pause, watchProcesses } from './processes.mjs'

const list = 'friends@127.0.0.1'
const epoch = () => performance.timeOrigin + performance.now()

export async function crowd({ report, display, count = 10_000, perSecond = 1_000, seconds = 10 }) {
  console.log(`A roster of ${count} people`)
  const profile = mkdtempSync(join(tmpdir(), 'dialtone-bench-crowd-'))
  const server = await startPresenceServer({ lists: [list] })
  const { modules, folder } = await bundled({
    database: 'electron/storage/database.ts',
    roster: 'electron/storage/roster-store.ts',
  })
  try {
    const accountId = await signedIn({ display, profile, server })
    await fill(modules, profile, accountId, count)
    await takenUp({ display, profile, server, count })
    const attempt = () => measured({ display, profile, server, count, perSecond, seconds })
    tell(report, await undisturbed(attempt, (each) => goals(each).every(({ ok }) => ok)), { count, perSecond, seconds })
  } finally {
    await server.close()
    for (const each of [folder, profile]) rmSync(each, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function measured({ display, profile, server, count, perSecond, seconds }) {
  const launchedAt = Date.now()
  const app = await launchApp({
    display,
    profile,
    switches: ['--js-flags=--expose-gc', '--enable-precise-memory-info'],
  })
  try {
    await app.page.waitForFunction(() => document.documentElement.dataset.ready === '1')
    const start = Date.now() - launchedAt
    await server.whenSubscribed(list)
    await pause(3_000)
    const full = await firstFullState({ app, server, count })
    await pause(2_000)
    const run = await stream({ app, server, count, perSecond, seconds })
    return { start, full, run }
  } finally {
    await app.close()
    server.forget(list)
  }
}

const goals = ({ full, run }) => [
  { goal: 'at most 3 s', ok: full.took <= 3_000 },
  { goal: 'at most 100 ms', ok: full.longest <= 100 },
  { goal: 'at most 100 ms', ok: run.p95 <= 100 },
  { goal: 'no growth (at most 3 MB)', ok: run.grown <= 3 },
]

function tell(report, run_, { count, perSecond, seconds }) {
  const { start, full, run } = run_.result
  const [first, frame, delay, growth] = goals(run_.result)
  const each = `${perSecond} NOTIFYs a second for ${seconds} s`
  report.add({
    what: `start with ${count} people to usable roster`,
    value: start,
    note: 'driven, so slower than a start by hand',
  })
  report.add({
    what: `first full state of ${count} people, sent to all rows and counts on screen`,
    value: full.took,
    ...first,
    note: `one NOTIFY of ${full.megabytes.toFixed(1)} MB over TCP; main took ${Math.round(full.worked)} ms of a processor; ${disturbance(run_)}`,
  })
  report.add({ what: 'longest frame meanwhile', value: full.longest, ...frame })
  report.add({ what: `${each}, to the row, median`, value: run.median })
  report.add({
    what: `${each}, to the row, p95`,
    value: run.p95,
    ...delay,
    note: `${run.count} changes of rows in sight; longest frame ${Math.round(run.longest)} ms; each took of a processor: ${run.each.map(({ name, ms }) => `${name} ${ms.toFixed(2)} ms`).join(', ')}; main was ${run.behind} behind at the end; ${disturbance(run_)}`,
  })
  report.add({
    what: 'heaps of main and window after them',
    value: run.grown,
    unit: 'MB more',
    ...growth,
    note: run.heaps,
  })
}

async function signedIn({ display, profile, server }) {
  const app = await launchApp({ display, profile })
  const { id } = await app.command('account.signIn', {
    settings: scriptedSettings(server, { resourceList: `sip:${list}` }),
    password: 'unused',
    passwordStorage: 'weaker-storage',
  })
  await app.until('signed in', (state) => state.links[id]?.kind === 'online')
  await app.close()
  return id
}

/** The first start with them makes the document of the roster, and is not measured. */
async function takenUp({ display, profile, server, count }) {
  const app = await launchApp({ display, profile })
  await app.until('everybody is there', (state) => Object.keys(state.contacts).length === count, 60_000)
  await server.whenSubscribed(list)
  await pause(5_000)
  await app.close()
  server.forget(list)
}

/** As if each had been added by hand, which would take minutes. */
async function fill({ database, roster }, profile, accountId, count) {
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const file = await database.openDatabase({ file: join(profile, 'dialtone.db'), key: null, log })
  const store = new roster.RosterStore(file)
  file.transaction(() => {
    for (let index = 0; index < count; index++) {
      const name = `Person ${String(index).padStart(5, '0')}`
      store.saveContact({
        id: `p${index}`,
        accountId,
        aor: person(index),
        name,
        addresses: [{ id: 'a', uri: `sip:${person(index)}`, label: null }],
        groupIds: [],
        favourite: false,
        notes: '',
        photo: null,
      })
    }
    // As people of before there were documents: the next start takes them up into one.
    file.run('DELETE FROM roster_documents WHERE account_id = ?', accountId)
  })
  file.close()
}

/** Runs in the window: the longest frame, and when each row in sight changed. */
function watch() {
  const seen = { frames: [], rows: [], counted: null, wanted: null }
  window.__bench = seen
  let last = performance.now()
  const frame = () => {
    const now = performance.now()
    seen.frames.push(now - last)
    last = now
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
  const known = new Map()
  const look = () => {
    const at = performance.timeOrigin + performance.now()
    for (const row of document.querySelectorAll('[data-aor]')) {
      const { aor, availability } = row.dataset
      if (known.get(aor) === availability) continue
      known.set(aor, availability)
      seen.rows.push({ aor, availability, at })
    }
    if (seen.wanted === null || seen.counted !== null) return
    const numbers = document.querySelector('[data-group] .num')?.textContent?.match(/\d+/g)
    const complete = [...known.values()].every((value) => value === 'available')
    if (complete && Number(numbers?.[0]) === seen.wanted) seen.counted = at
  }
  new MutationObserver(look).observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ['data-availability'],
  })
  look()
}

async function firstFullState({ app, server, count }) {
  const at = Date.now()
  const members = Array.from({ length: count }, (_, index) => ({
    index,
    body: presenceOf({ index, at, activity: null, basic: 'open' }),
  }))
  const notification = listNotification({ uri: `sip:${list}`, version: 1, full: true, members })
  await app.page.evaluate(watch)
  await app.page.evaluate((wanted) => {
    window.__bench.wanted = wanted
    window.__bench.frames.length = 0
  }, count)
  const cpu = await processorTime(app)
  const sent = server.send(list, server.listNotify(list, notification))
  await app.page.waitForFunction(() => window.__bench.counted !== null, null, { polling: 250, timeout: 60_000 })
  const { counted, frames } = await app.page.evaluate(() => window.__bench)
  const worked = (await processorTime(app)) - cpu
  const megabytes = Buffer.byteLength(notification.body) / 2 ** 20
  return { took: counted - sent, longest: Math.max(...frames), worked, megabytes }
}

async function stream({ app, server, count, perSecond, seconds }) {
  const visible = await app.page.evaluate(() =>
    [...document.querySelectorAll('[data-aor]')].map((row) => Number(row.dataset.aor.match(/\d+/)[0])),
  )
  const sender = notifier({ server, count, perSecond, visible })
  const run = sender.prepared(seconds + 2)
  // The engine's own growth, caches and compiled code, comes with the first two seconds.
  await sender.send(run.slice(0, perSecond * 2))
  await pause(1_000)
  const before = await heaps(app)
  await app.page.evaluate(() => {
    window.__bench.rows.length = 0
    window.__bench.frames.length = 0
  })
  const [spent, answered] = [watchProcesses(app.app.process().pid), server.answered()]
  const sent = await sender.send(run.slice(perSecond * 2))
  const behind = sent.total - (server.answered() - answered)
  for (let wait = 0; server.answered() - answered < sent.total && wait < 200; wait++) await pause(100)
  const each = spent().map(({ name, ms }) => ({ name, ms: ms / sent.total }))
  await pause(1_500)
  const { rows, frames } = await app.page.evaluate(() => window.__bench)
  const after = await heaps(app)

  const delays = delaysOf(sent.visible, rows)
  return {
    median: median(delays),
    p95: percentile(delays, 0.95),
    count: delays.length,
    longest: Math.max(...frames),
    each,
    behind,
    grown: after.main + after.window - before.main - before.window,
    heaps: `main ${before.main.toFixed(1)} to ${after.main.toFixed(1)} MB, window ${before.window.toFixed(1)} to ${after.window.toFixed(1)} MB, after garbage collection`,
  }
}

/** One person at a time, every twentieth of them in sight, as steadily as a timer lets it. */
function notifier({ server, count, perSecond, visible }) {
  let version = 1
  let turn = 0
  const isBusy = new Map()
  const next = () => {
    const inSight = turn % 20 === 0
    const index = inSight ? visible[(turn / 20) % visible.length] : (turn * 7919) % count
    turn += 1
    const busy = !isBusy.get(index)
    isBusy.set(index, busy)
    version += 1
    const body = presenceOf({ index, activity: busy ? 'meeting' : null, basic: 'open' })
    const members = [{ index, body }]
    return {
      bytes: server.listNotify(list, listNotification({ uri: `sip:${list}`, version, full: false, members })),
      row: visible.includes(index) ? { aor: person(index), availability: busy ? 'busy' : 'available' } : null,
    }
  }
  return {
    prepared: (seconds) => Array.from({ length: perSecond * seconds }, next),
    async send(notifications) {
      const total = notifications.length
      const shown = []
      const from = epoch()
      for (let sent = 0; sent < total; ) {
        const due = Math.min(total, Math.ceil(((epoch() - from) / 1000) * perSecond))
        for (; sent < due; sent++) {
          const { bytes, row } = notifications[sent]
          const at = server.send(list, bytes)
          if (row) shown.push({ ...row, at })
        }
        await pause(1)
      }
      return { visible: shown, total, took: epoch() - from }
    },
  }
}

/** From each change of a row in sight to its showing; one overtaken by the next of the same row counts until that one shows. */
function delaysOf(sent, rows) {
  const byAor = grouped(rows)
  return sent.map(({ aor, availability, at }) => {
    const shown = byAor.get(aor)?.find((row) => row.at >= at && row.availability === availability)
    return shown ? shown.at - at : Number.POSITIVE_INFINITY
  })
}

function grouped(rows) {
  const map = new Map()
  for (const row of rows) map.set(row.aor, [...(map.get(row.aor) ?? []), row])
  return map
}

/** Of the main process, in ms: what it costs whatever else the machine does. */
const processorTime = (app) =>
  app.app.evaluate(() => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  })

/** Used heaps in MB after garbage collection. */
async function heaps(app) {
  await app.page.evaluate(() => window.gc())
  const main = await app.app.evaluate(async () => {
    for (let round = 0; round < 3; round++) {
      globalThis.gc()
      await new Promise((done) => setImmediate(done))
    }
    return process.memoryUsage().heapUsed
  })
  const window_ = await app.page.evaluate(() => {
    window.gc()
    return performance.memory.usedJSHeapSize
  })
  return { main: main / 2 ** 20, window: window_ / 2 ** 20 }
}
