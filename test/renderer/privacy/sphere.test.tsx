import { act, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import type { SphereState } from '#contract/privacy'
import type { AppState } from '#contract/state'
import { SpherePart, sphereNow } from '../../../renderer/privacy/sphere-part.tsx'
import { viewStore } from '../../../renderer/store/view.ts'
import type { FakeBridge } from '../window/fake-bridge.ts'
import { accountId, pictured } from '../window/people.ts'
import { startPage, t } from '../window/start.ts'

let bridge: FakeBridge
let stop: () => void
afterEach(() => stop())

const privacy = pictured.privacy[accountId]!
const office = privacy.sphere.rules.networks[0]!
const withSphere = (part: Partial<SphereState>): AppState => ({
  ...pictured,
  privacy: { [accountId]: { ...privacy, sphere: { ...privacy.sphere, ...part } } },
})

async function part(state: AppState = pictured) {
  ;({ bridge, stop } = await startPage(state))
  render(<SpherePart />)
  return userEvent.setup({ delay: null, pointerEventsCheck: 0 })
}
const given = () => bridge.of('privacy.setSphereRules').map(({ rules }) => rules)

test.each([
  [{ now: 'work', source: 'network' }, 'At work, by this network'],
  [{ now: 'home', source: 'time' }, 'At home, by the hour'],
  [{ now: 'work', source: 'hand' }, 'At work, set by you'],
  [{ now: null, source: 'none' }, 'Not known. Set it in your status, or say here how it is decided.'],
] as const)('%j reads: %s', async (sphere, words) => {
  expect(sphereNow(t, sphere)).toBe(words)
  await part(withSphere(sphere))
  expect(screen.getByText(words)).toBeTruthy()
})

test('work by the hour begins as most people work', async () => {
  const user = await part()
  await user.click(screen.getByRole('switch', { name: 'Work by the hour' }))
  expect(given()).toEqual([
    { workHours: { days: [1, 2, 3, 4, 5], from: 540, until: 1020 }, otherwise: null, networks: [office] },
  ])
})

test('days and hours are changed, and the last day stays', async () => {
  const user = await part(
    withSphere({ rules: { workHours: { days: [1], from: 540, until: 1020 }, otherwise: null, networks: [] } }),
  )
  await user.click(screen.getByRole('button', { name: 'Mon' }))
  expect(given()).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Sun' }))
  expect(given().at(-1)?.workHours?.days).toEqual([0, 1])
  const from = screen.getByLabelText('From')
  await user.clear(from)
  await user.type(from, '08:30')
  expect(given().at(-1)?.workHours?.from).toBe(510)
  await user.click(screen.getByRole('switch', { name: 'The rest of the time is home' }))
  expect(given().at(-1)?.otherwise).toBe('home')
})

test('this network is made work or home, and forgotten with undo', async () => {
  const user = await part(
    withSphere({
      rules: { workHours: null, otherwise: null, networks: [office] },
      network: { id: '192.168.1.0/24', name: 'Cafe' },
    }),
  )
  await user.click(screen.getByRole('button', { name: 'Is home' }))
  expect(given().at(-1)?.networks).toEqual([office, { id: '192.168.1.0/24', name: 'Cafe', sphere: 'home' }])
  await user.selectOptions(screen.getByRole('combobox', { name: 'What Harbor office is' }), 'At home')
  const cafe = { id: '192.168.1.0/24', name: 'Cafe', sphere: 'home' }
  expect(given().at(-1)?.networks).toEqual([{ ...office, sphere: 'home' }, cafe])
  await user.click(screen.getByRole('button', { name: 'Forget Harbor office' }))
  expect(given().at(-1)?.networks).toEqual([cafe])
  await waitFor(() => expect(viewStore.getState().toasts).toHaveLength(1))
  act(() => viewStore.getState().toasts[0]?.action?.run())
  expect(given().at(-1)?.networks).toEqual([{ ...office, sphere: 'home' }, cafe])
})

test('a network that cannot be told is said', async () => {
  await part(withSphere({ network: null }))
  expect(screen.getByText('This computer does not tell which network it is in.')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Is work' })).toBeNull()
})
