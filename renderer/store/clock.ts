import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

/** The time that words on the screen are made with. It moves on the minute, and at once when the window is shown again. */
const clock = createStore<{ readonly now: number }>(() => ({ now: Date.now() }))

export const useNow = (): number => useStore(clock, (state) => state.now)
export const now = (): number => clock.getState().now

const minute = 60_000

export function startClock(): () => void {
  let timer: ReturnType<typeof setTimeout>
  const tick = (): void => {
    const at = Date.now()
    clock.setState({ now: at })
    timer = setTimeout(tick, minute - (at % minute) + 20)
  }
  const shown = (): void => {
    if (document.visibilityState === 'visible') clock.setState({ now: Date.now() })
  }
  tick()
  document.addEventListener('visibilitychange', shown)
  return () => {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', shown)
  }
}

/** Presence that came after the last tick must not look as if it came from the future. */
export const atLeast = (at: number): number => Math.max(now(), at)
