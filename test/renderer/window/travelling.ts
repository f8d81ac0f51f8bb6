import type { CalendarSource } from '#contract/calendars'
import type { BusyPeriod } from '#contract/presence'
import { type AppState, personKey } from '#contract/state'
import type { Crossing, OwnTrip, Place, Travel } from '#contract/travel'
import { accountId, moment, pictured, presentity } from './people.ts'

/** Screen 09: a journey to Lisbon, one to Berlin, and who is near. */

const domain = 'lindqvist.example'
const place = (city: string, country: string): Place => ({ city, region: null, country })
const lisbon = place('Lisbon', 'PT')
const berlin = place('Berlin', 'DE')

export const toLisbon: OwnTrip = {
  key: 'PT Lisbon 2026-11-30',
  place: lisbon,
  zone: 'Europe/Lisbon',
  from: '2026-11-30',
  until: '2026-12-03',
  calendarIds: ['work', 'tripit'],
  leftOut: false,
}
export const toBerlin: OwnTrip = {
  key: 'DE Berlin 2026-12-14',
  place: berlin,
  zone: 'Europe/Berlin',
  from: '2026-12-14',
  until: '2026-12-16',
  calendarIds: ['work'],
  leftOut: false,
}

export const crossing = (part: Partial<Crossing> & Pick<Crossing, 'aor' | 'from' | 'until'>): Crossing => ({
  key: `${part.tripKey === null ? 'home' : toLisbon.key} ${part.aor} ${part.from}`,
  accountId,
  kind: 'same-city',
  tripKey: toLisbon.key,
  here: lisbon,
  there: lisbon,
  kilometres: 0,
  stay: { from: part.from, until: part.until },
  ...part,
})

const travel: Travel = {
  home: { place: place('San Francisco', 'US'), zone: 'America/Los_Angeles', source: 'zone' },
  trips: [toLisbon, toBerlin],
  crossings: [
    crossing({ aor: `harbor@${domain}`, from: '2026-11-30', until: '2026-12-03', stay: null }),
    crossing({
      aor: `maya@${domain}`,
      from: '2026-12-01',
      until: '2026-12-02',
      stay: { from: '2026-12-01', until: '2026-12-04' },
    }),
    crossing({ aor: `priya@${domain}`, from: '2026-11-30', until: '2026-12-03', stay: null }),
    crossing({
      aor: `jonas@${domain}`,
      from: '2026-12-02',
      until: '2026-12-03',
      kind: 'near',
      there: place('Setúbal', 'PT'),
      kilometres: 32,
    }),
    crossing({
      aor: `sofia@${domain}`,
      from: '2026-12-07',
      until: '2026-12-09',
      tripKey: null,
      here: place('San Francisco', 'US'),
      there: place('San Francisco', 'US'),
    }),
  ],
}

const calendar = (id: string, name: string): CalendarSource => ({
  id,
  name,
  color: '#2c5bd4',
  on: true,
  tells: 'activity',
  about: 'own',
  place: { kind: 'file', path: `/${id}.ics` },
  passwordStorage: null,
  readAt: moment,
  failure: null,
})

const there = (hours: number): number => Date.UTC(2026, 10, 23, hours)
const opening: readonly BusyPeriod[] = [{ kind: 'free', from: there(8), until: there(17) }]

export const travelling: AppState = {
  ...pictured,
  settings: { ...pictured.settings, travel: { ...pictured.settings.travel, share: true } },
  calendars: [calendar('work', 'Work'), calendar('tripit', 'TripIt')],
  presentities: {
    ...pictured.presentities,
    [personKey(accountId, `harbor@${domain}`)]: presentity({
      aor: `harbor@${domain}`,
      availability: 'offline',
      timeOffset: 0,
      day: opening,
    }),
  },
  travel,
}

/** Two days later, there: who lives there tells his hours, and of tomorrow it is known who has time for lunch. */
const inLisbon: OwnTrip = { ...toLisbon, key: 'PT Lisbon 2026-11-23', from: '2026-11-23', until: '2026-11-26' }
const hours = (day: number, from: number, until: number): BusyPeriod => ({
  kind: 'free',
  from: there(24 * day + from),
  until: there(24 * day + until),
})
const telling = (user: string, ...day: readonly BusyPeriod[]) => ({
  [personKey(accountId, `${user}@${domain}`)]: presentity({ aor: `${user}@${domain}`, timeOffset: 0, day }),
})

export const arrived: AppState = {
  ...travelling,
  presentities: {
    ...travelling.presentities,
    ...telling('harbor', hours(0, 8, 17), hours(1, 8, 17)),
    ...telling('maya', hours(1, 9, 14), hours(1, 15, 20)),
    ...telling('priya', hours(1, 9, 13), hours(1, 15, 22)),
  },
  travel: {
    ...travel,
    trips: [inLisbon, toBerlin],
    crossings: [
      { user: 'harbor', from: '2026-11-23', until: '2026-11-26', stay: null },
      { user: 'maya', from: '2026-11-24', until: '2026-11-25' },
      { user: 'priya', from: '2026-11-23', until: '2026-11-26', stay: null },
    ].map(({ user, ...days }) => crossing({ ...days, aor: `${user}@${domain}`, tripKey: inLisbon.key })),
  },
}
