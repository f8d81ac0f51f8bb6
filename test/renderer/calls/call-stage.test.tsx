import { act, fireEvent, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import type { Call } from '#contract/calls'
import CallStage from '../../../renderer/calls/call-stage.tsx'
import MiniCall from '../../../renderer/calls/mini-call.tsx'
import { viewStore } from '../../../renderer/store/view.ts'
import { FakeBridge } from '../window/fake-bridge.ts'
import { service } from '../window/people.ts'
import { settle, show } from '../window/screen.tsx'
import { aorOf, call, presenceOf, stateOf } from '../window/talk.ts'

async function stageOf(...calls: readonly Call[]) {
  const bridge = new FakeBridge(stateOf({ calls }))
  const drawn = await show(bridge, <CallStage callId={calls[0]!.id} />)
  const stage = drawn.container.querySelector<HTMLElement>('section')!
  return { bridge, stage, ...drawn }
}

const ring = (part: Partial<Call> = {}) =>
  call({
    id: 'call-2',
    direction: 'in',
    aor: aorOf('Maya'),
    phase: 'incoming',
    answeredAt: null,
    quality: null,
    ...part,
  })

test('the stage carries the phase, and time counts outside any live region', async () => {
  const { bridge, stage } = await stageOf(call({ phase: 'ringing', answeredAt: null, quality: null }))
  expect(stage.dataset['callPhase']).toBe('ringing')
  expect(within(stage).getByText('Ringing')).toBeTruthy()
  expect(screen.queryByRole('timer')).toBeNull()
  await act(async () => bridge.tell({ kind: 'call', call: call({ answeredAt: Date.now() - 277_500 }) }))
  expect(stage.dataset['callPhase']).toBe('active')
  const timer = screen.getByRole('timer')
  expect(timer.textContent).toBe('04:37')
  expect(timer.closest('[role=status]')).toBeNull()
})

test('each control asks main, and shows only what main says', async () => {
  const { bridge } = await stageOf(call())
  await userEvent.click(screen.getByRole('button', { name: 'Mute' }))
  expect(bridge.of('calls.setMuted')).toEqual([{ id: 'call-1', muted: true }])
  expect(screen.getByRole('button', { name: 'Mute' }).getAttribute('aria-pressed')).toBe('false')
  await act(async () => bridge.tell({ kind: 'call', call: call({ muted: true }) }))
  expect(screen.getByRole('button', { name: 'Unmute' }).getAttribute('aria-pressed')).toBe('true')

  await userEvent.click(screen.getByRole('button', { name: 'Hold' }))
  expect(bridge.of('calls.setHeld')).toEqual([{ id: 'call-1', held: true }])
  await act(async () => bridge.tell({ kind: 'call', call: call({ heldByUs: true }) }))
  await userEvent.click(screen.getByRole('button', { name: 'Resume' }))
  expect(bridge.of('calls.setHeld').at(-1)).toEqual({ id: 'call-1', held: false })

  await userEvent.click(screen.getByRole('button', { name: 'End call' }))
  expect(bridge.of('calls.end')).toEqual([{ id: 'call-1' }])
})

test('before the answer only chat and end can be pressed', async () => {
  await stageOf(call({ phase: 'dialling', answeredAt: null, quality: null }))
  for (const name of ['Mute', 'Hold', 'Keypad']) {
    expect(screen.getByRole<HTMLButtonElement>('button', { name }).disabled).toBe(true)
  }
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'End call' }).disabled).toBe(false)
})

test('the keypad sends what is pressed and typed, and shows what main sent', async () => {
  const { bridge } = await stageOf(call())
  await userEvent.click(screen.getByRole('button', { name: 'Keypad' }))
  const pad = screen.getByRole('group', { name: 'Keypad' })
  expect(document.activeElement).toBe(within(pad).getByRole('button', { name: 'Key 1' }))
  await userEvent.click(within(pad).getByRole('button', { name: 'Key #' }))
  await userEvent.keyboard('4*x')
  expect(bridge.of('calls.sendDigits').map((one) => one.digits)).toEqual(['#', '4', '*'])
  expect(within(pad).getByRole('status').textContent).toBe('')
  await act(async () => bridge.tell({ kind: 'call', call: call({ digits: '#4*' }) }))
  expect(within(pad).getByRole('status').textContent).toBe('#4*')
  await userEvent.keyboard('{Escape}')
  expect(screen.queryByRole('group', { name: 'Keypad' })).toBeNull()
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Keypad' }))
})

test('the keys of a call: mute, hold, keypad, end', async () => {
  const { bridge } = await stageOf(call())
  fireEvent.keyDown(window, { key: 'm', ctrlKey: true })
  fireEvent.keyDown(window, { key: 'h', ctrlKey: true })
  fireEvent.keyDown(window, { key: '.', ctrlKey: true })
  fireEvent.keyDown(window, { key: 'E', ctrlKey: true, shiftKey: true })
  await settle()
  expect(bridge.given.map((one) => one.name).slice(1)).toEqual(['calls.setMuted', 'calls.setHeld', 'calls.end'])
  expect(screen.getByRole('group', { name: 'Keypad' })).toBeTruthy()
})

test('Space held talks while muted, and leaving the window closes the microphone', async () => {
  const { bridge } = await stageOf(call({ muted: true }))
  expect(screen.getByText('You are muted. Hold Space to talk.')).toBeTruthy()
  fireEvent.keyDown(document.body, { code: 'Space', key: ' ' })
  fireEvent.keyDown(document.body, { code: 'Space', key: ' ', repeat: true })
  expect(bridge.of('calls.setMuted')).toEqual([{ id: 'call-1', muted: false }])
  await act(async () => bridge.tell({ kind: 'call', call: call({ muted: false }) }))
  expect(screen.getByText('They hear you while Space is down')).toBeTruthy()
  fireEvent.keyUp(document.body, { code: 'Space', key: ' ' })
  expect(bridge.of('calls.setMuted').at(-1)).toEqual({ id: 'call-1', muted: true })

  await act(async () => bridge.tell({ kind: 'call', call: call({ muted: true }) }))
  fireEvent.keyDown(document.body, { code: 'Space', key: ' ' })
  fireEvent(window, new Event('blur'))
  expect(bridge.of('calls.setMuted').map((one) => one.muted)).toEqual([false, true, false, true])
})

test('Space in a text field writes a blank', async () => {
  const { bridge } = await stageOf(call({ muted: true }))
  const field = document.body.appendChild(document.createElement('textarea'))
  fireEvent.keyDown(field, { code: 'Space', key: ' ' })
  expect(bridge.of('calls.setMuted')).toEqual([])
  field.remove()
})

test('a second call is answered only after the first is on hold', async () => {
  const { bridge } = await stageOf(call(), ring())
  const bar = screen.getByRole('alertdialog', { name: 'Maya Okonkwo is calling' })
  await userEvent.click(within(bar).getByRole('button', { name: 'Hold and answer' }))
  expect(bridge.given.slice(1)).toEqual([
    { name: 'calls.setHeld', args: { id: 'call-1', held: true } },
    { name: 'calls.answer', args: { id: 'call-2' } },
  ])
  expect(viewStore.getState().callId).toBe('call-2')
})

test('when the first call cannot be held the second is not answered, and the reason is told', async () => {
  const { bridge } = await stageOf(call(), ring())
  bridge.answers['calls.setHeld'] = () => ({ ok: false, failure: { kind: 'network-down' } })
  await userEvent.click(screen.getByRole('button', { name: 'Hold and answer' }))
  expect(bridge.of('calls.answer')).toEqual([])
  expect(viewStore.getState().toasts[0]?.title).toContain('no network')
})

test('a second call can be declined without a word or with a chat', async () => {
  const { bridge } = await stageOf(call(), ring())
  const bar = screen.getByRole('alertdialog')
  await userEvent.click(within(bar).getByRole('button', { name: 'Reply' }))
  expect(bridge.of('calls.decline')).toEqual([{ id: 'call-2' }])
  expect(viewStore.getState()).toMatchObject({ person: { aor: aorOf('Maya') }, callId: null })
})

test('an incoming call on the stage can be answered or declined', async () => {
  const { bridge } = await stageOf(ring())
  await userEvent.click(screen.getByRole('button', { name: 'Answer' }))
  await userEvent.click(screen.getByRole('button', { name: 'Decline' }))
  expect(bridge.of('calls.answer')).toEqual([{ id: 'call-2' }])
  expect(bridge.of('calls.decline')).toEqual([{ id: 'call-2' }])
  expect(screen.queryByRole('button', { name: 'Mute' })).toBeNull()
})

test('an ended call says why, and can be called again or closed', async () => {
  const { bridge } = await stageOf(
    call({ phase: 'ended', end: { kind: 'declined', by: 'them' }, endedAt: Date.now(), quality: null }),
  )
  expect(screen.getByText('Priya declined')).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Call again' }))
  expect(bridge.of('calls.dial')).toEqual([{ accountId: 'a1', address: aorOf('Priya') }])
})

test('who could not be reached has somebody in her place, and the caller gets there', async () => {
  const bridge = new FakeBridge(
    stateOf({
      calls: [
        call({
          phase: 'ended',
          answeredAt: null,
          end: { kind: 'failed', failure: { kind: 'not-reachable', aor: aorOf('Priya') } },
          endedAt: Date.now(),
          quality: null,
        }),
      ],
      presentities: [
        presenceOf('Priya', {
          availability: 'offline',
          services: [
            service({ id: 'own', kind: 'call', open: false }),
            service({ id: 'help', kind: 'call', relationship: 'assistant', uri: `sip:${aorOf('Luis')}` }),
          ],
        }),
      ],
    }),
  )
  await show(bridge, <CallStage callId="call-1" />)
  await userEvent.click(screen.getByRole('button', { name: 'Call Luis Ortega' }))
  expect(bridge.of('calls.dial')).toEqual([{ accountId: 'a1', address: `sip:${aorOf('Luis')}` }])
})

test('quality is said in words, with the reason where it is not good', async () => {
  const { bridge, stage } = await stageOf(call({ quality: 'fair' }))
  expect(within(stage).getByText('Sound: Fair')).toBeTruthy()
  expect(within(stage).getByText(/The network loses some sound/)).toBeTruthy()
  await act(async () => bridge.tell({ kind: 'call', call: call({ quality: null }) }))
  expect(within(stage).queryByText(/Sound:/)).toBeNull()
})

test('a call out of sight stays at hand, and the stage takes it back', async () => {
  const bridge = new FakeBridge(stateOf({ calls: [call(), ring()] }))
  const { container } = await show(bridge, <MiniCall />)
  expect(
    [...container.querySelectorAll('[data-call-phase]')].map((one) => one.getAttribute('data-call-phase')),
  ).toEqual(['active', 'incoming'])
  await userEvent.click(screen.getByTitle('Back to the call with Priya Raman'))
  expect(viewStore.getState().callId).toBe('call-1')
  await settle()
  expect(container.querySelector('[data-call-phase]')).toBeNull()
})
