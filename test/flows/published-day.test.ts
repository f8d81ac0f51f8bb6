import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { CalendarRule, OwnEvent } from '#contract/calendars'
import type { Activity, BusyPeriod } from '#contract/presence'
import { defaultSettings } from '#contract/settings'
import type { Almanac } from '../../electron/calendar/almanac.ts'
import { Calendar } from '../../electron/calendar/calendar.ts'
import type { PlannedEvent } from '../../electron/calendar/timeline.ts'
import { instantOf } from '../../electron/documents/date-time.ts'
import { parsePresence } from '../../electron/documents/pidf.ts'
import { activitiesOf } from '../../electron/presence/activities.ts'
import { dayOf } from '../../electron/presence/day.ts'
import { PresencePublisher } from '../../electron/presence/presence-publisher.ts'
import { FakeUserAgent, fakeChannels, fakeLog, recordedState } from '../presence/fakes.ts'

/**
 * What goes out over hours of a random calendar, with a clock that is set, beside what a plain and slow reading of the same events says
 * of each moment.
 */

const noRules: readonly CalendarRule[] = []
const runs = process.env['DIALTONE_PROVE'] === '1' ? 300 : 12
const minute = 60_000
const hour = 60 * minute
/** Saturday evening in Berlin: the clocks go back in the night. */
const start = Date.parse('2026-10-24T18:00:00Z')
/** The calendar looks at the clock this often; a document waits a quarter of a second for another change. */
const look = 5_000
const sending = 250

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: start }))
afterEach(() => void vi.useRealTimers())

type Event = Pick<PlannedEvent, 'activity' | 'busyness' | 'allDay' | 'from' | 'until'>

class Desk {
  events: readonly PlannedEvent[] = []
  readonly #calendar: Calendar
  readonly #publisher: PresencePublisher
  readonly #publication: ReturnType<typeof fakeChannels>['publications'][number]

  constructor(zone: () => string) {
    const almanac: Almanac = {
      load: async () => null,
      read: async ({ now }) => ({ kind: 'read', readAt: now, rest: null, changed: true, isNew: true }),
      kept: async () => null,
      drop: async () => {},
      cut: async () => [],
      travel: async () => [],
      plan: async (_calendars, { from, until }) => this.events.filter((each) => each.until > from && each.from < until),
      preview: async () => ({ events: 0, changes: [], more: 0 }),
      find: async () => ({ ok: true, value: [] }),
    }
    const agent = new FakeUserAgent()
    const channels = fakeChannels()
    const { state } = recordedState()
    this.#publisher = new PresencePublisher({
      accountId: 'a1',
      aor: 'maya@dialtone.test',
      instanceId: '11111111-1111-4111-8111-111111111111',
      userAgent: agent.userAgent,
      state,
      choiceStore: { load: () => null, save: () => {} },
      settings: () => ({ ...defaultSettings, calendar: { ...defaultSettings.calendar, shareDay: true } }),
      log: fakeLog(),
      channels,
      timeOffset: () => 60,
    })
    this.#publisher.start()
    agent.online()
    this.#publication = channels.publications[0]!
    this.#calendar = new Calendar({
      settings: [
        {
          id: 'work',
          name: 'Work',
          color: '#2c5bd4',
          on: true,
          tells: 'activity',
          about: 'own',
          place: { kind: 'feed', address: 'https://example.org/a.ics', user: null, allowUnencrypted: false },
          passwordStorage: null,
        },
      ],
      undone: [],
      saveUndone: () => {},
      almanac,
      password: () => ({ kind: 'none-needed' }),
      copies: { load: () => null, save: () => {}, remove: () => {} },
      rules: () => noRules,
      zone,
      ownAddresses: () => [],
      onSources: () => {},
      onEvents: () => {},
      log: fakeLog(),
    })
    this.#calendar.onChange(({ activity, title, day }) => {
      this.#publisher.setOutside({ source: 'calendar', activity, note: title })
      this.#publisher.setDay(day)
    })
  }

  async start(): Promise<void> {
    await this.#calendar.start()
    await this.settle()
  }

  async refresh(events: readonly PlannedEvent[]): Promise<void> {
    this.events = events
    await this.#calendar.refresh('work')
    await this.settle()
  }

  async settle(): Promise<void> {
    await vi.advanceTimersByTimeAsync(sending)
    this.#publication.answer()
  }

  undo(key: string, undone: boolean): void {
    this.#calendar.undo(key, undone)
  }

  get sent(): number {
    return this.#publication.bodies.length
  }

  get document() {
    return parsePresence(this.#publication.bodies.at(-1) ?? '<presence/>')
  }

  /** The activity that is published, with its span as written. */
  get activity(): Activity | null {
    const [set] = this.document.persons[0]?.activities ?? []
    return set === undefined ? null : (activitiesOf(set)[0] ?? null)
  }

  async stop(): Promise<void> {
    this.#calendar.stop()
    const stopped = this.#publisher.stop()
    await vi.advanceTimersByTimeAsync(look)
    await stopped
  }
}

const counts = (each: Event): boolean => each.busyness !== 'maybe' && each.until > each.from

/** All that touches it, is alike, and so on: until nothing is added. */
function together(one: Event, all: readonly Event[]): Event {
  const alike = all.filter((each) => counts(each) && each.activity === one.activity && each.allDay === one.allDay)
  for (let [from, until] = [one.from, one.until]; ; ) {
    const near = alike.filter((each) => each.from <= until + minute && each.until + minute >= from)
    const wider = [Math.min(...near.map((each) => each.from)), Math.max(...near.map((each) => each.until))] as const
    if (wider[0] === from && wider[1] === until) return { ...one, from, until }
    ;[from, until] = wider
  }
}

/** The plain reading: of what holds at a moment, the shortest reach. */
function said(all: readonly Event[], at: number): string {
  const spans = all
    .filter(counts)
    .map((each) => together(each, all))
    .filter((each) => each.from <= at && each.until > at)
    .sort((a, b) => Number(a.allDay) - Number(b.allDay) || b.from - a.from || a.until - b.until)
  const [first] = spans
  if (first === undefined) return 'nothing'
  // Two kinds over the very same time: either.
  const names = spans
    .filter((each) => each.allDay === first.allDay && each.from === first.from && each.until === first.until)
    .map((each) => each.activity)
  return words([...new Set(names)].sort().join('|'), first.from, first.until)
}

const words = (names: string, from: number | null, until: number | null): string =>
  `${names} ${[from, until].map((each) => (each === null ? 'open' : new Date(each).toISOString())).join(' to ')}`

/** One of the names that are alike in all else. */
function agrees(activity: Activity | null, expected: string): boolean {
  if (activity === null || expected === 'nothing') return activity === null && expected === 'nothing'
  const [names = ''] = expected.split(' ')
  return names.split('|').includes(activity.name) && words(names, activity.from, activity.until) === expected
}

function kindAt(all: readonly Event[], at: number): BusyPeriod['kind'] {
  const kinds = all.filter((each) => each.from <= at && each.until > at).map((each) => each.busyness)
  return kinds.includes('out')
    ? 'out'
    : kinds.includes('busy')
      ? 'busy'
      : kinds.includes('maybe')
        ? 'maybe'
        : ('free' as const)
}

const activities = ['meeting', 'appointment', 'meal', 'vacation', 'working'] as const
const busynessOf = {
  meeting: 'busy',
  appointment: 'busy',
  meal: 'busy',
  vacation: 'out',
  working: 'elsewhere',
} as const

const eventArbitrary = fc
  .record({
    activity: fc.constantFrom(...activities),
    isMaybe: fc.nat(7).map((each) => each === 0),
    allDay: fc.nat(9).map((each) => each === 0),
    // In steps of five minutes, so that many touch; a few with a gap of a moment.
    from: fc.integer({ min: -24, max: 24 * 12 }),
    length: fc.constantFrom(0, 1, 3, 6, 6, 12, 36),
    off: fc.constantFrom(0, 0, 0, 30_000, 60_000, 61_000),
  })
  .map(({ activity, isMaybe, allDay, from, length, off }): Event => {
    const begins = start + from * 5 * minute + off
    const busyness: OwnEvent['busyness'] = isMaybe ? 'maybe' : busynessOf[activity]
    return { activity, busyness, allDay, from: begins, until: begins + length * 5 * minute }
  })

const planned = (events: readonly Event[]): readonly PlannedEvent[] =>
  [...events]
    .map((each, index) => ({ ...each, key: String(index), calendarId: 'work', title: 'Plan', tellsTitle: false }))
    .sort((a, b) => a.from - b.from)

const mostEvents = 12
const calendarArbitrary = fc.array(eventArbitrary, { maxLength: mostEvents })
type Step =
  | { readonly kind: 'goes on'; readonly by: number }
  | { readonly kind: 'clock set'; readonly by: number }
  | { readonly kind: 'other events'; readonly events: readonly Event[] }
  | { readonly kind: 'not this time'; readonly which: number; readonly undone: boolean }
const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('goes on' as const), by: fc.integer({ min: 1, max: 90 * 60_000 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('clock set' as const),
      by: fc.integer({ min: -3 * 60, max: 3 * 60 }).map((each) => each * minute),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('other events' as const), events: calendarArbitrary }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('not this time' as const),
      which: fc.nat(mostEvents - 1),
      undone: fc.boolean(),
    }),
  },
)

test('at every moment what is published is what the calendar says then, and no more is sent than changes', async () => {
  await fc.assert(
    fc.asyncProperty(calendarArbitrary, fc.array(stepArbitrary, { maxLength: 12 }), async (first, steps) => {
      vi.setSystemTime(start)
      const desk = new Desk(() => 'Europe/Berlin')
      desk.events = planned(first)
      await desk.start()
      const undone = new Set<string>()
      const counting = (): readonly Event[] => desk.events.filter((each) => !undone.has(each.key))
      const check = (): void => {
        const now = Date.now()
        const expected = said(counting(), now - sending)
        if (!agrees(desk.activity, expected)) {
          const { activity } = desk
          const seen = activity === null ? 'nothing' : words(activity.name, activity.from, activity.until)
          expect(seen, new Date(now).toISOString()).toBe(expected)
        }
      }
      check()
      for (const step of steps) {
        if (step.kind === 'goes on') {
          const end = Date.now() + step.by
          const edges = counting().flatMap(({ from, until }) => [from, until])
          const coming = [...new Set([...edges, end])]
            .filter((each) => each > Date.now() && each <= end)
            .sort((a, b) => a - b)
          for (const edge of coming) {
            if (edge <= Date.now()) continue
            // To the moment itself, and until what it changed is sent.
            await vi.advanceTimersByTimeAsync(edge - Date.now())
            const [before, was] = [desk.sent, said(counting(), edge - 1)]
            const dayWas = dayAt(edge - 1)
            await desk.settle()
            check()
            const isSame = was === said(counting(), Date.now() - sending) && dayWas === dayAt(edge)
            expect(desk.sent - before).toBeLessThanOrEqual(isSame ? 0 : 1)
          }
        } else if (step.kind === 'clock set') {
          vi.setSystemTime(Date.now() + step.by)
          await vi.advanceTimersByTimeAsync(look)
          await desk.settle()
          check()
        } else if (step.kind === 'other events') {
          undone.clear()
          for (let index = 0; index < mostEvents; index++) desk.undo(String(index), false)
          await desk.refresh(planned(step.events))
          check()
        } else {
          const key = String(step.which)
          if (step.undone) undone.add(key)
          else undone.delete(key)
          desk.undo(key, step.undone)
          await desk.settle()
          check()
        }
        checkDay(desk, counting())
      }
      await desk.stop()
    }),
    { numRuns: runs },
  )
}, 900_000)

/** The day that is told is another one at midnight. */
const dayAt = (at: number): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', dateStyle: 'short' }).format(at)

/** Without gaps and overlaps, two days by the clock of the zone, and each moment as the events have it. */
function checkDay(desk: Desk, all: readonly Event[]): void {
  const [tuple] = desk.document.tuples
  const told = (tuple?.timedStatuses ?? []).map(({ from, until }) => [instantOf(from), instantOf(until)] as const)
  for (const [index, [from, until]] of told.entries()) {
    expect(until).toBeGreaterThan(from ?? Number.NaN)
    if (index > 0) expect(from).toBe(told[index - 1]?.[1])
  }
  const date = (at: number | null | undefined): string =>
    new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', dateStyle: 'short', timeStyle: 'medium' }).format(
      at ?? Number.NaN,
    )
  const now = Date.now() - sending
  const [first, last] = [told[0]?.[0], told.at(-1)?.[1]]
  expect(date(first)).toBe(`${date(now).slice(0, 10)}, 00:00:00`)
  expect(date(last)).toMatch(/, 00:00:00$/)
  expect(Math.abs((last ?? 0) - (first ?? 0) - 48 * hour)).toBeLessThanOrEqual(hour)
  const moments = all.flatMap(({ from, until }) => [from - 1, from, until - 1, until])
  for (const at of moments) {
    if (at < (first ?? 0) || at >= (last ?? 0) || at > now + 47 * hour || at < now - 23 * hour) continue
    const seen = dayOf([desk.document], now).find((each) => each.from <= at && each.until > at)
    expect(`${new Date(at).toISOString()} ${seen?.kind}`).toBe(`${new Date(at).toISOString()} ${kindAt(all, at)}`)
  }
}
