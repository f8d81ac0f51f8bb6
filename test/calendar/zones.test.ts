import { expect, test } from 'vitest'
import { windowsZones } from '../../electron/calendar/windows-zones.ts'
import { zoneFinder } from '../../electron/calendar/zone-names.ts'
import { definedZone, ianaZone } from '../../electron/calendar/zones.ts'
import { parseCalendar } from '../../electron/documents/icalendar.ts'

const found = (name: string): string | null => zoneFinder([])(name)?.id ?? null

test('every zone of Windows is one of the tz database', () => {
  for (const [windows, iana] of Object.entries(windowsZones)) {
    expect(ianaZone(iana), iana).not.toBeNull()
    expect(found(windows), windows).toBe(ianaZone(iana)!.id)
  }
})

test('a zone is found behind what programs write', () => {
  const table = {
    'Europe/Berlin': 'Europe/Berlin',
    'europe/berlin': 'Europe/Berlin',
    '"Europe/Berlin"': 'Europe/Berlin',
    'W. Europe Standard Time': 'Europe/Berlin',
    'w. europe standard time 1': 'Europe/Berlin',
    'Eastern Daylight Time': 'America/New_York',
    '/mozilla.org/20050126_1/America/Boise': 'America/Boise',
    '/citadel.org/20210210_1/America/Argentina/Buenos_Aires': ianaZone('America/Argentina/Buenos_Aires')!.id,
    '/freeassociation.sourceforge.net/Tzfile/Europe/Paris': 'Europe/Paris',
    'posix/Europe/Vaduz': 'Europe/Vaduz',
    'America/New York': 'America/New_York',
    'US-Eastern': ianaZone('US/Eastern')!.id,
    '(UTC-05:00) Eastern Time (US & Canada)': 'America/New_York',
    '(UTC-05:00) Eastern Time (US and Canada)': 'America/New_York',
    '(GMT+01.00) Sarajevo/Warsaw/Zagreb': 'Europe/Sarajevo',
    '(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna': 'Europe/Amsterdam',
    '(GMT+10:00) Canberra, Melbourne, Sydney': 'Australia/Sydney',
    Beijing: 'Asia/Shanghai',
    'tzone://Microsoft/Utc': ianaZone('Etc/UTC')!.id,
    'GMT+0200': '+02:00',
    'UTC-3:30': '-03:30',
    '(UTC+05:45) Nowhere': '+05:45',
    Z: 'UTC',
    'Coordinated Universal Time': 'UTC',
    'Microsoft/Utc': 'UTC',
    'Europe%2FBerlin': 'Europe/Berlin',
    PDT: 'America/Los_Angeles',
    cest: 'Europe/Berlin',
  }
  for (const [name, id] of Object.entries(table)) expect(found(name), name).toBe(id)
})

test('what means nothing is no zone, whatever it is called', () => {
  for (const name of [
    '',
    '/',
    'Nowhere/City',
    '__proto__',
    'constructor',
    'toString',
    '}}}}',
    '0000000000',
    'x'.repeat(5000),
  ]) {
    expect(found(name), name.slice(0, 20)).toBeNull()
  }
})

const definition = (tzid: string, offset: string) =>
  parseCalendar(
    `BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:${tzid}\nBEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0300\nTZOFFSETTO:${offset}
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:${offset}\nTZOFFSETTO:+0300
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\nEND:VCALENDAR`,
  ).zones

test('the definition in the file counts for a name of its own, the tz database for one of its names', () => {
  const summer = Date.UTC(2026, 6, 1) / 1000
  const winter = Date.UTC(2026, 11, 1) / 1000
  const own = zoneFinder(definition('Customized Time Zone', '+0200'))('Customized Time Zone')!
  expect([own.offsetAt(winter), own.offsetAt(summer)]).toEqual([7200, 10_800])
  const berlin = zoneFinder(definition('Europe/Berlin', '+0200'))('Europe/Berlin')!
  expect([berlin.offsetAt(winter), berlin.offsetAt(summer)]).toEqual([3600, 7200])
  const renamed = zoneFinder(definition('Customized Time Zone', '+0200'))('Customized Time Zone 1')!
  expect(renamed.offsetAt(summer)).toBe(10_800)
})

test('offsets change at the second', () => {
  const zone = ianaZone('Europe/Berlin')!
  const spring = Date.UTC(2027, 2, 28, 1) / 1000
  expect([zone.offsetAt(spring - 1), zone.offsetAt(spring)]).toEqual([3600, 7200])
  const defined = definedZone(definition('X', '+0200')[0]!)!
  expect([defined.offsetAt(spring - 3601), defined.offsetAt(spring - 3600)]).toEqual([7200, 10_800])
})
