import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Call } from '#contract/calls'
import type { Watcher } from '#contract/privacy'
import { type AppState, personKey } from '#contract/state'
import { App } from '../../../renderer/app.tsx'
import PrivacyDialogs from '../../../renderer/privacy/dialogs.tsx'
import { WatchersPage } from '../../../renderer/privacy/watchers-page.tsx'
import { setView, viewStore } from '../../../renderer/store/view.ts'
import type { FakeBridge } from '../window/fake-bridge.ts'
import { withRosterLayout } from '../window/layout.ts'
import { accountId, pictured } from '../window/people.ts'
import { startPage } from '../window/start.ts'
import { call } from '../window/talk.ts'

let bridge: FakeBridge
let stop: () => void
afterEach(() => stop())

const bob = 'bob@northwind.example'
const watcher = (part: Partial<Watcher> = {}): Watcher => ({
  ...pictured.watchers[personKey(accountId, bob)]!,
  ...part,
})
const withWatchers = (...watchers: readonly Watcher[]): AppState => ({
  ...pictured,
  watchers: Object.fromEntries(watchers.map((each) => [personKey(accountId, each.aor), each])),
})
const decisions = () => bridge.of('privacy.decide').map(({ aor, decision }) => ({ aor, ...decision }))

describe('the question', () => {
  async function ask(aor = bob, state: AppState = pictured) {
    ;({ bridge, stop } = await startPage(state))
    await act(async () => void render(<PrivacyDialogs dialog={{ kind: 'watcher', accountId, aor }} />))
    return userEvent.setup({ delay: null, pointerEventsCheck: 0 })
  }

  test('says who asks, from which address and since when', async () => {
    await ask()
    expect(screen.getByRole('dialog', { name: 'Bob Marsh wants to see your presence' })).toBeTruthy()
    expect(screen.getByText(/^bob@northwind\.example · asked /)).toBeTruthy()
  })

  test('a name the stranger gave himself never stands without his address', async () => {
    await ask(bob, withWatchers(watcher({ displayName: 'Maya Okonkwo' })))
    expect(screen.getByText(/bob@northwind\.example/)).toBeTruthy()
  })

  test('proposes the group that was answered last, and shows what that means', async () => {
    await ask()
    expect(screen.getByText('Sees what your Customers group sees')).toBeTruthy()
    expect(bridge.of('privacy.preview')[0]).toEqual({
      accountId,
      aor: bob,
      as: { kind: 'allow', groupId: 'customers' },
    })
    const hidden = screen.getByRole('region', { name: 'Bob will not see' })
    expect(within(hidden).getByText('Note')).toBeTruthy()
    expect(within(hidden).queryByText('Local time')).toBeNull()
  })

  test('another answer is shown before it is given', async () => {
    const user = await ask()
    await user.click(screen.getByRole('radio', { name: /Only basic/ }))
    expect(bridge.of('privacy.preview').at(-1)?.as).toEqual({ kind: 'basic' })
    expect(within(screen.getByRole('region', { name: 'Bob will not see' })).getByText('Local time')).toBeTruthy()
    expect(decisions()).toEqual([])
  })

  test('allow puts the person into the group, under his name', async () => {
    const user = await ask()
    await user.selectOptions(screen.getByRole('combobox', { name: 'Put in group' }), 'Support team')
    await user.click(screen.getByRole('button', { name: 'Allow' }))
    expect(bridge.of('privacy.decide')).toEqual([
      { accountId, aor: bob, decision: { kind: 'allow', groupId: 'team' }, name: 'Bob Marsh' },
    ])
    expect(viewStore.getState().dialog).toBeNull()
  })

  test('block is polite; to tell it is a choice under more', async () => {
    const user = await ask()
    expect(screen.queryByRole('radio', { name: /Block and tell/ })).toBeNull()
    await user.click(screen.getByRole('radio', { name: /^Block/ }))
    await user.click(screen.getByRole('button', { name: 'More choices' }))
    await user.click(screen.getByRole('radio', { name: /Block and tell/ }))
    expect(screen.getByText('Nothing. Bob is told that you do not share.')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Block and tell' }))
    expect(decisions()).toEqual([{ aor: bob, kind: 'block' }])
  })

  test('to decide later is said once', async () => {
    const user = await ask(bob, withWatchers(watcher({ asked: false })))
    await user.click(screen.getByRole('button', { name: 'Decide later' }))
    expect(decisions()).toEqual([{ aor: bob, kind: 'later' }])
    stop()
    const again = await ask(bob, withWatchers(watcher({ asked: true })))
    await again.click(screen.getAllByRole('button', { name: 'Decide later' }).at(-1)!)
    expect(decisions()).toEqual([])
  })

  test('closes when another device has answered', async () => {
    await ask()
    act(() => setView({ dialog: { kind: 'watcher', accountId, aor: bob } }))
    await act(async () => bridge.tell({ kind: 'watcher', watcher: watcher({ status: 'active', handling: 'allow' }) }))
    expect(viewStore.getState().dialog).toBeNull()
  })

  test('a failure is said, and the question stays', async () => {
    const user = await ask()
    bridge.answers = { 'privacy.decide': () => ({ ok: false, failure: { kind: 'not-signed-in' } }) }
    act(() => setView({ dialog: { kind: 'watcher', accountId, aor: bob } }))
    await user.click(screen.getByRole('button', { name: 'Allow' }))
    expect(screen.getByRole('alert').textContent).not.toBe('')
    expect(viewStore.getState().dialog).not.toBeNull()
  })

  test('an answer given before is shown as it is, and changed', async () => {
    const user = await ask('mallory@evil.example')
    expect(screen.getByRole('dialog', { name: 'What mallory@evil.example may see' })).toBeTruthy()
    expect(screen.getByRole<HTMLInputElement>('radio', { name: /^Block/ }).checked).toBe(true)
    await user.click(screen.getByRole('radio', { name: /Only basic/ }))
    await user.click(screen.getByRole('button', { name: 'Save' }))
    expect(decisions()).toEqual([{ aor: 'mallory@evil.example', kind: 'basic' }])
  })
})

describe('the notice', () => {
  let layout: () => void
  afterEach(() => layout())

  async function window(state: AppState) {
    layout = withRosterLayout()
    ;({ bridge, stop } = await startPage(state))
    await act(async () => void render(<App />))
    await act(async () => await vi.dynamicImportSettled())
    return userEvent.setup({ delay: null, pointerEventsCheck: 0 })
  }
  const notice = () => document.querySelector<HTMLElement>('[data-watcher-notice]')
  const arrive = (part: Partial<Watcher> = {}) =>
    act(async () => {
      bridge.tell({ kind: 'watcher', watcher: watcher({ asked: false, ...part }) })
      await vi.dynamicImportSettled()
    })

  test('comes without taking the keyboard, and Answer opens the question', async () => {
    const user = await window(withWatchers())
    const search = screen.getByRole('combobox', { name: 'Search or dial' })
    search.focus()
    await arrive()
    await waitFor(() => expect(notice()?.textContent).toContain('Bob Marsh wants to see your presence'))
    expect(document.activeElement).toBe(search)
    expect(document.querySelector('dialog[open]')).toBeNull()
    await user.click(within(notice()!).getByRole('button', { name: 'Answer' }))
    expect(viewStore.getState().dialog).toEqual({ kind: 'watcher', accountId, aor: bob })
  })

  test('waits while one talks, and comes after', async () => {
    const talk: Call = call({ id: 'c', accountId })
    await window({ ...withWatchers(), calls: { c: talk } })
    await arrive()
    expect(notice()).toBeNull()
    await act(async () => {
      bridge.tell({ kind: 'call', call: { ...talk, phase: 'ended' } })
      await vi.dynamicImportSettled()
    })
    await waitFor(() => expect(notice()).not.toBeNull())
  })

  test('closed, it does not come again, and the row above the people stays', async () => {
    const user = await window(withWatchers())
    await arrive()
    await waitFor(() => expect(notice()).not.toBeNull())
    await user.click(within(notice()!).getByRole('button', { name: 'Decide later' }))
    expect(decisions()).toEqual([{ aor: bob, kind: 'later' }])
    expect(notice()).toBeNull()
    expect(screen.getByRole('button', { name: /Bob Marsh wants to see you/ })).toBeTruthy()
  })

  test('several are counted, and their row leads to the list', async () => {
    const user = await window(withWatchers(watcher(), watcher({ aor: 'eve@x.example', displayName: null })))
    await user.click(screen.getByRole('button', { name: /2 people want to see you/ }))
    expect(viewStore.getState()).toMatchObject({ tab: 'settings', settingsPage: 'watchers' })
  })
})

describe('the page', () => {
  const lines = (title: string): readonly string[] => {
    const part = screen.getByRole('region', { name: title })
    return [...part.querySelectorAll('[data-watcher]')].map((line) => line.textContent ?? '')
  }

  test('who waits, who watches, and what was answered', async () => {
    ;({ bridge, stop } = await startPage(pictured))
    render(<WatchersPage />)
    expect(lines('Waiting for your answer')[0]).toMatch(/^Bob Marshbob@northwind\.example · asked .*Answer$/)
    expect(lines('Watching now')[0]).toMatch(
      /^Maya Okonkwomaya@lindqvist\.example · since (\d\d:\d\d|\d+ \w+)Sees youChange$/,
    )
    expect(lines('What you answered')[0]).toMatch(/^mallory@evil\.exampleBlocked .*Change$/)
    expect(lines('What you answered')[1]).toMatch(/^Northwind support.*Allowed, in Customers .*Change$/)
  })

  test('an answer is changed from there', async () => {
    ;({ bridge, stop } = await startPage(pictured))
    render(<WatchersPage />)
    const user = userEvent.setup({ delay: null, pointerEventsCheck: 0 })
    await user.click(screen.getByRole('button', { name: 'Change for mallory@evil.example' }))
    expect(viewStore.getState().dialog).toEqual({ kind: 'watcher', accountId, aor: 'mallory@evil.example' })
  })

  test('a long history is shown in part, and whole when asked', async () => {
    const privacy = pictured.privacy[accountId]!
    const many = Array.from({ length: 30 }, (_, index) => ({ ...privacy.decisions[0]!, aor: `p${index}@x.example` }))
    ;({ bridge, stop } = await startPage({
      ...pictured,
      privacy: { [accountId]: { ...privacy, decisions: many } },
    }))
    render(<WatchersPage />)
    expect(lines('What you answered')).toHaveLength(20)
    await userEvent.setup({ delay: null }).click(screen.getByRole('button', { name: 'Show all' }))
    expect(lines('What you answered')).toHaveLength(30)
  })

  test('nobody', async () => {
    const privacy = pictured.privacy[accountId]!
    ;({ bridge, stop } = await startPage({
      ...withWatchers(),
      privacy: { [accountId]: { ...privacy, decisions: [] } },
    }))
    render(<WatchersPage />)
    expect(screen.getByText('Nobody waits for an answer.')).toBeTruthy()
    expect(screen.getByText('Nobody watches you now.')).toBeTruthy()
    expect(screen.getByText('You have answered nobody yet.')).toBeTruthy()
  })
})
