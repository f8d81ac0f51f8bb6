import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { personKey } from '#contract/state'
import { drafts } from '../../../renderer/messaging/drafts.ts'
import FindTime from '../../../renderer/presence/find-time.tsx'
import type { FakeBridge } from '../window/fake-bridge.ts'
import { accountId, moment, pictured } from '../window/people.ts'
import { startPage } from '../window/start.ts'

let bridge: FakeBridge
let stop: () => void
beforeEach(() => {
  vi.useFakeTimers({ now: moment, toFake: ['Date'] })
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})

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

test('without a calendar of mine that is said', async () => {
  await open({ calendars: [], ownEvents: [] })
  expect(screen.getByText(/^No calendar of yours is read/)).toBeTruthy()
})
