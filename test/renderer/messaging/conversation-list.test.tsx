import { act, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test } from 'vitest'
import ConversationList from '../../../renderer/messaging/conversation-list.tsx'
import { viewStore } from '../../../renderer/store/view.ts'
import { FakeBridge } from '../window/fake-bridge.ts'
import { withLayout } from '../window/layout.ts'
import { show } from '../window/screen.tsx'
import { aorOf, conversation, message, stateOf } from '../window/talk.ts'

let restore: () => void
beforeEach(() => {
  restore = withLayout({ row: 50 })
})
afterEach(() => restore())

const at = Date.now()
const lastOf = (name: string, minutesAgo: number, part = {}) =>
  message(4, {
    aor: aorOf(name),
    at: at - minutesAgo * 60_000,
    direction: 'in',
    delivery: { kind: 'received' },
    ...part,
  })
const rows = () => [...document.querySelectorAll<HTMLElement>('[data-aor]')]

test('chats stand by their last message, with what was said and what waits', async () => {
  const bridge = new FakeBridge(
    stateOf({
      conversations: [
        conversation(lastOf('Maya', 9, { text: 'First\n\n  line' }), { unread: 2 }),
        conversation(lastOf('Priya', 1, { direction: 'out', text: 'See you', delivery: { kind: 'sent', at } })),
        conversation(
          lastOf('Luis', 5, {
            direction: 'out',
            text: 'Lost',
            delivery: { kind: 'failed', failure: { kind: 'network-down' } },
          }),
        ),
        conversation(null, { aor: aorOf('Jonas') }),
      ],
    }),
  )
  await show(bridge, <ConversationList />)
  expect(rows().map((row) => row.dataset['aor'])).toEqual([aorOf('Priya'), aorOf('Luis'), aorOf('Maya')])
  expect(rows()[0]?.textContent).toContain('You: See you')
  expect(rows()[1]?.textContent).toContain('Not sent: Lost')
  expect(rows()[2]?.textContent).toContain('First line')
  expect(rows()[2]?.textContent).toContain('2 unread messages')
  await act(async () => bridge.tell({ kind: 'conversation', conversation: conversation(lastOf('Maya', 0)) }))
  expect(rows()[0]?.dataset['aor']).toBe(aorOf('Maya'))
})

test('choosing one shows it; arrows move', async () => {
  await show(
    new FakeBridge(stateOf({ conversations: [conversation(lastOf('Maya', 1)), conversation(lastOf('Luis', 5))] })),
    <ConversationList />,
  )
  await userEvent.click(rows()[0]!)
  expect(viewStore.getState().person?.aor).toBe(aorOf('Maya'))
  await userEvent.keyboard('{ArrowDown}')
  expect(viewStore.getState().person?.aor).toBe(aorOf('Luis'))
  expect(rows()[1]?.getAttribute('aria-current')).toBe('true')
})

test('without chats the list says what to do', async () => {
  await show(new FakeBridge(stateOf()), <ConversationList />)
  expect(screen.getByText('No chats yet')).toBeTruthy()
})
