import { describe, expect, test } from 'vitest'
import { type ActivityRule, type CalendarManner, outcomeOf } from '../../electron/calendar/activity-rules.ts'
import { instancesBetween, scheduleOf } from '../../electron/calendar/schedule.ts'
import { activitiesAt, busyPeriods, judge, nextChange, timelineOf } from '../../electron/calendar/timeline.ts'
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

function said(lines: string, own: Partial<CalendarManner> = {}, rules: readonly ActivityRule[] = []): string {
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
])('%s says %s', (lines, expected) => {
  expect(said(lines)).toBe(expected)
})

test('a public holiday is one though it blocks nothing, and a calendar of trips tells of travel', () => {
  expect(said(`${whole}\nSUMMARY:Thanksgiving\nTRANSP:TRANSPARENT`, { kind: 'holidays' })).toBe(
    'holiday out, holiday-calendar',
  )
  expect(said(`${whole}\nSUMMARY:Lisbon\nTRANSP:TRANSPARENT`, { kind: 'trips' })).toBe('travel busy, trip')
})

describe('rules of one’s own', () => {
  const rules: readonly ActivityRule[] = [
    { when: { title: ['gym', 'Café'] }, says: null },
    { when: { category: ['Focus'], busy: 'busy' }, says: 'working' },
    { when: { calendarId: 'other' }, says: 'holiday' },
    { when: { allDay: true, title: ['sabbatical'] }, says: 'permanent-absence' },
  ]

  test('come before those of the program, the first that holds decides', () => {
    expect(said(`${timed}\nSUMMARY:Gym with Anna\n${guests}`, {}, rules)).toBe('nothing, rule 0')
    expect(said(`${timed}\nSUMMARY:cafe`, {}, rules)).toBe('nothing, rule 0')
    expect(said(`${timed}\nSUMMARY:Gymnastics`, {}, rules)).toBe('appointment busy, own-block')
    expect(said(`${timed}\nCATEGORIES:focus`, {}, rules)).toBe('working elsewhere, rule 1')
    expect(said(`${whole}\nSUMMARY:Sabbatical`, {}, rules)).toBe('permanent-absence out, rule 3')
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

const meeting = (from: string, to: string, more = ''): string =>
  `DTSTART:20261123T${from}00Z\nDTEND:20261123T${to}00Z\n${guests}${more}`
const judged = (...events: readonly string[]) => judge(instances(...events), () => manner, [])

test('from one meeting into the next nothing changes, and the end is that of the last', () => {
  const timeline = timelineOf(
    judged(meeting('1000', '1100'), meeting('1100', '1230'), meeting('1400', '1430')),
    at(0),
    at(24),
  )
  expect(activitiesAt(timeline, at(9, 59))).toEqual([])
  expect(nextChange(timeline, at(9, 59))).toBe(at(10))
  expect(activitiesAt(timeline, at(10))).toEqual([{ name: 'meeting', title: null, from: at(10), until: at(12, 30) }])
  expect(nextChange(timeline, at(10))).toBe(at(12, 30))
  expect(activitiesAt(timeline, at(12, 30))).toEqual([])
  expect(nextChange(timeline, at(14, 30))).toBe(at(24))
})

test('two kinds at once both hold, each until its own end', () => {
  const lunch = 'DTSTART:20261123T103000Z\nDTEND:20261123T113000Z\nSUMMARY:Lunch'
  const timeline = timelineOf(judged(meeting('1000', '1100'), lunch), at(0), at(24))
  expect(activitiesAt(timeline, at(10, 45)).map((each) => each.name)).toEqual(['meeting', 'meal'])
  expect(activitiesAt(timeline, at(11)).map((each) => each.name)).toEqual(['meal'])
})

test('what may be is in the plan of the day and is not said to be', () => {
  const all = judged(meeting('1000', '1100', '\nSTATUS:TENTATIVE'), meeting('1030', '1200'), meeting('1200', '1300'))
  expect(activitiesAt(timelineOf(all, at(0), at(24)), at(10, 15))).toEqual([])
  expect(busyPeriods(all, at(0), at(24))).toEqual([
    { kind: 'maybe', from: at(10), until: at(10, 30) },
    { kind: 'busy', from: at(10, 30), until: at(13) },
  ])
})
