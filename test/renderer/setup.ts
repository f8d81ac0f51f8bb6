import { cleanup } from '@testing-library/react'
import { afterEach } from 'vitest'

afterEach(cleanup)

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
