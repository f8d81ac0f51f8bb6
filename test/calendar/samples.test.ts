import { beforeAll, describe, expect, test } from 'vitest'
import { agenda } from '../../electron/calendar/agenda.ts'
import { instancesBetween, scheduleOf } from '../../electron/calendar/schedule.ts'
import { parseCalendar } from '../../electron/documents/icalendar.ts'
import { hasSamples, sample, sampleNames, samples, whereSamplesAre } from '../documents/shared.ts'
import { expandElsewhere, hasRecurringIcalEvents, why } from './independent.ts'

/** Long enough to see most of them; rules of minutes and hours without an end get three days. */
const years = { from: [2000, 1, 1], to: [2027, 1, 1] }
const days = { from: [2007, 6, 21], to: [2007, 6, 24] }
const windows: Readonly<Record<string, typeof years>> = {
  'ical-net--Hourly1-01': days,
  'ical-net--Minutely1-01': days,
  'ical-net--MinutelyByHour1-01': { from: [1997, 9, 2], to: [1997, 9, 5] },
}

/**
 * Where our number of instances is not that of recurring_ical_events 2.0.1 (icalendar 4.0.3): what they say (null: they cannot read
 * the file), what we say, and why we keep to it.
 */
const unreadable = (ours: number, reason: string): Difference => [null, ours, `they give up: ${reason}`]
type Difference = readonly [theirs: number | null, ours: number, why: string]
const differences: Readonly<Record<string, Difference>> = {
  'ccs-calendarserver--1-01': unreadable(0, 'no readable DTSTART; without one there is no instance'),
  'ccs-calendarserver--1-02': unreadable(0, 'no readable DTSTART; without one there is no instance'),
  'ccs-calendarserver--2-01': unreadable(0, 'no readable DTSTART; without one there is no instance'),
  'ccs-calendarserver--2-02': unreadable(0, 'no readable DTSTART; without one there is no instance'),
  'ccs-calendarserver--3-01': unreadable(0, 'no readable DTSTART; without one there is no instance'),
  'ical--google-calendar-invalid-offset-01': [10, 8, 'EXDATE;VALUE=DATE takes away the instance of that day'],
  'ical--rrule-rdate-period-01': unreadable(0, 'RDATE with periods; all of them are in 1996'),
  'ical-js--RDATE-test-01': unreadable(0, 'a zone with odd RDATE and no event in the window'),
  'ical-net--Hourly1-01': [64, 60, 'their window is on the clock of the event, ours in UTC: four hours'],
  'ical-net--Minutely1-01': [3840, 3600, 'their window is on the clock of the event, ours in UTC: four hours'],
  'ical-net--YearlyByWeekNo2-01': [
    189,
    27,
    'BYWEEKNO alone: the weekday is that of DTSTART (RFC 5545 3.3.10), not every day of the week',
  ],
  'ical-net--YearlyByWeekNo3-01': [
    174,
    25,
    'BYWEEKNO alone: the weekday is that of DTSTART (RFC 5545 3.3.10), not every day of the week',
  ],
  'ical4j--Christian32Holidays-01': [
    58,
    57,
    'COUNT=1 with a DTSTART that does not meet the rule: DTSTART is the one that counts',
  ],
  'ical4j--calconnect2-01': unreadable(5, 'RDATE with periods; five of them'),
  'ical4j--calconnect4-01': unreadable(5, 'RDATE with periods; five of them'),
  'ical4j--calconnect6-01': unreadable(1, 'RDATE with periods; one, which is DTSTART'),
  'ical4j--calconnect7-01': unreadable(1, 'RDATE with periods; one, which is DTSTART'),
  'ical4j--calconnect8-01': unreadable(5, 'RDATE with periods; five of them'),
  'ical4j--phpicalendar-sample-01': [
    12_707,
    12_986,
    'a space after BYDAY=1MO: they see DTSTART alone, we the first Mondays; and /softwarestudio.org/.../America/Chicago is a zone',
  ],
  'icalendar--issue-156-RDATE-with-PERIOD-TZID-khal-01': unreadable(1, 'RDATE with periods; one, which is DTSTART'),
  'icalendar--issue-156-RDATE-with-PERIOD-TZID-khal-2-01': unreadable(1, 'RDATE with periods; one, which is DTSTART'),
  'icalendar--issue-165-missing-event-01': [1, 14, 'spaces in BYDAY=MO, TU, WE, TH, FR: fourteen working days'],
  'icalendar--issue-464-invalid-rdate-01': unreadable(0, 'fuzz in RDATE'),
  'icalendar--issue-722-missing-timezones-01': unreadable(
    2,
    'two events without DTSTART; the third has a start and an RDATE',
  ),
  'icalendar--rfc-5545-RDATE-example-01': unreadable(0, 'events of RDATE alone, without DTSTART'),
  'ics-parser--issue-343-01': unreadable(1, 'a second event without DTSTART'),
  'libical--caltime-01': unreadable(0, 'fuzz'),
  'libical--crash-01': unreadable(27, 'fuzz; a yearly day of 1997 is whole'),
  'libical--incoming-01': unreadable(0, 'no DTSTART'),
  'libical--malloc-01': unreadable(0, 'fuzz'),
  'libical--rfc2445-01': unreadable(27, 'a DTSTAMP without seconds; the yearly anniversary of the standard is in it'),
  'libical--rfc2446-01': unreadable(4551, 'all examples of RFC 2446 in one file; the weekly ones have no end'),
  'libical--stresstest-01': unreadable(0, 'fuzz'),
  'libical--zday-01': unreadable(1409, 'fuzz; what is left of a series (THISANDFUTURE with a rule) is every Sunday'),
  'node-ical--Office-2012-owa-01': [88, 90, 'events without UID on one day are several events'],
  'node-ical--biweekly-exdate-until-01': [
    511,
    509,
    'EXDATE with another time of the day takes away the instance of that day',
  ],
  'node-ical--daily-count-exdate-recurrence-id-01': unreadable(
    8,
    'a changed instance ends before it starts; it is at its start',
  ),
  'node-ical--windows-quoted-tz-rrule-01': [8, 8, 'the same, though they do not know the zone'],
  'python-recurring-ical-events--alarm-absolute-edited-01': [
    2,
    1,
    'two versions of one event: SEQUENCE:1 replaces that without',
  ],
  'python-recurring-ical-events--issue-163-deleted-modification-01': [
    43,
    42,
    'a newer SEQUENCE with EXDATE takes the changed instance away',
  ],
  'python-recurring-ical-events--issue-28-rrule-with-UTC-endinginZ-01': [
    24,
    26,
    'UNTIL=20200916T230000Z of whole days is the midnight of the 17th in London, where Exchange wrote it',
  ],
  'python-recurring-ical-events--issue-75-range-parameter-01': [
    193,
    194,
    'RANGE=THISANDFUTURE moves what follows; they do not know it',
  ],
}

/** The same number, at other times: why we keep to ours. */
const elsewhere: Readonly<Record<string, string>> = {
  'ical-net--ByMonthDay1-01': 'US-Eastern is defined after the event, which they have read without it by then',
  'ical-net--Event3-01': '/mozilla.org/20050126_1/America/Boise is Boise',
  'ical4j--schedule-unstable-01': 'from a date until 23:59 of another: whole days',
  'ical4j--talios-01': '/softwarestudio.org/Olson_20011030_5/Pacific/Auckland is Auckland',
  'node-ical--windows-quoted-tz-rrule-01': '"(UTC-05:00) Eastern Time (US and Canada)" is New York',
}

const names = sampleNames('ics').map((path) => path.replace(/^ics\/|\.ics$/g, ''))

/** "start/end" of each in order of their letters: days as such, all else in UTC. */
function timesOf(name: string): readonly string[] {
  const calendar = parseCalendar(sample(`ics/${name}.ics`))
  const { from, to } = windows[name] ?? years
  const at = ([year, month, day]: readonly number[]): number => Date.UTC(year!, month! - 1, day)
  const { instances } = instancesBetween(scheduleOf([{ id: 'file', calendar }], 'UTC'), at(from), at(to))
  const write = (time: number, allDay: boolean): string => new Date(time).toISOString().slice(0, allDay ? 10 : 19)
  return instances.map(({ start, end, allDay }) => `${write(start, allDay)}/${write(end, allDay)}`).sort()
}

describe.skipIf(!hasSamples)(`141 calendars from real programs${whereSamplesAre}`, () => {
  test('all are read', { timeout: 60_000 }, () => {
    expect(names).toHaveLength(141)
    for (const name of names) expect(() => timesOf(name), name).not.toThrow()
  })

  test('an agenda of each can be printed', { timeout: 60_000 }, () => {
    for (const name of names) {
      const request = { bytes: sample(`ics/${name}.ics`), from: '2005-01-01', to: '2005-03-01', zone: 'Europe/Berlin' }
      for (const line of agenda(request).lines) expect(JSON.stringify(line)).toContain('"activity":')
    }
  })

  describe.skipIf(!hasRecurringIcalEvents)(
    `against recurring_ical_events${why(hasRecurringIcalEvents, 'python3-recurring-ical-events')}`,
    () => {
      type Answer = { readonly times: readonly string[] } | { readonly error: string }
      let theirs: ReadonlyMap<string, readonly string[] | null>

      beforeAll(() => {
        const answers = expandElsewhere<Answer>(
          'files',
          names.map((name) => ({ path: `${samples}/ics/${name}.ics`, ...(windows[name] ?? years), seconds: 60 })),
        )
        theirs = new Map(answers.map((answer, index) => [names[index]!, 'times' in answer ? answer.times : null]))
      }, 300_000)

      test('the numbers of instances agree, and where they do not the table says why', { timeout: 60_000 }, () => {
        const unexplained = names.flatMap((name) => {
          const found = [theirs.get(name)?.length ?? null, timesOf(name).length]
          const [expectedTheirs, expectedOurs] = differences[name] ?? [found[0], found[0]]
          return found[0] === expectedTheirs && found[1] === expectedOurs
            ? []
            : [{ name, theirs: found[0], ours: found[1] }]
        })
        expect(unexplained).toEqual([])
      })

      test('where the numbers agree the starts and ends do, and where they do not the table says why', {
        timeout: 60_000,
      }, () => {
        const unexplained = names.flatMap((name) => {
          const [expected, found] = [theirs.get(name), timesOf(name)]
          if (expected?.length !== found.length || name in elsewhere) return []
          const different = found.flatMap((time, index) => (time === expected[index] ? [] : [[time, expected[index]]]))
          return different.length === 0 ? [] : [{ name, different: different.length, first: different[0] }]
        })
        expect(unexplained).toEqual([])
      })

      test('the table explains nothing that is not so', () => {
        const explained = [...Object.keys(differences), ...Object.keys(elsewhere)]
        expect(explained.filter((name) => !names.includes(name))).toEqual([])
      })
    },
  )
})
