import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { type Calendar, calendarLimits, parseCalendar } from '../documents/icalendar.ts'
import { SharedParts } from '../documents/icalendar-shared.ts'
import type { KeptCopy } from './almanac.ts'
import { type CalendarMarks, type CalendarText, mostBytes } from './sources/source.ts'

type Parsed = ReadonlyMap<string, Calendar | null>

/**
 * One calendar in memory: what is asked of it, its events, lies open; its texts, which only the next change of it needs, are packed to
 * a tenth.
 */
export class HeldCalendar {
  #marks: CalendarMarks
  #texts: readonly CalendarText[] | null
  #packed: Buffer | null
  /** by what the text was: of many events only those that changed are taken apart again */
  #parsed: Parsed
  #calendars: readonly Calendar[] | null = null

  private constructor(
    marks: CalendarMarks,
    texts: readonly CalendarText[] | null,
    packed: Buffer | null,
    parsed: Parsed,
  ) {
    this.#marks = marks
    this.#texts = texts
    this.#packed = packed
    this.#parsed = parsed
  }

  /** From the copy of last time; throws where that is none. */
  static from({ marks, texts }: KeptCopy): HeldCalendar {
    const held = new HeldCalendar(JSON.parse(marks) as CalendarMarks, null, Buffer.from(texts, 'base64'), new Map())
    // A copy that cannot be read is none: better known now than when the day is planned.
    held.#texts = held.texts()
    return held
  }

  /** The calendar as it was read now. `before`: as it was until now; texts null: they are the same. */
  static read(marks: CalendarMarks, texts: readonly CalendarText[] | null, before: HeldCalendar | null): HeldCalendar {
    if (before === null) return new HeldCalendar(marks, texts ?? [], null, new Map())
    if (texts !== null) return new HeldCalendar(marks, texts, null, before.#parsed)
    before.#marks = marks
    return before
  }

  get marks(): CalendarMarks {
    return this.#marks
  }

  texts(): readonly CalendarText[] {
    if (this.#texts !== null || this.#packed === null) return this.#texts ?? []
    // In large pieces: thousands of small ones are given back to the allocator, and by it to nobody.
    const text = gunzipSync(this.#packed, { maxOutputLength: 4 * mostBytes, chunkSize: 1 << 20 }).toString('utf8')
    return JSON.parse(text) as readonly CalendarText[]
  }

  /** What could be read; the same array each time. */
  calendars(): readonly Calendar[] {
    this.#calendars ??= this.#parse()
    return this.#calendars
  }

  /** For the disk. From then on the texts are not held open. */
  kept(): KeptCopy {
    const { readAt, etag, lastModified, syncToken, rest, addresses } = this.marks
    this.#packed ??= gzipSync(JSON.stringify(this.texts()), { level: 3 })
    this.#letGo()
    return {
      marks: JSON.stringify({ readAt, etag, lastModified, syncToken, rest, addresses }),
      texts: this.#packed.toString('base64'),
    }
  }

  #parse(): readonly Calendar[] {
    const parsed = new Map<string, Calendar | null>()
    const shared = new SharedParts()
    for (const { text } of this.texts()) {
      const key = createHash('sha1').update(text).digest('base64')
      const known = this.#parsed.get(key)
      parsed.set(key, known === undefined ? calendarIn(text, shared) : known)
    }
    this.#parsed = parsed
    this.#calendars = [...parsed.values()].filter((each) => each !== null)
    this.#letGo()
    return this.#calendars
  }

  #letGo(): void {
    if (this.#packed !== null && this.#calendars !== null) this.#texts = null
  }
}

/** Nothing where the text is no calendar: the others hold. */
function calendarIn(text: string, shared: SharedParts): Calendar | null {
  try {
    return parseCalendar(text, calendarLimits, shared)
  } catch {
    return null
  }
}
