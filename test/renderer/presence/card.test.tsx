import { act, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { success } from '#contract/failure'
import type { PresenceChange } from '#contract/presence'
import type { AppState } from '#contract/state'
import PresenceCard from '../../../renderer/presence/card.tsx'
import { viewStore } from '../../../renderer/store/view.ts'
import type { FakeBridge } from '../window/fake-bridge.ts'
import { accountId, offline, pictured, presentity } from '../window/people.ts'
import { startPage } from '../window/start.ts'
import { call } from '../window/talk.ts'

let bridge: FakeBridge
let stop: () => void

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(2026, 10, 23, 14, 2), toFake: ['Date'] })
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})

async function card(user: string, state: AppState = pictured): Promise<void> {
  ;({ bridge, stop } = await startPage(state))
  render(<PresenceCard person={{ accountId, aor: `${user}@lindqvist.example` }} />)
}

test('shows what the picture of Maya shows', async () => {
  await card('maya')
  for (const words of [
    'Maya Okonkwo',
    'In a meeting until 15:30',
    'From Maya’s calendar · 1 min ago',
    '“Quarterly review. Ping me if it’s urgent.”',
    'Chat now, or call after 15:30',
    'Free 15:30 to 16:00',
    'At work, office',
    'Mood: serious',
    'Noisy',
    'Too bright',
    'Text OK',
    'Private by text only',
    'Opens 15:30',
    'On silent',
  ])
    expect(screen.getByText(words, { exact: true }), words).toBeTruthy()
  expect(screen.getByText('2 h ahead')).toBeTruthy()
})

test('everything that is noted is read: of the person, of the days to come, of a way to reach', async () => {
  const key = `${accountId} maya@lindqvist.example`
  const maya = pictured.presentities[key]
  if (!maya) throw new Error('nobody is pictured')
  const [first, ...others] = maya.services
  if (!first) throw new Error('nothing to reach her by')
  const noted = {
    ...maya,
    otherNotes: [{ text: 'In Tokyo next week', language: null }],
    privacy: ['audio', 'text'] as const,
    services: [{ ...first, note: 'Please do not ring twice' }, ...others],
  }
  await card('maya', { ...pictured, presentities: { ...pictured.presentities, [key]: noted } })
  for (const words of ['“In Tokyo next week”', 'Private by audio and text only'])
    expect(screen.getByText(words), words).toBeTruthy()
  expect(screen.getByText(/Please do not ring twice$/)).toBeTruthy()
})

test('an assistant stands with her own status', async () => {
  await card('maya')
  expect(screen.getByText('On the phone · 12 min')).toBeTruthy()
})

test('an assistant is called and written to from the card', async () => {
  await card('maya')
  fireEvent.click(screen.getByRole('button', { name: 'Call Luis Ortega' }))
  expect(bridge.of('calls.dial')).toEqual([{ accountId, address: 'sip:luis@lindqvist.example' }])
  fireEvent.click(screen.getByRole('button', { name: 'Write to Luis Ortega' }))
  expect(viewStore.getState().person).toEqual({ accountId, aor: 'luis@lindqvist.example' })
})

test('an assistant whom two devices name stands there once', async () => {
  const key = `${accountId} maya@lindqvist.example`
  const maya = pictured.presentities[key]
  if (!maya) throw new Error('nobody is pictured')
  const again = maya.services.map((service) => ({ ...service, id: `${service.id}-2` }))
  const twice = { ...maya, services: [...maya.services, ...again] }
  await card('maya', { ...pictured, presentities: { ...pictured.presentities, [key]: twice } })
  expect(screen.getAllByText('assistant')).toHaveLength(1)
})

test('only facts that are there are shown', async () => {
  await card('northwind')
  expect(screen.queryByText('Now')).toBeNull()
  expect(screen.queryByText('Today')).toBeNull()
  expect(screen.queryByText('Ways to reach')).toBeNull()
})

test('last known is told as such, and calls wait for the link', async () => {
  await card('maya', offline)
  expect(screen.getByText('Was in a meeting')).toBeTruthy()
  expect(screen.getByText('Last known, 13:51')).toBeTruthy()
  expect(screen.getByText('Calls wait. Chat is sent later')).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Call' })).toHaveProperty('disabled', true)
  expect(screen.getByRole('button', { name: 'Chat' })).toHaveProperty('disabled', false)
})

test('who has not allowed us can be asked again', async () => {
  await card('bengt')
  expect(screen.getByText('You see more once Bengt says yes')).toBeTruthy()
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Ask again' })))
  expect(bridge.of('presence.askAgain')).toEqual([{ accountId, aor: 'bengt@lindqvist.example' }])
})

test('a call goes out only on a press', async () => {
  await card('priya')
  expect(bridge.of('calls.dial')).toEqual([])
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Call' })))
  expect(bridge.of('calls.dial')).toEqual([{ accountId, address: 'priya@lindqvist.example' }])
  expect(viewStore.getState().callId).toBe('new')
})

test('a stranger can be added, not starred', async () => {
  await card('stranger')
  expect(screen.queryByRole('button', { name: 'Add to favourites' })).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Add to my people' }))
  expect(viewStore.getState().dialog).toEqual({ kind: 'add-person', address: 'stranger@lindqvist.example' })
})

test('what a peer writes is text, never markup', async () => {
  await card('priya')
  act(() =>
    bridge.tell({
      kind: 'presentity',
      presentity: presentity({
        aor: 'priya@lindqvist.example',
        note: { text: '<img src=x onerror=alert(1)>', language: null },
      }),
    }),
  )
  expect(document.querySelector('img')).toBeNull()
  expect(screen.getByText('“<img src=x onerror=alert(1)>”')).toBeTruthy()
})

test('while I talk with her, the card tells what matters now and does not offer to call', async () => {
  const aor = 'maya@lindqvist.example'
  const talk = call({ accountId, aor })
  await card('maya', { ...pictured, calls: { [talk.id]: talk } })
  expect(screen.getByRole('button', { name: 'Chat' })).toBeTruthy()
  await act(async () => viewStore.setState({ callId: talk.id }))
  expect(screen.getByText('While you talk')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Chat' })).toBeNull()
  expect(screen.queryByRole('button', { name: 'Call' })).toBeNull()
  expect(screen.getByText('In a meeting until 15:30')).toBeTruthy()
})

test('asks to be told when somebody is free, shows that it will be told, and takes it back', async () => {
  await card('maya')
  fireEvent.click(screen.getByRole('button', { name: 'Tell me when free' }))
  const aor = 'maya@lindqvist.example'
  expect(bridge.given.at(-1)).toEqual({ name: 'presence.follow', args: { accountId, aor, mode: 'once' } })
  act(() => bridge.tell({ kind: 'follow', follow: { accountId, aor, mode: 'once' } }))
  expect(screen.getByText('You are told once Maya is available')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Stop' }))
  expect(bridge.given.at(-1)).toEqual({ name: 'presence.follow', args: { accountId, aor, mode: null } })
})

test('how somebody changed is shown only while the user wants it kept', async () => {
  await card('maya')
  expect(screen.queryByText('The last week')).toBeNull()
  expect(bridge.given.some(({ name }) => name === 'presence.changes')).toBe(false)
  const at = new Date(2026, 10, 23, 13, 30).getTime()
  const until = new Date(2026, 10, 23, 15, 30).getTime()
  const kept = () =>
    success<readonly PresenceChange[]>([
      { at, availability: 'busy', activity: { name: 'meeting', text: null, from: null, until } },
      { at: at - 600_000, availability: 'phone', activity: null },
    ])
  bridge.answers = { 'presence.changes': kept }
  const { settings } = bridge.state
  await act(async () =>
    bridge.tell({ kind: 'settings', settings: { ...settings, people: { icons: true, keepChanges: true } } }),
  )
  const lines = [...document.querySelectorAll('[data-changes] li')].map((line) => line.textContent)
  expect(lines).toEqual(['13:30In a meeting until 15:30', '13:20On the phone'])
})

test('being available needs no reason in words, and no key stands in their place', async () => {
  await card('priya')
  expect(document.body.textContent).toContain('Call now')
  expect(document.body.textContent).not.toContain('presence.')
})

test('the other addresses are ways to reach: a call, a chat, a mail', async () => {
  await card('maya')
  expect(screen.getByText('Private')).toBeTruthy()
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Call +13125550142' })))
  expect(bridge.of('calls.dial')).toEqual([{ accountId, address: 'tel:+13125550142' }])
  await act(
    async () => void fireEvent.click(screen.getByRole('button', { name: 'Write a mail to maya@lindqvist.example' })),
  )
  expect(bridge.of('app.openLink')).toEqual([{ url: 'mailto:maya@lindqvist.example' }])
  fireEvent.click(screen.getByRole('button', { name: 'Write to maya.okonkwo@studio.example' }))
  expect(viewStore.getState().person?.aor).toBe('maya.okonkwo@studio.example')
})

test('an address of somebody is theirs, whichever it is', async () => {
  ;({ bridge, stop } = await startPage(pictured))
  render(<PresenceCard person={{ accountId, aor: 'maya.okonkwo@studio.example' }} />)
  expect(screen.getByRole('heading', { name: 'Maya Okonkwo' })).toBeTruthy()
})

test('the note of the user stands on the card, and says who sees it', async () => {
  await card('maya')
  expect(screen.getByText(/Knows the rota by heart/)).toBeTruthy()
  expect(screen.getByText('Only you see it')).toBeTruthy()
})

test('nothing is said of notes and addresses where there are none', async () => {
  await card('ken')
  expect(screen.queryByText('Your note')).toBeNull()
  expect(document.querySelector('[data-address]')).toBeNull()
})

test('as long as he is looked at he is asked about, and not behind another window', async () => {
  vi.useFakeTimers({ now: new Date(2026, 10, 23, 14, 2), toFake: ['Date', 'setInterval', 'clearInterval'] })
  const focus = vi.spyOn(document, 'hasFocus').mockReturnValue(true)
  await card('maya')
  const looks = () => bridge.of('presence.lookAt').length
  expect(looks()).toBe(1)
  act(() => void vi.advanceTimersByTime(65_000))
  expect(looks()).toBe(2)
  focus.mockReturnValue(false)
  act(() => void vi.advanceTimersByTime(650_000))
  expect(looks()).toBe(2)
  focus.mockRestore()
})
