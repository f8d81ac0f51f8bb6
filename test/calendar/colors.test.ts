import { expect, test } from 'vitest'
import { calendarColors } from '#contract/calendars'
import { nextColor } from '../../electron/calendar/calendars.ts'

const [blue, green, amber, ...others] = calendarColors

test('a new calendar gets a colour that no other has, whatever was removed or chosen before', () => {
  expect(nextColor([])).toBe(blue)
  expect(nextColor([blue, blue, blue])).toBe(green)
  expect(nextColor([green, '#123456', blue])).toBe(amber)
})

test('when all are taken, the one that the fewest have', () => {
  expect(nextColor([...calendarColors, blue, green])).toBe(amber)
  expect(nextColor([blue, green, amber, ...others, ...others])).toBe(blue)
})
