import { act, render, screen, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import type { CalendarSource, FoundCalendar } from '#contract/calendars'
import SettingsPage from '../../../renderer/settings/settings-page.tsx'
import { setView } from '../../../renderer/store/view.ts'
import { eventually } from '../../eventually.ts'
import type { FakeBridge } from '../window/fake-bridge.ts'
import { accountId, pictured } from '../window/people.ts'
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
  expect(screen.getByText('Team')).toBeTruthy()
  expect(bridge.of('calendar.add')).toEqual([])
  // Nothing has to be chosen: Enter adds it, and what others will see of it stands there.
  const add = within(dialog).getByRole('button', { name: 'Add' })
  expect(document.activeElement).toBe(add)
  await user.selectOptions(
    within(dialog).getByRole('combobox', { name: 'Others see' }),
    'Only that you are busy, and until when',
  )
  await user.click(add)
  expect(bridge.of('calendar.add')).toEqual([
    { found: { name: 'Team', color: null, about: 'own', events: 12, place }, tells: 'busy', login: null },
  ])
  expect(screen.queryByRole('dialog')).toBe(null)
})

test('that not all of a calendar is read is said beside it', async () => {
  const words = 'There is more in this calendar than Dialtone reads. Some of its events are left out.'
  await page(work, { ...work, id: 'vast', name: 'Vast', isCut: true })
  const said = screen.getAllByText(words)
  expect(said.map((each) => each.closest('[data-calendar]')?.getAttribute('data-calendar'))).toEqual(['vast'])
})

const inAccount = (path: string) =>
  ({ kind: 'caldav', address: `https://cal.example.org/${path}/`, user: 'anna', allowUnencrypted: false }) as const
const foundIn = (name: string, path: string): FoundCalendar => ({
  name,
  color: null,
  about: 'own',
  events: null,
  place: inAccount(path),
})

/** The dialog, with what is to be looked for typed into it. */
async function typed(user: UserEvent, kind: string, where: string): Promise<HTMLElement> {
  await user.click(screen.getByRole('button', { name: 'Add calendar' }))
  const dialog = screen.getByRole('dialog')
  await user.click(within(dialog).getByRole('radio', { name: kind }))
  const field = dialog.querySelector<HTMLInputElement>('[data-start]')
  if (!field) throw new Error('no field to begin with')
  if (where !== '') await user.type(field, where)
  return dialog
}
const look = (user: UserEvent, dialog: HTMLElement) =>
  user.click(within(dialog).getByRole('button', { name: 'Look for calendars' }))

test('of an account one chooses among its calendars, and what one has already is said', async () => {
  const user = await page(work)
  const calendars = [foundIn('Work', 'anna'), foundIn('Family', 'family'), foundIn('Club', 'club')]
  bridge.answers = { 'calendar.find': () => ({ ok: true, value: calendars }) }
  const dialog = await typed(user, 'CalDAV account', 'cal.example.org')
  await user.type(within(dialog).getByLabelText('User name'), 'anna')
  await user.type(within(dialog).getByLabelText('Password'), 'secret')
  await look(user, dialog)
  await within(dialog).findByText(/^3 calendars found/)
  const had = within(dialog).getByRole<HTMLInputElement>('checkbox', { name: /^Work/ })
  expect([had.disabled, had.checked, had.closest('label')?.textContent]).toEqual([true, true, 'WorkAdded already'])
  const family = within(dialog).getByRole('checkbox', { name: 'Family' })
  expect(document.activeElement).toBe(family)
  expect(within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Add' }).disabled).toBe(true)
  await user.keyboard(' ')
  await user.click(within(dialog).getByRole('checkbox', { name: 'Club' }))
  await user.click(within(dialog).getByRole('button', { name: 'Add 2 calendars' }))
  const login = { password: 'secret', passwordStorage: 'key-store' }
  expect(bridge.of('calendar.add')).toEqual(calendars.slice(1).map((found) => ({ found, tells: 'activity', login })))
})

test('what was found can be left again, and what was typed is still there', async () => {
  const user = await page()
  bridge.answers = { 'calendar.find': () => ({ ok: true, value: [foundIn('Family', 'family')] }) }
  const dialog = await typed(user, 'Link', 'https://example.org/a.ics')
  await look(user, dialog)
  await user.click(await within(dialog).findByRole('button', { name: 'Back' }))
  const field = within(dialog).getByLabelText<HTMLInputElement>('Link to the calendar')
  expect([field.value, document.activeElement]).toEqual(['https://example.org/a.ics', field])
  expect(bridge.of('calendar.add')).toEqual([])
})

test.each([
  ['Link', '', /^Paste the link/],
  ['Link', 'https://calendar.google.com/calendar/u/0/r', /Secret address in iCal format/],
  ['Link', 'anna@example.org', /^This is a mail address\. Choose CalDAV account/],
  ['CalDAV account', 'anna@gmail.com', /^Google lets no program in/],
  ['File', 'https://example.org/a.ics', /^This is the link of a calendar/],
])('%s %s is not looked for, and what to do is said at its field', async (kind, where, words) => {
  const user = await page()
  const dialog = await typed(user, kind, where)
  await look(user, dialog)
  expect(bridge.of('calendar.find')).toEqual([])
  const field = dialog.querySelector('[aria-invalid]')
  expect(within(dialog).getByText(words).id).toBe(field?.getAttribute('aria-describedby'))
  await eventually(() => expect(document.activeElement).toBe(field))
})

test('who is asked for a login is told so at the user name, and a refused password at the password', async () => {
  const user = await page()
  bridge.answers = {
    'calendar.find': () => ({ ok: false, failure: { kind: 'wrong-password', domain: 'example.org' } }),
  }
  const dialog = await typed(user, 'Link', 'https://example.org/a.ics')
  await look(user, dialog)
  const name = within(dialog).getByLabelText('User name')
  await eventually(() => expect(document.activeElement).toBe(name))
  expect(within(dialog).getByText(/^example\.org asks who you are/)).toBeTruthy()
  await user.type(name, 'anna')
  await look(user, dialog)
  await eventually(() => expect(document.activeElement).toBe(within(dialog).getByLabelText('Password')))
  expect(within(dialog).getByText(/^Password not accepted/)).toBeTruthy()
})

test('a file is chosen rather than typed, and looked into at once', async () => {
  const user = await page()
  const place = { kind: 'file', path: '/home/anna/invite.ics' } as const
  bridge.answers = {
    'calendar.chooseFile': () => ({ ok: true, value: { path: place.path } }),
    'calendar.find': () => ({ ok: true, value: [{ name: 'invite', color: null, about: 'own', events: 1, place }] }),
  }
  const dialog = await typed(user, 'File', '')
  await user.click(within(dialog).getByRole('button', { name: 'Choose…' }))
  expect(bridge.of('calendar.find')).toEqual([{ place, password: null }])
  expect(await within(dialog).findByText(/^1 event\. If it is an invitation/)).toBeTruthy()
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
  await act(async () => bridge.tell({ kind: 'calendars', calendars: [] }))
  // The keyboard does not fall out of the page with the line it was in.
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Add calendar' }))
})

test('what the calendars make of me now stands where they are set up', async () => {
  await page(work)
  const own = pictured.ownPresence[accountId]
  if (!own) throw new Error('no own presence')
  const meeting = { name: 'meeting', text: null, from: null, until: null } as const
  await act(async () =>
    bridge.tell(
      { kind: 'own-events', events: [] },
      {
        kind: 'own-presence',
        own: { ...own, note: null, availability: 'busy', activities: [meeting], decidedBy: 'calendar' },
      },
    ),
  )
  const line = document.querySelector('[data-effect]')
  expect(line?.textContent).toBe('Your status now: In a meeting · Nothing in the next day')
  const [rota] = pictured.ownEvents
  if (!rota) throw new Error('no events')
  const now = Date.now()
  const on = { ...rota, undone: false, from: now - 600_000, until: now + 600_000 }
  await act(async () => bridge.tell({ kind: 'own-events', events: [on] }))
  expect(line?.textContent).toBe('Your status now: In a meeting')
})

test('when it is looked at next is said where it failed, and a look that takes long is seen to', async () => {
  const nextAt = new Date().setHours(new Date().getHours() + 1, 5, 0, 0)
  const failure = { kind: 'refused', host: 'cal.example.org' } as const
  const user = await page({ ...work, failure, nextAt })
  const hour = String(new Date(nextAt).getHours()).padStart(2, '0')
  expect(screen.getByText(new RegExp(`^Nothing answers at cal.example.org.* Next look: ${hour}:05.$`))).toBeTruthy()
  let answer = (): void => {}
  bridge.answers = {
    'calendar.refresh': () =>
      new Promise((done) => {
        answer = () => done({ ok: true, value: null })
      }),
  }
  const button = screen.getByRole('button', { name: 'Read Work now' })
  await user.click(button)
  await user.click(button)
  expect(screen.getByText('Reading')).toBeTruthy()
  expect([button.getAttribute('aria-busy'), bridge.of('calendar.refresh')]).toEqual(['true', [{ id: 'work' }]])
  await act(async () => answer())
  expect(screen.getByText(/^Read \d+ min ago/)).toBeTruthy()
})
