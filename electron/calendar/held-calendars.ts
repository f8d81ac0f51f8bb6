import { isDeepStrictEqual } from 'node:util'
import type { CalendarSettings } from '#contract/calendars'
import { detailOf, failed, success } from '#contract/failure'
import type { Almanac, CopyState, KeptCopy, ReadOutcome, ReadRequest } from './almanac.ts'
import { HeldCalendar } from './held-calendar.ts'
import { type PlannedCalendar, Planner } from './planner.ts'
import { found, readerOf } from './sources/find.ts'
import { type CalendarReader, SourceError } from './sources/source.ts'

/** The calendars themselves, in this thread: the worker has one, and tests do. */
export class HeldCalendars implements Almanac {
  readonly #held = new Map<string, HeldCalendar>()
  readonly #readers = new Map<string, { readonly of: readonly unknown[]; readonly reader: CalendarReader }>()
  readonly #planner = new Planner()

  readonly load = async (id: string, kept: KeptCopy): Promise<CopyState | null> => {
    try {
      const held = HeldCalendar.from(kept)
      this.#held.set(id, held)
      return { readAt: held.marks.readAt, rest: held.marks.rest }
    } catch {
      return null
    }
  }

  readonly read = async (request: ReadRequest): Promise<ReadOutcome> => {
    const { id, now } = request
    const before = this.#held.get(id) ?? null
    const marksBefore = before?.marks ?? null
    try {
      const known = before && { ...before.marks, texts: () => before.texts() }
      const reader = this.#reader(request)
      const { texts, ...marks } = await reader.read(known, now)
      // One that was removed meanwhile stays removed.
      if (this.#readers.get(id)?.reader === reader) this.#held.set(id, HeldCalendar.read(marks, texts, before))
      const { readAt, rest } = marks
      const same = texts === null && isDeepStrictEqual({ ...marks, readAt: 0 }, { ...marksBefore, readAt: 0 })
      return { kind: 'read', readAt, rest, changed: texts !== null, isNew: !same }
    } catch (error) {
      const detail = detailOf(error)
      if (!(error instanceof SourceError)) {
        return { kind: 'failed', failure: { kind: 'unexpected', detail: '' }, retryAfter: null, detail }
      }
      return { kind: 'failed', failure: error.failure, retryAfter: error.retryAfter, detail }
    }
  }

  readonly kept = async (id: string): Promise<KeptCopy | null> => this.#held.get(id)?.kept() ?? null

  readonly drop = async (id: string): Promise<void> => {
    this.#held.delete(id)
    this.#readers.delete(id)
  }

  readonly cut: Almanac['cut'] = async (ids) =>
    ids.filter((id) => {
      const texts = this.#held.get(id)?.calendars() ?? []
      return texts.some(({ problems }) => problems.tooMany || problems.tooManyDates)
    })

  readonly plan: Almanac['plan'] = async (calendars, window, rules) =>
    this.#planner.plan(this.#planned(calendars), window, rules)

  readonly travel: Almanac['travel'] = async (calendars, window) =>
    this.#planner.travel(this.#planned(calendars), window)

  readonly preview: Almanac['preview'] = async (calendars, window, before, after) =>
    this.#planner.preview(this.#planned(calendars), window, before, after)

  readonly find: Almanac['find'] = async (place, password) => {
    try {
      return success(await found(place, password))
    } catch (error) {
      if (error instanceof SourceError) return failed(error.failure)
      throw error
    }
  }

  #planned(calendars: readonly CalendarSettings[]): readonly PlannedCalendar[] {
    return calendars.flatMap((settings) => {
      const held = this.#held.get(settings.id)
      return held ? [{ settings, calendars: held.calendars(), addresses: held.marks.addresses ?? [] }] : []
    })
  }

  /** The same reader as long as it is the same place: it knows what its server asks for. */
  #reader({ id, place, password }: ReadRequest): CalendarReader {
    const of = [place, password]
    const known = this.#readers.get(id)
    if (known !== undefined && isDeepStrictEqual(known.of, of)) return known.reader
    const reader = readerOf(place, password)
    this.#readers.set(id, { of, reader })
    return reader
  }
}
