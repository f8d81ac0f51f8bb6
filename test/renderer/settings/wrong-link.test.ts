import { expect, test } from 'vitest'
import { wrongPlace } from '../../../renderer/settings/wrong-link.ts'

test.each([
  ['https://calendar.google.com/calendar/u/0/r/week', 'google'],
  ['https://calendar.google.com/calendar/u/0?cid=YW5uYUBleGFtcGxlLm9yZw', 'google'],
  ['https://calendar.google.com/calendar/embed?src=anna%40example.org&ctz=Europe%2FBerlin', 'google'],
  ['calendar.google.com', 'google'],
  ['https://www.google.com/calendar/event?eid=abc', 'google'],
  ['https://calendar.app.google/abc', 'google'],
  ['https://outlook.office.com/calendar/view/week', 'outlook'],
  ['https://outlook.live.com/calendar/0/', 'outlook'],
  ['https://outlook.office365.com/owa/calendar/1234@example.org/5678/calendar.html', 'outlook-page'],
  ['https://www.icloud.com/calendar/', 'icloud'],
  ['https://cloud.example.org/index.php/apps/calendar/p/AbC123', 'nextcloud'],
  ['https://cloud.example.org/apps/calendar/timeGridWeek/now', 'nextcloud'],
  ['https://cloud.example.org/remote.php/dav/calendars/anna/personal/', 'caldav'],
  ['https://cloud.example.org/.well-known/caldav', 'caldav'],
  ['https://app.fastmail.com/calendar/week', 'fastmail'],
  ['https://calendar.yahoo.com/', 'yahoo'],
  ['https://www.tripit.com/app/trips', 'tripit'],
  ['https://teams.microsoft.com/l/meetup-join/19%3ameeting', 'meeting'],
  ['https://example.zoom.us/j/123456', 'meeting'],
  ['anna@example.org', 'mail-address'],
  ['file:///home/anna/work.ics', 'file'],
  ['/home/anna/work.ics', 'file'],
  ['C:\\Users\\Anna\\work.ics', 'file'],
])('%s is no link of a calendar: %s', (text, kind) => expect(wrongPlace('feed', text)).toBe(kind))

test.each([
  'https://calendar.google.com/calendar/ical/anna%40example.org/private-0123/basic.ics',
  'webcal://calendar.google.com/calendar/ical/anna%40example.org/public/basic.ics',
  'https://outlook.office365.com/owa/calendar/1234@example.org/5678/calendar.ics',
  'https://outlook.live.com/owa/calendar/0-0/0-0/cid-ABC/calendar.ics',
  'webcal://p42-caldav.icloud.com/published/2/MTIz',
  'https://cloud.example.org/remote.php/dav/public-calendars/AbC123?export',
  'https://cloud.example.org/remote.php/dav/calendars/anna/personal?export',
  'https://calendar.proton.me/api/calendar/v1/url/x/calendar.ics?CacheKey=1',
  'webcal://www.tripit.com/feed/ical/private/01234/tripit.ics',
  'https://user.fm/calendar/v1-0123/Work.ics',
  'https://example.org/calendar',
  'example.org/anna@example.org/a.ics',
  'hello',
  '',
])('%s may be the link of a calendar', (text) => expect(wrongPlace('feed', text)).toBe(null))

test.each([
  ['anna@gmail.com', 'google-account'],
  ['https://apidata.googleusercontent.com/caldav/v2/anna@gmail.com/user', 'google-account'],
  ['https://www.google.com/calendar/dav/anna@gmail.com/user', 'google-account'],
  ['Anna@Outlook.com', 'outlook-account'],
  ['outlook.office365.com', 'outlook-account'],
  ['webcal://example.org/a.ics', 'link'],
  ['https://example.org/a.ics', 'link'],
  ['/home/anna/work.ics', 'file'],
])('%s is no account that lets Dialtone in: %s', (text, kind) => expect(wrongPlace('caldav', text)).toBe(kind))

test.each([
  'anna@example.org',
  'https://cloud.example.org/remote.php/dav/calendars/anna/',
  'caldav.icloud.com',
  'cal.example.org:8443',
])('%s may be an account', (text) => expect(wrongPlace('caldav', text)).toBe(null))

test('a path is a file, and a link is none', () => {
  expect(wrongPlace('file', '/home/anna/work.ics')).toBe(null)
  expect(wrongPlace('file', 'https://example.org/a.ics')).toBe('link')
})
