import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Call } from '#contract/calls'
import { done } from './act.ts'
import css from './calls.module.css'

const keys = [
  ['1', ''],
  ['2', 'ABC'],
  ['3', 'DEF'],
  ['4', 'GHI'],
  ['5', 'JKL'],
  ['6', 'MNO'],
  ['7', 'PQRS'],
  ['8', 'TUV'],
  ['9', 'WXYZ'],
  ['*', ''],
  ['0', '+'],
  ['#', ''],
] as const

/** Tones during a call, by press or by typing. Shows what main says was sent. */
export function Keypad({ call, onClose }: Readonly<{ call: Call; onClose: () => void }>) {
  const { t } = useTranslation()
  const first = useRef<HTMLButtonElement>(null)
  const digits = useRef<HTMLOutputElement>(null)
  const [pressed, setPressed] = useState<string | null>(null)
  const ready = call.phase === 'active'

  useEffect(() => {
    const before = document.activeElement
    first.current?.focus()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])

  const send = (digit: string): void => {
    if (ready) void done('calls.sendDigits', { id: call.id, digits: digit })
  }

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') {
        event.stopPropagation()
        onClose()
        return
      }
      const target = event.target
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !ready) return
      if (target instanceof Element && target.closest('input, textarea, [contenteditable=true]')) return
      if (!/^[0-9*#]$/.test(event.key)) return
      event.preventDefault()
      setPressed(event.key)
      void done('calls.sendDigits', { id: call.id, digits: event.key })
    }
    const onKeyUp = (): void => setPressed(null)
    // Before the window's own keys: Escape closes this layer alone.
    window.addEventListener('keydown', onKeyDown, true)
    window.addEventListener('keyup', onKeyUp)
    return () => {
      window.removeEventListener('keydown', onKeyDown, true)
      window.removeEventListener('keyup', onKeyUp)
    }
  }, [call.id, ready, onClose])

  // The last digits are the ones that matter.
  useEffect(() => {
    if (digits.current) digits.current.scrollLeft = call.digits.length * 100
  }, [call.digits])

  return (
    // biome-ignore lint/a11y/useSemanticElements: it is not modal, the call goes on around it
    <div className={`pop ${css['keypad']}`} role="group" aria-label={t('calls.keypadTitle')}>
      <output
        ref={digits}
        className={css['digits']}
        aria-live="off"
        aria-label={call.digits === '' ? undefined : t('calls.digitsSent', { digits: [...call.digits].join(' ') })}
      >
        {call.digits}
        <i className={css['caret']} aria-hidden="true" />
      </output>
      <div className={css['keys']}>
        {keys.map(([digit, letters], index) => (
          <button
            key={digit}
            ref={index === 0 ? first : undefined}
            type="button"
            className={`${css['key']}${pressed === digit ? ` ${css['pressed']}` : ''}`}
            // What is written on it is what it is called by, also by voice.
            aria-label={t('calls.key', { digit: letters ? `${digit} ${letters}` : digit })}
            data-digit={digit}
            disabled={!ready}
            onClick={() => send(digit)}
          >
            {digit} <small>{letters}</small>
          </button>
        ))}
      </div>
      <div className={css['keypadHint']}>{ready ? t('calls.keypadHint') : t('calls.keypadLater')}</div>
    </div>
  )
}
