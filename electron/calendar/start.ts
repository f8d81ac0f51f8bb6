import { background, type Ports } from '../ports.ts'
import type { State } from '../state.ts'
import { CalendarStore } from '../storage/calendar-store.ts'
import type { Database } from '../storage/database.ts'
import type { SettingsStore } from '../storage/settings-store.ts'
import { AlmanacThread, hasThread } from './almanac-thread.ts'
import { Calendars } from './calendars.ts'
import type { TravelEvent } from './travel/travel-events.ts'

/** All that calendars are made of: loaded where there is one, or one is to be added. */
export async function startCalendars(options: {
  readonly ports: Pick<Ports, 'secrets' | 'network' | 'log'>
  readonly state: State
  readonly store: SettingsStore
  readonly database: Database
  readonly onTravel: (events: readonly TravelEvent[]) => void
}): Promise<Calendars> {
  const { ports, state, store, database } = options
  const { secrets, network, log } = ports
  const kept = new CalendarStore(database)
  const almanac = hasThread() ? new AlmanacThread({ log, onLost: () => reload() }) : await inThisThread()
  const calendars = new Calendars({
    state,
    store,
    secrets,
    copies: kept,
    almanac,
    log,
    network,
    onTravel: options.onTravel,
  })
  const reload = (): void => background(log, calendars.calendar.reload(), 'reading the copies of the calendars again')
  background(log, calendars.start(), 'starting the calendars')
  return calendars
}

/** Run from its sources there is no file for a thread. */
const inThisThread = async () => new (await import('./held-calendars.ts')).HeldCalendars()
