import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PasswordStorage } from '#contract/account'
import type { CalendarPlace, CalendarSettings, FoundCalendar } from '#contract/calendars'
import type { Failure } from '#contract/failure'
import { bridge } from '../bridge.ts'
import { FormDialog } from '../form-dialog.tsx'
import { failureText, type T } from '../i18n.ts'
import { defaultStorage } from '../sign-in/password-storage.tsx'
import { useApp } from '../store/store.ts'
import { CalendarTells } from './calendar-tells.tsx'
import { type CalendarDraft, CalendarWhere, type WhereError } from './calendar-where.tsx'
import { chosenAtFirst, FoundCalendars } from './found-calendars.tsx'
import { typedAddress } from './typed-address.ts'
import { wrongPlace } from './wrong-link.ts'

/** Says what is there, and asks what others shall see of it, before anything is saved. */
export function AddCalendar({ onClose }: Readonly<{ onClose: () => void }>) {
  const { t } = useTranslation()
  const keyStore = useApp((state) => state.platform.keyStore)
  const calendars = useApp((state) => state.calendars)
  const [draft, setDraft] = useState<CalendarDraft>({ kind: 'feed', where: '', user: '', password: '', allow: false })
  const [storage, setStorage] = useState<PasswordStorage>(defaultStorage(keyStore))
  const [tells, setTells] = useState<CalendarSettings['tells']>('activity')
  const [found, setFound] = useState<readonly FoundCalendar[] | null>(null)
  const [chosen, setChosen] = useState<readonly FoundCalendar[]>([])
  const [error, setError] = useState<WhereError | null>(null)
  const [refused, setRefused] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)

  const change = (part: Partial<CalendarDraft>): void => {
    const next = { ...draft, ...part }
    const { address, login } = typedAddress(next.kind === 'file' ? '' : next.where)
    setDraft(login === null ? next : { ...next, where: address, ...login })
    setError(null)
  }
  /** What is wrong is read out: the keyboard goes to the field that says it. */
  const say = (wrong: WhereError): void => {
    setError(wrong)
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus())
  }

  const find = async (asked: CalendarDraft): Promise<void> => {
    const where = asked.where.trim()
    if (where === '') return say({ field: 'where', text: t(`calendars.missing.${asked.kind}`) })
    const wrong = wrongPlace(asked.kind, where)
    if (wrong !== null) return say({ field: 'where', text: t(`calendars.wrong.${wrong}`) })
    setBusy(true)
    const password = asked.user.trim() === '' ? null : asked.password
    const result = await bridge.command('calendar.find', { place: placeOf(asked), password })
    setBusy(false)
    if (!result.ok) return say(errorOf(t, asked, result.failure))
    setFound(result.value)
    setChosen(chosenAtFirst(result.value, calendars))
  }

  const add = async (): Promise<void> => {
    const login = draft.user.trim() === '' ? null : { password: draft.password, passwordStorage: storage }
    setBusy(true)
    for (const calendar of chosen) {
      const result = await bridge.command('calendar.add', { found: calendar, tells, login })
      if (!result.ok) {
        setBusy(false)
        return setRefused(failureText(t, result.failure))
      }
    }
    onClose()
  }

  const back = (): void => {
    setFound(null)
    setRefused(null)
  }

  return (
    <FormDialog
      title={t('calendars.add')}
      action={found === null ? t('calendars.find') : t('calendars.addChosen', { count: Math.max(1, chosen.length) })}
      busy={busy}
      disabled={found !== null && chosen.length === 0}
      changed={draft.where !== ''}
      error={refused}
      formRef={form}
      onSubmit={() => void (found === null ? find(draft) : add())}
      {...(found === null ? {} : { onBack: back })}
      onClose={onClose}
    >
      {found === null ? (
        <CalendarWhere
          draft={draft}
          error={error}
          storage={keyStore === null ? storage : null}
          onChange={change}
          onStorage={setStorage}
          onFile={(path) => {
            const asked = { ...draft, where: path }
            setDraft(asked)
            void find(asked)
          }}
        />
      ) : (
        <>
          <FoundCalendars found={found} chosen={chosen} onChange={setChosen} />
          <CalendarTells value={tells} onChange={setTells} />
        </>
      )}
    </FormDialog>
  )
}

/** At the field that has to be typed otherwise. */
function errorOf(t: T, { kind, user }: CalendarDraft, failure: Failure): WhereError {
  const text = failureText(t, failure)
  if (failure.kind !== 'wrong-password' || kind === 'file') return { field: 'where', text }
  if (user.trim() !== '') return { field: 'password', text }
  return { field: 'user', text: t('calendars.asksLogin', { domain: failure.domain }) }
}

function placeOf({ kind, where, user: typedUser, allow }: CalendarDraft): CalendarPlace {
  const address = where.trim()
  const user = typedUser.trim()
  const allowUnencrypted = allow && /^http:/i.test(address)
  switch (kind) {
    case 'file':
      return { kind, path: address }
    case 'feed':
      return { kind, address, user: user === '' ? null : user, allowUnencrypted }
    case 'caldav':
      return { kind, address, user, allowUnencrypted }
  }
}
