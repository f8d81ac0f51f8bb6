import { expect, test } from 'vitest'
import { HeldCalendar } from '../../electron/calendar/held-calendar.ts'
import { HeldCalendars } from '../../electron/calendar/held-calendars.ts'
import type { CalendarMarks } from '../../electron/calendar/sources/source.ts'
import { CalendarServer, calendarText } from '../fakes/calendar-server.ts'

const marks: CalendarMarks = { readAt: 1, etag: '"a"', lastModified: null, syncToken: 's1', rest: null }
const textOf = (title: string) => ({
  href: `/${title}.ics`,
  etag: title,
  text: calendarText(title, '20261123T100000Z', '20261123T110000Z'),
})
const titles = (held: HeldCalendar) => held.calendars().flatMap(({ events }) => events.map((event) => event.summary))

test('one text that is no calendar does not take the others with it', () => {
  const nonsense = { href: '/x', etag: null, text: 'nonsense' }
  expect(titles(HeldCalendar.read(marks, [nonsense, textOf('One'), textOf('Two')], null))).toEqual(['One', 'Two'])
})

test('packed for the disk and let go of, its texts are the same when they are needed', () => {
  const held = HeldCalendar.read(marks, [textOf('One')], null)
  expect(titles(held)).toEqual(['One'])
  const kept = held.kept()
  expect(held.texts()).toEqual([textOf('One')])
  const again = HeldCalendar.from(kept)
  expect([again.marks, titles(again), again.texts()]).toEqual([marks, ['One'], [textOf('One')]])
  expect(again.kept()).toEqual(kept)
})

test('of many events only those that changed are taken apart again', () => {
  const before = HeldCalendar.read(marks, [textOf('One'), textOf('Two')], null)
  const [one] = before.calendars()
  const after = HeldCalendar.read({ ...marks, syncToken: 's2' }, [textOf('One'), textOf('Three')], before)
  expect(after.calendars()[0]).toBe(one)
  expect(titles(after)).toEqual(['One', 'Three'])
})

test('where nothing changed but the marks, the plan need not be made again', () => {
  const before = HeldCalendar.read(marks, [textOf('One')], null)
  const calendars = before.calendars()
  const after = HeldCalendar.read({ ...marks, readAt: 2, etag: '"b"' }, null, before)
  expect([after.marks.etag, after.calendars() === calendars]).toEqual(['"b"', true])
})

test('a copy that is none is refused', () => {
  expect(() => HeldCalendar.from({ marks: '{}', texts: 'AAAA' })).toThrow()
  expect(() => HeldCalendar.from({ marks: 'no', texts: '' })).toThrow()
})

test('a calendar that is removed while it is read is not kept in memory', async () => {
  const server = new CalendarServer()
  await server.start()
  let asked = (): void => {}
  const reached = new Promise<void>((done) => {
    asked = done
  })
  server.answer = () => {
    asked()
    return { status: 200, body: calendarText('One', '20261123T080000Z', '20261123T090000Z') }
  }
  const held = new HeldCalendars()
  const place = { kind: 'feed', address: server.url, user: null, allowUnencrypted: true } as const
  const reading = held.read({ id: 'team', place, password: null, now: 1 })
  await reached
  await held.drop('team')
  await reading
  expect(await held.kept('team')).toBeNull()
  await held.read({ id: 'team', place, password: null, now: 2 })
  expect(await held.kept('team')).not.toBeNull()
  await server.stop()
})

test('of which there is more than is read is known by name', async () => {
  const dates = (count: number) => `EXDATE:${'20261123T100000Z,'.repeat(count - 1)}20261123T100000Z\r\nEND:VEVENT`
  const held = new HeldCalendars()
  for (const [id, count] of [
    ['whole', 100_000],
    ['vast', 100_001],
  ] as const) {
    const one = textOf('One')
    const text = { ...one, text: one.text.replace('END:VEVENT', dates(count)) }
    await held.load(id, HeldCalendar.read(marks, [textOf('Two'), text], null).kept())
  }
  expect(await held.cut(['whole', 'vast', 'gone'])).toEqual(['vast'])
})
