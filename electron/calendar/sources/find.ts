import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CalendarPlace, FoundCalendar } from '#contract/calendars'
import { type Calendar, parseCalendar } from '../../documents/icalendar.ts'
import { aboutOf } from '../about.ts'
import { calDavReader } from './caldav.ts'
import { discover } from './discovery.ts'
import { feedAddress, feedReader } from './feed.ts'
import { fileReader } from './file.ts'
import { type CalendarReader, SourceError } from './source.ts'

export function readerOf(place: CalendarPlace, password: string | null): CalendarReader {
  if (place.kind === 'file') return fileReader(place.path)
  const { address, user, allowUnencrypted } = place
  const login = user !== null && password !== null ? { user, password } : null
  return (place.kind === 'feed' ? feedReader : calDavReader)({ address, login, allowUnencrypted })
}

/** What is at a place: of a CalDAV account all its calendars. */
export async function found(typed: CalendarPlace, password: string | null): Promise<readonly FoundCalendar[]> {
  if (typed.kind === 'caldav') {
    const { address, user, allowUnencrypted } = typed
    const login = user === '' ? null : { user, password: password ?? '' }
    const calendars = await discover(address, { login, allowUnencrypted })
    return calendars.map((each) => ({
      name: each.name,
      color: each.color,
      about: 'own',
      events: null,
      place: { kind: 'caldav', address: each.address, user, allowUnencrypted },
    }))
  }
  const place = placeOf(typed)
  if (place.kind === 'feed' && place.address === '') {
    throw noCalendar(typed)
  }
  const { texts } = await readerOf(place, password).read(null, Date.now())
  const calendar = calendarIn(texts?.[0]?.text ?? '')
  if (calendar === null) throw noCalendar(place)
  const { name, events } = calendar
  return [
    {
      name: name?.trim().slice(0, 200) || lastName(place),
      color: null,
      about: aboutOf(calendar),
      events: events.length,
      place,
    },
  ]
}

function calendarIn(text: string): Calendar | null {
  try {
    return parseCalendar(text)
  } catch {
    return null
  }
}

/** Of an address the host alone: what follows it is often a secret. */
const noCalendar = (place: CalendarPlace): SourceError =>
  new SourceError({ kind: 'calendar', problem: 'no-calendar', where: whereOf(place) })

function whereOf(place: CalendarPlace): string {
  if (place.kind === 'file') return place.path
  return URL.canParse(place.address) ? new URL(place.address).host : '?'
}

/** As it is kept: with nothing of what a person types around it. */
function placeOf(typed: CalendarPlace): CalendarPlace {
  if (typed.kind === 'feed') return { ...typed, address: feedAddress(typed.address) ?? '' }
  return typed.kind === 'file' ? { ...typed, path: typedPath(typed.path) } : typed
}

/** Copied out of a browser, or as a shell takes it. */
function typedPath(typed: string): string {
  const path = typed.trim().replace(/^(["'])(.*)\1$/, '$2')
  if (/^file:\/\//i.test(path) && URL.canParse(path)) {
    try {
      return fileURLToPath(path)
    } catch {
      return path
    }
  }
  return /^~[\\/]/.test(path) ? join(homedir(), path.slice(2)) : path
}

function lastName(place: CalendarPlace): string {
  if (place.kind !== 'file') return new URL(place.address).host
  const name = place.path.split(/[\\/]/).at(-1)
  return name?.replace(/\.ics$/i, '') || place.path
}
