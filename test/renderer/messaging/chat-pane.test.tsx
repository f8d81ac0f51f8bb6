import { act, fireEvent, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ChatMessage, Delivery } from '#contract/messaging'
import ChatPane from '../../../renderer/messaging/chat-pane.tsx'
import { drafts } from '../../../renderer/messaging/drafts.ts'
import { viewStore } from '../../../renderer/store/view.ts'
import { FakeBridge } from '../window/fake-bridge.ts'
import { withLayout } from '../window/layout.ts'
import { account } from '../window/people.ts'
import { settle, show } from '../window/screen.tsx'
import { aorOf, conversation, message, record, stateOf } from '../window/talk.ts'

let restore: () => void
beforeEach(() => {
  restore = withLayout({ view: 600, row: 46 })
  drafts.setState({ byConversation: new Map() })
  vi.spyOn(document, 'hasFocus').mockReturnValue(true)
})
afterEach(() => {
  restore()
  vi.restoreAllMocks()
})

const maya = { accountId: account.id, aor: aorOf('Maya') }

async function chatOf(log: readonly ChatMessage[], scene: Parameters<typeof stateOf>[0] = {}, unread = 0) {
  const last = log[log.length - 1] ?? null
  const bridge = new FakeBridge(stateOf({ conversations: last ? [conversation(last, { unread })] : [], ...scene }))
  bridge.serveMessages(log.length, (index) => log[index]!)
  const drawn = await show(bridge, <ChatPane {...maya} />)
  return { bridge, ...drawn }
}

const rows = () => [...document.querySelectorAll<HTMLElement>('[data-message-id]')]
const rowOf = (id: string) => document.querySelector<HTMLElement>(`[data-message-id="${id}"]`)

test('of 100,000 messages only those in sight are asked for and drawn', async () => {
  const total = 100_000
  const bridge = new FakeBridge(stateOf({ conversations: [conversation(message(total - 1))] }))
  bridge.serveMessages(total, (index) => message(index))
  await show(bridge, <ChatPane {...maya} />)
  await settle()
  expect(rowOf('message-99999')).not.toBeNull()
  expect(rows().length).toBeLessThan(60)
  const asked = bridge.of('messaging.range')
  expect(asked.length).toBeLessThanOrEqual(3)
  expect(asked.every((one) => one.from >= 99_800)).toBe(true)

  const log = screen.getByRole('log')
  await act(async () => {
    log.scrollTop = 50_000 * 46
    fireEvent.scroll(log)
  })
  await settle()
  expect(rowOf('message-50005')).not.toBeNull()
  expect(rowOf('message-99999')).toBeNull()
  expect(rows().length).toBeLessThan(60)
  expect(bridge.of('messaging.range').length).toBeLessThanOrEqual(6)
})

test('a message stands in the log with its id, its direction and how far it came', async () => {
  await chatOf([
    message(0, { direction: 'out', delivery: { kind: 'sent', at: 0 } }),
    message(1, { text: 'Hello <b>you</b>' }),
  ])
  expect(rowOf('message-0')?.dataset).toMatchObject({ direction: 'out', delivery: 'sent' })
  expect(rowOf('message-1')?.dataset).toMatchObject({ direction: 'in', delivery: 'received' })
  expect(rowOf('message-1')?.textContent).toContain('Hello <b>you</b>')
  expect(rowOf('message-1')?.querySelector('b')).toBeNull()
})

test.each<[Delivery, string]>([
  [{ kind: 'waiting' }, 'Waiting for connection'],
  [{ kind: 'sending' }, 'Sending'],
  [{ kind: 'sent', at: 0 }, 'Sent'],
  [{ kind: 'delivered', at: 0 }, 'Delivered'],
  [{ kind: 'displayed', at: 0 }, 'Read'],
])('%o reads "%s"', async (delivery, words) => {
  await chatOf([message(0, { direction: 'out', delivery })])
  expect(within(screen.getByRole('log')).getByText(words)).toBeTruthy()
})

test('a delivery that changes shows without a new read', async () => {
  const first = message(0, { direction: 'out', delivery: { kind: 'sending' } })
  const { bridge } = await chatOf([first])
  const before = bridge.of('messaging.range').length
  await act(async () => bridge.tell({ kind: 'message', message: { ...first, delivery: { kind: 'delivered', at: 1 } } }))
  expect(rowOf('message-0')?.dataset['delivery']).toBe('delivered')
  expect(bridge.of('messaging.range').length).toBe(before)
})

test('what was not sent can be tried again', async () => {
  const { bridge } = await chatOf([
    message(0, { direction: 'out', delivery: { kind: 'failed', failure: { kind: 'time-out', host: 'sip.example' } } }),
  ])
  expect(screen.getByText('Not sent.').getAttribute('title')).toContain('sip.example does not answer')
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(bridge.of('messaging.retry')).toEqual([{ id: 'message-0' }])
})

test('Enter sends, Shift Enter makes a line, and what is typed stays until main has it', async () => {
  const { bridge } = await chatOf([])
  let stored: () => void = () => {}
  bridge.answers['messaging.send'] = () =>
    new Promise((answer) => {
      stored = () => answer({ ok: true, value: { id: 'new' } })
    })
  const field = screen.getByRole<HTMLTextAreaElement>('textbox')
  await userEvent.type(field, 'One{Shift>}{Enter}{/Shift}two{Enter}')
  expect(bridge.of('messaging.send')).toEqual([{ ...maya, text: 'One\ntwo' }])
  expect(field.value).toBe('One\ntwo')
  await userEvent.type(field, '{Enter}')
  expect(bridge.of('messaging.send')).toHaveLength(1)
  await act(async () => stored())
  expect(field.value).toBe('')
})

test('a message main refuses stays in the field with the reason', async () => {
  const { bridge } = await chatOf([])
  bridge.answers['messaging.send'] = () => ({ ok: false, failure: { kind: 'storage', detail: 'full' } })
  const field = screen.getByRole<HTMLTextAreaElement>('textbox')
  await userEvent.type(field, 'Hello{Enter}')
  expect(field.value).toBe('Hello')
  expect(screen.getByText(/could not write to its own folder/)).toBeTruthy()
})

test('blanks alone are not sent', async () => {
  const { bridge } = await chatOf([])
  await userEvent.type(screen.getByRole('textbox'), '   {Enter}')
  expect(bridge.of('messaging.send')).toEqual([])
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send' }).disabled).toBe(true)
})

test('too long is said in words before it is sent', async () => {
  const { bridge } = await chatOf([])
  const field = screen.getByRole('textbox')
  fireEvent.change(field, { target: { value: 'a'.repeat(14_990) } })
  expect(screen.getByText('10 characters left')).toBeTruthy()
  fireEvent.change(field, { target: { value: 'a'.repeat(15_002) } })
  expect(screen.getByText('2 characters too long. The limit is 15000.')).toBeTruthy()
  fireEvent.keyDown(field, { key: 'Enter' })
  expect(bridge.of('messaging.send')).toEqual([])
})

test('a draft waits in its own conversation', async () => {
  const first = await chatOf([])
  await userEvent.type(screen.getByRole('textbox'), 'Half a sen')
  first.end()
  await show(new FakeBridge(stateOf()), <ChatPane accountId={account.id} aor={aorOf('Priya')} />)
  expect(screen.getByRole<HTMLTextAreaElement>('textbox').value).toBe('')
  document.body.replaceChildren()
  await chatOf([])
  expect(screen.getByRole<HTMLTextAreaElement>('textbox').value).toBe('Half a sen')
})

test('without a link the composer says that messages wait', async () => {
  await chatOf([], { online: false })
  expect(screen.getByText(/^Waiting for connection/)).toBeTruthy()
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Call Maya Okonkwo' }).disabled).toBe(true)
})

test('unread messages stand below a line, and are read once somebody looks at the end', async () => {
  const log = [0, 1, 2, 3].map((index) => message(index, { direction: 'in', delivery: { kind: 'received' } }))
  const { bridge } = await chatOf(log, {}, 2)
  await settle()
  const line = document.querySelector('[data-new]')
  expect(line?.textContent).toBe('2 new')
  expect(line?.nextElementSibling?.getAttribute('data-message-id')).toBe('message-2')
  expect(bridge.of('messaging.markRead')).toEqual([maya])
  await act(async () => bridge.tell({ kind: 'conversation', conversation: conversation(log[3]!, { unread: 0 }) }))
  expect(document.querySelector('[data-new]')?.textContent).toBe('2 new')
})

test('nothing is marked as read while the window is not looked at', async () => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(false)
  const { bridge } = await chatOf([message(1, { index: 0 })], {}, 1)
  expect(bridge.of('messaging.markRead')).toEqual([])
  vi.spyOn(document, 'hasFocus').mockReturnValue(true)
  await act(async () => {
    window.dispatchEvent(new Event('focus'))
  })
  expect(bridge.of('messaging.markRead')).toEqual([maya])
})

test('main is told which conversation is in sight, and when it is left', async () => {
  const { bridge } = await chatOf([message(1, { index: 0 })])
  expect(bridge.of('messaging.look')).toEqual([{ ...maya, looking: true }])
  vi.spyOn(document, 'hasFocus').mockReturnValue(false)
  await act(async () => {
    window.dispatchEvent(new Event('blur'))
  })
  expect(bridge.of('messaging.look')).toEqual([
    { ...maya, looking: true },
    { ...maya, looking: false },
  ])
})

test('a reader of older messages stays there and is told of new ones', async () => {
  const total = 200
  const bridge = new FakeBridge(stateOf({ conversations: [conversation(message(total - 1))] }))
  bridge.serveMessages(total + 1, (index) => message(index))
  await show(bridge, <ChatPane {...maya} />)
  const log = screen.getByRole('log')
  await act(async () => {
    log.scrollTop = 1000
    fireEvent.scroll(log)
  })
  const place = log.scrollTop
  const next = message(total, { direction: 'in', delivery: { kind: 'received' } })
  await act(async () =>
    bridge.tell(
      { kind: 'conversation', conversation: conversation(next, { unread: 1 }) },
      { kind: 'message', message: next },
    ),
  )
  expect(log.scrollTop).toBe(place)
  expect(log.getAttribute('aria-live')).toBe('off')
  expect(bridge.of('messaging.markRead')).toEqual([])
  await userEvent.click(screen.getByRole('button', { name: '1 new message. Go to it' }))
  await settle()
  expect(rowOf(`message-${total}`)).not.toBeNull()
  expect(log.getAttribute('aria-live')).toBe('polite')
  expect(bridge.of('messaging.markRead')).toEqual([maya])
})

test('a link names its host, and opens only after the user agreed', async () => {
  const { bridge } = await chatOf([message(1, { index: 0, text: 'See https://exаmple.org/a' })])
  const link = screen.getByRole('button', { name: 'https://exаmple.org/a' })
  expect(link.getAttribute('title')).toBe('Opens xn--exmple-4nf.org')
  await userEvent.click(link)
  expect(bridge.of('app.openLink')).toEqual([])
  const dialog = screen.getByRole('dialog', { name: 'Open xn--exmple-4nf.org?' })
  expect(within(dialog).getByText(/letters from other alphabets/)).toBeTruthy()
  await userEvent.click(within(dialog).getByRole('button', { name: 'Open' }))
  expect(bridge.of('app.openLink')).toEqual([{ url: 'https://xn--exmple-4nf.org/a' }])
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('a sip: link fills the dial field and calls nobody', async () => {
  const { bridge } = await chatOf([message(1, { index: 0, text: 'Try sip:luis@dialtone.test' })])
  await userEvent.click(screen.getByRole('button', { name: 'sip:luis@dialtone.test' }))
  expect(viewStore.getState()).toMatchObject({ tab: 'people', search: 'sip:luis@dialtone.test' })
  expect(bridge.of('calls.dial')).toEqual([])
})

test('a missed call stands between the messages, with call back', async () => {
  const log = [message(0), message(2, { index: 1, id: 'message-1' })]
  const { bridge } = await chatOf(log, {
    records: [record('r', { at: log[0]!.at + 1000, outcome: 'missed', seconds: null })],
  })
  expect(screen.getByText('You missed a call')).toBeTruthy()
  bridge.answers['calls.dial'] = () => ({ ok: true, value: { id: 'call-9' } })
  await userEvent.click(screen.getByRole('button', { name: 'Call back' }))
  expect(bridge.of('calls.dial')).toEqual([{ accountId: account.id, address: aorOf('Maya') }])
  expect(viewStore.getState().callId).toBe('call-9')
})
