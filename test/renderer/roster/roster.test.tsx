import { act, fireEvent, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AppState } from '#contract/state'
import { App } from '../../../renderer/app.tsx'
import { viewStore } from '../../../renderer/store/view.ts'
import type { FakeBridge } from '../window/fake-bridge.ts'
import { withRosterLayout } from '../window/layout.ts'
import { accountId, crowd, empty, moment, offline, pictured, presentity } from '../window/people.ts'
import { startPage } from '../window/start.ts'

const worded = vi.hoisted(() => ({ lines: [] as string[] }))
vi.mock('../../../renderer/presence/words.ts', async (original) => {
  const words = await original<typeof import('../../../renderer/presence/words.ts')>()
  const reachLine: typeof words.reachLine = (w, person) => {
    worded.lines.push(person?.aor ?? '')
    return words.reachLine(w, person)
  }
  return { ...words, reachLine }
})

let bridge: FakeBridge
let stop: () => void
let layout: () => void

beforeAll(async () => {
  await import('../../../renderer/roster/dialogs.tsx')
  await import('../../../renderer/roster/menus.tsx')
  await import('../../../renderer/settings/ask-password.tsx')
})
beforeEach(() => {
  vi.useFakeTimers({ now: new Date(2026, 10, 23, 14, 2), toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  layout = withRosterLayout()
})
afterEach(() => {
  stop()
  layout()
  vi.useRealTimers()
})

async function open(state: AppState = pictured): Promise<void> {
  ;({ bridge, stop } = await startPage(state))
  await act(async () => {
    render(<App />)
  })
}

const row = (user: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(`[data-aor="${user}@lindqvist.example"]`)
  if (!found) throw new Error(`no row of ${user}`)
  return found
}
const tree = (): HTMLElement => screen.getByRole('tree')
const active = (): string =>
  document.getElementById(tree().getAttribute('aria-activedescendant') ?? '')?.textContent ?? ''
const press = (key: string, more: object = {}): void => void fireEvent.keyDown(tree(), { key, ...more })
/** Dialogs and menus come in chunks of their own; with fake timers each look also lets time pass, which React waits for. */
const opened = (role: 'dialog' | 'menu'): Promise<HTMLElement> =>
  vi.waitFor(() => screen.getByRole(role), { timeout: 15_000 })
const openedDialog = (): Promise<HTMLElement> => opened('dialog')
const typeInSearch = (text: string): void =>
  void fireEvent.change(screen.getByRole('combobox'), { target: { value: text } })

describe('a row', () => {
  test('reads as name, reach line and best way', async () => {
    await open()
    expect(row('sofia').getAttribute('aria-label')).toBe('Sofia Marchetti, Available · Call or video, Best: call')
    expect(row('maya').getAttribute('aria-label')).toBe('Maya Okonkwo, In a meeting until 15:30, 3 unread, Best: chat')
  })

  test('carries its glyph for whoever looks at it', async () => {
    await open()
    expect(row('maya').dataset['availability']).toBe('busy')
    expect(row('ruth').dataset['availability']).toBe('dnd')
    expect(row('bengt').dataset['availability']).toBe('unknown')
  })

  test('without our link nothing stays green', async () => {
    await open(offline)
    const glyphs = [...document.querySelectorAll<HTMLElement>('[data-availability]')]
    expect(glyphs.length).toBeGreaterThan(8)
    expect(glyphs.map((one) => one.dataset['availability'])).toEqual(glyphs.map(() => 'unknown'))
    expect(within(row('sofia')).getByText('Was available, 13:51')).toBeTruthy()
  })

  test('a change of one person draws one row', async () => {
    await open()
    worded.lines.length = 0
    act(() =>
      bridge.tell({
        kind: 'presentity',
        presentity: presentity({ aor: 'ken@lindqvist.example', availability: 'away' }),
      }),
    )
    expect(worded.lines).toEqual(['ken@lindqvist.example'])
    expect(row('ken').dataset['availability']).toBe('away')
  })

  test('somebody who rings says so in the row', async () => {
    await open()
    act(() =>
      bridge.tell({
        kind: 'call',
        call: {
          id: 'k1',
          accountId,
          direction: 'in',
          aor: 'ken@lindqvist.example',
          displayName: null,
          phase: 'incoming',
          startedAt: Date.now(),
          answeredAt: null,
          endedAt: null,
          end: null,
          muted: false,
          heldByUs: false,
          heldByThem: false,
          recovering: false,
          quality: null,
          digits: '',
        },
      }),
    )
    expect(within(row('ken')).getByText('Calling you')).toBeTruthy()
  })
})

describe('the tree', () => {
  test('groups count who is free', async () => {
    await open()
    expect(screen.getByRole('treeitem', { name: 'Favourites, 1 free of 4' })).toBeTruthy()
    expect(screen.getByRole('treeitem', { name: 'Support team, 1 free of 5' })).toBeTruthy()
  })

  test('marks the roster usable once its rows are there', async () => {
    await open()
    expect(document.documentElement.dataset['ready']).toBe('1')
    expect(performance.getEntriesByName('roster-usable')).toHaveLength(1)
  })

  test('arrows move, and close or open a group', async () => {
    await open()
    fireEvent.focus(tree())
    expect(active()).toContain('Favourites')
    press('ArrowDown')
    expect(active()).toContain('Jonas Weber')
    press('ArrowLeft')
    expect(active()).toContain('Favourites')
    press('ArrowLeft')
    expect(document.querySelector('[data-aor^=jonas]')).toBeNull()
    press('ArrowRight')
    expect(row('jonas')).toBeTruthy()
    press('ArrowRight')
    expect(active()).toContain('Jonas Weber')
    press('End')
    expect(active()).toContain('Northwind support')
    press('Home')
    expect(active()).toContain('Favourites')
  })

  test('letters jump to a name', async () => {
    await open()
    fireEvent.focus(tree())
    press('r')
    press('u')
    expect(active()).toContain('Ruth Keller')
  })

  test('selection follows the keyboard when it rests', async () => {
    await open()
    fireEvent.focus(tree())
    press('ArrowDown')
    press('ArrowDown')
    expect(viewStore.getState().person).toBeNull()
    act(() => void vi.advanceTimersByTime(300))
    expect(viewStore.getState().person?.aor).toBe('luis@lindqvist.example')
  })

  test('Enter takes the best way: a call where a call is best', async () => {
    await open()
    fireEvent.focus(tree())
    press('s')
    expect(active()).toContain('Support team')
    press('s')
    expect(active()).toContain('Sofia Marchetti')
    await act(async () => press('Enter'))
    expect(bridge.of('calls.dial')).toEqual([{ accountId, address: 'sofia@lindqvist.example' }])
  })

  test('Enter on somebody in a meeting writes, and does not ring', async () => {
    await open()
    fireEvent.focus(tree())
    press('m')
    await act(async () => press('Enter'))
    expect(bridge.of('calls.dial')).toEqual([])
    expect(viewStore.getState().person?.aor).toBe('maya@lindqvist.example')
  })

  test('ten thousand people stand as a few rows in the page', async () => {
    await open(crowd(10_000))
    expect(document.querySelectorAll('[role=treeitem]').length).toBeLessThan(60)
    expect(screen.getAllByRole('treeitem')[1]?.getAttribute('aria-setsize')).toBe('6666')
  })
})

describe('search or dial', () => {
  test('finds people, and offers to call, write to and add what is typed', async () => {
    await open()
    typeInSearch('mar')
    const options = screen.getAllByRole('option').map((option) => option.textContent)
    expect(options[0]).toContain('Sofia Marchetti')
    expect(options.slice(1)).toEqual([
      'Call “mar@lindqvist.example”',
      'Chat with mar@lindqvist.example',
      'Add mar@lindqvist.example',
    ])
  })

  test('Enter on a person shows the person and rings nobody', async () => {
    await open()
    typeInSearch('maya')
    fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Enter' })
    expect(viewStore.getState().person?.aor).toBe('maya@lindqvist.example')
    expect(bridge.of('calls.dial')).toEqual([])
  })

  test('without a match Enter calls the address', async () => {
    await open()
    typeInSearch('bo')
    expect(screen.getByText('No match for “bo”')).toBeTruthy()
    await act(async () => void fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Enter' }))
    expect(bridge.of('calls.dial')).toEqual([{ accountId, address: 'bo@lindqvist.example' }])
  })

  test('a sip: link is offered, never dialled', async () => {
    const { show } = await import('../../../renderer/show.ts')
    await open()
    act(() => show({ kind: 'dial', address: 'sip:somebody@far.example' }))
    expect(screen.getByText('Call “somebody@far.example”')).toBeTruthy()
    expect(bridge.of('calls.dial')).toEqual([])
  })
})

describe('groups in groups', () => {
  const nested: AppState = {
    ...pictured,
    groups: {
      ...pictured.groups,
      second: { id: 'second', accountId, name: 'Second level', order: 1, parentId: 'team', handOrder: null },
    },
    contacts: {
      ...pictured.contacts,
      'c-ruth': { ...pictured.contacts['c-ruth']!, groupIds: ['second'] },
    },
  }

  test('stand one level deeper, with their people', async () => {
    await open(nested)
    const header = screen.getByRole('treeitem', { name: 'Second level, 0 free of 1' })
    expect(header.getAttribute('aria-level')).toBe('2')
    expect(header.getAttribute('aria-posinset')).toBe('5')
    expect(header.getAttribute('aria-setsize')).toBe('5')
    expect(row('ruth').getAttribute('aria-level')).toBe('3')
    expect(row('ken').getAttribute('aria-level')).toBe('2')
    expect(row('ken').getAttribute('aria-setsize')).toBe('5')
  })

  test('count for the group they are in', async () => {
    await open(nested)
    expect(screen.getByRole('treeitem', { name: 'Support team, 1 free of 5' })).toBeTruthy()
  })

  test('Left goes out, level by level, and Right in', async () => {
    await open(nested)
    act(() => viewStore.setState({ item: 'c:second/c-ruth' }))
    press('ArrowLeft')
    expect(active()).toContain('Second level')
    press('ArrowLeft')
    expect(document.querySelector('[data-aor^=ruth]')).toBeNull()
    press('ArrowLeft')
    expect(active()).toContain('Support team')
    press('ArrowLeft')
    expect(screen.queryByText('Second level')).toBeNull()
    press('ArrowRight')
    expect(screen.getByText('Second level')).toBeTruthy()
  })
})

describe('moving by key', () => {
  const spoken = (): string =>
    [...document.querySelectorAll('.sr[role=status]')].map((one) => one.textContent).join(' ')

  test('Alt Up and Down move a person within the group, and say where they are', async () => {
    await open()
    act(() => viewStore.setState({ item: 'c:team/c-ken' }))
    await act(async () => press('ArrowDown', { altKey: true }))
    expect(bridge.of('people.move')).toEqual([{ id: 'c-ken', from: 'team', to: 'team', before: 'c-ruth' }])
    expect(spoken()).toContain('Ken Tanaka, 3 of 5.')
    await act(async () => press('ArrowUp', { altKey: true }))
    expect(bridge.of('people.move')[1]).toMatchObject({ before: 'c-amara' })
  })

  test('and a group among the groups', async () => {
    await open()
    act(() => viewStore.setState({ item: 'g:customers' }))
    await act(async () => press('ArrowUp', { altKey: true }))
    expect(bridge.of('people.moveGroup')).toEqual([{ id: 'customers', parentId: null, before: 'team' }])
    expect(spoken()).toContain('Customers, 1 of 2.')
  })

  test('what asks for more before it does anything ends in dots, in every menu alike', async () => {
    const { openPersonMenu } = await import('../../../renderer/roster/person-menu-state.ts')
    await open()
    const asking = async (way: () => void): Promise<readonly (string | null)[]> => {
      act(way)
      await opened('menu')
      const names = screen.getAllByRole('menuitem').map((item) => item.textContent)
      fireEvent.keyDown(screen.getByRole('menu'), { key: 'Escape' })
      return names.filter((name) => name?.endsWith('…'))
    }
    expect(await asking(() => openPersonMenu('c-ken', { x: 0, y: 0 }, 'team'))).toEqual(['Edit…', 'Move to…'])
    const people = screen.getByRole('button', { name: 'More for your people' })
    expect(await asking(() => void fireEvent.click(people))).toEqual([
      'New group…',
      'Follow a list…',
      'Import people…',
      'Export people…',
      'Find people who look alike…',
    ])
    act(() => viewStore.setState({ item: 'g:team' }))
    const key = () => void fireEvent.keyDown(screen.getByRole('tree'), { key: 'F10', shiftKey: true })
    expect(await asking(key)).toEqual(['Rename group…', 'New group inside…', 'Move to…', 'Export group…'])
  })

  test('the menu offers what is possible: not up for the first, no order for favourites', async () => {
    const { openPersonMenu } = await import('../../../renderer/roster/person-menu-state.ts')
    await open()
    const offered = async (contactId: string, section: string): Promise<readonly (string | null)[]> => {
      act(() => openPersonMenu(contactId, { x: 0, y: 0 }, section))
      await opened('menu')
      const names = screen.getAllByRole('menuitem').map((item) => item.textContent)
      fireEvent.keyDown(screen.getByRole('menu'), { key: 'Escape' })
      return names.filter((name) => name?.startsWith('Move'))
    }
    expect(await offered('c-amara', 'team')).toEqual(['Move down', 'Move to…'])
    expect(await offered('c-ken', 'team')).toEqual(['Move up', 'Move down', 'Move to…'])
    expect(await offered('c-priya', 'favourites')).toEqual(['Move to…'])
  })

  test('Move to… takes a person into another group, out of the one the row is in', async () => {
    await open()
    act(() => viewStore.setState({ dialog: { kind: 'move', item: 'c:team/c-ken' } }))
    const dialog = within(await openedDialog())
    expect(dialog.getAllByRole('option').map((option) => option.textContent)).toEqual(['No group', 'Customers'])
    fireEvent.change(dialog.getByLabelText('To'), { target: { value: 'customers' } })
    await act(async () => void fireEvent.click(dialog.getByRole('button', { name: 'Move' })))
    expect(bridge.of('people.move')).toEqual([{ id: 'c-ken', from: 'team', to: 'customers' }])
    expect(spoken()).toContain('Ken Tanaka is now in Customers.')
  })

  test('F2 edits, Delete removes, and the keyboard stays where it was', async () => {
    await open()
    act(() => viewStore.setState({ item: 'c:team/c-ken' }))
    press('F2')
    expect(viewStore.getState().dialog).toEqual({ kind: 'edit-person', contactId: 'c-ken' })
    act(() => viewStore.setState({ dialog: null }))
    await act(async () => press('Delete'))
    expect(bridge.of('people.remove')).toEqual([{ id: 'c-ken' }])
    expect(active()).toContain('Owen Price')
  })
})

describe('dragging', () => {
  afterEach(() => void vi.runOnlyPendingTimers())
  /** jsdom lays nothing out: the pointer is over what the test says. */
  const over = (element: Element): void => {
    document.elementFromPoint = () => element
  }
  const pointer = (type: string, target: Element, at: { x: number; y: number }): void => {
    const event = new MouseEvent(type, { bubbles: true, button: 0, clientX: at.x, clientY: at.y })
    fireEvent(target, event)
  }

  test('a person dropped on a group is in it; the press is not a click', async () => {
    await open()
    const header = screen.getByRole('treeitem', { name: /^Customers/ })
    pointer('pointerdown', row('ken'), { x: 10, y: 10 })
    // As a browser does it: what is pressed takes the focus from what had it.
    fireEvent.blur(tree())
    over(header)
    pointer('pointermove', row('ken'), { x: 10, y: 60 })
    expect(document.querySelector('[data-drop=into]')).toBeTruthy()
    expect(document.querySelector('.drag-ghost')?.textContent).toBe('Ken Tanaka')
    await act(async () => {
      pointer('pointerup', header, { x: 10, y: 60 })
      fireEvent.click(row('ken'))
    })
    expect(bridge.of('people.move')).toEqual([{ id: 'c-ken', from: 'team', to: 'customers' }])
    expect(viewStore.getState().person).toBeNull()
    expect(document.querySelector('.drag-ghost')).toBeNull()
  })

  test('Escape puts it back', async () => {
    await open()
    pointer('pointerdown', row('ken'), { x: 10, y: 10 })
    over(screen.getByRole('treeitem', { name: /^Customers/ }))
    pointer('pointermove', row('ken'), { x: 10, y: 60 })
    fireEvent.keyDown(document.body, { key: 'Escape' })
    pointer('pointerup', row('ken'), { x: 10, y: 60 })
    expect(bridge.of('people.move')).toEqual([])
    expect(document.querySelector('[data-drop]')).toBeNull()
  })

  test('a press that does not move is a click', async () => {
    await open()
    pointer('pointerdown', row('ken'), { x: 10, y: 10 })
    pointer('pointermove', row('ken'), { x: 12, y: 11 })
    pointer('pointerup', row('ken'), { x: 12, y: 11 })
    fireEvent.click(row('ken'))
    expect(viewStore.getState().person?.aor).toBe('ken@lindqvist.example')
  })

  test('a favourite dropped on a group is a favourite no longer, and stands there', async () => {
    await open()
    const header = screen.getByRole('treeitem', { name: /^Customers/ })
    pointer('pointerdown', row('priya'), { x: 10, y: 10 })
    over(header)
    pointer('pointermove', row('priya'), { x: 10, y: 60 })
    await act(async () => pointer('pointerup', header, { x: 10, y: 60 }))
    expect(bridge.of('people.change')).toEqual([{ id: 'c-priya', favourite: false }])
    expect(bridge.of('people.move')).toEqual([{ id: 'c-priya', from: null, to: 'customers' }])
  })
})

describe('new groups', () => {
  test('a name that is there already is refused in words', async () => {
    await open()
    act(() => viewStore.setState({ dialog: { kind: 'add-group', accountId, parentId: null } }))
    const dialog = within(await openedDialog())
    fireEvent.change(dialog.getByLabelText('Name of the group'), { target: { value: 'customers' } })
    await act(async () => void fireEvent.click(dialog.getByRole('button', { name: 'Add group' })))
    expect(dialog.getByText(/There is a group customers here already/)).toBeTruthy()
    fireEvent.change(dialog.getByLabelText('Name of the group'), { target: { value: 'Family' } })
    await act(async () => void fireEvent.click(dialog.getByRole('button', { name: 'Add group' })))
    expect(bridge.of('people.addGroup')).toEqual([{ accountId, name: 'Family', parentId: null }])
  })
})

describe('lists of somebody else', () => {
  const list = { address: 'https://lists.example.org/night', left: 0, readAt: null, failure: null, own: true }
  const luis = { ...pictured.contacts['c-maya']!, id: 'f-luis', aor: 'luis@example.org', name: 'Luis', groupIds: [] }
  const listed = {
    ...pictured,
    contacts: { ...pictured.contacts, 'f-luis': { ...luis, followed: true as const } },
    groups: {
      ...pictured.groups,
      night: {
        id: 'night',
        accountId,
        name: 'Night shift',
        order: 9,
        parentId: null,
        handOrder: null,
        list: { ...list, contactIds: ['f-luis'] },
      },
    },
  }

  test('an address that cannot be followed is said in words, and one that can is sent', async () => {
    await open()
    act(() => viewStore.setState({ dialog: { kind: 'follow-list', accountId } }))
    const dialog = within(await openedDialog())
    fireEvent.change(dialog.getByLabelText('Address of the list'), { target: { value: 'team' } })
    bridge.answers = { 'people.followList': () => ({ ok: false, failure: { kind: 'invalid', field: 'list' } }) }
    await act(async () => void fireEvent.click(dialog.getByRole('button', { name: 'Follow list' })))
    expect(dialog.getByText(/That is not the address of a list/)).toBeTruthy()
    bridge.answers = { 'people.followList': () => ({ ok: true, value: { id: 'night' } }) }
    fireEvent.change(dialog.getByLabelText('Address of the list'), {
      target: { value: ' https://lists.example.org/a ' },
    })
    await act(async () => void fireEvent.click(dialog.getByRole('button', { name: 'Follow list' })))
    expect(bridge.of('people.followList').at(-1)).toEqual({
      accountId,
      address: 'https://lists.example.org/a',
      name: '',
    })
  })

  test('whoever stands in one is seen and called, and not edited or removed', async () => {
    await open(listed)
    expect(screen.getByRole('treeitem', { name: /^Night shift, From a list that somebody else keeps/ })).toBeTruthy()
    act(() => viewStore.setState({ item: 'c:night/f-luis' }))
    fireEvent.keyDown(screen.getByRole('tree'), { key: 'F10', shiftKey: true })
    const menu = within(await opened('menu'))
    expect(menu.getByRole('menuitem', { name: 'Add to my people…' })).toBeTruthy()
    for (const name of ['Edit…', 'Remove from my people', 'Move to…', 'Add to favourites'])
      expect(menu.queryByRole('menuitem', { name })).toBeNull()
  })

  test('it can be left by key, and followed again', async () => {
    await open(listed)
    const tree = screen.getByRole('tree')
    act(() => viewStore.setState({ item: 'g:night' }))
    await act(async () => void fireEvent.keyDown(tree, { key: 'Delete' }))
    expect(bridge.of('people.leaveList')).toEqual([{ id: 'night' }])
    const undo = viewStore.getState().toasts.at(-1)?.action
    await act(async () => undo?.run())
    expect(bridge.of('people.followList').at(-1)).toMatchObject({ address: list.address, name: 'Night shift' })
  })
})

describe('adding and removing', () => {
  test('removing can be undone', async () => {
    const { removePerson } = await import('../../../renderer/roster/removal.ts')
    await open()
    const maya = pictured.contacts['c-maya']!
    await act(async () => removePerson(maya))
    expect(document.querySelector('[data-aor^=maya]')).toBeNull()
    expect(screen.getByText('Maya Okonkwo is removed.')).toBeTruthy()
    await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Undo' })))
    expect(bridge.of('people.restore')).toEqual([{ undo: 'undo' }])
  })

  test('Ctrl Z takes the last removal back, once', async () => {
    const { removePerson, undoLast } = await import('../../../renderer/roster/removal.ts')
    const { startKeyboard } = await import('../../../renderer/keyboard.ts')
    // those of the tests before
    while (undoLast()) await act(async () => {})
    await open()
    const end = startKeyboard()
    await act(async () => removePerson(pictured.contacts['c-maya']!))
    await act(async () => void fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true }))
    await act(async () => void fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true }))
    expect(bridge.of('people.restore')).toEqual([{ undo: 'undo' }])
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull()
    end()
  })

  test('the first person is added from the empty list, with words for what is wrong', async () => {
    vi.useRealTimers()
    const user = userEvent.setup({ delay: null, pointerEventsCheck: 0 })
    await open(empty)
    await user.click(screen.getAllByRole('button', { name: 'Add a person' }).at(-1)!)
    const dialog = await openedDialog()
    await user.click(within(dialog).getByRole('button', { name: 'Add person' }))
    expect(within(dialog).getByText('That is not an address. It looks like name@example.org.')).toBeTruthy()
    await user.type(within(dialog).getByLabelText('SIP address'), 'bengt')
    await user.type(within(dialog).getByLabelText('Name'), 'Bengt')
    await user.click(within(dialog).getByRole('button', { name: 'Add person' }))
    expect(bridge.of('people.add')).toEqual([
      { accountId, address: 'bengt@lindqvist.example', name: 'Bengt', groupIds: [] },
    ])
  })

  test('who is there already is not added again', async () => {
    vi.useRealTimers()
    const user = userEvent.setup({ delay: null, pointerEventsCheck: 0 })
    await open()
    act(() => viewStore.setState({ dialog: { kind: 'add-person', address: 'MAYA@lindqvist.example' } }))
    const dialog = await openedDialog()
    await user.click(within(dialog).getByRole('button', { name: 'Add person' }))
    expect(within(dialog).getByText('Maya Okonkwo is already among your people.')).toBeTruthy()
    expect(bridge.of('people.add')).toEqual([])
  })
})

test('the link banner counts down and tries at once when asked', async () => {
  await open(offline)
  expect(screen.getByText('No connection.')).toBeTruthy()
  expect(screen.getByText('Trying again in 8 s. Presence is from 13:51.')).toBeTruthy()
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Try now' })))
  expect(bridge.of('account.reconnect')).toEqual([{ id: accountId }])
})

test('the banner claims no time for presence that was never there', async () => {
  await open({ ...offline, presentities: {} })
  expect(screen.getByText('Trying again in 8 s.')).toBeTruthy()
})

test('a certificate that is not trusted leads to where one is added', async () => {
  const failure = { kind: 'certificate', host: 'sip.lindqvist.example', problem: 'untrusted' } as const
  await open({ ...pictured, links: { [accountId]: { kind: 'offline', since: moment, failure, retryAt: null } } })
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Network settings' })))
  expect(viewStore.getState()).toMatchObject({ tab: 'settings', settingsPage: 'network', slide: true })
})

test('a group without people says so instead of counting', async () => {
  const group = { id: 'new', accountId, name: 'Newcomers', order: 9, parentId: null, handOrder: null }
  await open({ ...pictured, groups: { ...pictured.groups, new: group } })
  expect(screen.getByRole('treeitem', { name: 'Newcomers, Nobody yet' })).toBeTruthy()
})

test('a password that is not kept is asked for from the banner', async () => {
  vi.useRealTimers()
  const user = userEvent.setup({ delay: null, pointerEventsCheck: 0 })
  const failure = { kind: 'password-needed', domain: 'lindqvist.example' } as const
  await open({ ...pictured, links: { [accountId]: { kind: 'offline', since: Date.now(), failure, retryAt: null } } })
  await user.click(screen.getByRole('button', { name: 'Type password' }))
  const dialog = await openedDialog()
  await user.type(within(dialog).getByLabelText('Password'), 'secret')
  await user.click(within(dialog).getByRole('button', { name: 'Save' }))
  expect(bridge.of('account.setPassword')).toMatchObject([{ id: accountId, password: 'secret' }])
})

test('who has signed out sees the sign-in screen, not an empty window', async () => {
  await open({ ...pictured, links: { [accountId]: { kind: 'signed-out' } } })
  await act(async () => await vi.dynamicImportSettled())
  expect(screen.getByText('Sign in to Dialtone')).toBeTruthy()
})

test('nothing is shown as missing before main has read what it keeps', async () => {
  await open({ ...empty, ready: false })
  expect(screen.queryByText('Nobody here yet')).toBeNull()
  expect(screen.queryByText('Sign in to Dialtone')).toBeNull()
})

test('unread of everybody stands on the Chats tab', async () => {
  await open()
  expect(screen.getByRole('button', { name: 'Chats, 3 unread' })).toBeTruthy()
})
