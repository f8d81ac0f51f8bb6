import { background, type Ports } from '../ports.ts'
import type { State } from '../state.ts'
import { CalendarStore } from '../storage/calendar-store.ts'
import type { Database } from '../storage/database.ts'
import type { SettingsStore } from '../storage/settings-store.ts'
import { Calendars } from './calendars.ts'
import { storedCopies } from './copies.ts'
import { plannerFor } from './planner.ts'

/** All that calendars are made of: loaded where there is one, or one is to be added. */
export function startCalendars(options: {
  readonly ports: Pick<Ports, 'secrets' | 'network' | 'log'>
  readonly state: State
  readonly store: SettingsStore
  readonly database: Database
}): Calendars {
  const { ports, state, store, database } = options
  const { secrets, network, log } = ports
  const copies = storedCopies(new CalendarStore(database))
  const planner = plannerFor(() => store.accounts.map(({ aor }) => aor))
  const calendars = new Calendars({ state, store, secrets, copies, planner, log, network })
  background(log, calendars.start(), 'starting the calendars')
  return calendars
}
