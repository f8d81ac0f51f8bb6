import type { CalendarPlace, FoundCalendar } from '#contract/calendars'
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
    const calendars = await discover(address, { login: { user, password: password ?? '' }, allowUnencrypted })
    return calendars.map((each) => ({
      name: each.name,
      color: each.color,
      place: { kind: 'caldav', address: each.address, user, allowUnencrypted },
    }))
  }
  const place = typed.kind === 'feed' ? { ...typed, address: feedAddress(typed.address) ?? '' } : typed
  if (place.kind === 'feed' && place.address === '') {
    throw new SourceError({
      kind: 'calendar',
      problem: 'no-calendar',
      where: typed.kind === 'feed' ? typed.address : '',
    })
  }
  const { texts } = await readerOf(place, password).read(null, Date.now())
  return [{ name: nameIn(texts[0]?.text ?? '') ?? lastName(place), color: null, place }]
}

/** RFC 7986 5.1, and what everybody wrote before it. */
function nameIn(text: string): string | null {
  const name = /^(?:X-WR-CALNAME|NAME)(?:;[^:\r\n]*)?:([^\r\n]{1,200})/im.exec(text.slice(0, 20_000))?.[1]
  return name?.replace(/\\([,;\\])/g, '$1').trim() || null
}

function lastName(place: CalendarPlace): string {
  if (place.kind !== 'file') return new URL(place.address).host
  const name = place.path.split(/[\\/]/).at(-1)
  return name?.replace(/\.ics$/i, '') || place.path
}
