import ChevronDown from 'lucide-react/icons/chevron-down'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '../components/avatar.tsx'
import { useNow } from '../store/clock.ts'
import { accountName, linkOf, mainAccount, ownPresenceOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { setView, useView } from '../store/view.ts'
import { SourceIcon } from './source-icon.tsx'
import { ownLine, ownSaid, shownOwn } from './words.ts'

/** Myself: what others see now. Not sent is never shown as if it were. */
export const MeBlock = memo(function MeBlock() {
  const { t } = useTranslation()
  const account = useApp(mainAccount)
  const own = useApp((state) => ownPresenceOf(state, account?.id ?? null))
  const online = useApp((state) => linkOf(account?.id ?? null)(state)?.kind === 'online')
  const picture = useApp((state) => (account ? state.ownPictures[account.id]?.path : null)) ?? undefined
  const open = useView((view) => view.dialog?.kind === 'status')
  const now = useNow()
  if (!account) return null
  const name = accountName(account)
  const availability = shownOwn(own, online)
  const line = ownLine({ t, now }, own, online)
  const said = ownSaid({ t, now }, own, online)
  return (
    <button
      type="button"
      className={open ? 'me on' : 'me'}
      aria-haspopup="dialog"
      aria-expanded={open}
      aria-label={t('presence.me.open', { name, line })}
      data-own-availability={availability}
      onClick={() => setView({ dialog: { kind: 'status' } })}
    >
      <Avatar name={name} aor={account.aor} size={40} availability={availability} picture={picture} />
      <span className="grow">
        <span className="nm ell">{name}</span>{' '}
        <span className="me-line">
          {said.by && <SourceIcon source={said.by} />}
          <span className="ell">{said.line}</span>
        </span>
      </span>
      <ChevronDown className="t3" size={14} strokeWidth={2} aria-hidden="true" />
    </button>
  )
})
