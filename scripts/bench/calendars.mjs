/**
 * Fifty thousand events: first load, load from the copy of last time, the look at what comes next, memory, and how long main is held
 * up meanwhile. In a process of its own, with the thread of the built app.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from '../paths.mjs'
import { bundled } from './bundle.mjs'
import { calm, percent, watchOthers } from './load.mjs'

const self = fileURLToPath(import.meta.url)
const day = 86_400_000

export async function calendars({ report, count = 50_000 }) {
  console.log(`${count} events of a calendar`)
  await calm()
  const others = watchOthers()
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', self, String(count)], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  const figures = JSON.parse(stdout)
  const note = `${figures.megabytes} MB of iCalendar, ${figures.planned} events in three days; others took ${percent(others())} of the machine`
  const add = (what, value, most, more = {}) => report.add({ what, value, ok: value <= most, ...more })
  add(`${count} events, first load from a file`, figures.first, 3_000, { goal: 'at most 3 s', note })
  add('the same from the copy of last time', figures.again, 3_000, { goal: 'at most 3 s' })
  add('what is on, and the next change', figures.look, 1, { goal: 'at most 1 ms' })
  add('memory more, thread and all', figures.memory, 80, { unit: 'MB', goal: 'under 80 MB' })
  add('longest that main was held up', figures.held, 50, { goal: 'at most 50 ms' })
}

/** Ten years around now; every tenth event repeats without an end, every hundredth daily. */
function huge(count, now) {
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0']
  for (let index = 0; index < count; index++) {
    const at = new Date(now + (((index * 7919) % 3650) - 1825) * day + (index % 20) * 1_800_000)
    const stamp = at.toISOString().replace(/[-:]/g, '').slice(0, 15)
    const zone = index % 3 === 0 ? 'W. Europe Standard Time' : 'America/New_York'
    lines.push('BEGIN:VEVENT', `UID:${index}-040000008200E00074C5B7101A82E008@example.com`, `DTSTAMP:${stamp}Z`)
    lines.push(`DTSTART;TZID=${zone}:${stamp}`, 'DURATION:PT45M')
    lines.push(`SUMMARY:Event number ${index} about something that needs a title`, `LOCATION:Room ${index % 40}`)
    lines.push(`DESCRIPTION:${'Words that nobody here reads. '.repeat(6)}`)
    for (let each = 0; each < index % 4; each++) {
      lines.push(`ATTENDEE;CN=Person ${each};PARTSTAT=ACCEPTED:mailto:person${(index + each) % 500}@example.com`)
    }
    if (index % 10 === 0) lines.push(`RRULE:FREQ=${index % 100 === 0 ? 'DAILY' : 'WEEKLY;BYDAY=MO,TH'}`)
    lines.push('BEGIN:VALARM', 'TRIGGER:-PT15M', 'ACTION:DISPLAY', 'END:VALARM', 'END:VEVENT')
  }
  return [...lines, 'END:VCALENDAR', ''].join('\r\n')
}

async function measure(count) {
  const folder = mkdtempSync(join(tmpdir(), 'dialtone-bench-calendar-'))
  const path = join(folder, 'huge.ics')
  const now = Date.now()
  // By another process: what is left of making it would be in the memory that there was before.
  const { status } = spawnSync(process.execPath, [self, 'write', path, String(count), String(now)])
  if (status !== 0) throw new Error('the calendar could not be written')
  const bytes = statSync(path).size
  const { modules, folder: code } = await bundled({
    thread: 'electron/calendar/almanac-thread.ts',
    timeline: 'electron/calendar/timeline.ts',
  })
  const { AlmanacThread } = modules.thread
  const { activityAt, nextChange, timelineOf } = modules.timeline
  const file = join(root, 'dist', 'main', 'almanac-worker.js')
  const log = { debug() {}, info() {}, warn() {}, error: (...said) => process.stderr.write(`${said.join(' ')}\n`) }
  const open = () => new AlmanacThread({ log, onLost: () => {}, file })
  const place = { kind: 'file', path }
  const settings = { id: 'a', name: 'All', color: '#2c5bd4', on: true, tells: 'activity', about: 'own', place }
  const window = { from: now - day, until: now + 2 * day, zone: 'Europe/Berlin', ownAddresses: [] }
  const plan = (almanac) => almanac.plan([settings], window, [])

  await pause(500)
  globalThis.gc()
  const before = process.memoryUsage().rss
  // How long the loop was at work between two ticks: what it waited for others is not held up.
  let held = 0
  let last = performance.eventLoopUtilization()
  const watch = setInterval(() => {
    const now = performance.eventLoopUtilization()
    held = Math.max(held, now.active - last.active)
    last = now
  }, 1)

  const startedAt = performance.now()
  const almanac = open()
  await almanac.read({ id: 'a', place, password: null, now })
  const events = await plan(almanac)
  const first = performance.now() - startedAt
  const kept = await almanac.kept('a')
  // A thread that has nothing to do gives back what it no longer needs.
  await pause(4_000)
  clearInterval(watch)
  globalThis.gc()
  const memory = (process.memoryUsage().rss - before) / 1e6
  await almanac.stop()

  const againAt = performance.now()
  const second = open()
  await second.load('a', kept)
  await plan(second)
  const again = performance.now() - againAt
  await second.stop()

  const timeline = timelineOf(events)
  const lookedAt = performance.now()
  let at = now
  for (let step = 0; step < 1_000; step++) {
    activityAt(timeline, at)
    at = nextChange(timeline, at) ?? now
  }
  const look = (performance.now() - lookedAt) / 1_000
  rmSync(folder, { recursive: true, force: true })
  rmSync(code, { recursive: true, force: true })
  return { first, again, look, memory, held, planned: events.length, megabytes: Math.round(bytes / 1e6) }
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds))

if (process.argv[1] === self) {
  const [what, path, count, now] = process.argv.slice(2)
  if (what === 'write') writeFileSync(path, huge(Number(count), Number(now)))
  else process.stdout.write(JSON.stringify(await measure(Number(what))))
}
