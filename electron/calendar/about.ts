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

/** What a calendar seems to be: a feed of public holidays, of trips, or somebody's own. The user may say otherwise. */
export function aboutOf({ name, product, events }: Calendar): CalendarSettings['about'] {
  if (/tripit/i.test(product ?? '') || events.some((event) => /@tripit\.com$/i.test(event.uid))) return 'trips'
  const isNamed = hasWord(plain(name ?? ''), holidayWords)
  return isNamed && events.length > 0 && events.every((event) => event.start.kind === 'date') ? 'holidays' : 'own'
}
