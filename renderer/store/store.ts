import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { applyChanges, type Change, type ChangeBatch } from '#contract/change'
import type { Bridge } from '#contract/commands'
import type { ChatMessage } from '#contract/messaging'
import { type AppState, emptyState } from '#contract/state'
import { noteStep } from './latest-people.ts'

/** The copy of main's AppState. Only `follow` writes to it. */
export const appStore: StoreApi<AppState> = createStore<AppState>(() => emptyState)

export const useApp = <V>(selector: (state: AppState) => V): V => useStore(appStore, selector)

type MessageListener = (message: ChatMessage) => void
const messageListeners = new Set<MessageListener>()
const snapshotListeners = new Set<() => void>()

/** Messages are not part of AppState: a chat pane keeps those of its own conversation. */
export function onMessage(listener: MessageListener): () => void {
  messageListeners.add(listener)
  return () => messageListeners.delete(listener)
}

/** A fresh snapshot replaced the copy: whoever keeps messages asks for its range again. */
export function onSnapshot(listener: () => void): () => void {
  snapshotListeners.add(listener)
  return () => snapshotListeners.delete(listener)
}

const frameMs = 16
const hiddenMs = 100
let lastRun = 0

/**
 * What comes after a pause runs at once; what follows within a frame waits for the next one, so that a flood costs one
 * render a frame. A hidden window has no frames: there a timer does it. `rest` (milliseconds) is waited first.
 */
export function nextFrame(run: () => void, rest = 0): void {
  if (rest > frameMs) {
    setTimeout(() => nextFrame(run), rest - frameMs)
    return
  }
  const hidden = document.visibilityState !== 'visible'
  if (performance.now() - lastRun >= (hidden ? hiddenMs : frameMs)) {
    lastRun = performance.now()
    run()
    return
  }
  const later = (): void => {
    lastRun = performance.now()
    run()
  }
  if (hidden) setTimeout(later, hiddenMs)
  else requestAnimationFrame(later)
}

export type Follow = Pick<Bridge, 'command' | 'onChange'>

/**
 * A crowd is applied in a quarter of the time at most, so that the window scrolls meanwhile; and as each drawing costs whatever it
 * shows, the more changes there were the longer those that follow are gathered.
 */
const restFactor = 3
const restPerChange = 1
const longestRest = 33

/**
 * Keeps the store equal to main's state.
 *   asking (batches wait) -> following -> gap in revisions -> asking
 * All batches of one frame are applied as one, so that thousands of people cost one render.
 */
export function follow(
  bridge: Follow,
  store: StoreApi<AppState> = appStore,
  schedule: (run: () => void, rest: number) => void = nextFrame,
): () => void {
  let waiting: ChangeBatch[] = []
  let asking = false
  let scheduled = false
  let stopped = false
  let restUntil = 0

  const flush = (): void => {
    scheduled = false
    const from = performance.now()
    const taken = take()
    const to = performance.now()
    restUntil = to + Math.min(longestRest, Math.max((to - from) * restFactor, taken * restPerChange))
  }

  /** Returns how many changes there were. */
  const take = (): number => {
    if (asking || stopped || waiting.length === 0) return 0
    const batches = waiting
    waiting = []
    const state = store.getState()
    let revision = state.revision
    const changes: Change[] = []
    for (const batch of batches) {
      if (batch.revision <= revision) continue
      if (batch.revision !== revision + 1) {
        waiting = batches.filter((later) => later.revision > revision)
        void ask()
        break
      }
      revision = batch.revision
      changes.push(...batch.changes)
    }
    if (changes.length === 0 && revision === state.revision) return 0
    // Ten thousand people are too many to be copied for each frame; who reads them looks one up, or at `changedPeople`.
    const next = applyChanges(state, { revision, changes }, ['presentities'])
    noteStep(next, state.revision, changes)
    store.setState(next, true)
    for (const change of changes)
      if (change.kind === 'message') for (const listener of messageListeners) listener(change.message)
    return changes.length
  }

  const later = (): void => {
    if (scheduled || stopped) return
    scheduled = true
    schedule(flush, restUntil - performance.now())
  }

  const ask = async (): Promise<void> => {
    if (asking) return
    asking = true
    const result = await bridge.command('app.snapshot', {}).catch(() => null)
    if (stopped) return
    asking = false
    if (!result?.ok) {
      setTimeout(() => void ask(), 500)
      return
    }
    // Written into from now on, so it has to be the window's own.
    store.setState({ ...result.value, presentities: { ...result.value.presentities } }, true)
    waiting = waiting.filter((batch) => batch.revision > result.value.revision)
    for (const listener of snapshotListeners) listener()
    if (waiting.length > 0) flush()
  }

  const stop = bridge.onChange((batch) => {
    waiting.push(batch)
    if (!asking) later()
  })
  void ask()

  return () => {
    stopped = true
    stop()
  }
}
