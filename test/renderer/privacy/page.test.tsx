import { act, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import type { Privacy } from '#contract/privacy'
import type { AppState } from '#contract/state'
import { KeepingMark } from '../../../renderer/privacy/keeping.tsx'
import { PrivacyPage } from '../../../renderer/privacy/page.tsx'
import { viewStore } from '../../../renderer/store/view.ts'
import type { FakeBridge } from '../window/fake-bridge.ts'
import { accountId, pictured } from '../window/people.ts'
import { startPage } from '../window/start.ts'

let bridge: FakeBridge
let stop: () => void
afterEach(() => stop())

const privacy = pictured.privacy[accountId]!
const withPrivacy = (part: Partial<Privacy>): AppState => ({
  ...pictured,
  privacy: { [accountId]: { ...privacy, ...part } },
})

async function page(state: AppState = pictured) {
  ;({ bridge, stop } = await startPage(state))
  render(
    <>
      <KeepingMark />
      <PrivacyPage />
    </>,
  )
  return userEvent.setup({ delay: null, pointerEventsCheck: 0 })
}

const cell = (name: string): HTMLSelectElement => screen.getByRole('combobox', { name })

test('groups by details, the first row whether one is seen at all', async () => {
  await page()
  const grid = screen.getByRole('grid', { name: 'Who sees what, group by group' })
  expect(
    within(grid)
      .getAllByRole('columnheader')
      .map((header) => header.textContent),
  ).toEqual(['Favourites4 people', 'Support team5 people', 'Customers23 people', 'Everyone elseNot in a group'])
  expect(
    within(grid)
      .getAllByRole('rowheader')
      .map((header) => header.textContent),
  ).toEqual([
    'Available or not',
    'Note',
    'What you do',
    'Your day',
    'Local time',
    'Place',
    'Trips',
    'Sound, light, private',
    'Mood',
    'Work or home',
    'Devices, idle',
    'Picture',
    'For whom you are available',
    'Calls ring',
    'Calls at other times',
    'Messages in do not disturb',
  ])
  expect(cell('Available or not, Everyone else').selectedOptions[0]?.text).toBe('Ask me')
  expect(cell('Place, Support team').selectedOptions[0]?.text).toBe('City')
  expect(cell('Sound, light, private, Support team').selectedOptions[0]?.text).toBe('At work only')
})

test('a choice is given to main, and the cell shows what main says', async () => {
  const user = await page()
  await user.selectOptions(cell('Place, Customers'), 'City, at work only')
  expect(bridge.of('privacy.setDetail')).toEqual([
    { accountId, column: 'customers', detail: 'place', grant: { level: 'part', when: 'work' } },
  ])
  expect(cell('Place, Customers').value).toBe('part work')
  await user.selectOptions(cell('Available or not, Customers'), 'At work only')
  expect(bridge.of('privacy.setHandling')).toEqual([
    { accountId, column: 'customers', handling: 'allow', when: 'work' },
  ])
  await user.selectOptions(cell('Calls ring, Support team'), 'Never')
  await user.selectOptions(cell('Calls at other times, Support team'), 'Declined')
  await user.selectOptions(cell('Messages in do not disturb, Support team'), 'With a sound')
  expect(bridge.of('privacy.setReach').at(-1)).toEqual({
    accountId,
    column: 'team',
    reach: { ring: 'never', otherwise: 'decline', quietMessages: false },
  })
})

test('one Tab comes to the grid, the arrows move in it, Enter opens', async () => {
  const user = await page()
  const opened = vi.fn()
  HTMLSelectElement.prototype.showPicker = opened
  screen.getByRole('button', { name: 'See as' }).focus()
  await user.tab()
  expect(document.activeElement).toBe(cell('Available or not, Favourites'))
  await user.keyboard('{ArrowDown}{ArrowRight}')
  expect(document.activeElement).toBe(cell('Note, Support team'))
  await user.keyboard('{Enter}')
  expect(opened).toHaveBeenCalledOnce()
  await user.tab()
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Edit' }))
  await user.tab({ shift: true })
  expect(document.activeElement).toBe(cell('Note, Support team'))
  expect(bridge.of('privacy.setDetail')).toEqual([])
})

test('a group that is made while the page is open is a column at once', async () => {
  const user = await page()
  await user.click(screen.getByRole('button', { name: 'New group' }))
  expect(viewStore.getState().dialog).toEqual({ kind: 'add-group', accountId, parentId: null })
  const column = { ...privacy.columns[1]!, id: 'new', name: 'Press', people: 0 }
  act(() => bridge.tell({ kind: 'privacy', privacy: { ...privacy, columns: [...privacy.columns, column] } }))
  expect(screen.getByRole('columnheader', { name: /Press/ }).textContent).toBe('Press0 people')
})

test.each<readonly [Privacy['keeping'], string, string | null]>([
  [{ kind: 'saved' }, 'Saved on your server', null],
  [{ kind: 'saving' }, 'Saving', null],
  [{ kind: 'here-only' }, 'Kept on this computer only', 'Your server has no place for this.'],
  [
    { kind: 'waiting', failure: { kind: 'network-down' } },
    'Kept here for now',
    'Kept on this computer until your server takes it.',
  ],
  [
    { kind: 'refused', failure: { kind: 'forbidden', domain: 'lindqvist.example', status: 403 } },
    'Not taken by your server',
    'Your server does not take this.',
  ],
])('how it is kept is said: %j', async (keeping, mark, why) => {
  await page(withPrivacy({ keeping }))
  expect(screen.getByRole('status').textContent).toBe(mark)
  const notes = screen.queryAllByRole('note').map((note) => note.textContent ?? '')
  if (why === null) expect(notes).toEqual([])
  else expect(notes[0]).toContain(why)
})

test('what the server cannot keep, and what is left out for it, is said in plain words', async () => {
  await page(
    withPrivacy({
      server: { name: 'Kamailio', limits: ['shows-all'] },
      withheld: [{ detail: 'note', columns: ['customers'], people: [] }],
    }),
  )
  const note = screen.getByRole('note').textContent
  expect(note).toContain('What Kamailio cannot keep')
  expect(note).toContain('Your server shows everyone the same.')
  expect(note).toContain('Left out for everybody: your note, because Customers may not see it.')
})

test('rules of other programs that are in the way, and rules written again, are said', async () => {
  await page(
    withPrivacy({
      conflicts: [
        { ruleId: 'wp_prs_allow_all', kind: 'opens', people: [] },
        { ruleId: 'partners', kind: 'opens', people: [], domains: ['example.com'] },
      ],
      reapplied: { at: Date.now() },
    }),
  )
  const notes = screen.getAllByRole('note').map((note) => note.textContent)
  expect(notes[0]).toContain('Another program allows more to everybody than you do here.')
  expect(notes[0]).toContain('Its rule is kept: wp_prs_allow_all')
  expect(notes[1]).toContain('Another program allows more to everybody of example.com than you do here.')
  expect(notes[2]).toBe('Another program removed your rules from the server. Dialtone wrote them again, just now.')
})

test('a rule of another program is removed after a question', async () => {
  const user = await page(withPrivacy({ conflicts: [{ ruleId: 'wp_prs_allow_all', kind: 'opens', people: [] }] }))
  await user.click(screen.getByRole('button', { name: 'Remove that rule' }))
  expect(bridge.of('privacy.removeForeignRule')).toEqual([])
  const question = screen.getByRole('alertdialog', { name: 'Remove that rule?' })
  await user.click(within(question).getByRole('button', { name: 'Remove that rule' }))
  expect(bridge.of('privacy.removeForeignRule')).toEqual([{ accountId, ruleId: 'wp_prs_allow_all' }])
})
