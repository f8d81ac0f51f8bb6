import { describe, expect, test } from 'vitest'
import type { CalendarRule } from '#contract/calendars'
import { type CalendarManner, outcomeOf } from '../../electron/calendar/activity-rules.ts'
import { plain, words } from '../../electron/calendar/activity-words.ts'
import { instancesBetween, scheduleOf } from '../../electron/calendar/schedule.ts'
import { parseCalendar } from '../../electron/documents/icalendar.ts'

const manner: CalendarManner = { kind: 'own', addresses: ['maya@example.com'], tellTitles: false }
const timed = 'DTSTART:20261123T100000Z\nDTEND:20261123T110000Z'
const whole = 'DTSTART;VALUE=DATE:20261123'
const guests = 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:anna@example.com'
const at = (hour: number, minute = 0): number => Date.UTC(2026, 10, 23, hour, minute)

function instances(...events: readonly string[]) {
  const text = events.map((lines) => `BEGIN:VEVENT\n${lines}\nEND:VEVENT`).join('\n')
  const calendar = parseCalendar(`BEGIN:VCALENDAR\n${text}\nEND:VCALENDAR`)
  return instancesBetween(scheduleOf([{ id: 'work', calendar }], 'UTC'), at(0), at(24)).instances
}

function said(lines: string, own: Partial<CalendarManner> = {}, rules: readonly CalendarRule[] = []): string {
  const outcome = outcomeOf(instances(lines)[0]!, { ...manner, ...own }, rules)
  const because = outcome.because.kind === 'default' ? outcome.because.rule : `rule ${outcome.because.index}`
  return `${outcome.kind === 'nothing' ? 'nothing' : `${outcome.name} ${outcome.busyness}`}, ${because}`
}

test.each([
  [`${timed}\nSUMMARY:Planning\n${guests}`, 'meeting busy, attendees'],
  [`${timed}\nSUMMARY:Call\nCONFERENCE:https://meet.example.com/x`, 'meeting busy, attendees'],
  [`${timed}\nSUMMARY:Room only\nATTENDEE;CUTYPE=ROOM:mailto:room@example.com`, 'appointment busy, own-block'],
  [`${timed}\nSUMMARY:Write the report`, 'appointment busy, own-block'],
  [`${timed}\nSTATUS:CANCELLED\n${guests}`, 'nothing, cancelled'],
  [`${timed}\n${guests}\nATTENDEE;PARTSTAT=DECLINED:mailto:Maya@Example.com`, 'nothing, declined'],
  [`${timed}\n${guests}\nATTENDEE;PARTSTAT=DELEGATED:mailto:maya@example.com`, 'nothing, declined'],
  [
    `${timed}\n${guests}\nORGANIZER:mailto:maya@example.com\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:maya@example.com`,
    'meeting busy, attendees',
  ],
  [
    `${timed}\n${guests}\nORGANIZER:mailto:maya@example.com\nATTENDEE;PARTSTAT=DECLINED:mailto:maya@example.com`,
    'nothing, declined',
  ],
  [`${timed}\n${guests}\nATTENDEE;PARTSTAT=TENTATIVE:mailto:maya@example.com`, 'meeting maybe, attendees'],
  [`${timed}\n${guests}\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:maya@example.com`, 'meeting maybe, attendees'],
  [`${timed}\nSTATUS:TENTATIVE`, 'appointment maybe, own-block'],
  [`${timed}\nTRANSP:TRANSPARENT`, 'nothing, free'],
  [`${timed}\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\nTRANSP:OPAQUE`, 'nothing, free'],
  [`${timed}\nX-MICROSOFT-CDO-BUSYSTATUS:OOF`, 'appointment out, own-block'],
  [`${timed}\nX-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE\nTRANSP:TRANSPARENT`, 'working elsewhere, working-elsewhere'],
  [`${whole}\nX-MICROSOFT-CDO-BUSYSTATUS:OOF`, 'vacation out, out-of-office'],
  [`${whole}\nSUMMARY:Urlaub`, 'vacation out, vacation-words'],
  [`${whole}\nSUMMARY:Congés d'été`, 'vacation out, vacation-words'],
  [`${whole}\nSUMMARY:Anna's birthday\nTRANSP:OPAQUE`, 'nothing, remembrance'],
  [`${whole}\nSUMMARY:Deadline`, 'nothing, all-day-note'],
  [`${whole}\nSUMMARY:Deadline\nTRANSP:OPAQUE`, 'appointment busy, own-block'],
  [`${whole}\nSUMMARY:Home office`, 'working elsewhere, elsewhere-words'],
  [`${whole}\nSUMMARY:Business trip to Lisbon`, 'travel busy, trip'],
  [`${timed}\nSUMMARY:Lunch with Anna\n${guests}`, 'meal busy, meal'],
  [`${timed}\nSUMMARY:DÉJEUNER équipe`, 'meal busy, meal'],
  [`${timed}\nSUMMARY:Mittagessen`, 'meal busy, meal'],
  [`${timed}\nSUMMARY:チームランチ`, 'meal busy, meal'],
  [`${timed}\nSUMMARY:Break\nCATEGORIES:Lunch`, 'meal busy, meal'],
  [`${timed}\nSUMMARY:Lunch and learn\n${guests}`, 'meeting busy, attendees'],
  [`${timed}\nSUMMARY:Flight to Berlin`, 'in-transit busy, ride'],
  [`${timed}\nSUMMARY:LH 123 FRA -> BER`, 'in-transit busy, ride'],
  [`${timed}\nSUMMARY:Zug nach Köln`, 'in-transit busy, ride'],
  [`${timed}\nSUMMARY:Training plan`, 'appointment busy, own-block'],
  [`${timed}\nSUMMARY:Presentation for the board`, 'presentation busy, presentation'],
  [`${timed}\nSUMMARY:Lunch\nCLASS:PRIVATE`, 'appointment busy, private'],
  [`${timed}\nSUMMARY:Doctor\nCLASS:X-SECRET`, 'appointment busy, private'],
  ['DTSTART:20261123T100000Z\nSUMMARY:Pay the rent', 'nothing, moment'],
  [`${whole}\nSUMMARY:Dienstreise\nX-MICROSOFT-CDO-BUSYSTATUS:OOF`, 'travel out, trip'],
  [`${whole}\nSUMMARY:Dienstreise\nX-MICROSOFT-CDO-BUSYSTATUS:OOF\nCLASS:PRIVATE`, 'vacation out, out-of-office'],
  ['DTSTART:20261122T120000Z\nDTEND:20261125T120000Z\nX-MICROSOFT-CDO-BUSYSTATUS:OOF', 'vacation out, out-of-office'],
  [`${timed}\nX-APPLE-EWS-BUSYSTATUS:OOF`, 'appointment out, own-block'],
  [`${timed}\nSUMMARY:Sync\nLOCATION:Microsoft Teams-Besprechung`, 'meeting busy, attendees'],
  [`${timed}\nSUMMARY:Sync\nLOCATION:https://example.zoom.us/j/123`, 'meeting busy, attendees'],
  [`${timed}\nSUMMARY:Sync\nLOCATION:https://visio-agents.example.org/room`, 'meeting busy, attendees'],
  [`${timed}\nSUMMARY:Sync\nLOCATION:https://www.meetinghouse.example/`, 'appointment busy, own-block'],
  [`${timed}\nSUMMARY:Train the new colleagues`, 'appointment busy, own-block'],
  [`${timed}\nSUMMARY:Train to Utrecht`, 'in-transit busy, ride'],
  [`${whole}\nSUMMARY:Semester`, 'vacation out, vacation-words'],
  [`${whole}\nSUMMARY:Semester begins\nTRANSP:OPAQUE`, 'appointment busy, own-block'],
  [`${whole}\nSUMMARY:Anna on holiday\nTRANSP:OPAQUE`, 'vacation out, vacation-words'],
])('%s says %s', (lines, expected) => {
  expect(said(lines)).toBe(expected)
})

test('a public holiday is one though it blocks nothing, and a calendar of trips tells of travel', () => {
  expect(said(`${whole}\nSUMMARY:Thanksgiving\nTRANSP:TRANSPARENT`, { kind: 'holidays' })).toBe(
    'holiday out, holiday-calendar',
  )
  expect(said(`${whole}\nSUMMARY:Lisbon\nTRANSP:TRANSPARENT`, { kind: 'trips' })).toBe('travel busy, trip')
})

test('of the holidays that Google lists those that are only kept in mind are none', () => {
  const valentine = `${whole}\nDESCRIPTION:Observance\\nTo hide observances\\, go to Google Calendar Settings > Holidays\nSUMMARY:Valentine`
  expect(said(valentine, { kind: 'holidays' })).toBe('nothing, remembrance')
  expect(said(valentine.replace('Observance', 'Gedenktag'), { kind: 'holidays' })).toBe('nothing, remembrance')
  expect(said(`${whole}\nDESCRIPTION:Public holiday`, { kind: 'holidays' })).toBe('holiday out, holiday-calendar')
})

test('of a calendar of trips not everything is a ride', () => {
  const trip = (title: string) => said(`${timed}\nSUMMARY:${title}\nTRANSP:TRANSPARENT`, { kind: 'trips' })
  expect(trip('LH2303 MUC to BER')).toBe('in-transit busy, ride')
  expect(trip('Anything else')).toBe('in-transit busy, ride')
  expect(trip('Dinner: Borchardt')).toBe('meal busy, meal')
  expect(trip('Check-out: Hotel Adlon')).toBe('travel busy, trip')
  expect(trip('Pick-up Rental Car: Hertz')).toBe('travel busy, trip')
})

describe('rules of one’s own', () => {
  const rule = (when: Partial<CalendarRule['when']>, says: CalendarRule['says']): CalendarRule => ({
    id: 'own',
    on: true,
    when: { title: [], category: [], calendarId: null, busy: null, allDay: null, ...when },
    says,
  })
  const rules: readonly CalendarRule[] = [
    rule({ title: ['gym', ' Café '] }, null),
    rule({ category: ['Focus'], busy: 'busy' }, 'working'),
    rule({ calendarId: 'other' }, 'holiday'),
    rule({ allDay: true, title: ['sabbatical'] }, 'permanent-absence'),
  ]

  test('come before those of the program, the first that holds decides', () => {
    expect(said(`${timed}\nSUMMARY:Gym with Anna\n${guests}`, {}, rules)).toBe('nothing, rule 0')
    expect(said(`${timed}\nSUMMARY:cafe`, {}, rules)).toBe('nothing, rule 0')
    expect(said(`${timed}\nSUMMARY:Gymnastics`, {}, rules)).toBe('appointment busy, own-block')
    expect(said(`${timed}\nCATEGORIES:focus`, {}, rules)).toBe('working elsewhere, rule 1')
    expect(said(`${whole}\nSUMMARY:Sabbatical`, {}, rules)).toBe('permanent-absence out, rule 3')
  })

  test('one that is off is as if it were not there', () => {
    const off = rules.map((each) => ({ ...each, on: false }))
    expect(said(`${timed}\nSUMMARY:Gym with Anna\n${guests}`, {}, off)).toBe('meeting busy, attendees')
  })

  test('do not bring back what was cancelled or declined', () => {
    expect(said(`${timed}\nCATEGORIES:focus\nSTATUS:CANCELLED`, {}, rules)).toBe('nothing, cancelled')
  })
})

test('a title is told only where the user lets it be, and never of a private event', () => {
  const title = (lines: string, tellTitles: boolean) => {
    const outcome = outcomeOf(instances(`${lines}\nSUMMARY:Secret plan`)[0]!, { ...manner, tellTitles }, [])
    return outcome.kind === 'activity' ? outcome.title : 'nothing'
  }
  expect(title(timed, false)).toBeNull()
  expect(title(timed, true)).toBe('Secret plan')
  expect(title(`${timed}\nCLASS:CONFIDENTIAL`, true)).toBeNull()
})

test('words are listed as titles are compared with them', () => {
  const odd = Object.values(words)
    .flat()
    .filter((word) => plain(word) !== word)
  expect(odd).toEqual([])
})

test.each([
  ['출장 부산', 'travel busy, trip'],
  ['휴가', 'vacation out, vacation-words'],
  ['Рейс в Стамбул', 'in-transit busy, ride'],
])('%s is read in its own script', (title, outcome) => {
  const shape = outcome.includes('ride') ? timed : `${whole}\nTRANSP:OPAQUE`
  expect(said(`${shape}\nSUMMARY:${title}`)).toBe(outcome)
})
