import { act, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { personKey } from '#contract/state'
import { i18n } from '../../../renderer/i18n.ts'
import { drafts } from '../../../renderer/messaging/drafts.ts'
import FindTime, { slotWords } from '../../../renderer/presence/find-time.tsx'
import type { FakeBridge } from '../window/fake-bridge.ts'
import { accountId, pictured } from '../window/people.ts'
import { startPage } from '../window/start.ts'

let bridge: FakeBridge
let stop: () => void
afterEach(() => stop())

const maya = { accountId, aor: 'maya@lindqvist.example' }

async function open(part: Partial<typeof pictured> = {}) {
  ;({ bridge, stop } = await startPage({ ...pictured, ...part }))
  render(<FindTime person={maya} onClose={() => {}} />)
  return userEvent.setup({ delay: null, pointerEventsCheck: 0 })
}
const slots = () => screen.queryAllByRole('listitem').flatMap((each) => each.querySelector('.b')?.textContent ?? [])

test('the next times that suit her and me, with her clock', async () => {
  await open()
  // Chicago is two hours ahead in the pictures; at 16:00 she is maybe busy, and I am busy.
  expect(slots()[0]).toBe('Today 15:30 to 16:00')
  expect(screen.getByText('17:30 for Maya')).toBeTruthy()
  expect(screen.getByText(/^Your own calendar counts/)).toBeTruthy()
})

test('somebody else is added and taken out again; only who shares the day is offered', async () => {
  const user = await open()
  const select = screen.getByLabelText('Add somebody')
  expect(
    within(select)
      .getAllByRole('option')
      .map((each) => each.textContent),
  ).toEqual(['Who shares the day', 'Priya Raman'])
  await user.selectOptions(select, 'Priya Raman')
  expect(slots()[0]).toBe('Today 15:30 to 16:00')
  await user.click(screen.getByLabelText('1 h'))
  expect(slots()[0]).toMatch(/^Tomorrow/)
  await user.click(screen.getByRole('button', { name: 'Without Priya Raman' }))
  expect(screen.getByLabelText('Add somebody')).toBeTruthy()
})

test('a time is copied, or goes into a message that is not sent yet', async () => {
  const user = await open()
  await user.click(screen.getByRole('button', { name: 'Copy: Today 15:30 to 16:00' }))
  expect(bridge.of('app.copyText')).toEqual([{ text: 'Today 15:30 to 16:00' }])
  await user.click(screen.getByRole('button', { name: 'Write: Today 15:30 to 16:00' }))
  const draft = drafts.getState().byConversation.get(personKey(accountId, maya.aor))
  expect(draft).toMatch(/^Does this suit you\? Today 15:30 to 16:00 \(UTC[+−]\d+(?::\d\d)?\)$/)
  expect(bridge.of('messaging.send')).toEqual([])
})

test('who was chosen and tells the day no more is still there, and nothing is offered without him', async () => {
  const user = await open()
  await user.selectOptions(screen.getByLabelText('Add somebody'), 'Priya Raman')
  expect(slots().length).toBeGreaterThan(0)
  const priya = Object.values(pictured.presentities).find((each) => each.aor.startsWith('priya'))
  if (!priya) throw new Error('no Priya')
  act(() => bridge.tell({ kind: 'presentity', presentity: { ...priya, day: [] } }))
  expect(screen.getByText('Priya Raman')).toBeTruthy()
  expect(slots()).toEqual([])
  expect(screen.getByText('No such time today or tomorrow. Try a shorter one, or ask.')).toBeTruthy()
})

test('a time on the day after tomorrow, which is tomorrow for somebody, has its date', () => {
  const w = { t: i18n.t, now: Date.parse('2026-11-23T22:00:00Z'), timeZone: 'UTC' }
  const words = (day: number) =>
    slotWords(w, { from: Date.UTC(2026, 10, day, 22, 30), until: Date.UTC(2026, 10, day, 23) })
  expect([23, 24, 25].map(words)).toEqual(['Today 22:30 to 23:00', 'Tomorrow 22:30 to 23:00', '25 Nov, 22:30 to 23:00'])
})

test('without a calendar of mine that is said', async () => {
  await open({ calendars: [], ownEvents: [] })
  expect(screen.getByText(/^No calendar of yours is read/)).toBeTruthy()
})
