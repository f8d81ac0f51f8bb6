import { useSyncExternalStore } from 'react'

/** Somebody sees this window: it is shown and has the focus. Only then a message counts as read. */
export const useLooking = (): boolean => useSyncExternalStore(onFocusChange, isLooking)

const isLooking = (): boolean => document.visibilityState === 'visible' && document.hasFocus()

function onFocusChange(listener: () => void): () => void {
  window.addEventListener('focus', listener)
  window.addEventListener('blur', listener)
  document.addEventListener('visibilitychange', listener)
  return () => {
    window.removeEventListener('focus', listener)
    window.removeEventListener('blur', listener)
    document.removeEventListener('visibilitychange', listener)
  }
}
