import { expect, test } from 'vitest'
import { agenda } from '../../electron/calendar/agenda.ts'

const published = [
  ...['BEGIN:VFREEBUSY', 'ORGANIZER:mailto:anna@example.com', 'DTSTART:20260504T000000Z', 'DTEND:20260511T000000Z'],
  'FREEBUSY:20260504T080000Z/20260504T090000Z,20260505T080000Z/PT30M',
  'FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260506T080000Z/PT1H',
  'FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20260507T080000Z/PT1H,20260507T220000Z/20260508T220000Z',
  'FREEBUSY;FBTYPE=FREE:20260509T080000Z/PT1H',
  'FREEBUSY;FBTYPE=X-LUNCH:20260510T100000Z/PT1H',
  'END:VFREEBUSY',
]
const event = [
  ...['BEGIN:VEVENT', 'UID:1', 'DTSTART:20260504T080000Z', 'DTEND:20260504T090000Z', 'SUMMARY:Planning', 'END:VEVENT'],
]

function read(...lines: readonly string[]): readonly string[] {
  const text = ['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR'].join('\r\n')
  const bytes = new TextEncoder().encode(text)
  const said = agenda({ bytes, from: '2026-05-01', to: '2026-06-01', zone: 'UTC' }).lines
  type Line = Readonly<Record<'start' | 'end' | 'activity' | 'busy', string>>
  return ([...said] as Line[]).map(({ start, end, activity, busy }) =>
    [start.slice(5, 16), end.slice(5, 16), activity, busy].join(' '),
  )
}

test('a calendar of nothing but busy times is busy then', () => {
  expect(read(...published)).toEqual([
    '05-04T08:00 05-04T09:00 appointment busy',
    '05-05T08:00 05-05T08:30 appointment busy',
    '05-06T08:00 05-06T09:00 appointment maybe',
    '05-07T08:00 05-07T09:00 appointment out',
    '05-07T22:00 05-08T22:00 vacation out',
    '05-10T10:00 05-10T11:00 appointment busy',
  ])
})

test('beside events they say nothing', () => {
  expect(read(...published, ...event)).toEqual(['05-04T08:00 05-04T09:00 appointment busy'])
  expect(read(...event, ...published)).toHaveLength(1)
})

test('nor do they in the answer to somebody who asked', () => {
  expect(read('METHOD:REPLY', ...published)).toEqual([])
  expect(read('METHOD:PUBLISH', ...published)).toHaveLength(6)
})
