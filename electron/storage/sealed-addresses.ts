import type { CalendarSettings } from '#contract/calendars'
import type { Log, Secrets } from '../ports.ts'

export type KeptCalendars = {
  readonly calendars: readonly CalendarSettings[]
  /** base64, by calendar */
  readonly feedAddresses: Readonly<Record<string, string>>
}

/**
 * Whoever knows the address of a private feed reads the calendar: it is a password, and kept as one where there is a key store. In its place
 * stands the server alone.
 */
export class SealedAddresses {
  readonly #secrets: Secrets | null
  readonly #log: Log
  /** what was opened, so that nothing is sealed or opened twice */
  readonly #opened = new Map<string, { readonly sealed: string; readonly address: string }>()
  readonly #locked = new Set<string>()

  constructor(secrets: Secrets | null, log: Log) {
    this.#secrets = secrets
    this.#log = log
  }

  open({ calendars, feedAddresses }: KeptCalendars): readonly CalendarSettings[] {
    return calendars.map((calendar) => {
      const sealed = feedAddresses[calendar.id]
      if (calendar.place.kind !== 'feed' || sealed === undefined) return calendar
      const address = this.#addressIn(calendar.id, sealed)
      return address === null ? calendar : { ...calendar, place: { ...calendar.place, address } }
    })
  }

  seal(calendars: readonly CalendarSettings[], before: KeptCalendars['feedAddresses']): KeptCalendars {
    const feedAddresses: Record<string, string> = {}
    const kept = calendars.map((calendar) => {
      const { id, place } = calendar
      if (place.kind !== 'feed') return calendar
      const sealed = this.isLocked(id) ? before[id] : this.#sealed(id, place.address)
      if (sealed === undefined) return calendar
      feedAddresses[id] = sealed
      return { ...calendar, place: { ...place, address: `${new URL(place.address).origin}/` } }
    })
    return { calendars: kept, feedAddresses }
  }

  /** The key store did not give the address back. */
  isLocked(id: string): boolean {
    return this.#locked.has(id)
  }

  #sealed(id: string, address: string): string | undefined {
    const known = this.#opened.get(id)
    if (known?.address === address) return known.sealed
    if (!this.#secrets?.available) return undefined
    const sealed = Buffer.from(this.#secrets.protect(address)).toString('base64')
    this.#opened.set(id, { sealed, address })
    return sealed
  }

  #addressIn(id: string, sealed: string): string | null {
    const known = this.#opened.get(id)
    if (known?.sealed === sealed) return known.address
    const address = this.#revealed(sealed)
    if (address === null || !URL.canParse(address)) {
      if (!this.#locked.has(id)) this.#log.warn('the key store does not open the address of a calendar')
      this.#locked.add(id)
      return null
    }
    this.#locked.delete(id)
    this.#opened.set(id, { sealed, address })
    return address
  }

  #revealed(sealed: string): string | null {
    if (!this.#secrets?.available) return null
    try {
      return this.#secrets.reveal(Buffer.from(sealed, 'base64'))
    } catch {
      return null
    }
  }
}
