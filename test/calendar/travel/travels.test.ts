import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Presentity } from '#contract/presence'
import { defaultSettings, type Settings } from '#contract/settings'
import type { Stay } from '#contract/travel'
import { loadCities } from '../../../electron/calendar/cities-file.ts'
import { OwnTravel, type ToldTravel } from '../../../electron/calendar/own-travel.ts'
import { SeenTravel } from '../../../electron/calendar/seen-travel.ts'
import type { Cities } from '../../../electron/calendar/travel/cities.ts'
import type { TravelEvent } from '../../../electron/calendar/travel/travel-events.ts'
import { Travels } from '../../../electron/calendar/travel/travels.ts'
import type { Notice } from '../../../electron/ports.ts'
import { State } from '../../../electron/state.ts'
import { type Database, openDatabase } from '../../../electron/storage/database.ts'
import { TravelStore } from '../../../electron/storage/travel-store.ts'
import { listeningLog } from '../../storage/fixture.ts'

let cities: Cities
beforeAll(async () => {
  cities = await loadCities()
})

const start = Date.parse('2026-11-28T12:00:00Z')
const day = 86_400_000
const midnight = (date: string): number => Date.parse(`${date}T00:00:00+01:00`)

/** Days blocked, as the calendars tell them. */
const block = (city: string, from: string, until: string, title = `Trip to ${city}`): TravelEvent => ({
  calendarId: 'work',
  title,
  location: city,
  allDay: true,
  start: midnight(from),
  end: midnight(until) + day,
  kind: 'trip',
})
const stay = (city: string, from: string, until: string): Stay => ({
  place: { city, region: null, country: null },
  from,
  until,
})
const openChat = { id: 'chat', kind: 'chat', open: true, relationship: null } as Presentity['services'][number]
const told = (aor: string, trips: readonly Stay[], city: string | null = null): Parameters<SeenTravel['look']>[0] => ({
  accountId: 'a',
  aor,
  knowledge: { kind: 'current', confirmedAt: start },
  services: [openChat],
  activities: [],
  trips,
  city: city === null ? null : { city, region: null, country: null },
})

/** One user's travels, over restarts. */
class Stage {
  readonly state = new State()
  readonly seen = new SeenTravel()
  readonly own = new OwnTravel()
  readonly notices: Notice[] = []
  readonly log = listeningLog()
  readonly published: ToldTravel[] = []
  now = start
  travel: Settings['travel'] = { ...defaultSettings.travel, share: true, shareCity: true }
  loads = 0
  readonly #database: Database
  travels: Travels

  constructor(database: Database) {
    this.#database = database
    this.travels = this.#open()
    this.own.onChange((each) => this.published.push(each))
  }

  #open(): Travels {
    return new Travels({
      state: this.state,
      store: new TravelStore(this.#database),
      settings: () => this.travel,
      seen: this.seen,
      own: this.own,
      loadCities: async () => {
        this.loads++
        return cities
      },
      notifier: { notify: (notice) => this.notices.push(notice) },
      nameOf: (_accountId, aor) => aor.split('@')[0] ?? aor,
      log: this.log,
      now: () => this.now,
      zone: () => 'Europe/Amsterdam',
    })
  }

  async restart(): Promise<void> {
    this.travels.stop()
    this.travels = this.#open()
    await this.travels.start()
  }

  get shown() {
    return this.state.current.travel
  }

  trips(): string[] {
    return this.shown.trips.map(
      ({ place, from, until, leftOut }) => `${place.city} ${from} ${until}${leftOut ? ' left out' : ''}`,
    )
  }
}

let stage: Stage
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  stage = new Stage(await openDatabase({ file: null, key: null, log: listeningLog() }))
  await stage.travels.start()
})
afterEach(() => {
  stage.travels.stop()
  vi.useRealTimers()
})
const gathered = () => vi.advanceTimersByTimeAsync(500)
const berlin = block('Berlin', '2026-12-03', '2026-12-05')

describe('home', () => {
  test('is the city of the time zone until it is set by hand', () => {
    expect(stage.shown.home).toMatchObject({ place: { city: 'Amsterdam', country: 'NL' }, source: 'zone' })
    const found = stage.travels.find('köln')
    if (!found.ok) throw new Error('not found')
    stage.travel = { ...stage.travel, home: found.value }
    stage.travels.settingsChanged()
    expect(stage.shown.home).toMatchObject({
      place: { city: 'Cologne', country: 'DE' },
      zone: 'Europe/Berlin',
      source: 'hand',
    })
  })

  test('is not what is no city', () => {
    expect(stage.travels.find('Nowhere at all')).toEqual({ ok: false, failure: { kind: 'invalid', field: 'city' } })
  })
})

describe('what others are told', () => {
  test('is nothing unless the user shares it', async () => {
    stage.travel = { ...stage.travel, share: false, shareCity: false }
    await stage.restart()
    stage.published.length = 0
    stage.travels.setEvents([berlin, block('Rome', '2026-11-27', '2026-11-29')])
    expect(stage.trips()).toHaveLength(2)
    expect(stage.published).toEqual([])
  })

  test('is city and days of each journey, and where the user is now', () => {
    stage.travels.setEvents([block('Rome', '2026-11-27', '2026-11-29', 'Secret merger'), berlin])
    expect(stage.published.at(-1)).toEqual({
      trips: [
        { place: { city: 'Rome', region: 'Lazio', country: 'IT' }, from: '2026-11-27', until: '2026-11-29' },
        {
          place: { city: 'Berlin', region: 'State of Berlin', country: 'DE' },
          from: '2026-12-03',
          until: '2026-12-05',
        },
      ],
      city: { city: 'Rome', region: 'Lazio', country: 'IT' },
    })
  })

  test('is nothing before the calendars were looked at', async () => {
    const calendar = {
      id: 'work',
      name: '',
      color: '#000000',
      on: true,
      tells: 'activity',
      about: 'own',
      passwordStorage: null,
    } as const
    stage.state.apply({
      kind: 'calendars',
      calendars: [{ ...calendar, place: { kind: 'file', path: '/a' }, readAt: null, failure: null }],
    })
    stage.own.set({ trips: [], city: null })
    stage.published.length = 0
    await stage.restart()
    stage.seen.look(told('wei@example.org', [stay('Amsterdam', '2026-12-04', '2026-12-08')]))
    await gathered()
    expect(stage.published).toEqual([])
    expect(stage.notices).toEqual([])
    stage.travels.setEvents([])
    expect(stage.published.at(-1)).toMatchObject({ city: { city: 'Amsterdam' } })
    expect(stage.notices).toHaveLength(1)
  })

  test('stops with the setting', () => {
    stage.travels.setEvents([berlin])
    stage.travel = { ...stage.travel, share: false, shareCity: false }
    stage.travels.settingsChanged()
    expect(stage.published.at(-1)).toEqual({ trips: [], city: null })
  })

  test('is home again when a journey is over', async () => {
    stage.travels.setEvents([block('Rome', '2026-11-27', '2026-11-28')])
    expect(stage.published.at(-1)?.city?.city).toBe('Rome')
    stage.now += day
    await vi.advanceTimersByTimeAsync(15 * 60_000)
    expect(stage.published.at(-1)).toMatchObject({ trips: [], city: { city: 'Amsterdam' } })
  })
})

describe('a journey that is left out', () => {
  test('is not told, says nothing of where the user is, and stays left out when it is moved and after a restart', async () => {
    const rome = block('Rome', '2026-11-27', '2026-11-29')
    stage.travels.setEvents([rome])
    stage.travels.leaveOut(stage.shown.trips[0]!.key, true)
    expect(stage.trips()).toEqual(['Rome 2026-11-27 2026-11-29 left out'])
    expect(stage.published.at(-1)).toEqual({ trips: [], city: null })
    await stage.restart()
    stage.travels.setEvents([block('Rome', '2026-11-28', '2026-12-01')])
    expect(stage.trips()).toEqual(['Rome 2026-11-28 2026-12-01 left out'])
    expect(stage.published.at(-1)).toMatchObject({ trips: [], city: null })
  })

  test('can be taken back', () => {
    stage.travels.setEvents([berlin])
    const { key } = stage.shown.trips[0]!
    stage.travels.leaveOut(key, true)
    stage.travels.leaveOut(key, false)
    expect(stage.trips()).toEqual(['Berlin 2026-12-03 2026-12-05'])
    expect(stage.published.at(-1)?.trips).toHaveLength(1)
  })

  test('has to be one', () => {
    expect(stage.travels.leaveOut('none', true).ok).toBe(false)
  })
})

describe('a crossing', () => {
  const wei = told('wei@example.org', [stay('Berlin', '2026-12-04', '2026-12-08')])

  test('is shown, and told once', async () => {
    stage.travels.setEvents([berlin])
    stage.seen.look(wei)
    await gathered()
    expect(stage.shown.crossings).toMatchObject([
      { aor: 'wei@example.org', kind: 'same-city', from: '2026-12-04', until: '2026-12-05' },
    ])
    expect(stage.notices).toEqual([
      {
        kind: 'nearby',
        accountId: 'a',
        aor: 'wei@example.org',
        name: 'wei',
        others: 0,
        here: 'Berlin',
        there: null,
        isHome: false,
        from: '2026-12-04',
        until: '2026-12-05',
      },
    ])
  })

  test('is not told again: not when it is moved, not by a second calendar, not after a restart, not when he is back', async () => {
    stage.travels.setEvents([berlin])
    stage.seen.look(wei)
    await gathered()
    stage.travels.setEvents([{ ...berlin, calendarId: 'other' }, block('Berlin', '2026-12-02', '2026-12-06')])
    stage.seen.look(told('wei@example.org', [stay('Berlin', '2026-12-03', '2026-12-08')]))
    await gathered()
    stage.seen.setPeople('a', [])
    await gathered()
    await stage.restart()
    stage.travels.setEvents([berlin])
    stage.seen.look(wei)
    await gathered()
    expect(stage.shown.crossings).toHaveLength(1)
    expect(stage.notices).toHaveLength(1)
  })

  test('on other days is another one', async () => {
    stage.travels.setEvents([berlin, block('Berlin', '2026-12-20', '2026-12-22')])
    stage.seen.look(wei)
    await gathered()
    stage.seen.look(told('wei@example.org', [...wei.trips, stay('Berlin', '2026-12-21', '2026-12-21')]))
    await gathered()
    expect(stage.notices.map((each) => each.kind === 'nearby' && each.from)).toEqual(['2026-12-04', '2026-12-21'])
  })

  test('with many on one journey is one notification', async () => {
    stage.travels.setEvents([berlin])
    for (const name of ['wei', 'ines', 'jonas']) stage.seen.look(told(`${name}@example.org`, wei.trips))
    await gathered()
    expect(stage.notices).toMatchObject([{ others: 2 }])
  })

  test('is only shown where the user does not want to be told', async () => {
    stage.travel = { ...stage.travel, tell: false }
    stage.travels.setEvents([berlin])
    stage.seen.look(wei)
    await gathered()
    expect(stage.shown.crossings).toHaveLength(1)
    expect(stage.notices).toEqual([])
  })

  test('with somebody who lives where the user goes is shown, and no news', async () => {
    stage.travels.setEvents([berlin])
    stage.seen.look(told('ines@example.org', [], 'Berlin'))
    await gathered()
    expect(stage.shown.crossings).toMatchObject([{ aor: 'ines@example.org', stay: null }])
    expect(stage.notices).toEqual([])
  })

  test('is one, whatever accounts see him, and none with the user himself', async () => {
    const anna = {
      id: 'a',
      aor: 'anna@example.org',
      displayName: '',
      authUser: null,
      server: null,
      outboundProxy: null,
      xcapRoot: null,
      stun: null,
    }
    const account = {
      ...anna,
      turn: null,
      trustedCertificate: null,
      allowUnencrypted: false,
      passwordStorage: 'this-run',
    } as const
    stage.state.apply({ kind: 'account', account })
    stage.travels.setEvents([berlin])
    stage.seen.look(wei)
    stage.seen.look({ ...wei, accountId: 'b' })
    stage.seen.look(told('anna@example.org', wei.trips))
    await gathered()
    expect(stage.shown.crossings.map(({ aor }) => aor)).toEqual(['wei@example.org'])
  })

  test('ends when he tells no more', async () => {
    stage.travels.setEvents([berlin])
    stage.seen.look(wei)
    await gathered()
    stage.seen.look(told('wei@example.org', []))
    await gathered()
    expect(stage.shown.crossings).toEqual([])
  })
})

test('nothing of a calendar is in the log or crosses to the screen but city, days and which calendar', () => {
  stage.travels.setEvents([
    block('Berlin', '2026-12-03', '2026-12-05', 'Secret merger with ACME'),
    { ...berlin, location: 'Hotel Adlon, Unter den Linden 77, Berlin' },
  ])
  expect(stage.log.lines.join('\n')).not.toMatch(/merger|Adlon|Linden|Berlin/)
  expect(JSON.stringify([stage.state.current, stage.published])).not.toMatch(/merger|Adlon|Linden/)
})
