import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PasswordStorage } from '#contract/account'
import type { CalendarPlace, FoundCalendar } from '#contract/calendars'
import { bridge } from '../bridge.ts'
import { Button } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { Segmented } from '../components/segmented.tsx'
import { Switch } from '../components/switch.tsx'
import { FormDialog } from '../form-dialog.tsx'
import { failureText, type T } from '../i18n.ts'
import { defaultStorage, PasswordStorageChoice } from '../sign-in/password-storage.tsx'
import { useApp } from '../store/store.ts'
import { typedAddress } from './typed-address.ts'

type Kind = CalendarPlace['kind']

/** Says what is there before anything is saved. */
export function AddCalendar({ onClose }: Readonly<{ onClose: () => void }>) {
  const { t } = useTranslation()
  const keyStore = useApp((state) => state.platform.keyStore)
  const [kind, setKind] = useState<Kind>('feed')
  const [where, setWhere] = useState('')
  const [user, setUser] = useState('')
  const [password, setPassword] = useState('')
  const [storage, setStorage] = useState<PasswordStorage>(defaultStorage(keyStore))
  const [allowUnencrypted, setAllow] = useState(false)
  const [found, setFound] = useState<readonly FoundCalendar[] | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const id = useId()
  const typedHttp = kind !== 'file' && /^http:/i.test(where.trim())
  const changed = <V,>(set: (value: V) => void) => {
    return (value: V): void => {
      set(value)
      setFound(null)
      setError(null)
    }
  }

  const type = (text: string): void => {
    const { address, login } = typedAddress(kind === 'file' ? '' : text)
    changed(setWhere)(login === null ? text : address)
    if (login === null) return
    setUser(login.user)
    setPassword(login.password)
  }

  const find = async (): Promise<void> => {
    if (where.trim() === '') return
    setBusy(true)
    const place = placeOf(kind, where.trim(), user.trim(), typedHttp && allowUnencrypted)
    const result = await bridge.command('calendar.find', { place, password: user.trim() === '' ? null : password })
    setBusy(false)
    if (result.ok) setFound(result.value)
    else setError(failureText(t, result.failure))
  }

  const add = async (calendar: FoundCalendar): Promise<void> => {
    const login = user.trim() === '' ? null : { password, passwordStorage: storage }
    const result = await bridge.command('calendar.add', { found: calendar, tells: 'activity', login })
    if (!result.ok) return setError(failureText(t, result.failure))
    const rest = (found ?? []).filter((each) => each !== calendar)
    if (rest.length === 0) onClose()
    else setFound(rest)
  }

  return (
    <FormDialog
      title={t('calendars.add')}
      action={t('calendars.find')}
      busy={busy}
      onSubmit={() => void find()}
      onClose={onClose}
    >
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
          onChange={changed(setKind)}
        />
      </div>
      <Where kind={kind} value={where} error={error} onChange={type} />
      {kind !== 'file' && (
        <>
          <Field
            label={t('calendars.user')}
            {...(kind === 'feed' ? { hint: t('calendars.userHint') } : {})}
            value={user}
            onChange={changed(setUser)}
            autoComplete="off"
          />
          {user.trim() !== '' && (
            <Field
              label={t('calendars.secret')}
              hint={t('calendars.secretHint')}
              type="password"
              value={password}
              onChange={changed(setPassword)}
              autoComplete="off"
            />
          )}
          {user.trim() !== '' && keyStore === null && <PasswordStorageChoice value={storage} onChange={setStorage} />}
        </>
      )}
      {typedHttp && (
        <div className="set">
          <div className="grow">
            <div className="b" id={`${id}-allow`}>
              {t('calendars.unencrypted')}
            </div>
            <div className="s12 t2 set-text" id={`${id}-allow-text`}>
              {t('calendars.unencryptedText')}
            </div>
          </div>
          <Switch
            checked={allowUnencrypted}
            onChange={changed(setAllow)}
            labelledBy={`${id}-allow`}
            describedBy={`${id}-allow-text`}
          />
        </div>
      )}
      {found && (
        <div role="status">
          <p className="s12 t2">{t('calendars.found', { count: found.length })}</p>
          <ul>
            {found.map((calendar) => (
              <li key={JSON.stringify(calendar.place)} className="set" data-found={calendar.name}>
                <div className="grow">
                  <div className="b">{calendar.name}</div>
                  {calendar.events !== null && <div className="s12 t2">{foundText(t, calendar, calendar.events)}</div>}
                </div>
                <Button size="small" onClick={() => void add(calendar)}>
                  {t('calendars.addFound')}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </FormDialog>
  )
}

/** "Public holidays, 12 events" */
function foundText(t: T, { about }: FoundCalendar, count: number): string {
  const events = t('calendars.foundEvents', { count })
  if (about === 'own') return events
  return t('calendars.foundAbout', {
    about: t(about === 'trips' ? 'calendars.aboutTrips' : 'calendars.aboutHolidays'),
    events,
  })
}

type WhereProps = Readonly<{ kind: Kind; value: string; error: string | null; onChange: (value: string) => void }>

function Where({ kind, ...field }: WhereProps) {
  const { t } = useTranslation()
  switch (kind) {
    case 'feed':
      return <Field start label={t('calendars.link')} hint={t('calendars.linkHint')} {...field} />
    case 'caldav':
      return <Field start label={t('calendars.account')} hint={t('calendars.accountHint')} {...field} />
    case 'file':
      return <Field start label={t('calendars.file')} hint={t('calendars.fileHint')} {...field} />
  }
}

function placeOf(kind: Kind, where: string, user: string, allowUnencrypted: boolean): CalendarPlace {
  switch (kind) {
    case 'file':
      return { kind, path: where }
    case 'feed':
      return { kind, address: where, user: user === '' ? null : user, allowUnencrypted }
    case 'caldav':
      return { kind, address: where, user, allowUnencrypted }
  }
}
