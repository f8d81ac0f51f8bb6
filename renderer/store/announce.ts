import { createStore } from 'zustand/vanilla'

/** What is said to who does not see it happen. Shown nowhere. */
export const spokenStore = createStore<{ readonly text: string }>(() => ({ text: '' }))

const heardMs = 4_000
let timer: ReturnType<typeof setTimeout> | undefined

export function announce(text: string): void {
  clearTimeout(timer)
  // The same words once more are a change too.
  spokenStore.setState({ text: spokenStore.getState().text === text ? `${text}\u00a0` : text })
  timer = setTimeout(() => spokenStore.setState({ text: '' }), heardMs)
}
