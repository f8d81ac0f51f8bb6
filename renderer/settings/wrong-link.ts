import type { CalendarPlace } from '#contract/calendars'

/** What people paste in place of a calendar's own link. The words say where the right one is. */
export type WrongLink =
  | 'google'
  | 'google-account'
  | 'outlook'
  | 'outlook-page'
  | 'outlook-account'
  | 'icloud'
  | 'nextcloud'
  | 'caldav'
  | 'fastmail'
  | 'yahoo'
  | 'tripit'
  | 'meeting'
  | 'mail-address'
  | 'link'
  | 'file'

const isUnder = (host: string, ...domains: readonly string[]): boolean =>
  domains.some((domain) => host === domain || host.endsWith(`.${domain}`))

const outlookHosts = [
  'outlook.live.com',
  'outlook.com',
  'outlook.office.com',
  'outlook.office365.com',
  'outlook.cloud.microsoft',
]
const outlookMail = ['outlook.com', 'hotmail.com', 'live.com', 'msn.com', ...outlookHosts]

/** What was typed is known to lead to no calendar of that kind, before anything is asked. null: it may well. */
export function wrongPlace(kind: CalendarPlace['kind'], text: string): WrongLink | null {
  if (kind === 'feed') return wrongLink(text)
  if (kind === 'caldav') return wrongAccount(text)
  return /^(?:https?|webcals?):/i.test(text.trim()) ? 'link' : null
}

/** A link. */
function wrongLink(text: string): WrongLink | null {
  const typed = text.trim()
  if (/^(?:file:|\/|~|[a-z]:[\\/]|\\\\)/i.test(typed)) return 'file'
  if (/^(?:mailto:)?[^\s/:@]+@[^\s/:@]+\.[^\s/:@]+$/i.test(typed)) return 'mail-address'
  const url = urlOf(typed)
  if (url === null) return null
  const { hostname: host, pathname: path } = url
  if (isUnder(host, 'teams.microsoft.com', 'teams.live.com', 'zoom.us', 'meet.google.com', 'webex.com'))
    return 'meeting'
  // Whatever the host: the last part of a calendar that is given away is a file.
  if (/\.ics$/i.test(path) || url.searchParams.has('export')) return null
  if (isUnder(host, 'calendar.google.com', 'calendar.app.google'))
    return /\/(?:ical|feeds)\//.test(path) ? null : 'google'
  if (isUnder(host, 'google.com') && path.startsWith('/calendar'))
    return /\/(?:ical|feeds)\//.test(path) ? null : 'google'
  if (isUnder(host, ...outlookHosts)) return /\.html?$/i.test(path) ? 'outlook-page' : 'outlook'
  if (host === 'www.icloud.com' || host === 'icloud.com') return 'icloud'
  if (isUnder(host, 'app.fastmail.com')) return 'fastmail'
  if (host === 'calendar.yahoo.com') return 'yahoo'
  if (isUnder(host, 'tripit.com') && !path.startsWith('/feed/')) return 'tripit'
  if (/\/apps\/calendar(?:\/|$)/.test(path)) return 'nextcloud'
  if (/\/remote\.php\/(?:cal)?dav\/(?:calendars|principals)\//.test(path) || /\/\.well-known\/caldav\/?$/.test(path))
    return 'caldav'
  return null
}

/** The same for a server or mail address of an account: some let no other program in, whatever the password. */
function wrongAccount(text: string): WrongLink | null {
  const typed = text.trim()
  const url = /@/.test(typed) && !typed.includes('/') ? null : urlOf(typed)
  const host = url?.hostname ?? typed.split('@').at(-1)?.toLowerCase() ?? ''
  if (isUnder(host, 'gmail.com', 'googlemail.com', 'google.com', 'googleusercontent.com')) return 'google-account'
  if (isUnder(host, ...outlookMail)) return 'outlook-account'
  if (/^(?:file:|\/|~|[a-z]:[\\/])/i.test(typed)) return 'file'
  if (/^webcals?:/i.test(typed) || (url !== null && /\.ics$/i.test(url.pathname))) return 'link'
  return null
}

function urlOf(typed: string): URL | null {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`
  try {
    return new URL(withScheme.replace(/^webcals?:/i, 'https:'))
  } catch {
    return null
  }
}
