import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { failed } from '#contract/failure'
import { followCalls } from '../../../renderer/call-toast/follow-calls.ts'
import { toastCards } from '../../../renderer/call-toast/toast-cards.ts'
import { type ToastActions, ToastView } from '../../../renderer/call-toast/toast-view.ts'
import { i18n } from '../../../renderer/i18n.ts'
import { eventually } from '../../eventually.ts'
import { FakeBridge } from '../window/fake-bridge.ts'
import { account } from '../window/people.ts'
import { installBridge } from '../window/preloaded.ts'
import { aorOf, call, presenceOf, record, type Scene, stateOf } from '../window/talk.ts'

const t = i18n.t
const keys = { answer: 'Alt A', reply: 'Alt R', decline: 'Alt D' }
const now = new Date(2026, 10, 23, 14, 2).getTime()
const w = { t, now }

const ring = (name: string, part = {}) =>
  call({
    id: `call-${name}`,
    direction: 'in',
    aor: aorOf(name),
    phase: 'incoming',
    startedAt: now - 8000,
    answeredAt: null,
    ...part,
  })
const cardsOf = (scene: Scene) => toastCards(stateOf(scene), w)
const jonas = presenceOf('Jonas', {
  availability: 'away',
  sphere: 'home',
  timeOffset: -new Date(now).getTimezoneOffset() + 540,
  city: { country: null, region: null, city: 'Berlin' },
  privacy: ['text'],
  note: { text: 'Invoice for\n Harbor Clinic', language: null },
})

let root: HTMLElement
beforeEach(() => {
  root = document.body.appendChild(document.createElement('div'))
})
afterEach(() => root.remove())

type Calls = { -readonly [K in keyof ToastActions]: unknown[][] }
function viewOf(scene: Scene, outcome = true) {
  const calls: Calls = { answer: [], decline: [], reply: [] }
  const note =
    (kind: keyof ToastActions) =>
    async (...args: unknown[]): Promise<boolean> => {
      calls[kind].push(args)
      return outcome
    }
  const view = new ToastView(root, { answer: note('answer'), decline: note('decline'), reply: note('reply') })
  const show = (next: Scene) => view.show(cardsOf(next), t, keys)
  show(scene)
  return { view, calls, show }
}
const press = (selector: string) => root.querySelector<HTMLElement>(selector)!.click()

test('a ringing call says who, how they are, their hour and the last talk', () => {
  const last = record('r', { aor: aorOf('Jonas'), at: now - 3 * 86_400_000, seconds: 360 })
  const [card] = cardsOf({ calls: [ring('Jonas')], presentities: [jonas], records: [last] })
  expect(card).toMatchObject({
    name: 'Jonas Weber',
    availability: 'away',
    reach: 'At home · Text only',
    note: '“Invoice for Harbor Clinic”',
    canReply: true,
  })
  expect(card?.facts.map((fact) => [fact.text, fact.quiet])).toEqual([
    ['23:02 in Berlin', '9 h ahead'],
    ['Others can overhear', null],
    ['Friday, 6 min', 'Called you'],
  ])
})

test('what is not known is not claimed', () => {
  const stale = { ...jonas, knowledge: { kind: 'last-known', at: now - 3_600_000, cause: 'link' } as const }
  const [card] = cardsOf({ calls: [ring('Jonas')], presentities: [stale] })
  expect(card).toMatchObject({ availability: 'unknown', note: null, facts: [] })
  const [stranger] = cardsOf({ calls: [ring('x', { aor: 'sip:x@y.example', displayName: 'Northwind' })] })
  expect(stranger).toMatchObject({ name: 'Northwind', reach: 'x@y.example', availability: 'unknown', facts: [] })
})

test('only calls that ring are shown, the first to ring first', () => {
  const scene = {
    calls: [ring('Maya', { startedAt: now - 1 }), ring('Jonas', { startedAt: now - 9 }), call({ phase: 'active' })],
  }
  expect(cardsOf(scene).map((card) => card.name)).toEqual(['Jonas Weber', 'Maya Okonkwo'])
})

test('an anonymous caller and a broken link get no quick answers', () => {
  const anonymous = ring('x', { aor: 'sip:anonymous@anonymous.invalid' })
  expect(cardsOf({ calls: [anonymous] })[0]?.canReply).toBe(false)
  expect(cardsOf({ calls: [ring('Jonas')], online: false })[0]?.canReply).toBe(false)
})

test('the card is an alertdialog that takes no focus, and shows its keys', () => {
  const field = document.body.appendChild(document.createElement('input'))
  field.focus()
  viewOf({ calls: [ring('Jonas')], presentities: [jonas] })
  const dialog = root.querySelector('[role=alertdialog]')
  expect(dialog?.getAttribute('aria-label')).toBe('Jonas Weber is calling')
  expect(dialog?.getAttribute('data-call-id')).toBe('call-Jonas')
  expect([...root.querySelectorAll('kbd')].map((cap) => cap.textContent)).toEqual(['Alt D', 'Alt A', 'Alt R'])
  expect(root.querySelector('[data-action=answer]')?.getAttribute('aria-keyshortcuts')).toBe('Alt+A')
  expect(document.activeElement).toBe(field)
  field.remove()
})

test('answer, decline and a quick answer each do one thing, once', async () => {
  const { calls } = viewOf({ calls: [ring('Jonas')] })
  press('[data-quick=quickLater]')
  press('[data-quick=quickLater]')
  press('[data-action=answer]')
  await eventually(() => expect(calls.reply).toHaveLength(1))
  expect(calls.reply[0]?.[1]).toBe('I call you later')
  expect(calls.answer).toEqual([])
})

test('what could not be done is told, and can be tried again', async () => {
  const { calls } = viewOf({ calls: [ring('Jonas')] }, false)
  press('[data-action=answer]')
  await eventually(() => expect(root.querySelector('.card')?.classList.contains('failed')).toBe(true))
  press('[data-action=answer]')
  expect(calls.answer).toHaveLength(2)
})

test('a name is text, whatever it holds', () => {
  viewOf({ calls: [ring('x', { displayName: '<img src=x onerror=alert(1)>' })] })
  expect(root.querySelector('img')).toBeNull()
  expect(root.querySelector('.name')?.textContent).toBe('<img src=x onerror=alert(1)>')
})

test('several calls stack, and the next one grows when the first is gone', () => {
  const first = ring('Jonas', { startedAt: now - 9 })
  const second = ring('Maya', { startedAt: now - 1 })
  const { show, view } = viewOf({ calls: [first, second] })
  const sizes = () =>
    [...root.querySelectorAll('.card')].map((card) => [card.getAttribute('data-call-id'), card.className])
  expect(sizes()).toEqual([
    ['call-Jonas', 'card large'],
    ['call-Maya', 'card small'],
  ])
  view.tick(now + 7999)
  expect(root.querySelector('[role=timer]')?.textContent).toBe('00:08')
  show({ calls: [second] })
  expect(sizes()).toEqual([['call-Maya', 'card large']])
})

test('a card whose words did not change keeps its buttons', () => {
  const scene = { calls: [ring('Jonas')] }
  const { show } = viewOf(scene)
  const button = root.querySelector('[data-action=answer]')
  show(scene)
  expect(root.querySelector('[data-action=answer]')).toBe(button)
})

test('the page follows main from its snapshot on, and asks again after a gap', async () => {
  const bridge = new FakeBridge(stateOf())
  const seen: number[] = []
  const end = followCalls(bridge, (state) => seen.push(Object.keys(state.calls).length))
  bridge.tell({ kind: 'call', call: ring('Jonas') })
  await eventually(() => expect(seen).toEqual([1]))
  bridge.tell({ kind: 'call', call: ring('Maya') })
  expect(seen).toEqual([1, 2])
  bridge.state = { ...bridge.state, revision: bridge.state.revision + 5 }
  bridge.tell({ kind: 'call-removed', id: 'call-Jonas' })
  await eventually(() => expect(seen).toEqual([1, 2, 1]))
  expect(bridge.of('app.snapshot')).toHaveLength(2)
  end()
  bridge.tell({ kind: 'call-removed', id: 'call-Maya' })
  expect(seen).toHaveLength(3)
})

test('the page sends the words before it turns the caller away', async () => {
  root.id = 'toast'
  const bridge = new FakeBridge(stateOf({ calls: [ring('Jonas')], presentities: [jonas] }))
  installBridge(bridge)
  window.resizeTo = () => {}
  vi.useFakeTimers({ toFake: ['setInterval'] })
  await import('../../../renderer/call-toast/call-toast.ts')
  await eventually(() => expect(root.querySelector('.card')).not.toBeNull())
  bridge.answers['messaging.send'] = () => failed({ kind: 'not-signed-in' })
  press('[data-quick=quickChat]')
  await eventually(() => expect(root.querySelector('.failed')).not.toBeNull())
  expect(bridge.of('calls.decline')).toEqual([])
  bridge.answers['messaging.send'] = () => ({ ok: true, value: { id: 'm' } })
  press('[data-quick=quickChat]')
  await eventually(() => expect(bridge.of('calls.decline')).toEqual([{ id: 'call-Jonas' }]))
  expect(bridge.of('messaging.send').at(-1)).toEqual({
    accountId: account.id,
    aor: aorOf('Jonas'),
    text: 'Chat instead?',
  })
  vi.useRealTimers()
})
