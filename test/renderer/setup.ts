import { cleanup, configure, getConfig } from '@testing-library/react'
import { unstable_IdlePriority, unstable_scheduleCallback } from 'scheduler'
import { afterEach, beforeEach, vi } from 'vitest'
import { moment } from './window/people.ts'

afterEach(cleanup)

/** The clock stands at the moment of the pictures: what a screen says does not depend on when it is tested. */
vi.setSystemTime(moment)
beforeEach(() => {
  vi.setSystemTime(moment)
})

/**
 * After a click or a key the screen is as it will stay: React draws in slices, and on a busy machine one turn of the event loop
 * is not enough for what it has left to do. Its idle tasks come last; more than one round, because what is drawn may go on (a
 * command's answer, an effect).
 */
const { asyncWrapper } = getConfig()
const turn = globalThis.setImmediate
const drawn = async (): Promise<void> => {
  for (let round = 0; round < 3; round++) {
    await new Promise<void>((resolve) => turn(resolve))
    await new Promise<void>((resolve) => unstable_scheduleCallback(unstable_IdlePriority, () => resolve()))
  }
}
configure({
  asyncUtilTimeout: 10_000,
  asyncWrapper: (act) =>
    asyncWrapper(async () => {
      const result = await act()
      await drawn()
      return result
    }),
})

/** What jsdom has not and the screens rely on: sizes (nothing is laid out), observers, the platform's dialog. */

class StillObserver implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
globalThis.ResizeObserver ??= StillObserver

window.matchMedia ??= ((media: string) => ({
  matches: false,
  media,
  onchange: null,
  addEventListener: () => {},
  removeEventListener: () => {},
  addListener: () => {},
  removeListener: () => {},
  dispatchEvent: () => false,
})) as typeof window.matchMedia

Element.prototype.scrollTo ??= () => {}
HTMLElement.prototype.scrollIntoView ??= () => {}

HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement): void {
  this.open = true
}
HTMLDialogElement.prototype.close ??= function close(this: HTMLDialogElement): void {
  this.open = false
}
