import { act, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import CallDetail from '../../../renderer/calls/call-detail.tsx'
import CallList from '../../../renderer/calls/call-list.tsx'
import { viewStore } from '../../../renderer/store/view.ts'
import { FakeBridge } from '../window/fake-bridge.ts'
import { withLayout } from '../window/layout.ts'
import { account } from '../window/people.ts'
import { show } from '../window/screen.tsx'
import { aorOf, presenceOf, record, stateOf } from '../window/talk.ts'

let restore: () => void
beforeEach(() => {
  restore = withLayout({ view: 600, row: 50 })
  vi.spyOn(document, 'hasFocus').mockReturnValue(true)
})
afterEach(() => {
  restore()
  vi.restoreAllMocks()
})

const hour = 3_600_000
const records = [
  record('missed', { at: Date.now() - 60_000, outcome: 'missed', seconds: null, seen: false }),
  record('out', { at: Date.now() - 120_000, aor: aorOf('Priya'), direction: 'out', seconds: 240 }),
  record('stranger', { at: Date.now() - 50 * hour, aor: '+1415@lindqvist.example', displayName: '+1 415' }),
]
const rows = () => [...document.querySelectorAll<HTMLElement>('[data-call-record]')]

test('calls stand by day with what happened, and missed ones are marked as seen when looked at', async () => {
  const bridge = new FakeBridge(stateOf({ records }))
  await show(bridge, <CallList />)
  expect(rows().map((row) => row.dataset['callRecord'])).toEqual(['missed', 'out', 'stranger'])
  expect(rows()[0]?.textContent).toContain('Maya Okonkwo')
  expect(rows()[1]?.textContent).toContain('You called, 4 min')
  expect(rows()[2]?.textContent).toContain('+1 415')
  expect(screen.getByRole('heading', { name: 'Today' })).toBeTruthy()
  expect(bridge.of('calls.markSeen')).toHaveLength(1)
  await act(async () => bridge.tell({ kind: 'call-record', record: { ...records[0]!, seen: true } }))
  expect(within(rows()[0]!).getByText('New')).toBeTruthy()
})

test('nothing counts as seen while the window is not looked at', async () => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(false)
  const bridge = new FakeBridge(stateOf({ records }))
  await show(bridge, <CallList />)
  expect(bridge.of('calls.markSeen')).toEqual([])
})

test('Missed shows only those, or says that there are none', async () => {
  const bridge = new FakeBridge(stateOf({ records }))
  const { end } = await show(bridge, <CallList />)
  await userEvent.click(screen.getByRole('radio', { name: 'Missed' }))
  expect(rows().map((row) => row.dataset['callRecord'])).toEqual(['missed'])
  end()
  await show(new FakeBridge(stateOf({ records: records.slice(1) })), <CallList />)
  await userEvent.click(screen.getByRole('radio', { name: 'Missed' }))
  expect(screen.getByText('No missed calls')).toBeTruthy()
})

test('a row calls back, and choosing it shows the person', async () => {
  const bridge = new FakeBridge(stateOf({ records }))
  bridge.answers['calls.dial'] = () => ({ ok: true, value: { id: 'call-7' } })
  await show(bridge, <CallList />)
  await userEvent.click(within(rows()[1]!).getAllByRole('button')[0]!)
  expect(viewStore.getState().person).toEqual({ accountId: account.id, aor: aorOf('Priya') })
  await userEvent.click(screen.getByRole('button', { name: 'Call Maya Okonkwo back' }))
  expect(bridge.of('calls.dial')).toEqual([{ accountId: account.id, address: aorOf('Maya') }])
  expect(viewStore.getState().callId).toBe('call-7')
})

test('arrows move through the calls, past the headings', async () => {
  await show(new FakeBridge(stateOf({ records })), <CallList />)
  within(rows()[0]!).getAllByRole('button')[0]!.focus()
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}')
  expect(viewStore.getState().person?.aor).toBe('+1415@lindqvist.example')
})

test('the detail names the best way and every call there was', async () => {
  const bridge = new FakeBridge(
    stateOf({
      records: [...records, record('old', { at: Date.now() - 400 * hour, direction: 'out', outcome: 'declined' })],
      presentities: [presenceOf('Maya', { best: { kind: 'chat', reason: 'busy', until: null } })],
    }),
  )
  await show(bridge, <CallDetail accountId={account.id} aor={aorOf('Maya')} />)
  expect(screen.getByText('Chat now')).toBeTruthy()
  const entries = within(screen.getByRole('list')).getAllByRole('listitem')
  expect(entries.map((one) => one.querySelector('span')?.textContent)).toEqual([
    'Maya called, you missed it',
    'You called, Maya declined',
  ])
  await userEvent.click(screen.getByRole('button', { name: 'Call' }))
  expect(bridge.of('calls.dial')).toHaveLength(1)
})
