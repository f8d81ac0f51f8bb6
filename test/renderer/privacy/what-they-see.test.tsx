import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { WhatTheySee } from '../../../renderer/privacy/what-they-see.tsx'
import { viewStore } from '../../../renderer/store/view.ts'
import type { FakeBridge } from '../window/fake-bridge.ts'
import { accountId, pictured } from '../window/people.ts'
import { startPage } from '../window/start.ts'

let bridge: FakeBridge
let stop: () => void
afterEach(() => stop())

async function side() {
  ;({ bridge, stop } = await startPage(pictured))
  await act(async () => void render(<WhatTheySee accountId={accountId} />))
  return userEvent.setup({ delay: null, pointerEventsCheck: 0 })
}

test('each group is asked about as it sees the user, and nobody in particular', async () => {
  const user = await side()
  expect(bridge.of('privacy.preview')[0]?.as).toEqual({ kind: 'allow', groupId: 'favourites' })
  await user.selectOptions(screen.getByRole('combobox', { name: 'Whose view' }), 'Customers')
  expect(bridge.of('privacy.preview').at(-1)?.as).toEqual({ kind: 'allow', groupId: 'customers' })
  const people = new Set(Object.values(pictured.contacts).map(({ aor }) => aor))
  expect(bridge.of('privacy.preview').some(({ aor }) => people.has(aor))).toBe(false)
})

test('from there one comes to who sees what', async () => {
  const user = await side()
  await user.click(screen.getByRole('button', { name: 'Change' }))
  expect(viewStore.getState()).toMatchObject({ dialog: null, tab: 'settings', settingsPage: 'privacy' })
})
