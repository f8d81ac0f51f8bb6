import { act, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ServerDocuments } from '#contract/server-documents'
import { App } from '../../../renderer/app.tsx'
import { AccountPage } from '../../../renderer/settings/account-page.tsx'
import { viewStore } from '../../../renderer/store/view.ts'
import type { FakeBridge } from '../window/fake-bridge.ts'
import { withRosterLayout } from '../window/layout.ts'
import { account, accountId, offline, pictured } from '../window/people.ts'
import { startPage } from '../window/start.ts'

const timeOut = { kind: 'time-out', host: 'xcap.example' } as const
const waiting: ServerDocuments = {
  refused: [],
  server: { kind: 'found', root: 'https://xcap.example/' },
  documents: { 'resource-lists': { kind: 'waiting', failure: timeOut } },
}

let bridge: FakeBridge
let stop: () => void
let layout: () => void
beforeEach(() => {
  layout = withRosterLayout()
})
afterEach(() => {
  stop()
  layout()
})

const line = (): HTMLElement | null => screen.queryByRole('button', { name: 'Your people are not on your server yet' })

test('the roster says only what is wrong, and leads to where it is explained', async () => {
  ;({ bridge, stop } = await startPage({ ...pictured, serverDocuments: { [accountId]: waiting } }))
  await act(async () => void render(<App />))
  await act(async () => void fireEvent.click(line()!))
  await act(async () => await vi.dynamicImportSettled())
  expect(viewStore.getState()).toMatchObject({ tab: 'settings', settingsPage: 'account' })
  act(() => viewStore.setState({ tab: 'people' }))
  const saved = { ...waiting, documents: { 'resource-lists': { kind: 'saved' } } } as const
  act(() => bridge.tell({ kind: 'server-documents', accountId, documents: saved }))
  expect(line()).toBeNull()
})

test('without a connection the banner says it, and nothing says it twice', async () => {
  ;({ bridge, stop } = await startPage({ ...offline, serverDocuments: { [accountId]: waiting } }))
  await act(async () => void render(<App />))
  expect(line()).toBeNull()
})

test('the account says where the people are and why', async () => {
  ;({ bridge, stop } = await startPage({ ...pictured, serverDocuments: { [accountId]: waiting } }))
  render(<AccountPage />)
  expect(screen.getByText(/^Kept here, and sent to your server later\. xcap\.example does not answer/)).toBeTruthy()
})

test('a place that another domain has is used only when the user says so', async () => {
  const server = { kind: 'confirm', root: 'https://far.example/xcap/', host: 'far.example' } as const
  const serverDocuments = { [accountId]: { server, documents: {}, refused: [] } }
  ;({ bridge, stop } = await startPage({ ...pictured, serverDocuments }))
  render(<AccountPage />)
  expect(bridge.of('account.change')).toEqual([])
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Use far.example' })))
  const [change] = bridge.of('account.change')
  expect(change).toMatchObject({ id: accountId, settings: { aor: account.aor, xcapRoot: 'https://far.example/xcap/' } })
})

test('what the server does not take is said under the roster, explained in the settings, and can be undone or tried again', async () => {
  const failure = { kind: 'documents', problem: 'constraint-failure', where: 'xcap.example', detail: '' } as const
  const refused = [{ id: 7, subject: { kind: 'person', name: 'Mallory', does: 'adds' }, failure, at: 1 }] as const
  const serverDocuments = { [accountId]: { ...waiting, documents: {}, refused } }
  ;({ bridge, stop } = await startPage({ ...pictured, serverDocuments }))
  const page = render(<App />)
  expect(screen.getByRole('button', { name: 'Mallory was not accepted by your server' })).toBeTruthy()
  page.unmount()
  render(<AccountPage />)
  expect(screen.getByText(/^xcap\.example does not allow this edit\. It is kept here/)).toBeTruthy()
  const description = 'Mallory was not accepted by your server'
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Try again', description })))
  expect(bridge.of('people.tryAgain')).toEqual([{ accountId, id: 7 }])
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Undo here', description })))
  expect(bridge.of('people.forget')).toEqual([{ accountId, id: 7 }])
})
