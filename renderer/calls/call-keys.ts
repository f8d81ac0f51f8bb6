import { useEffect, useRef, useState } from 'react'
import type { Call } from '#contract/calls'
import { bridge } from '../bridge.ts'

/** Here letters and Space belong to what is typed or pressed. */
const typesInto = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, select, button, a, [contenteditable=true]') !== null

export type CallKeys = {
  /** Space is down: heard for as long as it is */
  readonly talking: boolean
}

/**
 * The keys of a call (DESIGN section 6): Ctrl M mute, Ctrl H hold, Ctrl . keypad, Ctrl Shift E end, Space held talks while
 * muted. Ctrl is Command on macOS.
 */
export function useCallKeys(call: Call | undefined, onKeypad: () => void): CallKeys {
  const [talking, setTalking] = useState(false)
  const latest = useRef({ call, onKeypad, talking })
  latest.current = { call, onKeypad, talking }
  const id = call?.phase === 'active' ? call.id : null

  useEffect(() => {
    if (id === null) return
    const setMuted = (muted: boolean): void => void bridge.command('calls.setMuted', { id, muted })
    const stopTalking = (): void => {
      if (!latest.current.talking) return
      latest.current = { ...latest.current, talking: false }
      setTalking(false)
      setMuted(true)
    }
    const onKeyDown = (event: KeyboardEvent): void => {
      const { call: now } = latest.current
      if (!now) return
      if (event.code === 'Space' && latest.current.talking) {
        event.preventDefault()
        return
      }
      if (event.code === 'Space' && now.muted && !event.repeat && !typesInto(event.target)) {
        event.preventDefault()
        latest.current = { ...latest.current, talking: true }
        setTalking(true)
        setMuted(false)
        return
      }
      const control = bridge.system === 'darwin' ? event.metaKey : event.ctrlKey
      if (!control || event.altKey || event.repeat) return
      const run = shortcut(event, now)
      if (!run) return
      event.preventDefault()
      event.stopPropagation()
      run()
    }
    const shortcut = (event: KeyboardEvent, now: Call): (() => void) | null => {
      const key = event.key.toLowerCase()
      if (event.shiftKey) return key === 'e' ? () => void bridge.command('calls.end', { id }) : null
      if (key === 'm') return () => setMuted(!now.muted)
      if (key === 'h') return () => void bridge.command('calls.setHeld', { id, held: !now.heldByUs })
      return key === '.' ? latest.current.onKeypad : null
    }
    const onKeyUp = (event: KeyboardEvent): void => {
      if (event.code === 'Space') stopTalking()
    }
    // The key may come up in another window: never leave the microphone open for it.
    window.addEventListener('blur', stopTalking)
    window.addEventListener('keydown', onKeyDown, true)
    window.addEventListener('keyup', onKeyUp, true)
    return () => {
      stopTalking()
      window.removeEventListener('blur', stopTalking)
      window.removeEventListener('keydown', onKeyDown, true)
      window.removeEventListener('keyup', onKeyUp, true)
    }
  }, [id])

  // Before the answer, only ending makes sense.
  const dialling =
    call && call.phase !== 'active' && call.phase !== 'ended' && call.phase !== 'incoming' ? call.id : null
  useEffect(() => {
    if (dialling === null) return
    const onKeyDown = (event: KeyboardEvent): void => {
      const control = bridge.system === 'darwin' ? event.metaKey : event.ctrlKey
      if (!control || !event.shiftKey || event.key.toLowerCase() !== 'e') return
      event.preventDefault()
      void bridge.command('calls.end', { id: dialling })
    }
    window.addEventListener('keydown', onKeyDown, true)
    return () => window.removeEventListener('keydown', onKeyDown, true)
  }, [dialling])

  return { talking }
}
