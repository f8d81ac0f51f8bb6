import type { SettingsPatch } from '#contract/commands'
import type { Calendars } from './calendar/calendars.ts'
import { OwnActivity } from './calendar/own-activity.ts'
import { OwnTravel } from './calendar/own-travel.ts'
import { SeenTravel } from './calendar/seen-travel.ts'
import type { TravelEvent } from './calendar/travel/travel-events.ts'
import type { Travels } from './calendar/travel/travels.ts'
import { background, type Ports } from './ports.ts'
import type { State } from './state.ts'
import type { Database } from './storage/database.ts'
import type { SettingsStore } from './storage/settings-store.ts'
import { TravelStore } from './storage/travel-store.ts'

export type OwnCalendarsOptions = {
  readonly ports: Ports
  readonly state: State
  readonly store: SettingsStore
  readonly database: () => Database
}

/** Somebody who starts Dialtone in a meeting is not free until his calendars are read; but others do not wait for slow ones. */
const longestFirstLook = 5_000

/** The calendars and journeys of the user, whatever his accounts: loaded when there is one, or they are looked at. */
export class OwnCalendars {
  /** what each account's publication listens to */
  readonly activity: OwnActivity
  readonly travel = { own: new OwnTravel(), seen: new SeenTravel() }
  readonly #options: OwnCalendarsOptions
  #calendars: Promise<Calendars> | null = null
  #travels: Promise<Travels> | null = null
  #endSeen: () => void = () => {}
  /** from the calendars; null: they were not looked at yet */
  #journeys: readonly TravelEvent[] | null = null

  #firstLook: () => void = () => {}

  constructor(options: OwnCalendarsOptions) {
    this.#options = options
    const awaited = options.store.calendars.some(({ on }) => on)
    this.activity = new OwnActivity(
      awaited
        ? new Promise<void>((resolve) => {
            this.#firstLook = resolve
            setTimeout(resolve, longestFirstLook).unref()
          })
        : undefined,
    )
  }

  /** Loaded where there is one, or one is to be added. */
  calendars(): Promise<Calendars> {
    this.#calendars ??= this.#startCalendars()
    return this.#calendars
  }

  /** Journeys and the cities they go to. */
  travels(): Promise<Travels> {
    this.#travels ??= this.#startTravels()
    return this.#travels
  }

  /** After the first paint. */
  connect(): void {
    const { ports, store } = this.#options
    if (store.calendars.length > 0) background(ports.log, this.calendars(), 'starting the calendars')
    if (store.settings.travel.shareCity) this.#needTravels()
    // Most people say nothing of their journeys; the cities are read when one does.
    this.travel.seen.keepIn(new TravelStore(this.#options.database()), ports.log)
    this.#endSeen()
    this.#endSeen = this.travel.seen.onChange(() => this.#needTravels())
  }

  settingsChanged(patch: SettingsPatch): void {
    const { log } = this.#options.ports
    if (patch.calendar && this.#calendars) {
      const told = this.#calendars.then(({ calendar }) => calendar.settingsChanged())
      background(log, told, 'telling the calendars')
    }
    if (patch.travel) {
      const told = this.travels().then((travels) => travels.settingsChanged())
      background(log, told, 'telling the journeys')
    }
  }

  async stop(): Promise<void> {
    this.#endSeen()
    this.travel.seen.stop()
    await this.#travels?.then(
      (travels) => travels.stop(),
      () => {},
    )
    await this.#calendars?.then(
      (calendars) => calendars.stop(),
      () => {},
    )
  }

  #needTravels(): void {
    if (this.#travels === null) background(this.#options.ports.log, this.travels(), 'starting the journeys')
  }

  async #startCalendars(): Promise<Calendars> {
    const { startCalendars } = await import('./calendar/start.ts')
    const { ports, state, store, database } = this.#options
    let told = (): void => {}
    const journeysTold = new Promise<void>((resolve) => {
      told = resolve
    })
    const calendars = await startCalendars({
      ports,
      state,
      store,
      database: database(),
      onTravel: (events) => {
        this.#journeys = events
        // The cities are not read for somebody who goes nowhere.
        if (events.length === 0 && this.#travels === null) return told()
        background(ports.log, this.#tellJourneys().finally(told), 'telling journeys')
      },
    })
    calendars.calendar.onChange(this.activity.set)
    // Who begins without the journeys that he shares takes them back.
    const looked = store.settings.travel.share ? calendars.started.then(() => journeysTold) : calendars.started
    background(ports.log, looked.finally(this.#firstLook), 'looking at the calendars')
    return calendars
  }

  async #tellJourneys(): Promise<void> {
    const travels = await this.travels()
    if (this.#journeys !== null) travels.setEvents(this.#journeys)
  }

  async #startTravels(): Promise<Travels> {
    const { startTravels } = await import('./calendar/start-travels.ts')
    const { ports, state, store, database } = this.#options
    const travels = await startTravels({
      ports,
      state,
      database: database(),
      settings: () => store.settings.travel,
      ...this.travel,
    })
    if (this.#journeys !== null) travels.setEvents(this.#journeys)
    return travels
  }
}
