import Check from 'lucide-react/icons/check'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account, LinkState } from '#contract/account'
import { Avatar } from '../components/avatar.tsx'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Field } from '../components/field.tsx'
import { failureText, type T } from '../i18n.ts'
import { clockTime, whenText } from '../presence/times.ts'
import { shownOwn } from '../presence/words.ts'
import { act } from '../store/actions.ts'
import { now } from '../store/clock.ts'
import { accountName, accountsOf, linkOf, ownPresenceOf, plainAddress } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { setView } from '../store/view.ts'
import { KeptLine } from './kept-line.tsx'
import { Line, Part } from './lines.tsx'
import { PasswordDialog } from './password-dialog.tsx'

export function AccountPage() {
  const { t } = useTranslation()
  const accounts = useApp(accountsOf)
  return (
    <>
      <Part title={t('settings.account.accounts')}>
        {accounts.map((account) => (
          <AccountLine key={account.id} account={account} />
        ))}
      </Part>
      {accounts.map((account) => (
        <AccountDetails key={account.id} account={account} />
      ))}
    </>
  )
}

function linkWords(t: T, link: LinkState | undefined): string {
  const w = { t, now: now() }
  switch (link?.kind) {
    case 'online':
      return t('settings.account.signedInUntil', { time: clockTime(w, link.registeredUntil) })
    case 'connecting':
      return t('settings.account.connecting')
    case 'offline':
      return t('settings.account.since', { time: whenText(w, link.since) })
    default:
      return t('settings.account.signedOut')
  }
}

function AccountLine({ account }: Readonly<{ account: Account }>) {
  const { t } = useTranslation()
  const link = useApp(linkOf(account.id))
  const own = useApp((state) => ownPresenceOf(state, account.id))
  const [leaving, setLeaving] = useState(false)
  const online = link?.kind === 'online'
  return (
    <div className="set account" data-account={account.aor} data-link={link?.kind ?? 'signed-out'}>
      <Avatar name={accountName(account)} aor={account.aor} availability={shownOwn(own, online)} />
      <div className="grow">
        <div className="b ell">{plainAddress(account.aor)}</div>
        <div className="s12 t2">{linkWords(t, link)}</div>
        {link?.kind === 'offline' && <div className="s12 warn">{failureText(t, link.failure)}</div>}
      </div>
      {online && (
        <span className="row ok s12 account-mark">
          <Check size={15} strokeWidth={2.2} aria-hidden="true" />
          {t('settings.account.connected')}
        </span>
      )}
      {link?.kind === 'offline' && (
        <>
          <TriangleAlert className="warn" size={15} strokeWidth={2} aria-hidden="true" />
          <Button onClick={() => void act('account.reconnect', { id: account.id })}>
            {t('settings.account.reconnect')}
          </Button>
        </>
      )}
      {link?.kind === 'signed-out' && (
        <Button onClick={() => setView({ dialog: { kind: 'password', accountId: account.id } })}>
          {t('settings.account.signIn')}
        </Button>
      )}
      <Button onClick={() => setLeaving(true)}>{t('settings.account.signOut')}</Button>
      {leaving && <SignOutDialog account={account} onClose={() => setLeaving(false)} />}
    </div>
  )
}

function SignOutDialog({ account, onClose }: Readonly<{ account: Account; onClose: () => void }>) {
  const { t } = useTranslation()
  const leave = async (forget: boolean): Promise<void> => {
    onClose()
    await act('account.signOut', { id: account.id, forget })
  }
  return (
    <Dialog alert title={t('settings.account.forgetTitle', { aor: plainAddress(account.aor) })} onClose={onClose}>
      <p className="t2">
        {t('settings.account.signOut')}: {t('settings.account.keepText')}
      </p>
      <p className="t2">
        {t('settings.account.forget')}: {t('settings.account.forgetText')}
      </p>
      <div className="dialog-actions">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button kind="danger" onClick={() => void leave(true)}>
          {t('settings.account.forget')}
        </Button>
        <Button kind="primary" onClick={() => void leave(false)}>
          {t('settings.account.signOut')}
        </Button>
      </div>
    </Dialog>
  )
}

function AccountDetails({ account }: Readonly<{ account: Account }>) {
  const { t } = useTranslation()
  const keyStore = useApp((state) => state.platform.keyStore)
  const [changing, setChanging] = useState(false)
  const [name, setName] = useState(account.displayName)
  const kept =
    account.passwordStorage === 'key-store'
      ? t('settings.account.passwordKept', { keyStore: keyStore ?? '' })
      : account.passwordStorage === 'this-run'
        ? t('settings.account.passwordThisRun')
        : t('settings.account.passwordWeaker')
  const { id, passwordStorage: _storage, ...settings } = account
  return (
    <Part title={plainAddress(account.aor)}>
      <Line label={t('settings.account.name')} text={t('settings.account.nameText')}>
        <form
          className="row set-form"
          onSubmit={(event) => {
            event.preventDefault()
            void act('account.change', { id, settings: { ...settings, displayName: name.trim() } })
          }}
        >
          <Field
            label={t('settings.account.name')}
            hideLabel
            value={name}
            onChange={setName}
            maxLength={200}
            autoComplete="name"
          />
          <Button submit disabled={name.trim() === account.displayName}>
            {t('common.save')}
          </Button>
        </form>
      </Line>
      <Line label={t('settings.account.password')} text={kept}>
        <Button onClick={() => setChanging(true)}>{t('settings.account.changePassword')}</Button>
      </Line>
      <KeptLine account={account} />
      {changing && <PasswordDialog account={account} onClose={() => setChanging(false)} />}
    </Part>
  )
}
