import type { Settings } from '#contract/settings'
import type { Ports } from '../ports.ts'
import type { State } from '../state.ts'
import type { Database } from '../storage/database.ts'
import { TravelStore } from '../storage/travel-store.ts'
import { loadCities } from './cities-file.ts'
import type { OwnTravel } from './own-travel.ts'
import type { SeenTravel } from './seen-travel.ts'
import { Travels } from './travel/travels.ts'

/** All that journeys are made of, the cities with it; resolves when it is known what there is. */
export async function startTravels(options: {
  readonly ports: Pick<Ports, 'notifier' | 'log'>
  readonly state: State
  readonly database: Database
  readonly settings: () => Settings['travel']
  readonly own: OwnTravel
  readonly seen: SeenTravel
}): Promise<Travels> {
  const { ports, state, database, settings, own, seen } = options
  const { notifier, log } = ports
  const nameOf = (accountId: string, aor: string): string => {
    const contacts = Object.values(state.current.contacts)
    return contacts.find((contact) => contact.accountId === accountId && contact.aor === aor)?.name || aor
  }
  const store = new TravelStore(database)
  const travels = new Travels({ state, store, settings, own, seen, loadCities, notifier, nameOf, log })
  await travels.start()
  return travels
}
