/** What many events of a calendar share: of fifty thousand most name the same people, rooms and zones, and last as long as others. */

import type { ZoneDefinition } from './icalendar.ts'
import type { Attendee } from './icalendar-event.ts'
import type { Duration } from './icalendar-values.ts'
import type { RecurrenceRule } from './recurrence-rule.ts'

const mostShared = 20_000

/** Kept once while texts are taken apart together: those of a CalDAV calendar each bring their people and their zones. */
export class SharedParts {
  readonly attendees = new Map<string, Attendee>()
  readonly durations = new Map<string, Duration | null>()
  readonly rules = new Map<string, RecurrenceRule | null>()
  readonly #words = new Map<string, string>()
  readonly #zones = new Map<string, readonly ZoneDefinition[]>()

  word(text: string): string {
    const known = this.#words.get(text)
    if (known !== undefined) return known
    const own = detached(text)
    if (this.#words.size < mostShared) this.#words.set(own, own)
    return own
  }

  /** The same list for the same definitions, so that what is found out about it is found out once. */
  zonesOf(block: string | null, definitions: readonly ZoneDefinition[]): readonly ZoneDefinition[] {
    if (definitions.length === 0) return noZones
    return block === null ? definitions : keptOnce(this.#zones, block, () => definitions)
  }

  /** The zones of a text that has the very same VTIMEZONEs. */
  knownZones(block: string): readonly ZoneDefinition[] | undefined {
    return this.#zones.get(block)
  }
}

const noZones: readonly ZoneDefinition[] = []

/** Where the VTIMEZONEs of a calendar stand, if they stand together, as they do: from the first BEGIN to behind the last END. */
export function zoneBlock(text: string): { readonly start: number; readonly end: number } | null {
  const start = text.indexOf('BEGIN:VTIMEZONE')
  const end = text.lastIndexOf('END:VTIMEZONE') + 'END:VTIMEZONE'.length
  if (start === -1 || end <= start || end - start > longestBlock || !text.startsWith('BEGIN:VCALENDAR')) return null
  const others = /BEGIN:V(?!TIMEZONE)/i
  return others.test(text.slice(start, end)) || /begin:vtimezone/.test(text) ? null : { start, end }
}

const longestBlock = 100_000

export function keptOnce<T>(kept: Map<string, T>, key: string, make: () => T): T {
  const known = kept.get(key)
  if (known !== undefined) return known
  const made = make()
  if (kept.size < mostShared) kept.set(detached(key), made)
  return made
}

/** A copy: a part of a string keeps the whole in memory, and the whole is the file. Short parts are copied by the engine itself. */
export const detached = (text: string): string =>
  text.length < 13 ? text : (JSON.parse(JSON.stringify(text)) as string)
