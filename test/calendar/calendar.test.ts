import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CalendarRule, CalendarSettings, CalendarSource, OwnEvent } from '#contract/calendars'
import type { Failure } from '#contract/failure'
import type { Activity } from '#contract/presence'
import type { Almanac, KeptCopy } from '../../electron/calendar/almanac.ts'
import { Calendar } from '../../electron/calendar/calendar.ts'
import type { OwnDay } from '../../electron/calendar/own-activity.ts'
import type { PlannedEvent } from '../../electron/calendar/timeline.ts'
import { recordedLog } from '../fakes/sip-agent.ts'

/** On the clock of whoever runs this: a day is his. */
const nine = Date.parse('2026-11-23T09:00:00+01:00')
const minutes = (count: number): number => count * 60_000

const noRules: readonly CalendarRule[] = []

/** Each line of a text: activity, minutes after nine from and until, and how it counts. */
function eventsIn(text: string, calendarId: string): readonly PlannedEvent[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [activity = '', start = '', end = '', busyness = 'busy'] = line.split(' ')
      return {
        key: `${calendarId} ${line}`,
        calendarId,
        title: line,
        activity: activity as Activity['name'],
        busyness: busyness as OwnEvent['busyness'],
        allDay: Number(end) - Number(start) >= 24 * 60,
        from: nine + minutes(Number(start)),
        until: nine + minutes(Number(end)),
        tellsTitle: false,
      }
    })
}

class Desk {
  text = ''
  failure: { readonly failure: Failure; readonly retryAfter: number | null } | null = null
  reads = 0
  readAt = 0
  rules: readonly CalendarRule[] = noRules
  zone = 'Europe/Berlin'
  addresses: readonly string[] = []
  plans = 0
  readonly kept = new Map<string, KeptCopy>()
  /** what the almanac has in memory */
  readonly held = new Map<string, string>()
  undone: readonly string[] = []
  sources: readonly CalendarSource[] = []
  events: readonly OwnEvent[] = []
  readonly said: (string | null)[] = []
  readonly activities: (Activity | null)[] = []
  own: OwnDay | null = null
  calendar: Calendar = this.open()

  open(settings: Partial<CalendarSettings> = {}): Calendar {
    const almanac: Almanac = {
      load: async (id, { marks, texts }) => {
        this.held.set(id, texts)
        return { readAt: Number(marks), rest: null }
      },
      read: async ({ id, now }) => {
        this.reads++
        if (this.failure) return { kind: 'failed', detail: '', ...this.failure }
        const changed = this.held.get(id) !== this.text
        this.held.set(id, this.text)
        this.readAt = now
        return { kind: 'read', readAt: now, rest: null, changed, isNew: changed }
      },
      kept: async (id) => ({ marks: String(this.readAt), texts: this.held.get(id) ?? '' }),
      drop: async (id) => void this.held.delete(id),
      cut: async (ids) => ids.filter((id) => (this.held.get(id) ?? '').includes('too much')),
      travel: async () => [],
      plan: async (calendars, { from, until }) => {
        this.plans++
        return calendars
          .flatMap(({ id }) => eventsIn(this.held.get(id) ?? '', id))
          .filter((each) => each.until > from && each.from < until)
      },
      preview: async () => ({ events: 0, changes: [], more: 0 }),
      find: async () => ({ ok: true, value: [] }),
    }
    this.calendar = new Calendar({
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
          ...settings,
        },
      ],
      undone: this.undone,
      saveUndone: (keys) => {
        this.undone = keys
      },
      almanac,
      password: () => ({ kind: 'none-needed' }),
      copies: {
        load: (id) => this.kept.get(id) ?? null,
        save: (id, copy) => void this.kept.set(id, copy),
        remove: (id) => void this.kept.delete(id),
      },
      rules: () => this.rules,
      zone: () => this.zone,
      ownAddresses: () => this.addresses,
      onSources: (sources) => {
        this.sources = sources
      },
      onEvents: (events) => {
        this.events = events
      },
      log: recordedLog(),
    })
    this.calendar.onChange((own) => {
      const before = this.own?.activity ?? null
      this.own = own
      const { activity } = own
      if (JSON.stringify(activity) === JSON.stringify(before)) return
      this.activities.push(activity)
      this.said.push(activity && `${activity.name} until ${Math.floor(((activity.until ?? 0) - nine) / 60_000)}`)
    })
    return this.calendar
  }

  async start(text: string): Promise<void> {
    this.text = text
    this.said.length = 0
    await this.calendar.start()
    await vi.advanceTimersByTimeAsync(0)
  }
}

const soon = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)

let desk: Desk
beforeEach(() => {
  vi.useFakeTimers({ now: nine - minutes(1) })
  desk = new Desk()
})
afterEach(() => {
  desk.calendar.stop()
  vi.useRealTimers()
})

test('a meeting begins and ends on time', async () => {
  await desk.start('meeting 0 30')
  expect(desk.said).toEqual([])
  await vi.advanceTimersByTimeAsync(minutes(1) - 100)
  expect(desk.said).toEqual([])
  await vi.advanceTimersByTimeAsync(100)
  expect(desk.said).toEqual(['meeting until 30'])
  await vi.advanceTimersByTimeAsync(minutes(30) - 100)
  expect(desk.said).toEqual(['meeting until 30'])
  await vi.advanceTimersByTimeAsync(100)
  expect(desk.said).toEqual(['meeting until 30', null])
})

test('meetings back to back are said once, until the last ends', async () => {
  await desk.start('meeting 0 30\nmeeting 30 60\nmeeting 60.5 90')
  await vi.advanceTimersByTimeAsync(minutes(100))
  expect(desk.said).toEqual(['meeting until 90', null])
})

test('from a meeting straight to lunch nobody is free for a moment', async () => {
  await desk.start('meeting 0 30\nmeal 30 60')
  await vi.advanceTimersByTimeAsync(minutes(70))
  expect(desk.said).toEqual(['meeting until 30', 'meal until 60', null])
  const [meeting, meal] = desk.activities.filter((each) => each !== null)
  expect([meeting?.until, meal?.from]).toEqual([nine + minutes(30), nine + minutes(30)])
})

test('an hour within a day away is said, and then the day again', async () => {
  await desk.start('vacation -540 900\nmeeting 0 30')
  await vi.advanceTimersByTimeAsync(minutes(40))
  expect(desk.said).toEqual(['vacation until 900', 'meeting until 30', 'vacation until 900'])
})

test('after a sleep the schedule is asked, not the timer', async () => {
  await desk.start('meeting 0 30\nmeeting 120 150')
  // The computer slept: the clock went on, and no timer fired.
  vi.setSystemTime(nine + minutes(125))
  desk.calendar.networkChanged()
  await soon()
  expect(desk.said).toEqual(['meeting until 150'])
  // The clock was set back: within seconds it is right without anybody's telling.
  vi.setSystemTime(nine + minutes(60))
  await vi.advanceTimersByTimeAsync(5_000)
  expect(desk.said.at(-1)).toBe(null)
})

test('what was moved is right within one refresh', async () => {
  await desk.start('meeting 0 30')
  await vi.advanceTimersByTimeAsync(minutes(2))
  desk.text = 'meeting 60 90'
  await desk.calendar.refresh('work')
  expect(desk.said).toEqual(['meeting until 30', null])
})

test('what was cancelled or refused is right within one refresh, between two others without a blink', async () => {
  await desk.start('meeting 0 30\nmeeting 30 60\nmeeting 60 90')
  await vi.advanceTimersByTimeAsync(minutes(10))
  desk.text = 'meeting 0 30\nmeeting 60 90'
  await desk.calendar.refresh('work')
  desk.text = ''
  await desk.calendar.refresh('work')
  expect(desk.said).toEqual(['meeting until 90', 'meeting until 30', null])
})

test('a calendar with more than is read says so, until it has less', async () => {
  await desk.start('meeting 0 30')
  expect(desk.sources[0]?.isCut).toBe(undefined)
  desk.text = 'meeting 0 30 busy too much'
  await desk.calendar.refresh('work')
  expect(desk.sources[0]?.isCut).toBe(true)
  desk.text = 'meeting 0 30'
  await desk.calendar.refresh('work')
  expect(desk.sources[0]?.isCut).toBe(undefined)
})

test('not this time: the event counts no more, also after a restart, and can be taken back', async () => {
  await desk.start('meeting 0 30\nmeal 60 90')
  await vi.advanceTimersByTimeAsync(minutes(2))
  const key = desk.events[0]?.key ?? ''
  desk.calendar.undo(key, true)
  expect(desk.said).toEqual(['meeting until 30', null])
  expect(desk.events.map((each) => each.undone)).toEqual([true, false])
  desk.calendar.stop()
  desk.own = null
  desk.open()
  await desk.start(desk.text)
  expect(desk.said).toEqual([])
  desk.calendar.undo(key, false)
  expect(desk.said).toEqual(['meeting until 30'])
})

describe('a source that fails', () => {
  const refused = { failure: { kind: 'refused', host: 'example.org' }, retryAfter: null } as const

  test('keeps its last good copy, with its age and why', async () => {
    await desk.start('meeting 0 300')
    const readAt = desk.sources[0]?.readAt
    desk.failure = refused
    await desk.calendar.refresh('work')
    expect(desk.sources[0]).toMatchObject({ readAt, failure: { kind: 'refused', host: 'example.org' } })
    await vi.advanceTimersByTimeAsync(minutes(2))
    expect(desk.said).toEqual(['meeting until 300'])
  })

  test('is asked less and less often, at once when the network is back', async () => {
    desk.failure = refused
    await desk.start('meeting 0 30')
    expect(desk.reads).toBe(1)
    await vi.advanceTimersByTimeAsync(minutes(60))
    expect(desk.reads).toBe(6)
    desk.failure = null
    desk.calendar.networkChanged()
    await vi.advanceTimersByTimeAsync(0)
    expect(desk.reads).toBe(7)
    expect(desk.sources[0]?.failure).toBe(null)
  })

  test('that refuses the password is not asked all day, nor with every change of the network', async () => {
    desk.failure = { failure: { kind: 'wrong-password', domain: 'example.org' }, retryAfter: null }
    await desk.start('meeting 0 30')
    await vi.advanceTimersByTimeAsync(minutes(12 * 60))
    desk.calendar.networkChanged()
    await soon()
    expect(desk.reads).toBe(1)
    desk.failure = null
    await desk.calendar.refresh('work')
    expect([desk.reads, desk.sources[0]?.failure]).toEqual([2, null])
  })

  test('is left alone for as long as it says', async () => {
    const failure = { kind: 'server-error', domain: 'x', status: 503, reason: '' } as const
    desk.failure = { failure, retryAfter: minutes(30) }
    await desk.start('')
    await vi.advanceTimersByTimeAsync(minutes(29))
    expect(desk.reads).toBe(1)
    await vi.advanceTimersByTimeAsync(minutes(2))
    expect(desk.reads).toBe(2)
  })

  test('without its server the copy of last time holds from the start', async () => {
    desk.kept.set('work', { marks: String(nine - minutes(600)), texts: 'meeting -10 10' })
    desk.failure = refused
    await desk.start('')
    expect(desk.said).toEqual(['meeting until 10'])
    expect(desk.sources[0]).toMatchObject({ readAt: nine - minutes(600), failure: { kind: 'refused' } })
  })
})

test('a calendar that is off says nothing and asks nobody; on again, it does', async () => {
  desk.calendar.stop()
  desk.open({ on: false })
  await desk.start('meeting -10 10')
  await vi.advanceTimersByTimeAsync(minutes(1))
  expect([desk.reads, desk.said]).toEqual([0, []])
  const [source] = desk.sources
  if (!source) throw new Error('no source')
  const { readAt: _readAt, failure: _failure, ...settings } = source
  desk.calendar.change({ ...settings, on: true })
  await vi.advanceTimersByTimeAsync(0)
  expect(desk.said).toEqual(['meeting until 10'])
  desk.calendar.remove('work')
  await soon()
  expect(desk.said).toEqual(['meeting until 10', null])
  expect(desk.kept.size).toBe(0)
})

test('what comes until somebody’s tomorrow is over is known, for a time that suits both', async () => {
  await desk.start('meeting 2815 2845')
  // Monday at nine; Wednesday morning here is Tuesday in Honolulu.
  expect(desk.events).toHaveLength(1)
})

describe('the day that others may see', () => {
  const at = (minute: number): number => nine + minutes(minute)
  /** In Berlin, where the desk stands, whatever the clock of this computer. */
  const midnight = (days: number): number => Date.parse('2026-11-23T00:00:00+01:00') + days * minutes(24 * 60)

  test('is today and tomorrow without gaps and without titles, what may be as such', async () => {
    await desk.start('meeting 0 30\nmeeting 20 60\nmeeting 90 120 maybe\nworking 200 300 elsewhere')
    expect(desk.own?.day).toEqual([
      { kind: 'free', from: midnight(0), until: at(0) },
      { kind: 'busy', from: at(0), until: at(60) },
      { kind: 'free', from: at(60), until: at(90) },
      { kind: 'maybe', from: at(90), until: at(120) },
      { kind: 'free', from: at(120), until: midnight(2) },
    ])
    expect(desk.events.map((each) => each.busyness)).toEqual(['busy', 'busy', 'maybe', 'elsewhere'])
  })

  test('does not change as it goes by, and is another one at midnight', async () => {
    await desk.start('meeting 0 30')
    const before = desk.own?.day
    await vi.advanceTimersByTimeAsync(minutes(10 * 60))
    expect(desk.own?.day).toBe(before)
    vi.setSystemTime(midnight(1) - 1000)
    await vi.advanceTimersByTimeAsync(minutes(1))
    expect(desk.own?.day).toEqual([{ kind: 'free', from: midnight(1), until: midnight(3) }])
  })

  test('does without what does not count this time', async () => {
    await desk.start('meeting 0 30')
    desk.calendar.undo(desk.events[0]?.key ?? '', true)
    expect(desk.own?.day).toEqual([{ kind: 'free', from: midnight(0), until: midnight(2) }])
  })

  test('is none without a calendar', async () => {
    await desk.start('meeting 0 30')
    desk.calendar.remove('work')
    await soon()
    expect(desk.own?.day).toBe(null)
  })
})

test('an almanac that was lost gets its copies again, and nobody is free meanwhile', async () => {
  await desk.start('meeting -10 30')
  desk.held.clear()
  await desk.calendar.reload()
  expect([desk.said, desk.reads]).toEqual([['meeting until 30'], 1])
})

test('an account that is added makes another plan: who is invited by its address is the user', async () => {
  await desk.start('meeting 0 30')
  const before = desk.plans
  desk.addresses = ['anna@example.org']
  await vi.advanceTimersByTimeAsync(5_000)
  expect(desk.plans).toBe(before + 1)
})

test('another zone and other rules make another plan, within seconds and at once', async () => {
  await desk.start('meeting 0 30')
  const before = desk.plans
  desk.zone = 'America/New_York'
  await vi.advanceTimersByTimeAsync(5_000)
  expect(desk.plans).toBe(before + 1)
  // Today is that of New York from now on, though Date in this program stays where it began.
  expect(desk.own?.day?.[0]?.from).toBe(Date.parse('2026-11-23T00:00:00-05:00'))
  desk.rules = []
  desk.calendar.settingsChanged()
  await soon()
  expect(desk.plans).toBe(before + 2)
})

test('a day on which nothing changes is planned a few times, not with every look', async () => {
  await desk.start('meeting 0 30')
  const before = desk.plans
  await vi.advanceTimersByTimeAsync(minutes(5 * 60))
  expect(desk.plans - before).toBeLessThan(3)
})
