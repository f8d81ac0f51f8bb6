import { randomUUID } from 'node:crypto'
import type { PasswordStorage } from '#contract/account'
import {
  type CalendarLogin,
  type CalendarPlace,
  type CalendarRule,
  type CalendarSettings,
  calendarColors,
  type FoundCalendar,
  type RulePreview,
} from '#contract/calendars'
import { failed, type Result, success } from '#contract/failure'
import { background, type Log, type NetworkWatcher, type Secrets } from '../ports.ts'
import type { State } from '../state.ts'
import type { SettingsStore } from '../storage/settings-store.ts'
import type { Almanac } from './almanac.ts'
import { Calendar } from './calendar.ts'
import type { CalendarCopies, KnownPassword } from './followed-calendar.ts'
import type { TravelEvent } from './travel/travel-events.ts'

export type CalendarsOptions = {
  readonly state: State
  readonly store: SettingsStore
  readonly secrets: Secrets
  readonly copies: CalendarCopies
  readonly almanac: Almanac & { readonly stop?: () => Promise<void> }
  readonly network: NetworkWatcher
  readonly onTravel?: (events: readonly TravelEvent[]) => void
  readonly log: Log
}

const mostCalendars = 50

/** The user's calendars, whatever his accounts: set up, kept, followed and shown. */
export class Calendars {
  readonly calendar: Calendar
  readonly #options: CalendarsOptions
  #endNetwork: () => void = () => {}

  started: Promise<void> = Promise.resolve()

  constructor(options: CalendarsOptions) {
    const { state, store, copies, almanac, log } = options
    this.#options = options
    this.calendar = new Calendar({
      settings: store.calendars,
      undone: store.undoneEvents,
      saveUndone: (keys) => store.saveUndoneEvents(keys),
      almanac,
      password: (settings) => this.#passwordFor(settings),
      copies,
      rules: () => store.settings.calendar.rules,
      ownAddresses: () => store.accounts.map(({ aor }) => aor),
      onSources: (sources) => state.apply({ kind: 'calendars', calendars: sources }),
      onEvents: (events) => state.apply({ kind: 'own-events', events }),
      ...(options.onTravel ? { onTravel: options.onTravel } : {}),
      log,
    })
  }

  /** `started` when what was kept of them is what is said. */
  async start(): Promise<void> {
    this.#options.store.sealCalendars()
    this.#endNetwork = this.#options.network.onChange(() => this.calendar.networkChanged())
    this.started = this.calendar.start()
    await this.started
  }

  async stop(): Promise<void> {
    this.#endNetwork()
    this.calendar.stop()
    await this.#options.almanac.stop?.()
  }

  /** What is at a place, so that it can be seen before it is added. */
  find(typed: CalendarPlace, password: string | null): Promise<Result<readonly FoundCalendar[]>> {
    return this.#options.almanac.find(typed, password)
  }

  /** What rules would change, before they are kept. */
  async preview(rules: readonly CalendarRule[]): Promise<Result<RulePreview>> {
    return success(await this.calendar.preview(rules))
  }

  add(found: FoundCalendar, tells: CalendarSettings['tells'], login: CalendarLogin | null): Result<{ id: string }> {
    const { store } = this.#options
    if (store.calendars.length >= mostCalendars) return failed({ kind: 'too-long', limit: mostCalendars })
    const id = randomUUID()
    if (login) {
      const kept = this.#keepPassword(id, login)
      if (!kept.ok) return kept
    }
    const settings: CalendarSettings = {
      id,
      name: found.name,
      color: found.color ?? nextColor(store.calendars.map(({ color }) => color)),
      on: true,
      tells,
      about: found.about,
      place: found.place,
      passwordStorage: login?.passwordStorage ?? null,
    }
    store.saveCalendars([...store.calendars, settings])
    this.calendar.add(settings)
    return success({ id })
  }

  change(id: string, part: Partial<Pick<CalendarSettings, 'name' | 'color' | 'on' | 'tells' | 'about'>>): Result<null> {
    return this.#save(id, part)
  }

  /** Of the account: all its calendars are read with it. */
  setPassword(id: string, login: CalendarLogin): Result<null> {
    const { store } = this.#options
    const named = store.calendars.find((each) => each.id === id)
    if (!named) return failed({ kind: 'invalid', field: 'calendar' })
    for (const { id: each } of store.calendars.filter((other) => isOfAccount(other.place, named.place))) {
      const kept = this.#keepPassword(each, login)
      if (!kept.ok) return kept
      this.#save(each, { passwordStorage: login.passwordStorage })
      background(this.#options.log, this.calendar.refresh(each), 'reading a calendar with another password')
    }
    return success(null)
  }

  remove(id: string): Result<null> {
    const { store } = this.#options
    store.dropPassword(id)
    store.saveCalendars(store.calendars.filter((each) => each.id !== id))
    this.calendar.remove(id)
    return success(null)
  }

  async refresh(id: string): Promise<Result<null>> {
    await this.calendar.refresh(id)
    return success(null)
  }

  undo(key: string, undone: boolean): Result<null> {
    this.calendar.undo(key, undone)
    return success(null)
  }

  #save(id: string, part: Partial<CalendarSettings>): Result<null> {
    const { store } = this.#options
    const before = store.calendars.find((each) => each.id === id)
    if (!before) return failed({ kind: 'invalid', field: 'calendar' })
    const settings = { ...before, ...part }
    store.saveCalendars(store.calendars.map((each) => (each === before ? settings : each)))
    this.calendar.change(settings)
    return success(null)
  }

  #passwordFor({ id, place, passwordStorage }: CalendarSettings): KnownPassword {
    if (this.#options.store.isAddressLocked(id)) return { kind: 'address-locked' }
    if (place.kind === 'file' || place.user === null) return { kind: 'none-needed' }
    const password = this.#password(id, passwordStorage)
    return password === null ? { kind: 'missing' } : { kind: 'known', password }
  }

  #password(id: string, storage: PasswordStorage | null): string | null {
    const { store, secrets, log } = this.#options
    const kept = store.password(id)
    if (kept === null) return null
    if (storage !== 'key-store') return Buffer.from(kept).toString('utf8')
    try {
      return secrets.reveal(kept)
    } catch {
      log.warn('the key store does not open the password of a calendar')
      return null
    }
  }

  #keepPassword(id: string, { password, passwordStorage }: CalendarLogin): Result<null> {
    const { store, secrets } = this.#options
    const plain = Buffer.from(password, 'utf8')
    if (passwordStorage === 'this-run') store.holdPassword(id, plain)
    else if (passwordStorage === 'weaker-storage') store.savePassword(id, plain)
    else if (!secrets.available) return failed({ kind: 'no-key-store' })
    else store.savePassword(id, secrets.protect(password))
    return success(null)
  }
}

/** One name at one server. */
function isOfAccount(place: CalendarPlace, named: CalendarPlace): boolean {
  if (place.kind === 'file' || named.kind === 'file') return false
  return place.user === named.user && new URL(place.address).host === new URL(named.address).host
}

/** The one that the fewest have, so that calendars are told apart as long as that can be. */
export function nextColor(taken: readonly string[]): string {
  const uses = (color: string): number => taken.filter((each) => each === color).length
  return calendarColors.reduce((best, color) => (uses(color) < uses(best) ? color : best), calendarColors[0])
}
