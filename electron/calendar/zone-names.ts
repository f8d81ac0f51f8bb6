import type { ZoneDefinition } from '../documents/icalendar.ts'
import { parseOffset } from '../documents/icalendar-values.ts'
import { windowsZones } from './windows-zones.ts'
import { definedZone, fixedZone, ianaZone, utc, type Zone } from './zones.ts'

/** Finds the zone that a TZID of one calendar means; null where nothing tells. */
export type ZoneFinder = (name: string) => Zone | null

const mostNames = 2000

/**
 * What a TZID means, in this order: a name of the tz database with its area, a Windows name, the VTIMEZONE of that name, and then what
 * programs have been seen to write. The database comes before the file: its laws are newer than most files, and many carry
 * only the rule of one year.
 */
export function zoneFinder(definitions: readonly ZoneDefinition[]): ZoneFinder {
  const saying = definitions.filter(({ observances, location }) => observances.length > 0 || location !== null)
  const byName = new Map(saying.map((definition) => [plainName(definition.name), definition]))
  const found = new Map<string, Zone | null>()
  return (name) => {
    const known = found.get(name)
    if (known !== undefined) return known
    const zone = found.size < mostNames ? find(plainName(name), byName) : null
    if (found.size < mostNames) found.set(name, zone)
    return zone
  }
}

function find(name: string, definitions: ReadonlyMap<string, ZoneDefinition>): Zone | null {
  const definition = definitions.get(name) ?? definitionLike(name, definitions)
  return (
    (name.includes('/') ? ianaZone(name) : null) ??
    windowsZone(name) ??
    (definition === undefined ? null : definedBy(definition)) ??
    oddZone(name)
  )
}

/** Some programs write "Customized Time Zone 1" for the only definition there is, "Customized Time Zone". */
function definitionLike(name: string, definitions: ReadonlyMap<string, ZoneDefinition>): ZoneDefinition | undefined {
  const only = definitions.size === 1 ? [...definitions.values()][0] : undefined
  if (only === undefined) return undefined
  const isCustom = /^(customi[sz]ed time zone|tzone:\/\/microsoft\/custom)/i
  return isCustom.test(name) && isCustom.test(only.name) ? only : undefined
}

function definedBy(definition: ZoneDefinition): Zone | null {
  const located = definition.location === null ? null : ianaZone(definition.location)
  return located ?? definedZone(definition)
}

const plainName = (name: string): string => name.replace(/^["'\s]+|["'\s]+$/g, '')

// --- Windows ------------------------------------------------------------------------------------------------------------

let lowerWindowsNames: ReadonlyMap<string, string> | null = null

function windowsZone(name: string): Zone | null {
  lowerWindowsNames ??= new Map(Object.entries(windowsZones).map(([windows, iana]) => [windows.toLowerCase(), iana]))
  const lower = name.toLowerCase()
  for (const candidate of [
    lower,
    // Outlook numbers a zone that it met twice, and names some after their summer.
    lower.replace(/ \d{1,2}$/, ''),
    lower.replace(/ daylight time$/, ' standard time'),
    lower.replace(/^tzone:\/\/microsoft\//, ''),
  ]) {
    const iana = lowerWindowsNames.get(candidate)
    if (iana !== undefined) return ianaZone(iana)
  }
  return null
}

// --- What else is written -------------------------------------------------------------------------------------------------

function oddZone(name: string): Zone | null {
  if (name === '' || name.length > 200) return null
  if (/^(z|gmt|zulu|(?:(?:tzone:\/\/)?microsoft\/)?utc|coordinated universal time)$/i.test(name)) return utc
  return (
    ianaZone(name) ??
    endingZone(name) ??
    ianaZone(name.replace(/\s+/g, '_')) ??
    ianaZone(name.replace('-', '/')) ??
    ianaZone(name.replace(/%2f/gi, '/')) ??
    abbreviatedZone(name) ??
    offsetZone(name) ??
    displayNameZone(name)
  )
}

/** /mozilla.org/20050126_1/Europe/Berlin, /freeassociation.sourceforge.net/Tzfile/Europe/Paris, posix/Europe/Vaduz */
function endingZone(name: string): Zone | null {
  const parts = name.split('/').filter((part) => part !== '')
  for (const length of [3, 2]) {
    if (parts.length <= length && !name.startsWith('/')) continue
    const zone = ianaZone(parts.slice(-length).join('/'))
    if (zone !== null) return zone
  }
  return null
}

/** Of the abbreviations that mean one place alone; the tz database itself has some more. */
const abbreviations: Readonly<Record<string, string>> = {
  ...{ PST: 'America/Los_Angeles', PDT: 'America/Los_Angeles', MDT: 'America/Denver', CDT: 'America/Chicago' },
  ...{ EDT: 'America/New_York', AKST: 'America/Anchorage', AKDT: 'America/Anchorage', CEST: 'Europe/Berlin' },
  ...{ WEST: 'Europe/Lisbon', EEST: 'Europe/Bucharest', MSK: 'Europe/Moscow', JST: 'Asia/Tokyo', KST: 'Asia/Seoul' },
  ...{ HKT: 'Asia/Hong_Kong', SGT: 'Asia/Singapore', AEST: 'Australia/Sydney', AEDT: 'Australia/Sydney' },
  ...{ AWST: 'Australia/Perth', NZST: 'Pacific/Auckland', NZDT: 'Pacific/Auckland', SAST: 'Africa/Johannesburg' },
}

function abbreviatedZone(name: string): Zone | null {
  const iana = abbreviations[name.toUpperCase()]
  return iana === undefined ? null : ianaZone(iana)
}

/** UTC+2, GMT-0330, +01:00 */
function offsetZone(name: string): Zone | null {
  const match = /^(?:UTC|GMT)?\s*([+-])(\d{1,2})(?:[:.]?(\d\d))?$/i.exec(name)
  const offset = match === null ? null : parseOffset(`${match[1]}${match[2]!.padStart(2, '0')}${match[3] ?? '00'}`)
  return offset === null || Math.abs(offset) > 14 * 3600 ? null : fixedZone(offset)
}

/** What Windows, Exchange and Lotus Notes show in their lists, without the offset; no city of them is in the tz database. */
const shownNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    eastern: 'America/New_York',
    'eastern time': 'America/New_York',
    central: 'America/Chicago',
    'central time': 'America/Chicago',
    mountain: 'America/Denver',
    'mountain time': 'America/Denver',
    pacific: 'America/Los_Angeles',
    'pacific time': 'America/Los_Angeles',
    'atlantic time': 'America/Halifax',
    newfoundland: 'America/St_Johns',
    arizona: 'America/Phoenix',
    alaska: 'America/Anchorage',
    hawaii: 'Pacific/Honolulu',
    'indiana (east)': 'America/Indiana/Indianapolis',
    saskatchewan: 'America/Regina',
    'central america': 'America/Guatemala',
    'baja california': 'America/Tijuana',
    brasilia: 'America/Sao_Paulo',
    greenland: 'America/Nuuk',
    'greenwich mean time': 'Europe/London',
    edinburgh: 'Europe/London',
    'western/central europe': 'Europe/Berlin',
    'w. europe': 'Europe/Berlin',
    'central europe': 'Europe/Berlin',
    'eastern europe': 'Europe/Bucharest',
    bern: 'Europe/Zurich',
    bratislava: 'Europe/Bratislava',
    'west central africa': 'Africa/Lagos',
    pretoria: 'Africa/Johannesburg',
    'st. petersburg': 'Europe/Moscow',
    'abu dhabi': 'Asia/Dubai',
    islamabad: 'Asia/Karachi',
    chennai: 'Asia/Kolkata',
    mumbai: 'Asia/Kolkata',
    'new delhi': 'Asia/Kolkata',
    'sri jayawardenepura': 'Asia/Colombo',
    hanoi: 'Asia/Bangkok',
    beijing: 'Asia/Shanghai',
    osaka: 'Asia/Tokyo',
    sapporo: 'Asia/Tokyo',
    canberra: 'Australia/Sydney',
    wellington: 'Pacific/Auckland',
  }),
)

let cities: ReadonlyMap<string, string> | null = null

/** (UTC-05:00) Eastern Time (US & Canada); (GMT+01.00) Sarajevo/Warsaw/Zagreb; Amsterdam, Berlin, Rome */
function displayNameZone(name: string): Zone | null {
  const match = /^\(?(?:UTC|GMT)\s*(?:([+-]\s*\d{1,2})[:.]?(\d\d))?\)?\s*(.*)$/i.exec(name)
  const shown = (match?.[3] ?? name).toLowerCase()
  cities ??= new Map(
    Intl.supportedValuesOf('timeZone').map((iana) => [
      iana
        .slice(iana.lastIndexOf('/') + 1)
        .replace(/_/g, ' ')
        .toLowerCase(),
      iana,
    ]),
  )
  for (const part of [shown, ...shown.split(/[,/:;]|\s\(/).map((each) => each.trim())]) {
    const iana = shownNames.get(part) ?? cities.get(part)
    const zone = iana === undefined ? null : ianaZone(iana)
    if (zone !== null) return zone
  }
  return match?.[1] === undefined ? null : offsetZone(`${match[1].replace(/\s/g, '')}:${match[2]}`)
}
