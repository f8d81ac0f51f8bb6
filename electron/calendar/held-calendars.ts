import { isDeepStrictEqual, promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { CalendarSettings } from '#contract/calendars'
import { failed, success } from '#contract/failure'
import type { Almanac, CopyState, KeptCopy, ReadOutcome, ReadRequest } from './almanac.ts'
import { type PlannedCalendar, Planner } from './planner.ts'
import { found, readerOf } from './sources/find.ts'
import { type CalendarCopy, type CalendarReader, type CalendarText, mostBytes, SourceError } from './sources/source.ts'

const pack = promisify(gzip)
const unpack = promisify(gunzip)

/** A calendar is one tenth of itself when compressed. */
async function keptOf({ texts, ...marks }: CalendarCopy): Promise<KeptCopy> {
  const packed = await pack(JSON.stringify(texts))
  return { marks: JSON.stringify(marks), texts: packed.toString('base64') }
}

async function copyOf({ marks, texts }: KeptCopy): Promise<CalendarCopy> {
  const limit = { maxOutputLength: 4 * mostBytes }
  const unpacked = JSON.parse((await unpack(Buffer.from(texts, 'base64'), limit)).toString('utf8'))
  return { ...(JSON.parse(marks) as Omit<CalendarCopy, 'texts'>), texts: unpacked as readonly CalendarText[] }
}

/** The calendars themselves, in this thread: the worker has one, and tests do. */
export class HeldCalendars implements Almanac {
  readonly #copies = new Map<string, CalendarCopy>()
  readonly #readers = new Map<string, { readonly of: readonly unknown[]; readonly reader: CalendarReader }>()
  readonly #planner = new Planner()

  readonly load = async (id: string, kept: KeptCopy): Promise<CopyState | null> => {
    try {
      const copy = await copyOf(kept)
      this.#copies.set(id, copy)
      return { readAt: copy.readAt, rest: copy.rest }
    } catch {
      return null
    }
  }

  readonly read = async (request: ReadRequest): Promise<ReadOutcome> => {
    const { id, now } = request
    const before = this.#copies.get(id) ?? null
    try {
      const copy = await this.#reader(request).read(before, now)
      this.#copies.set(id, copy)
      const changed = copy.texts !== before?.texts
      const { texts: _texts, ...marks } = copy
      const { texts: _before, ...marksBefore } = before ?? copy
      const same = !changed && isDeepStrictEqual({ ...marks, readAt: 0 }, { ...marksBefore, readAt: 0 })
      return { kind: 'read', readAt: copy.readAt, rest: copy.rest, changed, kept: same ? null : await keptOf(copy) }
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      if (!(error instanceof SourceError)) {
        return { kind: 'failed', failure: { kind: 'unexpected', detail: '' }, retryAfter: null, detail }
      }
      return { kind: 'failed', failure: error.failure, retryAfter: error.retryAfter, detail }
    }
  }

  readonly drop = async (id: string): Promise<void> => {
    this.#copies.delete(id)
    this.#readers.delete(id)
  }

  readonly plan: Almanac['plan'] = async (calendars, window, rules) =>
    this.#planner.plan(this.#withTexts(calendars), window, rules)

  readonly travel: Almanac['travel'] = async (calendars, window) =>
    this.#planner.travel(this.#withTexts(calendars), window)

  readonly preview: Almanac['preview'] = async (calendars, window, before, after) =>
    this.#planner.preview(this.#withTexts(calendars), window, before, after)

  readonly find: Almanac['find'] = async (place, password) => {
    try {
      return success(await found(place, password))
    } catch (error) {
      if (error instanceof SourceError) return failed(error.failure)
      throw error
    }
  }

  #withTexts(calendars: readonly CalendarSettings[]): readonly PlannedCalendar[] {
    return calendars.flatMap((settings) => {
      const texts = this.#copies.get(settings.id)?.texts ?? []
      return texts.length === 0 ? [] : [{ settings, texts }]
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
