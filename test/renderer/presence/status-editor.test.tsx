import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import type { AppState } from '#contract/state'
import StatusEditor from '../../../renderer/presence/status-editor.tsx'
import { viewStore } from '../../../renderer/store/view.ts'
import type { FakeBridge } from '../window/fake-bridge.ts'
import { accountId, activity, own, ownEvents, pictured } from '../window/people.ts'
import { startPage } from '../window/start.ts'

let bridge: FakeBridge
let stop: () => void
afterEach(() => stop())

async function editor(state: AppState = pictured) {
  ;({ bridge, stop } = await startPage(state))
  viewStore.setState({ dialog: { kind: 'status' } })
  render(<StatusEditor />)
  return userEvent.setup({ delay: null, pointerEventsCheck: 0 })
}

const choices = () => bridge.of('presence.setChoice').map((args) => args.choice)

test('a status and a note are saved together, with Ctrl Enter', async () => {
  const user = await editor()
  await user.click(screen.getByRole('radio', { name: 'Do not disturb' }))
  const note = screen.getByRole('textbox', { name: 'Note' })
  await user.clear(note)
  await user.type(note, 'Writing{Control>}{Enter}{/Control}')
  expect(choices()).toMatchObject([
    { status: 'dnd', note: { text: 'Writing', language: 'en' }, activities: [], until: null },
  ])
  expect(viewStore.getState().dialog).toBeNull()
})

test('a note says its language: that of the app, until another is chosen, which is remembered', async () => {
  const user = await editor({
    ...pictured,
    ownPresence: { [accountId]: { ...own, choice: { ...own.choice, note: null } } },
  })
  expect(screen.queryByRole('combobox', { name: 'Language of the note' })).toBeNull()
  await user.type(screen.getByRole('textbox', { name: 'Note' }), 'Skriver')
  const language = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Language of the note' })
  expect(language.selectedOptions[0]?.text).toBe('English')
  await user.selectOptions(language, 'Swedish')
  await user.click(screen.getByRole('button', { name: /^Save/ }))
  expect(choices()).toMatchObject([{ note: { text: 'Skriver', language: 'sv' } }])
  expect(bridge.of('app.setSettings')).toEqual([{ patch: { shared: { noteLanguage: 'sv' } } }])
})

test('the next note is in the language of the last one', async () => {
  const settings = { ...pictured.settings, shared: { ...pictured.settings.shared, noteLanguage: 'gsw' } }
  const user = await editor({
    ...pictured,
    settings,
    ownPresence: { [accountId]: { ...own, choice: { ...own.choice, note: null } } },
  })
  await user.type(screen.getByRole('textbox', { name: 'Note' }), 'Am schriibe')
  const language = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Language of the note' })
  expect(language.selectedOptions[0]?.text).toBe('Swiss German')
  await user.click(screen.getByRole('button', { name: /^Save/ }))
  expect(choices()).toMatchObject([{ note: { text: 'Am schriibe', language: 'gsw' } }])
  expect(bridge.of('app.setSettings')).toEqual([])
})

test('rich presence is part of the choice', async () => {
  const user = await editor()
  await user.click(screen.getByRole('button', { name: 'Meeting' }))
  await user.selectOptions(screen.getByRole('combobox', { name: 'Mood' }), 'calm')
  await user.selectOptions(screen.getByRole('combobox', { name: 'Place' }), 'office')
  await user.selectOptions(screen.getByRole('combobox', { name: 'Sound here' }), 'noisy')
  await user.selectOptions(screen.getByRole('combobox', { name: 'Light here' }), 'toobright')
  await user.selectOptions(screen.getByRole('combobox', { name: 'Typing here' }), 'ok')
  await user.click(screen.getByRole('button', { name: 'Work' }))
  await user.click(screen.getByRole('button', { name: 'Text' }))
  await user.click(screen.getByRole('button', { name: /^Save/ }))
  expect(choices()).toMatchObject([
    {
      activities: [activity('meeting')],
      mood: 'calm',
      placeType: 'office',
      placeIs: { audio: 'noisy', video: 'toobright', text: 'ok' },
      sphere: 'work',
      privacy: ['text'],
    },
  ])
})

test('pressing the sphere again takes it back', async () => {
  const user = await editor()
  const home = screen.getByRole('button', { name: 'Home' })
  await user.click(home)
  expect(home.getAttribute('aria-pressed')).toBe('true')
  await user.click(home)
  expect(home.getAttribute('aria-pressed')).toBe('false')
})

test('until goes with the status and with what I do', async () => {
  const user = await editor()
  await user.click(screen.getByRole('button', { name: 'Meeting' }))
  await user.click(screen.getByRole('radio', { name: '1 hour' }))
  const before = Date.now()
  await user.click(screen.getByRole('button', { name: /^Save/ }))
  const until = choices()[0]?.until ?? 0
  expect(until - before).toBeGreaterThanOrEqual(3_600_000)
  expect(choices()[0]?.activities[0]?.until).toBe(until)
})

test('a refusal stays in the editor, in words', async () => {
  const user = await editor()
  bridge.answers = { 'presence.setChoice': () => ({ ok: false, failure: { kind: 'storage', detail: '' } }) }
  await user.click(screen.getByRole('button', { name: /^Save/ }))
  expect(screen.getByRole('alert').textContent).toBe('Dialtone could not write to its own folder. Check the disk.')
  expect(viewStore.getState().dialog).toEqual({ kind: 'status' })
})

test('back to automatic', async () => {
  const user = await editor()
  await user.click(screen.getByRole('button', { name: 'Back to automatic' }))
  expect(choices()).toMatchObject([{ status: null, activities: [], until: null }])
})

test('an automatic state says why, and can be taken back this time', async () => {
  const since = new Date(2026, 10, 23, 12, 3).getTime()
  const locked = {
    ...own,
    availability: 'away',
    decidedBy: 'lock',
    automatic: [{ source: 'lock', activity: activity('away'), since, undone: false }],
  } as const
  const user = await editor({ ...pictured, ownPresence: { [accountId]: locked } })
  const why = screen.getByText(/The screen is locked since/).closest('li')!
  await user.click(within(why).getByRole('button', { name: 'Not this time' }))
  expect(bridge.of('presence.undoAutomatic')).toEqual([{ accountId, source: 'lock' }])
})

test('what the calendar says now is taken back event by event, so that it is kept and can be undone', async () => {
  const since = Date.now() - 60_000
  const planned = {
    ...own,
    availability: 'busy',
    decidedBy: 'calendar',
    automatic: [{ source: 'calendar', activity: activity('meeting'), since, undone: false }],
  } as const
  const [rota, call] = ownEvents
  if (!rota || !call) throw new Error('no events')
  const on = { from: since, until: since + 3_600_000 }
  const events = [
    { ...rota, ...on },
    { ...rota, ...on, key: 'second' },
    { ...rota, ...on, key: 'lunch', activity: 'meal' as const },
    { ...call, ...on },
    { ...rota, key: 'later' },
  ]
  const user = await editor({ ...pictured, ownPresence: { [accountId]: planned }, ownEvents: events })
  const why = screen.getByText(/^An event in your calendar since/).closest('li')!
  await user.click(within(why).getByRole('button', { name: 'Not this time' }))
  expect(bridge.of('calendar.undo')).toEqual([
    { key: rota.key, undone: true },
    { key: 'second', undone: true },
  ])
  expect(bridge.of('presence.undoAutomatic')).toEqual([])
})

test('the switches show what main says, not what was pressed', async () => {
  const user = await editor()
  const idle = screen.getByRole('switch', { name: 'Idle' })
  expect(idle.getAttribute('aria-checked')).toBe('true')
  await user.click(idle)
  expect(bridge.of('app.setSettings')).toEqual([{ patch: { automatic: { idle: false } } }])
  expect(idle.getAttribute('aria-checked')).toBe('false')
})

test('where no source tells idle time, idle is not offered', async () => {
  await editor({ ...pictured, platform: { ...pictured.platform, idleSource: null } })
  expect(screen.queryByRole('switch', { name: 'Idle' })).toBeNull()
})
