import type { CalendarSettings } from '#contract/calendars'
import type { Calendar } from '../documents/icalendar.ts'
import { hasWord, plain } from './activity-words.ts'

/** As public-holiday feeds are named, in plain letters. */
const holidayWords = [
  ...[
    'holidays',
    'holiday',
    'bank holidays',
    'feiertage',
    'feiertag',
    'jours feries',
    'feries',
    'festivos',
    'feriados',
  ],
  ...['festivita', 'giorni festivi', 'feestdagen', 'helgdagar', 'helligdage', 'helligdager', 'pyhapaivat', 'swieta'],
  ...['svatky', 'unnepnapok', 'sarbatori', 'tatiller', 'праздники', '祝日', '休日', '节假日', '節假日', '공휴일'],
]

/**
 * What a calendar seems to be: a feed of public holidays (by its name, its program or the category of all that is in it), of trips, or
 * somebody's own. The user may say otherwise.
 */
export function aboutOf({ name, product, events }: Calendar): CalendarSettings['about'] {
  if (/tripit/i.test(product ?? '') || events.some((event) => /@tripit\.com$/i.test(event.uid))) return 'trips'
  if (events.length === 0 || events.some((event) => event.start.kind !== 'date')) return 'own'
  const sounds = (text: string): boolean => hasWord(plain(text), holidayWords)
  const isNamed = sounds(name ?? '') || sounds((product ?? '').replace(/([a-z])([A-Z])/g, '$1 $2'))
  return isNamed || events.every(({ categories }) => categories.some(sounds)) ? 'holidays' : 'own'
}
