import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import type { CalendarRule, CalendarSource, RulePreview } from '#contract/calendars'
import SettingsPage from '../../../renderer/settings/settings-page.tsx'
import { setView } from '../../../renderer/store/view.ts'
import type { FakeBridge } from '../window/fake-bridge.ts'
import { pictured } from '../window/people.ts'
import { startPage } from '../window/start.ts'

let bridge: FakeBridge
let stop: () => void
afterEach(() => stop())

const work: CalendarSource = {
  id: 'work',
  name: 'Work',
  color: '#2c5bd4',
  on: true,
  tells: 'activity',
  about: 'own',
  place: { kind: 'file', path: '/work.ics' },
  passwordStorage: null,
  readAt: Date.now(),
  failure: null,
}
const rule = (id: string, more: Partial<CalendarRule['when']>, says: CalendarRule['says'] = null): CalendarRule => ({
  id,
  on: true,
  when: { title: [], category: [], calendarId: null, busy: null, allDay: null, ...more },
  says,
})
const gym = rule('gym', { title: ['gym', 'run'] })
const focus = rule('focus', { calendarId: 'work', busy: 'busy', allDay: false }, 'working')
const from = new Date(2036, 11, 1, 10).getTime()
const oneChange: RulePreview = {
  events: 14,
  changes: [
    {
      key: '1',
      calendarId: 'work',
      title: 'Gym with Anna',
      allDay: false,
      from,
      until: from + 3600_000,
      before: 'meeting',
      after: null,
    },
  ],
  more: 0,
}
const nothing: RulePreview = { events: 14, changes: [], more: 0 }

async function page(rules: readonly CalendarRule[], preview: RulePreview = oneChange) {
  const settings = { ...pictured.settings, calendar: { shareDay: false, rules } }
  ;({ bridge, stop } = await startPage({ ...pictured, calendars: [work], settings }))
  bridge.answers = { 'calendar.previewRules': () => ({ ok: true, value: preview }) }
  setView({ tab: 'settings', settingsPage: 'calendars' })
  render(<SettingsPage />)
  return userEvent.setup({ delay: null, pointerEventsCheck: 0 })
}
const saved = () => bridge.of('app.setSettings').map(({ patch }) => patch.calendar?.rules?.map(({ id }) => id))

test('rules are told as sentences, in the order in which they decide', async () => {
  await page([gym, focus])
  const [first, second] = screen.getAllByRole('listitem')
  expect(first?.textContent).toContain('When the title has “gym” or “run” show Nothing')
  expect(second?.textContent).toContain(
    'When it is in Work and it is marked busy and it does not last all day show Working',
  )
})

test('a new rule shows what it changes before it is saved', async () => {
  const user = await page([focus])
  await user.click(screen.getByRole('button', { name: 'Add rule' }))
  const dialog = screen.getByRole('dialog')
  await user.click(within(dialog).getByRole('button', { name: 'Save' }))
  expect(within(dialog).getByText('Say at least one thing that the event must have')).toBeTruthy()
  await user.type(within(dialog).getByLabelText('Words of the title'), 'gym, run')
  await user.selectOptions(within(dialog).getByLabelText('Others see'), 'meal')
  await within(dialog).findByText('1 event changes')
  expect(within(dialog).getByText('Mon 1 Dec 2036, 10:00')).toBeTruthy()
  expect(within(dialog).getByText('Gym with Anna')).toBeTruthy()
  expect(within(dialog).getByText('In a meeting becomes Nothing')).toBeTruthy()
  expect(saved()).toEqual([])
  const asked = bridge.of('calendar.previewRules').at(-1)?.rules
  expect(asked).toMatchObject([{ id: 'focus' }, { when: { title: ['gym', 'run'] }, says: 'meal' }])
  await user.click(within(dialog).getByRole('button', { name: 'Save' }))
  expect(bridge.of('app.setSettings')).toEqual([{ patch: { calendar: { rules: asked } } }])
  expect(screen.queryByRole('dialog')).toBe(null)
})

test('a rule is changed where it stands', async () => {
  const user = await page([gym, focus])
  await user.click(screen.getByRole('button', { name: /^Change the rule: When the title has/ }))
  const dialog = screen.getByRole('dialog')
  expect((within(dialog).getByLabelText('Words of the title') as HTMLInputElement).value).toBe('gym, run')
  await user.click(within(dialog).getByLabelText('All day'))
  await user.selectOptions(within(dialog).getByLabelText('Calendar'), 'work')
  await user.click(within(dialog).getByRole('button', { name: 'Save' }))
  expect(bridge.of('app.setSettings').at(-1)?.patch.calendar?.rules?.[0]).toEqual({
    ...gym,
    when: { ...gym.when, allDay: true, calendarId: 'work' },
  })
})

test('what changes nothing is saved at once; what changes something is shown first', async () => {
  const user = await page([gym, focus], nothing)
  await user.click(screen.getByRole('button', { name: /^Move down: When the title/ }))
  expect(saved()).toEqual([['focus', 'gym']])
  bridge.answers = { 'calendar.previewRules': () => ({ ok: true, value: oneChange }) }
  await user.click(screen.getByRole('button', { name: /^Remove the rule: When the title/ }))
  const dialog = await screen.findByRole('dialog')
  await within(dialog).findByText('Gym with Anna')
  await user.click(within(dialog).getByRole('button', { name: 'Cancel' }))
  expect(saved()).toHaveLength(1)
  await user.click(screen.getByRole('button', { name: /^Remove the rule: When the title/ }))
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Save' }))
  expect(saved()).toEqual([['focus', 'gym'], ['focus']])
  // The keyboard does not fall out of the page with the line it was in.
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Add rule' }))
})

test('what the calendar says is switched off as a whole, and my day is shared only when I say so', async () => {
  const user = await page([])
  await user.click(screen.getByRole('switch', { name: 'When your calendar says busy show Busy until it ends' }))
  const day = screen.getByRole('switch', { name: 'Others see when you are free' })
  expect(day.getAttribute('aria-checked')).toBe('false')
  await user.click(day)
  expect(bridge.of('app.setSettings').map(({ patch }) => patch)).toEqual([
    { automatic: { calendar: false } },
    { calendar: { shareDay: true } },
  ])
})

test('one event is one event', async () => {
  const user = await page([], { ...nothing, events: 1 })
  await user.click(screen.getByRole('button', { name: 'Add rule' }))
  expect(await screen.findByText('Nothing changes in 1 event')).toBeTruthy()
})
