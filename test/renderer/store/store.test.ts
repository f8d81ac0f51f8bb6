import { beforeEach, expect, test, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import type { Change } from '#contract/change'
import type { ChatMessage } from '#contract/messaging'
import { type AppState, emptyState } from '#contract/state'
import { follow, nextFrame, onMessage, onSnapshot } from '../../../renderer/store/store.ts'
import { FakeBridge } from '../window/fake-bridge.ts'
import { contact, pictured } from '../window/people.ts'

const somebody = (user: string): Change => ({ kind: 'contact', contact: contact(user, user) })
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
}

let frames: (() => void)[] = []
const schedule = (run: () => void): void => void frames.push(run)
const frame = (): void => {
  const due = frames
  frames = []
  for (const run of due) run()
}

beforeEach(() => {
  frames = []
})

const pageOver = (state: AppState = pictured) => {
  const bridge = new FakeBridge(state)
  const store = createStore<AppState>(() => emptyState)
  const stop = follow(bridge, store, schedule)
  return { bridge, store, stop }
}

test('the copy begins with a snapshot and follows each batch', async () => {
  const { bridge, store } = pageOver()
  await settled()
  expect(store.getState()).toEqual(pictured)
  bridge.tell(somebody('zoe'))
  frame()
  expect(store.getState()).toEqual(bridge.state)
})

test('all batches of one frame are one change of the store', async () => {
  const { bridge, store } = pageOver()
  await settled()
  const seen = vi.fn()
  store.subscribe(seen)
  for (let index = 0; index < 20; index++) bridge.tell(somebody(`p${index}`))
  expect(seen).not.toHaveBeenCalled()
  frame()
  expect(seen).toHaveBeenCalledTimes(1)
  expect(store.getState()).toEqual(bridge.state)
})

test('batches that come while the snapshot is on its way are not lost and not applied twice', async () => {
  const bridge = new FakeBridge(pictured)
  let answer: (() => void) | null = null
  bridge.answers = {
    'app.snapshot': () =>
      new Promise((resolve) => {
        const value = bridge.state
        answer = () => resolve({ ok: true, value })
      }),
  }
  const store = createStore<AppState>(() => emptyState)
  follow(bridge, store, schedule)
  bridge.tell(somebody('early'))
  bridge.tell(somebody('later'))
  answer!()
  await settled()
  frame()
  expect(store.getState()).toEqual(bridge.state)
})

test('a gap in the revisions asks for a fresh snapshot', async () => {
  const { bridge, store } = pageOver()
  await settled()
  const resync = vi.fn()
  const stop = onSnapshot(resync)
  bridge.lose(somebody('missed'))
  bridge.tell(somebody('after'))
  frame()
  await settled()
  expect(bridge.of('app.snapshot')).toHaveLength(2)
  expect(store.getState()).toEqual(bridge.state)
  expect(store.getState().contacts).toHaveProperty('c-missed')
  expect(resync).toHaveBeenCalledTimes(1)
  stop()
})

test('what is applied before the gap stays applied, and a batch told twice does no harm', async () => {
  const { bridge, store } = pageOver()
  await settled()
  bridge.tell(somebody('first'))
  bridge.repeatLast()
  frame()
  await settled()
  expect(store.getState()).toEqual(bridge.state)
  expect(bridge.of('app.snapshot')).toHaveLength(1)
})

test('messages are handed on in order, after the state they belong to', async () => {
  const { bridge, store } = pageOver()
  await settled()
  const message = (index: number): ChatMessage => ({
    id: `m${index}`,
    accountId: 'a1',
    aor: 'maya@lindqvist.example',
    index,
    direction: 'in',
    text: `text ${index}`,
    at: index,
    delivery: { kind: 'received' },
  })
  const heard: string[] = []
  const stop = onMessage(({ id }) => heard.push(`${id} at ${store.getState().revision}`))
  bridge.tell({ kind: 'message', message: message(1) }, { kind: 'message', message: message(2) })
  frame()
  expect(heard).toEqual(['m1 at 2', 'm2 at 2'])
  stop()
})

test('a page that is left applies nothing more', async () => {
  const { bridge, store, stop } = pageOver()
  await settled()
  const before = store.getState()
  bridge.tell(somebody('late'))
  stop()
  frame()
  expect(store.getState()).toBe(before)
})

test('a snapshot that fails is asked for again', async () => {
  vi.useFakeTimers()
  const bridge = new FakeBridge(pictured)
  let tries = 0
  bridge.answers = {
    'app.snapshot': () => {
      tries += 1
      return tries === 1
        ? { ok: false, failure: { kind: 'unexpected', detail: 'not yet' } }
        : { ok: true, value: bridge.state }
    },
  }
  const store = createStore<AppState>(() => emptyState)
  follow(bridge, store, schedule)
  await vi.advanceTimersByTimeAsync(1000)
  expect(store.getState()).toEqual(pictured)
  vi.useRealTimers()
})

test('what comes after a pause is drawn at once, what follows within a frame waits for it', () => {
  vi.useFakeTimers({ toFake: ['performance', 'requestAnimationFrame'] })
  vi.advanceTimersByTime(1000)
  const drawn: string[] = []
  nextFrame(() => drawn.push('first'))
  expect(drawn).toEqual(['first'])
  nextFrame(() => drawn.push('second'))
  expect(drawn).toEqual(['first'])
  vi.advanceTimersByTime(20)
  expect(drawn).toEqual(['first', 'second'])
  vi.useRealTimers()
})
