import { act, type BoundFunctions, fireEvent, type queries, render, screen, within } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { success } from '#contract/failure'
import type { Duplicates } from '#contract/people'
import type { AppState } from '#contract/state'
import { App } from '../../../renderer/app.tsx'
import { findLookAlikes, lookAlikeStore } from '../../../renderer/roster/look-alike.ts'
import { undoLast } from '../../../renderer/roster/removal.ts'
import { viewStore } from '../../../renderer/store/view.ts'
import type { FakeBridge } from '../window/fake-bridge.ts'
import { withRosterLayout } from '../window/layout.ts'
import { contact, pictured } from '../window/people.ts'
import { startPage } from '../window/start.ts'

const double = { ...contact('maya2', 'Maya O.', ['customers']), notes: 'Met in Lyon' }
const state: AppState = { ...pictured, contacts: { ...pictured.contacts, [double.id]: double } }
const found: readonly Duplicates[] = [
  { reason: 'address', ids: ['c-maya', 'c-maya2'] },
  { reason: 'name', ids: ['c-ken', 'c-ruth'] },
]

type Dialog = BoundFunctions<typeof queries>

let bridge: FakeBridge
let stop: () => void
let layout: () => void

beforeAll(async () => void (await import('../../../renderer/roster/dialogs.tsx')))
beforeEach(async () => {
  localStorage.clear()
  lookAlikeStore.setState({ sets: [] })
  layout = withRosterLayout()
  ;({ bridge, stop } = await startPage(state))
  bridge.answers = { 'people.duplicates': () => success(found), 'people.merge': () => success({ undo: 'u1' }) }
  await act(async () => {
    render(<App />)
    await findLookAlikes()
  })
})
afterEach(() => {
  stop()
  layout()
})

const line = (): HTMLElement | null => screen.queryByRole('button', { name: /look alike/ })
async function open(): Promise<Dialog> {
  act(() => void fireEvent.click(line()!))
  return within(await vi.waitFor(() => screen.getByRole('dialog'), { timeout: 15_000 }))
}
const press = (dialog: Dialog, name: string): Promise<void> =>
  act(async () => void fireEvent.click(dialog.getByRole('button', { name })))

test('one calm line says how many look alike', () => {
  expect(line()?.textContent).toBe('4 people look alike')
})

test('both stand side by side, with why and with what is kept', async () => {
  const dialog = await open()
  expect(dialog.getByText('They have the same address.')).toBeTruthy()
  expect(dialog.getByText('1 of 2')).toBeTruthy()
  expect(dialog.getByText('Met in Lyon')).toBeTruthy()
  expect(dialog.getByRole<HTMLInputElement>('radio', { name: 'Keep Maya Okonkwo' }).checked).toBe(true)
  expect(dialog.getByText(/^Kept: the name Maya Okonkwo, with all addresses/)).toBeTruthy()
})

test('the one chosen stays, and the next two come up; the merge can be taken back', async () => {
  const dialog = await open()
  fireEvent.click(dialog.getByRole('radio', { name: 'Keep Maya O.' }))
  await act(async () => void fireEvent.click(dialog.getByRole('button', { name: 'Merge' })))
  expect(bridge.of('people.merge')).toEqual([{ id: 'c-maya2', others: ['c-maya'] }])
  act(() => bridge.tell({ kind: 'contact-removed', id: 'c-maya' }))
  expect(dialog.getByText('They have the same name.')).toBeTruthy()
  await act(async () => void undoLast())
  expect(bridge.of('people.restore')).toEqual([{ undo: 'u1' }])
})

test('those who are not the same are not shown together again', async () => {
  const dialog = await open()
  await press(dialog, 'Not the same')
  expect(dialog.getByText('They have the same name.')).toBeTruthy()
  await press(dialog, 'Not the same')
  expect(viewStore.getState().dialog).toBeNull()
  await act(async () => await findLookAlikes())
  expect(line()).toBeNull()
  expect(bridge.of('people.merge')).toEqual([])
})

test('Later leaves both as they are', async () => {
  const dialog = await open()
  await press(dialog, 'Later')
  await press(dialog, 'Later')
  expect(viewStore.getState().dialog).toBeNull()
  expect(line()?.textContent).toBe('4 people look alike')
})
