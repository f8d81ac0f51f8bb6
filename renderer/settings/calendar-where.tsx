import { useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { PasswordStorage } from '#contract/account'
import type { CalendarPlace } from '#contract/calendars'
import { Button } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { Segmented } from '../components/segmented.tsx'
import { Switch } from '../components/switch.tsx'
import { PasswordStorageChoice } from '../sign-in/password-storage.tsx'
import { act } from '../store/actions.ts'

type Kind = CalendarPlace['kind']

export type CalendarDraft = {
  readonly kind: Kind
  readonly where: string
  readonly user: string
  readonly password: string
  /** without encryption */
  readonly allow: boolean
}
export type WhereError = { readonly field: 'where' | 'user' | 'password'; readonly text: string }

type WhereProps = Readonly<{
  draft: CalendarDraft
  error: WhereError | null
  /** null: the key store keeps passwords */
  storage: PasswordStorage | null
  onChange: (part: Partial<CalendarDraft>) => void
  onStorage: (storage: PasswordStorage) => void
  onFile: (path: string) => void
}>

/** Where a calendar is to be looked for. */
export function CalendarWhere({ draft, error, storage, onChange, onStorage, onFile }: WhereProps) {
  const { t } = useTranslation()
  const id = useId()
  const { kind, where, user, password, allow } = draft
  const errorAt = (field: WhereError['field']) => (error?.field === field ? error.text : null)
  const asksPassword = user.trim() !== '' || kind === 'caldav'
  return (
    <>
      <div className="field">
        <span className="lab" id={id}>
          {t('calendars.kindLabel')}
        </span>
        <Segmented
          name={id}
          labelledBy={id}
          value={kind}
          segments={(['feed', 'caldav', 'file'] as const).map((value) => ({
            value,
            label: t(`calendars.kinds.${value}`),
          }))}
          onChange={(next) => onChange({ kind: next })}
        />
      </div>
      <Where
        kind={kind}
        value={where}
        error={errorAt('where')}
        onChange={(next) => onChange({ where: next })}
        onFile={onFile}
      />
      {kind !== 'file' && (
        <>
          <Field
            label={t('calendars.user')}
            {...(kind === 'feed' ? { hint: t('calendars.userHint') } : {})}
            value={user}
            error={errorAt('user')}
            onChange={(next) => onChange({ user: next })}
            autoComplete="off"
          />
          {asksPassword && (
            <Field
              label={t('calendars.secret')}
              hint={t('calendars.secretHint')}
              type="password"
              value={password}
              error={errorAt('password')}
              onChange={(next) => onChange({ password: next })}
              autoComplete="off"
            />
          )}
          {user.trim() !== '' && storage !== null && <PasswordStorageChoice value={storage} onChange={onStorage} />}
          {/^\s*http:/i.test(where) && <Unencrypted on={allow} onChange={(next) => onChange({ allow: next })} />}
        </>
      )}
    </>
  )
}

function Unencrypted({ on, onChange }: Readonly<{ on: boolean; onChange: (on: boolean) => void }>) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <div className="set">
      <div className="grow">
        <div className="b" id={id}>
          {t('calendars.unencrypted')}
        </div>
        <div className="s12 t2 set-text" id={`${id}-text`}>
          {t('calendars.unencryptedText')}
        </div>
      </div>
      <Switch checked={on} onChange={onChange} labelledBy={id} describedBy={`${id}-text`} />
    </div>
  )
}

function Where({
  kind,
  onFile,
  ...field
}: Readonly<{
  kind: Kind
  value: string
  error: string | null
  onChange: (value: string) => void
  onFile: (path: string) => void
}>) {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  // Also when one comes back to it: what had the keyboard is gone.
  useEffect(() => input.current?.focus(), [])
  const choose = async (): Promise<void> => {
    const chosen = await act('calendar.chooseFile', {})
    if (chosen.ok && chosen.value.path !== null) onFile(chosen.value.path)
  }
  const words = {
    feed: { label: t('calendars.link'), hint: t('calendars.linkHint') },
    caldav: { label: t('calendars.account'), hint: t('calendars.accountHint') },
    file: { label: t('calendars.file'), hint: t('calendars.fileHint') },
  }[kind]
  return (
    <Field
      start
      inputRef={input}
      {...words}
      {...(kind === 'file'
        ? {
            end: (
              <Button size="small" onClick={() => void choose()}>
                {t('calendars.chooseFile')}
              </Button>
            ),
          }
        : {})}
      {...field}
    />
  )
}
