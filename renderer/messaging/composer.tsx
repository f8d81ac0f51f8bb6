import ArrowUp from 'lucide-react/icons/arrow-up'
import CircleAlert from 'lucide-react/icons/circle-alert'
import Clock from 'lucide-react/icons/clock'
import { type KeyboardEvent, type Ref, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { AccountId } from '#contract/account'
import type { Failure } from '#contract/failure'
import { maxMessageLength } from '#contract/messaging'
import { personKey } from '#contract/state'
import { bridge } from '../bridge.ts'
import { failureText } from '../i18n.ts'
import css from './chat.module.css'
import { drafts, setDraft } from './drafts.ts'

const warnsFrom = maxMessageLength - 500

type ComposerProps = Readonly<{
  accountId: AccountId
  aor: string
  name: string
  /** false: what is sent waits in the outbox */
  online: boolean
  onSent: () => void
  inputRef?: Ref<HTMLTextAreaElement>
}>

/** Writes to one person. What is typed stays until main has stored it. */
export function Composer({ accountId, aor, name, online, onSent, inputRef }: ComposerProps) {
  const { t } = useTranslation()
  const hintId = useId()
  const key = personKey(accountId, aor)
  const text = useStore(drafts, (state) => state.byConversation.get(key) ?? '')
  const [failure, setFailure] = useState<Failure | null>(null)
  const sending = useRef(false)
  const body = text.trim()
  const over = body.length - maxMessageLength

  const send = async (): Promise<void> => {
    if (sending.current || body === '' || over > 0) return
    sending.current = true
    const result = await bridge.command('messaging.send', { accountId, aor, text: body })
    sending.current = false
    if (!result.ok) {
      setFailure(result.failure)
      return
    }
    setFailure(null)
    // Letters typed while main stored it belong to the next message.
    const now = drafts.getState().byConversation.get(key) ?? ''
    setDraft(key, now.startsWith(text) ? now.slice(text.length) : now)
    onSent()
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    // While an input method composes, Enter takes its suggestion.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    void send()
  }

  const hint = composerHint()
  function composerHint(): { readonly text: string; readonly stop: boolean } | null {
    if (over > 0) return { text: t('messaging.composer.over', { count: over, limit: maxMessageLength }), stop: true }
    if (failure) return { text: failureText(t, failure), stop: true }
    if (body.length > warnsFrom) return { text: t('messaging.composer.left', { count: -over }), stop: false }
    return online ? null : { text: t('messaging.composer.offline'), stop: false }
  }

  return (
    <>
      {hint && (
        <div id={hintId} className={`${css['hint']}${hint.stop ? ` ${css['stop']}` : ''}`} role="status">
          {hint.stop ? <CircleAlert size={13} aria-hidden="true" /> : <Clock size={13} aria-hidden="true" />}
          {hint.text}
        </div>
      )}
      <form
        className={`${css['composer']}${over > 0 ? ` ${css['over']}` : ''}`}
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <textarea
          ref={inputRef}
          className={css['input']}
          rows={1}
          value={text}
          dir="auto"
          spellCheck
          aria-label={t('messaging.composer.label', { name })}
          aria-invalid={over > 0 || undefined}
          aria-describedby={hint ? hintId : undefined}
          placeholder={t('messaging.composer.placeholder', { name })}
          onChange={(event) => {
            setDraft(key, event.target.value)
            if (failure) setFailure(null)
          }}
          onKeyDown={onKeyDown}
        />
        <button
          type="submit"
          className={css['send']}
          disabled={body === '' || over > 0}
          aria-label={t('messaging.composer.send')}
          title={t('messaging.composer.send')}
        >
          <ArrowUp size={17} aria-hidden="true" />
        </button>
      </form>
    </>
  )
}
