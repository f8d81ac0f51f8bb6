import './sign-in.css'
import AtSign from 'lucide-react/icons/at-sign'
import ChevronDown from 'lucide-react/icons/chevron-down'
import ChevronRight from 'lucide-react/icons/chevron-right'
import Eye from 'lucide-react/icons/eye'
import EyeOff from 'lucide-react/icons/eye-off'
import KeyRound from 'lucide-react/icons/key-round'
import Lock from 'lucide-react/icons/lock'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountSettings, PasswordStorage } from '#contract/account'
import type { Failure } from '#contract/failure'
import { bridge } from '../bridge.ts'
import { Button, IconButton } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { failureText } from '../i18n.ts'
import { mainAccount } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { setView } from '../store/view.ts'
import { paintTitleBar } from '../title-bar.ts'
import { type AccountDraft, advancedHas, type DraftErrors, draftOf, emptyDraft, readDraft } from './account-draft.ts'
import { AdvancedFields } from './advanced-fields.tsx'
import { Logo } from './logo.tsx'
import { defaultStorage, PasswordStorageChoice } from './password-storage.tsx'
import { TestSteps } from './test-steps.tsx'

/** The buttons under it come along. */
const intoView = (element: HTMLElement | null): void =>
  element?.parentElement?.lastElementChild?.scrollIntoView?.({ block: 'nearest' })

/** These are mended under Advanced. */
const mendedUnderAdvanced = new Set<Failure['kind']>(['no-server', 'no-secure-server', 'certificate', 'unknown-host'])

/** 07a: address and password are enough where DNS helps. */
export default function SignIn() {
  const { t } = useTranslation()
  const keyStore = useApp((state) => state.platform.keyStore)
  const test = useApp((state) => state.connectionTest)
  // Who has signed out finds the fields as they were, but for the password.
  const known = useApp(mainAccount)
  const [draft, setDraft] = useState<AccountDraft>(() => (known ? draftOf(known) : emptyDraft))
  const [password, setPassword] = useState('')
  const [shown, setShown] = useState(false)
  const [advanced, setAdvanced] = useState(false)
  const [storage, setStorage] = useState<PasswordStorage | null>(null)
  const [errors, setErrors] = useState<DraftErrors>({})
  const [passwordError, setPasswordError] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState<'sign-in' | 'test' | null>(null)
  /** how often something was missing or wrong */
  const [slips, setSlips] = useState(0)
  const form = useRef<HTMLFormElement>(null)
  const passwordField = useRef<HTMLInputElement>(null)

  useEffect(paintTitleBar, [])
  useEffect(() => {
    if (slips > 0) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [slips])

  const change = (part: Partial<AccountDraft>): void => {
    setDraft({ ...draft, ...part })
    if (Object.keys(errors).length > 0) {
      const left = { ...errors }
      for (const field of Object.keys(part)) delete left[field as keyof AccountDraft]
      setErrors(left)
    }
  }

  /** The settings as typed, or null with the errors shown and the first wrong field focused. */
  const checked = (): AccountSettings | null => {
    const read = readDraft(draft)
    setErrors(read.ok ? {} : read.errors)
    setPasswordError(password === '')
    setFailure(null)
    if (read.ok && password !== '') return read.settings
    if (!read.ok && advancedHas(read.errors)) setAdvanced(true)
    setSlips(slips + 1)
    return null
  }

  const refused = (reason: Failure): void => {
    setFailure(reason)
    if (mendedUnderAdvanced.has(reason.kind)) setAdvanced(true)
    if (reason.kind === 'wrong-password') passwordField.current?.focus()
  }

  const signIn = async (): Promise<void> => {
    const settings = checked()
    if (!settings || busy) return
    setBusy('sign-in')
    setView({ signingIn: true })
    const passwordStorage = storage ?? defaultStorage(keyStore)
    const result = await bridge.command('account.signIn', { settings, password, passwordStorage })
    setBusy(null)
    if (result.ok) setView({ signingIn: false })
    else refused(result.failure)
  }

  const runTest = async (): Promise<void> => {
    const settings = checked()
    if (!settings || busy) return
    setBusy('test')
    const result = await bridge.command('account.test', { settings, password })
    setBusy(null)
    if (!result.ok) refused(result.failure)
  }

  const Chevron = advanced ? ChevronDown : ChevronRight
  return (
    <div className="win sign-in">
      <main className="sign-in-main">
        <div className="tb" />
        <form
          className="sign-in-form"
          ref={form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void signIn()
          }}
        >
          <div className="row sign-in-title">
            <Logo />
            <div>
              <h1 className="title-20">{t('signIn.title')}</h1>
              <p className="t2">{t('signIn.text')}</p>
            </div>
          </div>
          <div className="fields">
            <Field
              label={t('signIn.address')}
              icon={<AtSign size={15} aria-hidden="true" />}
              value={draft.aor}
              onChange={(aor) => change({ aor })}
              error={errors.aor ? t(`signIn.${errors.aor}`) : null}
              autoComplete="username"
              inputMode="email"
              autoFocus
            />
            <Field
              label={t('signIn.password')}
              icon={<KeyRound size={15} aria-hidden="true" />}
              inputRef={passwordField}
              type={shown ? 'text' : 'password'}
              value={password}
              onChange={(value) => {
                setPassword(value)
                setPasswordError(false)
                if (failure?.kind === 'wrong-password') setFailure(null)
              }}
              error={
                passwordError
                  ? t('signIn.passwordNeeded')
                  : failure?.kind === 'wrong-password'
                    ? t('signIn.passwordRefused')
                    : null
              }
              autoComplete="current-password"
              end={
                <IconButton
                  label={shown ? t('signIn.hidePassword') : t('signIn.showPassword')}
                  onClick={() => setShown(!shown)}
                >
                  {shown ? <EyeOff size={16} aria-hidden="true" /> : <Eye size={16} aria-hidden="true" />}
                </IconButton>
              }
            />
            <Field
              label={t('signIn.name')}
              value={draft.displayName}
              onChange={(displayName) => change({ displayName })}
              placeholder={t('signIn.nameHint')}
              autoComplete="name"
            />
          </div>
          {keyStore === null && (
            <PasswordStorageChoice value={storage ?? defaultStorage(keyStore)} onChange={setStorage} />
          )}
          <div className="row advanced-line">
            <button
              type="button"
              className="row b disclosure"
              aria-expanded={advanced}
              onClick={() => setAdvanced(!advanced)}
            >
              <Chevron size={14} strokeWidth={2.2} aria-hidden="true" />
              {t('signIn.advanced')}
            </button>
            <span className="push s12 t3">{t('signIn.advancedHint')}</span>
          </div>
          {advanced && <AdvancedFields draft={draft} errors={errors} onChange={change} />}
          {failure && (
            <div className="sign-in-failure" role="alert" data-failure={failure.kind} ref={intoView}>
              {failureText(t, failure)}
            </div>
          )}
          <div className="row sign-in-actions">
            <Button size="large" busy={busy === 'test'} onClick={() => void runTest()}>
              {test ? t('signIn.testAgain') : t('signIn.test')}
            </Button>
            <Button size="large" kind="primary" fill submit busy={busy === 'sign-in'}>
              {busy === 'sign-in' ? t('signIn.busy') : t('signIn.action')}
            </Button>
          </div>
        </form>
      </main>
      <aside className="sign-in-side col-last">
        {test ? <TestSteps test={test} /> : <p className="t2">{t('signIn.testIdle')}</p>}
        <span className="grow" />
        {keyStore && (
          <p className="s12 t2 row key-store">
            <Lock className="t3" size={14} strokeWidth={1.9} aria-hidden="true" />
            {t('signIn.storage.keyStore', { keyStore })}
          </p>
        )}
      </aside>
    </div>
  )
}
