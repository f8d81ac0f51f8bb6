import { randomUUID } from 'node:crypto'
import type { PasswordStorage } from '#contract/account'
import type { CalendarLogin, CalendarPlace, CalendarSettings, FoundCalendar } from '#contract/calendars'
import { failed, type Result, success } from '#contract/failure'
import type { Log, NetworkWatcher, Secrets } from '../ports.ts'
import type { State } from '../state.ts'
import type { SettingsStore } from '../storage/settings-store.ts'
import { Calendar, type Planner } from './calendar.ts'
import type { CalendarCopies } from './followed-calendar.ts'
import { calDavReader } from './sources/caldav.ts'
import { discover } from './sources/discovery.ts'
import { feedAddress, feedReader } from './sources/feed.ts'
import { fileReader } from './sources/file.ts'
import { type CalendarReader, SourceError } from './sources/source.ts'

export type CalendarsOptions = {
  readonly state: State
  readonly store: SettingsStore
  readonly secrets: Secrets
  readonly copies: CalendarCopies
  readonly planner: Planner
  readonly network: NetworkWatcher
  readonly log: Log
}

const mostCalendars = 50

/** The user's calendars, whatever his accounts: set up, kept, followed and shown. */
export class Calendars {
  readonly calendar: Calendar
  readonly #options: CalendarsOptions
  #endNetwork: () => void = () => {}

  constructor(options: CalendarsOptions) {
    const { state, store, copies, planner, log } = options
    this.#options = options
    this.calendar = new Calendar({
      settings: store.calendars,
      undone: store.undoneEvents,
      saveUndone: (keys) => store.saveUndoneEvents(keys),
      reader: (settings) => this.#reader(settings),
      copies,
      planner,
      onSources: (sources) => state.apply({ kind: 'calendars', calendars: sources }),
      onEvents: (events) => state.apply({ kind: 'own-events', events }),
      log,
    })
  }

  async start(): Promise<void> {
    this.#endNetwork = this.#options.network.onChange(() => this.calendar.networkChanged())
    await this.calendar.start()
  }

  stop(): void {
    this.#endNetwork()
    this.calendar.stop()
  }

  /** What is at a place, so that it can be seen before it is added. */
  async find(typed: CalendarPlace, password: string | null): Promise<Result<readonly FoundCalendar[]>> {
    try {
      return success(await found(typed, password))
    } catch (error) {
      if (error instanceof SourceError) return failed(error.failure)
      throw error
    }
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
      color: found.color ?? nextColor(store.calendars.length),
      on: true,
      tells,
      about: 'own',
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

  setPassword(id: string, login: CalendarLogin): Result<null> {
    const kept = this.#keepPassword(id, login)
    if (!kept.ok) return kept
    const saved = this.#save(id, { passwordStorage: login.passwordStorage })
    void this.calendar.refresh(id)
    return saved
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

  #reader({ id, place, passwordStorage }: CalendarSettings): CalendarReader | null {
    if (place.kind === 'file' || place.user === null) return readerOf(place, null)
    const password = this.#password(id, passwordStorage)
    return password === null ? null : readerOf(place, password)
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

function readerOf(place: CalendarPlace, password: string | null): CalendarReader {
  if (place.kind === 'file') return fileReader(place.path)
  const { address, user, allowUnencrypted } = place
  const login = user !== null && password !== null ? { user, password } : null
  return (place.kind === 'feed' ? feedReader : calDavReader)({ address, login, allowUnencrypted })
}

async function found(typed: CalendarPlace, password: string | null): Promise<readonly FoundCalendar[]> {
  if (typed.kind === 'caldav') {
    const { address, user, allowUnencrypted } = typed
    const calendars = await discover(address, { login: { user, password: password ?? '' }, allowUnencrypted })
    return calendars.map((each) => ({
      name: each.name,
      color: each.color,
      place: { kind: 'caldav', address: each.address, user, allowUnencrypted },
    }))
  }
  const place = typed.kind === 'feed' ? { ...typed, address: feedAddress(typed.address) ?? '' } : typed
  if (place.kind === 'feed' && place.address === '') {
    throw new SourceError({
      kind: 'calendar',
      problem: 'no-calendar',
      where: typed.kind === 'feed' ? typed.address : '',
    })
  }
  const { texts } = await readerOf(place, password).read(null, Date.now())
  return [{ name: nameIn(texts[0]?.text ?? '') ?? lastName(place), color: null, place }]
}

/** RFC 7986 5.1, and what everybody wrote before it. */
function nameIn(text: string): string | null {
  const name = /^(?:X-WR-CALNAME|NAME)(?:;[^:\r\n]*)?:([^\r\n]{1,200})/im.exec(text.slice(0, 20_000))?.[1]
  return name?.replace(/\\([,;\\])/g, '$1').trim() || null
}

function lastName(place: CalendarPlace): string {
  if (place.kind === 'file')
    return (
      place.path
        .split(/[\\/]/)
        .at(-1)
        ?.replace(/\.ics$/i, '') || place.path
    )
  return new URL(place.address).host
}

/** Told apart on light and dark ground. */
const colors = ['#2c5bd4', '#1f8a50', '#b46a00', '#8f4bb8', '#ce3a32', '#2a8c93'] as const
const nextColor = (index: number): string => colors[index % colors.length] ?? colors[0]
