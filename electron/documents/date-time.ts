/** Points in time as documents write them: xs:dateTime (XML Schema part 2), RFC 3339. */

const pattern =
  /^\s*(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(?:([Zz])|([+-])(\d\d):?(\d\d))?\s*$/

/**
 * Milliseconds since 1970, or null where the text is no point in time. Read leniently: one without a zone is taken as UTC
 * (RFC 3863 4.1.7 asks for a zone, some servers forget it), "+0000" and a space for the T are understood.
 */
export function instantOf(dateTime: string | null): number | null {
  if (dateTime === null) return null
  return plainInstant(dateTime) ?? leniently(dateTime)
}

/** `2026-11-23T14:05:00Z`, or with milliseconds, as nearly all write it: a document has ten, and a crowd ten thousand of those. */
function plainInstant(text: string): number | null {
  const { length } = text
  if ((length !== 20 && length !== 24) || text.charCodeAt(length - 1) !== 0x5a /* Z */) return null
  if (length === 24 && text.charCodeAt(19) !== 0x2e /* . */) return null
  if (text[4] !== '-' || text[7] !== '-' || text[10] !== 'T' || text[13] !== ':' || text[16] !== ':') return null
  const year = digits(text, 0, 4)
  const month = digits(text, 5, 7)
  const day = digits(text, 8, 10)
  const hour = digits(text, 11, 13)
  const minute = digits(text, 14, 16)
  const second = digits(text, 17, 19)
  const fraction = length === 24 ? digits(text, 20, 23) : 0
  // Days from 29 on, leap seconds and early years are for whoever looks closely; NaN is not less than anything.
  const isPlain = year >= 100 && month >= 1 && month <= 12 && day >= 1 && day <= 28
  if (!isPlain || !(hour <= 23 && minute <= 59 && second <= 59 && fraction <= 999)) return null
  return Date.UTC(year, month - 1, day, hour, minute, second, fraction)
}

function digits(text: string, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 0x30
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

function leniently(dateTime: string): number | null {
  const match = pattern.exec(dateTime)
  if (match === null) return null
  const [, year, month, day, hour, minute, second = '0', fraction = '', , sign, zoneHour, zoneMinute] = match
  const fields = [Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second)] as const
  if (!isDate(fields[0], fields[1], fields[2]) || !isTime(fields[3], fields[4], fields[5])) return null
  const milliseconds = fraction === '' ? 0 : Number(fraction.padEnd(3, '0').slice(0, 3))
  const local = Date.UTC(
    fields[0],
    fields[1] - 1,
    fields[2],
    fields[3],
    fields[4],
    Math.min(fields[5], 59),
    milliseconds,
  )
  const at = fields[0] < 100 ? null : local
  if (at === null || sign === undefined) return at
  const offset = Number(zoneHour) * 60 + Number(zoneMinute)
  if (offset > 14 * 60 || Number(zoneMinute) > 59) return null
  return at - (sign === '-' ? -offset : offset) * 60_000
}

function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function isTime(hour: number, minute: number, second: number): boolean {
  // A leap second is a second that happened, though JavaScript cannot name it.
  return hour <= 23 && minute <= 59 && second <= 60
}

/** A dateTime with zone for a point in time; whole seconds are written without a fraction. */
export function dateTimeOf(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z')
}

const strict = /^\d{4}-\d\d-\d\dT\d\d:\d\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** The text as a schema and RFC 3863 want it: as it is when right, put right when it can be, else null. */
export function writableDateTime(dateTime: string | null): string | null {
  const at = instantOf(dateTime)
  if (at === null || dateTime === null) return null
  if (strict.test(dateTime)) return dateTime
  return Math.abs(at) < 8.64e15 ? dateTimeOf(at) : null
}
