import { expect, test } from 'vitest'
import { instancesBetween, type ScheduleLimits, scheduleOf } from '../../electron/calendar/schedule.ts'
import { ianaZone, toInstant } from '../../electron/calendar/zones.ts'
import type { WallSeconds } from '../../electron/documents/civil-date.ts'
import { parseCalendar } from '../../electron/documents/icalendar.ts'
import { parseTime } from '../../electron/documents/icalendar-values.ts'
import { occurrences } from '../../electron/documents/recurrence.ts'
import { lastWall, parseRule } from '../../electron/documents/recurrence-rule.ts'
import { expandElsewhere, hasLibical, hasRecurringIcalEvents, why } from './independent.ts'
import { dateutilKnows, libicalKnows, type RuleJob, randomRules } from './random-rules.ts'

const proving = process.env['DIALTONE_PROVE'] === '1'
const count = proving ? 500 : 25
const how = `${count} random rules`

const wall = (text: string): WallSeconds => parseTime(text)!.at
const plenty: ScheduleLimits = { instancesOfSeries: 200_000, instances: 200_000, stepsOfSeries: 1e7, steps: 1e7 }

test.skipIf(!hasRecurringIcalEvents)(
  `${how} give the instants that recurring_ical_events gives${why(hasRecurringIcalEvents, 'python3-recurring-ical-events')}`,
  { timeout: 300_000 },
  () => {
    const jobs = randomRules(20_261_123, count, dateutilKnows)
    const answers = expandElsewhere<readonly number[]>('rules', jobs)
    const different = jobs.flatMap((job, index) => difference(job, instants(job), answers[index]!))
    expect(different).toEqual([])
  },
)

/** libical's C function takes no zone and no UNTIL in local time: it is asked on a wall clock. */
test.skipIf(!hasLibical)(
  `${how} give the wall clocks that libical gives${why(hasLibical, 'libical3')}`,
  { timeout: 300_000 },
  () => {
    const most = 100_000
    const jobs = randomRules(20_261_124, count, libicalKnows)
    const answers = expandElsewhere<{ readonly found: readonly number[]; readonly full: boolean }>(
      'libical',
      // It goes on to the end of its calendar where nobody stops it.
      jobs.map((job) => ({
        ...job,
        most,
        rule: /COUNT|UNTIL/.test(job.rule) ? job.rule : `${job.rule};UNTIL=${job.to}Z`,
      })),
    )
    const different = jobs.flatMap((job, index) => {
      const { found, full } = answers[index]!
      const ours = walls(job)
      return difference(job, full ? ours.slice(0, found.length) : ours, found)
    })
    expect(different).toEqual([])
  },
)

function instants(job: RuleJob): readonly number[] {
  const calendar = parseCalendar(
    `BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART;TZID=${job.zone}:${job.start}\nRRULE:${job.rule}\nEND:VEVENT\nEND:VCALENDAR\n`,
  )
  const schedule = scheduleOf([{ id: 'one', calendar }], 'UTC')
  const zone = ianaZone(job.zone)!
  const [from, to] = [toInstant(zone, wall(job.from)), toInstant(zone, wall(job.to))]
  return instancesBetween(schedule, from * 1000, to * 1000, plenty).instances.map((each) => each.start / 1000)
}

function walls(job: RuleJob): readonly number[] {
  const rule = parseRule(job.rule)!
  const range = { from: wall(job.from), to: wall(job.to), until: lastWall(rule, false, (at) => at) }
  return [...occurrences(rule, wall(job.start), false, range, { left: 1e7 })]
}

function difference(job: RuleJob, ours: readonly number[], theirs: readonly number[]): readonly unknown[] {
  const index = [...ours, 0].findIndex((each, at) => each !== theirs[at])
  if (ours.length === theirs.length && index === ours.length) return []
  const shown = (list: readonly number[]): readonly string[] =>
    list.slice(Math.max(index - 1, 0), index + 3).map((each) => new Date(each * 1000).toISOString())
  return [{ ...job, ours: [ours.length, ...shown(ours)], theirs: [theirs.length, ...shown(theirs)] }]
}
