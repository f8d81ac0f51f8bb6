import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CalendarPlace, CalendarSettings } from '#contract/calendars'
import type { Failure } from '#contract/failure'
import type { ReadOutcome } from '../../electron/calendar/almanac.ts'
import { FollowedCalendar, type KnownPassword } from '../../electron/calendar/followed-calendar.ts'
import { HeldCalendars } from '../../electron/calendar/held-calendars.ts'
import { calendarText } from '../fakes/calendar-server.ts'

const quiet = { error() {}, warn() {}, info() {}, debug() {} }

test('a file whose folder went away and came back is watched again', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'dialtone-followed-')), 'mounted')
  const path = join(folder, 'mine.ics')
  const write = (name: string): void => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(path, calendarText(name, '20261123T080000Z', '20261123T090000Z'))
  }
  write('One')
  const settings: CalendarSettings = {
    id: 'work',
    name: 'Work',
    color: '#2c5bd4',
    on: true,
    tells: 'activity',
    about: 'own',
    place: { kind: 'file', path },
    passwordStorage: null,
  }
  let changed = (): void => {}
  const followed = new FollowedCalendar({
    settings,
    almanac: new HeldCalendars(),
    password: () => ({ kind: 'none-needed' }),
    copies: { load: () => null, save: () => {}, remove: () => {} },
    log: quiet,
    now: Date.now,
    onChange: () => changed(),
  })
  await followed.start()
  await followed.read()
  rmSync(folder, { recursive: true })
  await followed.read()
  expect(followed.shown.failure).toMatchObject({ kind: 'calendar', problem: 'no-file' })
  // The copy holds: it is planned as before.
  expect(followed.version).not.toBeNull()

  write('Two')
  await followed.read()
  expect(followed.shown.failure).toBeNull()
  const before = followed.version
  const seen = new Promise<void>((done) => {
    changed = () => {
      if (followed.version !== before) done()
    }
  })
  write('Three, and longer')
  await seen
  followed.stop()
  rmSync(join(folder, '..'), { recursive: true })
})

describe('when it is read next', () => {
  beforeEach(() => vi.useFakeTimers({ now: 1_000_000_000 }))
  afterEach(() => vi.useRealTimers())

  const minute = 60_000
  const feed: CalendarPlace = { kind: 'feed', address: 'https://example.org/a', user: null, allowUnencrypted: false }

  /** A calendar whose source answers as it is told. */
  function followedAt(
    place: CalendarPlace,
    save: () => void = () => {},
    known: KnownPassword = { kind: 'none-needed' },
  ) {
    let reads = 0
    const source = { outcome: (): ReadOutcome => good(Date.now()) }
    const almanac = Object.assign(new HeldCalendars(), {
      read: async () => {
        reads++
        return source.outcome()
      },
      kept: async () => ({ marks: '', texts: '' }),
    })
    const followed = new FollowedCalendar({
      settings: { ...settingsAt(place), about: 'own' },
      almanac,
      password: () => known,
      copies: { load: () => null, save, remove: () => {} },
      log: quiet,
      now: Date.now,
      onChange: () => {},
    })
    return { followed, source, reads: () => reads }
  }
  const settingsAt = (place: CalendarPlace): CalendarSettings => ({
    id: 'work',
    name: 'Work',
    color: '#2c5bd4',
    on: true,
    tells: 'activity',
    about: 'own',
    place,
    passwordStorage: null,
  })
  const good = (readAt: number): ReadOutcome => ({ kind: 'read', readAt, rest: null, changed: true, isNew: true })
  const failing =
    (failure: Failure, retryAfter: number | null = null) =>
    (): ReadOutcome => ({ kind: 'failed', failure, retryAfter, detail: '' })

  test('it is said, and after a sleep longer than its rest it is read at once', async () => {
    const { followed, reads } = followedAt(feed)
    await followed.start()
    await vi.advanceTimersByTimeAsync(1)
    expect([reads(), followed.shown.nextAt]).toEqual([1, followed.shown.readAt! + 15 * minute])
    followed.look()
    followed.networkChanged()
    expect(reads()).toBe(1)
    // Timers stand still while the computer sleeps.
    vi.setSystemTime(Date.now() + 8 * 60 * minute)
    followed.networkChanged()
    expect(reads()).toBe(2)
    await vi.advanceTimersByTimeAsync(1)
    // Nobody tells of a clock that was set.
    vi.setSystemTime(Date.now() + 60 * minute)
    followed.look()
    followed.look()
    await vi.advanceTimersByTimeAsync(1)
    expect(reads()).toBe(3)
    // One set back does not stop it.
    vi.setSystemTime(Date.now() - 600 * minute)
    followed.look()
    expect(reads()).toBe(3)
    await vi.advanceTimersByTimeAsync(15 * minute)
    expect(reads()).toBe(4)
    followed.stop()
  })

  test('what failed is tried when the network changes, but not before the server said', async () => {
    const { followed, source, reads } = followedAt(feed)
    source.outcome = failing({ kind: 'server-error', domain: 'example.org', status: 503, reason: '' }, 30 * minute)
    await followed.start()
    await vi.advanceTimersByTimeAsync(1)
    followed.networkChanged()
    expect(reads()).toBe(1)
    await vi.advanceTimersByTimeAsync(29 * minute)
    expect(reads()).toBe(1)
    source.outcome = failing({ kind: 'network-down' })
    await vi.advanceTimersByTimeAsync(1 * minute)
    expect(reads()).toBe(2)
    followed.networkChanged()
    expect(reads()).toBe(3)
    followed.stop()
  })

  test.each<[string, Failure]>([
    ['a refused password', { kind: 'wrong-password', domain: 'example.org' }],
    ['what is too large', { kind: 'calendar', problem: 'too-large', where: '32 MB' }],
    ['a server that wants another sign-in', { kind: 'calendar', problem: 'other-sign-in', where: 'example.org' }],
  ])('%s is not asked for all day', async (_what, failure) => {
    const { followed, source, reads } = followedAt(feed)
    source.outcome = failing(failure)
    await followed.start()
    await vi.advanceTimersByTimeAsync(23 * 60 * minute)
    followed.networkChanged()
    expect(reads()).toBe(1)
    await vi.advanceTimersByTimeAsync(60 * minute)
    expect(reads()).toBe(2)
    followed.stop()
  })

  test('where the key store keeps the address to itself, nothing is asked of its server', async () => {
    const { followed, reads } = followedAt(feed, () => {}, { kind: 'address-locked' })
    await followed.start()
    await vi.advanceTimersByTimeAsync(1)
    expect([reads(), followed.shown.failure]).toEqual([
      0,
      { kind: 'calendar', problem: 'address-locked', where: 'example.org' },
    ])
    followed.stop()
  })

  test('a file that is gone is looked for every minute', async () => {
    const { followed, source, reads } = followedAt({ kind: 'file', path: '/nowhere/mine.ics' })
    source.outcome = failing({ kind: 'calendar', problem: 'no-file', where: '/nowhere/mine.ics' })
    await followed.start()
    await vi.advanceTimersByTimeAsync(30 * minute + 1)
    expect(reads()).toBe(31)
    followed.stop()
  })

  test('where the disk is full what was read counts, and is kept as soon as there is room', async () => {
    let full = true
    let saves = 0
    const { followed, source } = followedAt(feed, () => {
      if (full) throw new Error('database or disk is full')
      saves++
    })
    await followed.start()
    await vi.advanceTimersByTimeAsync(1)
    expect(followed.shown.failure?.kind).toBe('storage')
    expect([followed.version === null, followed.shown.readAt]).toEqual([false, Date.now() - 1])
    full = false
    source.outcome = () => ({ kind: 'read', readAt: Date.now(), rest: null, changed: false, isNew: false })
    await followed.read()
    expect([followed.shown.failure, saves]).toEqual([null, 1])
    followed.stop()
  })
})
