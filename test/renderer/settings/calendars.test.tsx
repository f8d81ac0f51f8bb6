import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import type { CalendarSource } from '#contract/calendars'
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
  place: { kind: 'caldav', address: 'https://cal.example.org/anna/', user: 'anna', allowUnencrypted: false },
  passwordStorage: 'key-store',
  readAt: Date.now() - 120_000,
  failure: null,
}

async function page(...calendars: readonly CalendarSource[]) {
  ;({ bridge, stop } = await startPage({ ...pictured, calendars }))
  setView({ tab: 'settings', settingsPage: 'calendars' })
  render(<SettingsPage />)
  return userEvent.setup({ delay: null, pointerEventsCheck: 0 })
}

test('what was found is shown before anything is saved, and then added', async () => {
  const user = await page()
  bridge.answers = {
    'calendar.find': ({ place }) => ({
      ok: true,
      value: [{ name: 'Team', color: null, about: 'own', events: 12, place }],
    }),
  }
  await user.click(screen.getByRole('button', { name: 'Add calendar' }))
  const dialog = screen.getByRole('dialog')
  await user.type(within(dialog).getByLabelText('Link to the calendar'), 'webcal://example.org/team.ics')
  await user.click(within(dialog).getByRole('button', { name: 'Look for calendars' }))
  const place = { kind: 'feed', address: 'webcal://example.org/team.ics', user: null, allowUnencrypted: false } as const
  expect(bridge.of('calendar.find')).toEqual([{ place, password: null }])
  await screen.findByText('1 calendar found')
  expect(bridge.of('calendar.add')).toEqual([])
  await user.click(within(dialog).getByRole('button', { name: 'Add' }))
  expect(bridge.of('calendar.add')).toEqual([
    { found: { name: 'Team', color: null, about: 'own', events: 12, place }, tells: 'activity', login: null },
  ])
  expect(screen.queryByRole('dialog')).toBe(null)
})

test('a link without encryption is asked about, and not sent before', async () => {
  const user = await page()
  bridge.answers = {
    'calendar.find': () => ({
      ok: false,
      failure: { kind: 'calendar', problem: 'unencrypted', where: 'example.org' },
    }),
  }
  await user.click(screen.getByRole('button', { name: 'Add calendar' }))
  const dialog = screen.getByRole('dialog')
  expect(within(dialog).queryByRole('switch')).toBe(null)
  await user.type(within(dialog).getByLabelText('Link to the calendar'), 'http://example.org/a.ics')
  await user.click(within(dialog).getByRole('button', { name: 'Look for calendars' }))
  expect((await within(dialog).findByText(/^example\.org answers without encryption/)).textContent).toContain('https')
  await user.click(within(dialog).getByRole('switch', { name: 'Allow a link without encryption' }))
  await user.click(within(dialog).getByRole('button', { name: 'Look for calendars' }))
  expect(bridge.of('calendar.find').map(({ place }) => place.kind === 'feed' && place.allowUnencrypted)).toEqual([
    false,
    true,
  ])
})

test('a calendar says where it is from, how old it is, and why it could not be read', async () => {
  const user = await page({ ...work, failure: { kind: 'wrong-password', domain: 'cal.example.org' } })
  expect(screen.getByText('CalDAV, cal.example.org · others see what you do')).toBeTruthy()
  expect(screen.getByText(/^Read \d+ min ago/)).toBeTruthy()
  expect(screen.getByText(/^Password not accepted by cal\.example\.org/)).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Type password' }))
  await user.type(screen.getByLabelText('Password'), 'new')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(bridge.of('calendar.setPassword')).toMatchObject([{ id: 'work', login: { password: 'new' } }])
})

test('a calendar gets another name and colour, is something else and tells less, here alone', async () => {
  const user = await page(work)
  await user.click(screen.getByRole('button', { name: 'Settings of Work' }))
  const dialog = screen.getByRole('dialog')
  const name = within(dialog).getByLabelText('Name')
  await user.clear(name)
  expect((within(dialog).getByRole('button', { name: 'Save' }) as HTMLButtonElement).disabled).toBe(true)
  await user.type(name, ' Office ')
  await user.click(within(dialog).getByRole('radio', { name: 'Colour 2' }))
  await user.selectOptions(within(dialog).getByRole('combobox', { name: 'What is in it' }), 'trips')
  await user.selectOptions(within(dialog).getByRole('combobox', { name: 'Others see' }), 'busy')
  await user.click(within(dialog).getByRole('button', { name: 'Save' }))
  expect(bridge.of('calendar.change')).toEqual([
    { id: 'work', name: 'Office', color: '#1f8a50', about: 'trips', tells: 'busy' },
  ])
})

test('a calendar is switched off, and removed after a question', async () => {
  const user = await page(work)
  await user.click(screen.getByRole('switch', { name: 'Work' }))
  expect(bridge.of('calendar.change')).toEqual([{ id: 'work', on: false }])
  await user.click(screen.getByRole('button', { name: 'Remove Work' }))
  expect(bridge.of('calendar.remove')).toEqual([])
  await user.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Remove' }))
  expect(bridge.of('calendar.remove')).toEqual([{ id: 'work' }])
})
