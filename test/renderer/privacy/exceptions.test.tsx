import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import PrivacyDialogs from '../../../renderer/privacy/dialogs.tsx'
import type { FakeBridge } from '../window/fake-bridge.ts'
import { accountId, pictured } from '../window/people.ts'
import { startPage } from '../window/start.ts'

let bridge: FakeBridge
let stop: () => void
afterEach(() => stop())

async function dialog() {
  ;({ bridge, stop } = await startPage(pictured))
  render(<PrivacyDialogs dialog={{ kind: 'exceptions', accountId }} />)
  return userEvent.setup({ delay: null, pointerEventsCheck: 0 })
}
const given = () => bridge.of('privacy.setPerson')
const ruth = 'ruth@lindqvist.example'
const line = (aor: string): HTMLElement => document.querySelector<HTMLElement>(`[data-exception="${aor}"]`)!

test('what somebody gets is chosen, and takes effect at once', async () => {
  const user = await dialog()
  await user.selectOptions(screen.getByRole('combobox', { name: 'What Ruth Keller gets' }), 'Only basic')
  expect(given()).toMatchObject([{ aor: ruth, rule: { access: 'basic', extra: { place: { level: 'yes' } } } }])
})

test('single details are given and taken back', async () => {
  const user = await dialog()
  await user.selectOptions(screen.getByRole('combobox', { name: 'Ruth Keller also sees' }), 'Mood')
  expect(given().at(-1)?.rule?.extra.mood).toEqual({ level: 'yes', when: 'always' })
  await user.click(screen.getByRole('button', { name: 'No longer show Place to Ruth Keller' }))
  expect(Object.keys(given().at(-1)?.rule?.extra ?? {})).toEqual(['mood'])
})

test('when calls of one person ring is said apart from the groups, and taken back', async () => {
  const user = await dialog()
  const calls = screen.getByRole('combobox', { name: 'When calls of Ruth Keller ring' })
  await user.selectOptions(calls, 'At work only')
  expect(given().at(-1)?.rule?.reach).toEqual({ ring: 'work', otherwise: 'silent', quietMessages: true })
  await user.selectOptions(
    screen.getByRole('combobox', { name: 'Calls of Ruth Keller at other times' }),
    'Else declined',
  )
  expect(given().at(-1)?.rule?.reach?.otherwise).toBe('decline')
  await user.selectOptions(
    screen.getByRole('combobox', { name: 'Messages of Ruth Keller in do not disturb' }),
    'Messages heard',
  )
  expect(given().at(-1)?.rule?.reach?.quietMessages).toBe(false)
  await user.selectOptions(calls, 'As their groups')
  expect(given().at(-1)?.rule?.reach).toBeNull()
})

test('who is blocked has no details to choose', async () => {
  await dialog()
  expect(within(line('mallory@evil.example')).queryByText('Also sees')).toBeNull()
})

test('a removal can be undone as it was', async () => {
  const user = await dialog()
  await user.click(screen.getByRole('button', { name: 'Remove Ruth Keller' }))
  expect(given()).toEqual([{ accountId, aor: ruth, rule: null }])
  expect(line(ruth)).toBeNull()
  await user.click(await screen.findByRole('button', { name: 'Undo' }))
  expect(given().at(-1)).toMatchObject({ aor: ruth, rule: { access: 'columns', extra: { place: { level: 'yes' } } } })
  expect(line(ruth)).not.toBeNull()
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull())
})

test('a person is added by name, by keyboard alone', async () => {
  const user = await dialog()
  const field = screen.getByRole('combobox', { name: 'Add a person' })
  await user.type(field, 'may')
  expect(within(screen.getByRole('listbox')).getByRole('option', { selected: true }).textContent).toContain(
    'Maya Okonkwo',
  )
  await user.keyboard('{Enter}')
  expect(given()).toEqual([{ accountId, aor: 'maya@lindqvist.example', rule: { access: 'allow', extra: {} } }])
})

test('an address of nobody known is taken as it is', async () => {
  const user = await dialog()
  await user.type(screen.getByRole('combobox', { name: 'Add a person' }), 'Eve@Elsewhere.example{Enter}')
  expect(given()).toEqual([{ accountId, aor: 'eve@elsewhere.example', rule: { access: 'allow', extra: {} } }])
})

test('who is there already is said, and stays as set', async () => {
  const user = await dialog()
  await user.type(screen.getByRole('combobox', { name: 'Add a person' }), 'ruth{Enter}')
  expect(given()).toEqual([])
  expect(screen.getByText('Ruth Keller is listed already.')).toBeTruthy()
})

test('Escape clears what was typed before it closes anything', async () => {
  const user = await dialog()
  const field = screen.getByRole<HTMLInputElement>('combobox', { name: 'Add a person' })
  await user.type(field, 'zzz')
  expect(screen.getByText(/Nobody of that name/)).toBeTruthy()
  await user.keyboard('{Escape}')
  expect(field.value).toBe('')
})
