import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { OwnDay } from '../../../renderer/presence/own-day.tsx'
import { viewStore } from '../../../renderer/store/view.ts'
import type { FakeBridge } from '../window/fake-bridge.ts'
import { at, ownEvents, pictured } from '../window/people.ts'
import { startPage } from '../window/start.ts'

let bridge: FakeBridge
let stop: () => void
afterEach(() => stop())

async function editor(part: Partial<typeof pictured> = {}) {
  ;({ bridge, stop } = await startPage({ ...pictured, ...part }))
  const { container } = render(<OwnDay />)
  return { user: userEvent.setup({ delay: null, pointerEventsCheck: 0 }), container }
}

test('says when I am busy next, and lists what is left of my day with what is told of it', async () => {
  const { user } = await editor()
  expect(screen.getByText('Next busy 16:00 to 16:30')).toBeTruthy()
  const lines = within(screen.getByRole('list', { name: 'My day' })).getAllByRole('listitem')
  expect(lines.map((line) => line.textContent?.replace(/(?:Not this time|Count it again)$/, ''))).toEqual([
    'Rota with the team16:00 to 16:30 · In a meeting',
    'Call with Harbor Clinic16:30 to 17:00 · Maybe, not told',
    'Dentist17:30 to 18:30 · Not counted',
  ])
  await user.click(screen.getByRole('button', { name: '1 more today' }))
  expect(screen.getByText('Dinner with Bengt')).toBeTruthy()
})

test('one event does not count this time, another counts again', async () => {
  const { user } = await editor()
  await user.click(screen.getByRole('button', { name: 'Not this time: Rota with the team' }))
  await user.click(screen.getByRole('button', { name: 'Count it again: Dentist' }))
  expect(bridge.of('calendar.undo')).toEqual([
    { key: 'Rota with the team', undone: true },
    { key: 'Dentist', undone: false },
  ])
})

test('an event that does not count is not the next, and what is on is said until its end', async () => {
  const [rota, call] = ownEvents
  if (!rota || !call) throw new Error('no events')
  await editor({ ownEvents: [{ ...rota, undone: true }, call, { ...rota, key: 'now', from: at(14), until: at(15) }] })
  expect(screen.getByText('Busy until 15:00')).toBeTruthy()
})

test('an event that lasts into another day says which', async () => {
  const [rota] = ownEvents
  if (!rota) throw new Error('no events')
  await editor({ ownEvents: [{ ...rota, activity: 'unknown', until: at(16 + 3 * 24) }] })
  expect(screen.getByText('16:00 to 26 Nov')).toBeTruthy()
})

test('the calendar is switched off as a whole', async () => {
  const { user } = await editor()
  await user.click(screen.getByRole('switch', { name: 'Calendar' }))
  expect(bridge.of('app.setSettings')).toEqual([{ patch: { automatic: { calendar: false } } }])
  expect(screen.queryByRole('list', { name: 'My day' })).toBe(null)
})

test('busy is busy until one is free again: meetings that touch or overlap are one time', async () => {
  const [rota] = ownEvents
  if (!rota) throw new Error('no events')
  const one = (key: string, from: number, until: number) => ({ ...rota, key, from, until })
  await editor({
    ownEvents: [
      one('a', at(13, 50), at(14, 30)),
      one('b', at(14, 15), at(15)),
      one('c', at(15, 1), at(15, 45)),
      { ...one('d', at(15, 45), at(16)), undone: true },
      one('e', at(16), at(17)),
    ],
  })
  expect(screen.getByText('Busy until 15:45')).toBeTruthy()
})

test('without a calendar it says what one is for, and leads there', async () => {
  const { user } = await editor({ calendars: [] })
  expect(screen.getByText('Says when you are in a meeting')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Add calendar' }))
  expect(viewStore.getState()).toMatchObject({ tab: 'settings', settingsPage: 'calendars', dialog: null })
})

test('calendars that are all switched off are said not to be used', async () => {
  await editor({ calendars: pictured.calendars.map((each) => ({ ...each, on: false })) })
  expect(screen.getByText('Not used')).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Calendars' })).toBeTruthy()
})
