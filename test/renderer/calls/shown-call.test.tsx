import { act, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import MiniCall from '../../../renderer/calls/mini-call.tsx'
import { followTakenCalls } from '../../../renderer/calls/shown-call.ts'
import { appStore } from '../../../renderer/store/store.ts'
import { setView, viewStore } from '../../../renderer/store/view.ts'
import { FakeBridge } from '../window/fake-bridge.ts'
import { show } from '../window/screen.tsx'
import { aorOf, call, stateOf } from '../window/talk.ts'

const ringing = { direction: 'in', aor: aorOf('Maya'), phase: 'incoming', answeredAt: null, quality: null } as const

let end: () => void
beforeEach(() => {
  appStore.setState(appStore.getInitialState(), true)
  end = followTakenCalls()
})
afterEach(() => end())

async function window(...calls: readonly ReturnType<typeof call>[]): Promise<FakeBridge> {
  const bridge = new FakeBridge(stateOf({ calls }))
  await show(bridge, <MiniCall />)
  return bridge
}

const tell = (bridge: FakeBridge, part: Parameters<typeof call>[0]) =>
  act(async () => bridge.tell({ kind: 'call', call: call(part) }))

test('a call that rings does not take the middle; answered, wherever that was, it is the stage', async () => {
  const bridge = await window()
  await tell(bridge, ringing)
  expect(viewStore.getState().callId).toBeNull()
  await tell(bridge, { ...ringing, phase: 'active', answeredAt: Date.now() })
  expect(viewStore.getState().callId).toBe('call-1')
})

test('a call I dial is the stage at once, and is left when I go elsewhere', async () => {
  const bridge = await window()
  await tell(bridge, { direction: 'out', phase: 'dialling', answeredAt: null })
  expect(viewStore.getState().callId).toBe('call-1')
  await act(async () => setView({ callId: null }))
  await tell(bridge, { direction: 'out', phase: 'active' })
  expect(viewStore.getState().callId).toBeNull()
  expect(screen.getByRole('button', { name: 'End call' })).toBeTruthy()
})

test('a page that is loaded again during a call shows it', async () => {
  await window(call({ direction: 'in' }))
  expect(viewStore.getState().callId).toBe('call-1')
})

test('settings and the compact roster cover the stage, so the call is small above the tabs', async () => {
  await window(call())
  expect(screen.queryByRole('button', { name: 'End call' })).toBeNull()
  await act(async () => setView({ tab: 'settings' }))
  expect(screen.getByRole('button', { name: 'End call' })).toBeTruthy()
  await act(async () => screen.getByTitle(/^Back to the call/).click())
  expect(viewStore.getState()).toMatchObject({ tab: 'people', callId: 'call-1' })
  expect(screen.queryByRole('button', { name: 'End call' })).toBeNull()
  await act(async () => setView({ width: 'compact', slide: false }))
  expect(screen.getByRole('button', { name: 'End call' })).toBeTruthy()
})

test('after a call who waits on hold is back on the stage, and then the chat with whom it was', async () => {
  const maya = call({ ...ringing, id: 'call-2', phase: 'active', answeredAt: Date.now() })
  const bridge = await window(call({ heldByUs: true }), maya)
  await act(async () => setView({ callId: 'call-2' }))
  await act(async () => bridge.tell({ kind: 'call-removed', id: 'call-2' }))
  expect(viewStore.getState().callId).toBe('call-1')
  await act(async () => bridge.tell({ kind: 'call-removed', id: 'call-1' }))
  expect(viewStore.getState()).toMatchObject({ callId: null, person: { aor: maya.aor } })
})

test('a call leaves the conversation that was open as it was', async () => {
  const person = { accountId: 'a1', aor: aorOf('Priya') }
  const bridge = await window(call())
  await act(async () => setView({ person, callId: 'call-1' }))
  await act(async () => bridge.tell({ kind: 'call-removed', id: 'call-1' }))
  expect(viewStore.getState()).toMatchObject({ callId: null, person })
})
