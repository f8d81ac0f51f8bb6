import { civilDate, dayOf, timeOf, type WallSeconds } from '../../electron/documents/civil-date.ts'
import { occurrences } from '../../electron/documents/recurrence.ts'
import { type Frequency, parseRule } from '../../electron/documents/recurrence-rule.ts'

export interface RuleJob {
  readonly rule: string
  readonly zone: string
  /** 20240131T090000 */
  readonly start: string
  readonly from: string
  readonly to: string
}

const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Sydney',
  'Asia/Kolkata',
  'America/Sao_Paulo',
  'UTC',
] as const
const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
const year = 365 * 86_400
/** How far each frequency is looked at, and what may limit it (RFC 5545 3.3.10, the table). */
const kinds: Readonly<
  Record<Frequency, { readonly span: number; readonly parts: readonly string[]; readonly interval: number }>
> = {
  YEARLY: {
    span: 12 * year,
    interval: 3,
    parts: ['BYMONTH', 'BYWEEKNO', 'BYYEARDAY', 'BYMONTHDAY', 'BYDAY', 'BYHOUR', 'BYMINUTE'],
  },
  MONTHLY: { span: 4 * year, interval: 5, parts: ['BYMONTH', 'BYMONTHDAY', 'BYDAY', 'BYHOUR', 'BYMINUTE'] },
  WEEKLY: { span: 2 * year, interval: 5, parts: ['BYMONTH', 'BYDAY', 'BYDAY', 'BYHOUR', 'BYMINUTE'] },
  DAILY: { span: year, interval: 12, parts: ['BYMONTH', 'BYMONTHDAY', 'BYDAY', 'BYHOUR', 'BYMINUTE'] },
  HOURLY: { span: year / 12, interval: 30, parts: ['BYMONTHDAY', 'BYDAY', 'BYHOUR', 'BYMINUTE'] },
  MINUTELY: { span: 5 * 86_400, interval: 90, parts: ['BYDAY', 'BYHOUR', 'BYMINUTE', 'BYSECOND'] },
  SECONDLY: { span: 86_400, interval: 4000, parts: ['BYDAY', 'BYHOUR', 'BYMINUTE', 'BYSECOND'] },
}

/** The same rules for the same seed: a difference can be found again. Rules that `knows` refuses are made good for. */
export function randomRules(seed: number, count: number, knows: (rule: string) => boolean): readonly RuleJob[] {
  const random = randomFrom(seed)
  const jobs: RuleJob[] = []
  while (jobs.length < count) {
    const job = randomRule(random)
    if (job !== null && knows(job.rule)) jobs.push(job)
  }
  return jobs
}

/** python3-dateutil 2.8 begins the first week with DTSTART, so that its BYSETPOS counts from there. */
export const dateutilKnows = (rule: string): boolean => !(/WEEKLY/.test(rule) && /BYSETPOS/.test(rule))

/**
 * What libical 3.0.16 does with these is not RFC 5545; dateutil agrees with us on all of them. BYSETPOS counts days there and not times,
 * and nothing in weeks and days; a negative BYMONTHDAY takes nothing away, and without BYMONTH it stays in one month of the year; an INTERVAL
 * of hours or less is forgotten beside BYHOUR, BYMINUTE and BYSECOND; BYYEARDAY does not go together with other dates, and BYMONTH shifts the
 * weeks that an INTERVAL leaves out.
 */
export function libicalKnows(rule: string): boolean {
  const has = (...names: readonly string[]): boolean => names.some((name) => rule.includes(`${name}=`))
  const frequency = /FREQ=(\w+)/.exec(rule)![1]!
  const times = has('BYHOUR', 'BYMINUTE', 'BYSECOND')
  if (has('BYSETPOS') && (times || frequency === 'WEEKLY' || frequency === 'DAILY')) return false
  if (['HOURLY', 'MINUTELY', 'SECONDLY'].includes(frequency) && has('INTERVAL') && times) return false
  if (frequency === 'WEEKLY' && has('INTERVAL') && has('BYMONTH')) return false
  if (/BYMONTHDAY=[^;]*-/.test(rule) && frequency !== 'MONTHLY') return false
  if (frequency === 'YEARLY' && has('BYMONTHDAY') && !has('BYMONTH')) return false
  return !(has('BYYEARDAY') && has('BYMONTH', 'BYMONTHDAY', 'BYDAY'))
}

function randomRule(random: () => number): RuleJob | null {
  const whole = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1))
  const some = (most: number, one: () => number | string): string =>
    // libical 3.0 wants them in order.
    [...new Set(Array.from({ length: whole(1, most) }, one))].sort((a, b) => Number(a) - Number(b)).join(',')
  const frequencies = [
    'YEARLY',
    'MONTHLY',
    'WEEKLY',
    'DAILY',
    'YEARLY',
    'MONTHLY',
    'WEEKLY',
    'HOURLY',
    'MINUTELY',
    'SECONDLY',
  ] as const
  const frequency = frequencies[whole(0, frequencies.length - 1)]!
  const { span, parts, interval } = kinds[frequency]
  const chosen = new Set(parts.filter(() => random() < 0.35))
  const signed = (most: number): number => (random() < 0.3 ? -whole(1, most) : whole(1, most))
  const numbered = frequency === 'MONTHLY' || (frequency === 'YEARLY' && !chosen.has('BYWEEKNO'))
  if (chosen.has('BYWEEKNO')) {
    // Without a weekday the libraries differ (test/calendar/samples.test.ts has the table), and in other company, too.
    for (const part of ['BYYEARDAY', 'BYMONTHDAY', 'BYMONTH']) chosen.delete(part)
    chosen.add('BYDAY')
  }
  const values: Readonly<Record<string, () => string>> = {
    BYMONTH: () => some(3, () => whole(1, 12)),
    BYWEEKNO: () => some(3, () => whole(2, 51)),
    BYYEARDAY: () => some(4, () => signed(365)),
    BYMONTHDAY: () => some(4, () => signed(31)),
    BYDAY: () => {
      // dateutil takes "MO,1WE" for Mondays that are also the first Wednesday: it gets one kind at a time.
      const withNumber = numbered && random() < 0.4
      return some(3, () => {
        const nth = withNumber ? signed(frequency === 'YEARLY' && !chosen.has('BYMONTH') ? 9 : 4) : ''
        return `${nth}${weekdays[whole(0, 6)]}`
      })
    },
    BYHOUR: () => some(3, () => whole(4, 22)),
    BYMINUTE: () => some(2, () => whole(0, 59)),
    BYSECOND: () => some(2, () => whole(0, 59)),
  }
  let text = `FREQ=${frequency}`
  if (random() < 0.5 && !chosen.has('BYWEEKNO')) text += `;INTERVAL=${whole(1, interval)}`
  for (const part of chosen) text += `;${part}=${values[part]!()}`
  if (chosen.size > 0 && random() < 0.2 && !['HOURLY', 'MINUTELY', 'SECONDLY'].includes(frequency)) {
    text += `;BYSETPOS=${some(2, () => signed(3))}`
  }
  if (random() < 0.3) text += `;WKST=${weekdays[whole(0, 6)]}`
  const begin = Date.UTC(whole(2015, 2024), whole(0, 11), whole(1, 28), whole(4, 22), whole(0, 59)) / 1000
  // RFC 5545 3.8.5.3: what happens when DTSTART does not meet the rule is undefined, so it meets it here.
  const start = firstMeeting(text, begin, begin + span)
  if (start === null) return null
  const end = start + span
  if (random() < 0.25) text += `;COUNT=${whole(1, 60)}`
  else if (whole(1, 4) === 1) text += `;UNTIL=${written(start + Math.floor(random() * span))}Z`
  const from = random() < 0.5 ? start : start + Math.floor((random() * span) / 2)
  return {
    rule: text,
    zone: zones[whole(0, zones.length - 1)]!,
    start: written(start),
    from: written(from),
    to: written(end),
  }
}

function firstMeeting(rule: string, start: WallSeconds, to: WallSeconds): WallSeconds | null {
  const range = { from: start, to, until: null, withoutStart: true }
  const [first] = occurrences(parseRule(rule)!, start, false, range, { left: 1e6 })
  return first ?? null
}

function written(at: WallSeconds): string {
  const { year: inYear, month, day } = civilDate(dayOf(at))
  const time = timeOf(at)
  const two = (value: number): string => String(value).padStart(2, '0')
  const clock = [Math.floor(time / 3600), Math.floor(time / 60) % 60, time % 60].map(two).join('')
  return `${String(inYear).padStart(4, '0')}${two(month)}${two(day)}T${clock}`
}

/** mulberry32 */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
