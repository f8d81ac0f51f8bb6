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
  const serverDocuments = { [accountId]: { server, documents: {} } }
  ;({ bridge, stop } = await startPage({ ...pictured, serverDocuments }))
  render(<AccountPage />)
  expect(bridge.of('account.change')).toEqual([])
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Use far.example' })))
  const [change] = bridge.of('account.change')
  expect(change).toMatchObject({ id: accountId, settings: { aor: account.aor, xcapRoot: 'https://far.example/xcap/' } })
})
