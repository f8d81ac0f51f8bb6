import { act, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { App } from '../../../renderer/app.tsx'
import { startKeyboard } from '../../../renderer/keyboard.ts'
import { viewStore } from '../../../renderer/store/view.ts'
import type { FakeBridge } from './fake-bridge.ts'
import { withRosterLayout } from './layout.ts'
import { accountId, own, pictured } from './people.ts'
import { startPage } from './start.ts'

let bridge: FakeBridge
let stop: () => void
let layout: () => void
let silence: () => void
beforeEach(async () => {
  layout = withRosterLayout()
  ;({ bridge, stop } = await startPage(pictured))
  silence = startKeyboard()
  await act(async () => void render(<App />))
})
afterEach(() => {
  silence()
  stop()
  layout()
})

const press = async (key: string, more: object = {}): Promise<void> => {
  await act(async () => void fireEvent.keyDown(document.activeElement ?? document.body, { key, ...more }))
  await act(async () => await vi.dynamicImportSettled())
}
const ctrl = { ctrlKey: true }
const ctrlShift = { ctrlKey: true, shiftKey: true }
const choose = (user: string): Promise<void> =>
  act(async () => void fireEvent.click(document.querySelector(`[data-aor^="${user}@"]`)!))
const pane = (): string | undefined => document.activeElement?.closest<HTMLElement>('[data-pane]')?.dataset['pane']

test('F6 goes round the panes, Shift F6 back', async () => {
  await choose('maya')
  await act(async () => await vi.dynamicImportSettled())
  const seen: (string | undefined)[] = []
  for (let step = 0; step < 4; step++) {
    await press('F6')
    seen.push(pane())
  }
  expect(seen).toEqual(['roster', 'middle', 'card', 'roster'])
  await press('F6', { shiftKey: true })
  expect(pane()).toBe('card')
})

test('F6 passes over a middle in which nothing takes the keyboard', async () => {
  await press('F6')
  expect(pane()).toBe('roster')
  await press('F6')
  expect(pane()).toBe('roster')
})

test('Ctrl Enter calls the selected person', async () => {
  await choose('maya')
  await press('Enter', ctrl)
  expect(bridge.of('calls.dial')).toEqual([{ accountId, address: 'maya@lindqvist.example' }])
})

test('Ctrl Enter calls nobody while nobody is selected', async () => {
  await press('Enter', ctrl)
  expect(bridge.of('calls.dial')).toEqual([])
})

test('Ctrl J goes through those who are free, past closed groups', async () => {
  act(() => viewStore.setState({ collapsed: new Set(['team']) }))
  const seen: (string | undefined)[] = []
  for (let step = 0; step < 4; step++) {
    await press('j', ctrl)
    seen.push(viewStore.getState().person?.aor.replace(/@.*/, ''))
  }
  expect(seen).toEqual(['priya', 'sofia', 'northwind', 'priya'])
})

test('Ctrl I shows and hides the card', async () => {
  await choose('maya')
  expect(viewStore.getState().card).toBe(true)
  await press('i', ctrl)
  expect(document.querySelector('[data-pane=card]')).toBeNull()
  await press('i', ctrl)
  expect(document.querySelector('[data-pane=card]')).not.toBeNull()
})

test('Ctrl Shift D is do not disturb, and back; the note stays', async () => {
  await press('D', ctrlShift)
  bridge.tell({ kind: 'own-presence', own: { ...own, choice: { ...own.choice, status: 'dnd' } } })
  await press('D', ctrlShift)
  expect(bridge.of('presence.setChoice').map(({ choice }) => [choice.status, choice.note?.text])).toEqual([
    ['dnd', 'Calls welcome'],
    [null, 'Calls welcome'],
  ])
})

test('Ctrl Shift S opens the status, and keys behind it rest', async () => {
  await press('S', ctrlShift)
  expect(screen.getByRole('dialog', { name: 'Status and note' })).toBeTruthy()
  await press('2', { ...ctrl, code: 'Digit2' })
  expect(viewStore.getState().tab).toBe('people')
})

test('the tabs by number', async () => {
  for (const [code, tab] of [
    ['Digit2', 'chats'],
    ['Digit3', 'calls'],
    ['Digit5', 'settings'],
    ['Digit1', 'people'],
  ] as const) {
    await press(code.slice(-1), { ...ctrl, code })
    expect(viewStore.getState().tab).toBe(tab)
  }
})

test('Escape closes the top layer, one at a time', async () => {
  act(() => viewStore.setState({ width: 'compact', slide: true, cardOver: true, search: 'ma' }))
  await press('Escape')
  expect(viewStore.getState()).toMatchObject({ cardOver: false, slide: true })
  await press('Escape')
  expect(viewStore.getState()).toMatchObject({ slide: false, search: 'ma' })
  await press('Escape')
  expect(viewStore.getState().search).toBe('')
})

test('Ctrl Shift M asks main for the compact window', async () => {
  await press('M', ctrlShift)
  expect(bridge.of('app.setCompact')).toEqual([{ compact: true }])
})
