import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AgendaError, type AgendaRequest, agenda } from '../../electron/calendar/agenda.ts'
import { agendaFile } from '../../electron/calendar/agenda-file.ts'

const calendarOf = (...events: readonly string[]): Uint8Array =>
  new TextEncoder().encode(
    ['BEGIN:VCALENDAR', ...events.map((each) => `BEGIN:VEVENT\n${each}\nEND:VEVENT`), 'END:VCALENDAR'].join('\n'),
  )
const meeting = 'UID:1\nDTSTART;TZID=Europe/Berlin:20261123T100000\nDURATION:PT1H\nSUMMARY:Planning'
const week = { from: '2026-11-23', to: '2026-11-30', zone: 'Europe/Berlin' }

function refusal(request: Partial<AgendaRequest>): string {
  try {
    agenda({ bytes: calendarOf(meeting), ...week, ...request })
  } catch (error) {
    if (error instanceof AgendaError) return `${error.isOption ? 'option' : 'file'}: ${error.message}`
    throw error
  }
  return 'none'
}

describe('what cannot be asked is said', () => {
  test('of the options', () => {
    expect(refusal({ zone: 'Mars/Phobos' })).toBe('option: --zone is a name as Europe/Berlin, not Mars/Phobos')
    expect(refusal({ from: '2026-02-30' })).toMatch(/^option: --from is a date as .*, not 2026-02-30$/)
    expect(refusal({ to: undefined })).toMatch(/^option: --to is a date as .*, not missing$/)
    expect(refusal({ to: '2026-11-23' })).toBe('option: --to is not after --from')
    expect(refusal({ calendar: 'mine' })).toBe('option: --calendar is one of own, holidays, trips')
    expect(refusal({ zone: 'utc' })).toBe('none')
  })

  test('of the file', () => {
    expect(refusal({ bytes: new Uint8Array() })).toBe('file: is empty')
    expect(refusal({ bytes: new TextEncoder().encode('<html>') })).toMatch(/^file: is not an iCalendar file: /)
  })
})

describe('a file', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'agenda-'))
    writeFileSync(join(folder, 'a.ics'), 'BEGIN')
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  test('is read, and where it cannot be, said why', () => {
    expect(new TextDecoder().decode(agendaFile(join(folder, 'a.ics')))).toBe('BEGIN')
    expect(() => agendaFile(join(folder, 'b.ics'))).toThrow('there is no such file')
    expect(() => agendaFile(join(folder, 'a.ics', 'b.ics'))).toThrow('there is no such file')
    expect(() => agendaFile(folder)).toThrow('is a folder, not a file')
  })
})

test('times are those of the zone, with its offset, and days are days', () => {
  const day = 'UID:2\nDTSTART;VALUE=DATE:20261124\nRRULE:FREQ=DAILY;COUNT=2'
  const lines = [...agenda({ bytes: calendarOf(meeting, day), ...week, zone: 'Asia/Kolkata' }).lines]
  expect(lines).toMatchObject([
    { start: '2026-11-23T14:30:00+05:30', end: '2026-11-23T15:30:00+05:30', recurrenceId: null, allDay: false },
    { start: '2026-11-24', end: '2026-11-25', recurrenceId: '2026-11-24', allDay: true },
    { start: '2026-11-25', end: '2026-11-26', recurrenceId: '2026-11-25', allDay: true },
  ])
})

test('one event says other things where its instances have other lengths', () => {
  const lunch =
    'UID:3\nDTSTART:20261123T100000Z\nDURATION:PT1H\nSUMMARY:Lunch\nRDATE;VALUE=PERIOD:20261124T100000Z/PT9H'
  const lines = [...agenda({ bytes: calendarOf(lunch), ...week }).lines] as { activity: string }[]
  expect(lines.map(({ activity }) => activity)).toEqual(['meal', 'appointment'])
})

test('what is missing is remarked upon', () => {
  const remarks = (...events: readonly string[]) => agenda({ bytes: calendarOf(...events), ...week }).remarks
  expect(remarks(meeting)).toEqual([])
  expect(remarks(meeting, 'SUMMARY:Never')).toEqual(['1 event could not be read: no start, or the file breaks off'])
  const ticking = 'DTSTART:20260101T000000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY'
  expect(remarks(ticking)).toEqual(['a rule makes more instances than can be listed; the rest is left out'])
})

test('so is a series with more dates than are read, of those added and those taken away', () => {
  const dates = (count: number) =>
    `DTSTART:20200101T000000Z\n%:${'20261124T100000Z,'.repeat(count - 1)}20261124T100000Z`
  const remarks = (name: string, count: number) =>
    agenda({ bytes: calendarOf(dates(count).replace('%', name)), ...week }).remarks
  for (const name of ['RDATE', 'EXDATE']) {
    expect(remarks(name, 100_000)).toEqual([])
    expect(remarks(name, 100_001)).toEqual(['more dates of one event than are read; the rest is left out'])
    // Folded, no more is read of a line than of anybody's description.
    const folded = (count: number) => dates(count).replace('%', name).replaceAll(',', ',\n ')
    expect(agenda({ bytes: calendarOf(folded(1000)), ...week }).remarks).toEqual([])
    expect(agenda({ bytes: calendarOf(folded(20_000)), ...week }).remarks).toHaveLength(1)
  }
})

test('every minute of a year is listed', { timeout: 60_000 }, () => {
  const bytes = calendarOf('DTSTART:20260101T000000Z\nDURATION:PT1S\nRRULE:FREQ=MINUTELY')
  const { lines, remarks } = agenda({ bytes, from: '2026-01-01', to: '2027-01-01', zone: 'UTC' })
  let count = 0
  for (const _line of lines) count++
  expect([count, remarks]).toEqual([365 * 24 * 60, []])
})
