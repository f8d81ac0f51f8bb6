import { describe, expect, test } from 'vitest'
import { ownerOf } from '../../electron/calendar/owner.ts'
import { parseCalendar } from '../../electron/documents/icalendar.ts'

const meeting = (uid: number, ...people: readonly string[]): string =>
  `BEGIN:VEVENT\nUID:${uid}\nDTSTART:20261123T100000Z\n${people.map((each) => `ATTENDEE:mailto:${each}@example.com`).join('\n')}\nEND:VEVENT`
const calendars = (head: string, ...events: readonly string[]) => [
  parseCalendar(`BEGIN:VCALENDAR\n${head}\n${events.join('\n')}\nEND:VCALENDAR\n`),
]
const three = [meeting(1, 'anna', 'maya'), meeting(2, 'wei', 'anna', 'luis'), meeting(3, 'anna', 'ken')]

describe('whose calendar it is', () => {
  test('whose address it is named after, whatever the user called it', () => {
    expect(ownerOf(calendars('X-WR-CALNAME:Anna@Example.com'), [])).toEqual(['anna@example.com'])
    expect(ownerOf(calendars('X-WR-CALNAME:Meetings @ Work'), ['Anna@Example.com'])).toEqual(['anna@example.com'])
  })

  test('the only one who is part of every meeting, where nobody known is part of any', () => {
    expect(ownerOf(calendars('VERSION:2.0', ...three), [])).toEqual(['anna@example.com'])
    expect(ownerOf(calendars('VERSION:2.0', ...three), ['anna@sip.example'])).toContain('anna@example.com')
    expect(ownerOf(calendars('VERSION:2.0', ...three), ['wei@example.com'])).toEqual(['wei@example.com'])
  })

  test('nobody, where that is not sure', () => {
    expect(ownerOf(calendars('VERSION:2.0', ...three.slice(0, 2)), [])).toEqual([])
    expect(ownerOf(calendars('VERSION:2.0', ...three, meeting(4, 'ken', 'wei')), [])).toEqual([])
    expect(ownerOf(calendars('VERSION:2.0', ...[1, 2, 3].map((uid) => meeting(uid, 'anna', 'maya'))), [])).toEqual([])
    // The changes of one series are one meeting.
    expect(
      ownerOf(
        calendars('VERSION:2.0', ...[meeting(1, 'anna', 'maya'), meeting(1, 'anna', 'wei'), meeting(1, 'anna')]),
        [],
      ),
    ).toEqual([])
  })
})
