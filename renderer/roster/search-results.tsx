import MessageCircle from 'lucide-react/icons/message-circle'
import Phone from 'lucide-react/icons/phone'
import SearchX from 'lucide-react/icons/search-x'
import UserPlus from 'lucide-react/icons/user-plus'
import { type ReactNode, useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '#contract/people'
import { personKey } from '#contract/state'
import { Avatar } from '../components/avatar.tsx'
import { BestIcon } from '../components/best-icon.tsx'
import { bestOf, reachLine, shownAvailability } from '../presence/words.ts'
import { canBeAddress, chat, dial, fullAddress } from '../store/actions.ts'
import { useNow } from '../store/clock.ts'
import { mainAccount, plainAddress, statusIconOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { setView, showPerson, useView } from '../store/view.ts'
import { searchPeople } from './search.ts'
import { onResultKey } from './search-keys.ts'

/** More are not drawn: typing on is quicker than scrolling. */
const maxResults = 60

type Offer = { readonly id: string; readonly label: string; readonly icon: ReactNode; readonly run: () => void }

/** What the typed text finds, and what can be done with it as an address. */
export function SearchResults({ typed }: Readonly<{ typed: string }>) {
  const { t } = useTranslation()
  const contacts = useApp((state) => state.contacts)
  const account = useApp(mainAccount)
  const item = useView((view) => view.item)
  const found = useMemo(() => searchPeople(contacts, typed), [contacts, typed])
  const shown = found.slice(0, maxResults)

  const address = account && canBeAddress(typed) ? fullAddress(typed, account) : null
  const known = address !== null && found.some((contact) => plainAddress(contact.aor) === address.toLowerCase())
  const done = (): void => setView({ search: '', item: null })
  const offers: Offer[] = []
  if (address && account) {
    offers.push({
      id: 'call',
      label: t('people.offerCall', { address }),
      icon: <Phone size={16} strokeWidth={1.75} aria-hidden="true" />,
      run: () => {
        done()
        void dial(account.id, address)
      },
    })
    offers.push({
      id: 'chat',
      label: t('people.offerChat', { address }),
      icon: <MessageCircle size={16} strokeWidth={1.75} aria-hidden="true" />,
      run: () => {
        done()
        chat({ accountId: account.id, aor: address })
      },
    })
    if (!known)
      offers.push({
        id: 'add',
        label: t('people.offerAdd', { address }),
        icon: <UserPlus size={16} strokeWidth={1.75} aria-hidden="true" />,
        run: () => {
          done()
          setView({ dialog: { kind: 'add-person', address } })
        },
      })
  }

  const total = shown.length + offers.length
  const active = Math.max(0, Math.min(total - 1, item?.startsWith('r:') ? Number(item.slice(2)) : 0))
  const pick = (index: number): void => {
    const contact = shown[index]
    if (contact) {
      done()
      showPerson({ accountId: contact.accountId, aor: contact.aor }, true)
    } else offers[index - shown.length]?.run()
  }

  useEffect(() =>
    onResultKey((key) => {
      if (key === 'Enter') pick(active)
      else if (key === 'ArrowDown') setView({ item: `r:${Math.min(total - 1, active + 1)}` })
      else if (key === 'ArrowUp') setView({ item: `r:${Math.max(0, active - 1)}` })
      else return false
      return true
    }),
  )
  useEffect(() => {
    document.getElementById(`r:${active}`)?.scrollIntoView?.({ block: 'nearest' })
  }, [active])

  return (
    <div className="rlist results">
      {shown.length === 0 && (
        <div className="no-match">
          <SearchX size={22} strokeWidth={1.6} aria-hidden="true" />
          <div className="b">{t('people.noMatch', { text: typed.trim() })}</div>
          {address && <div className="t2 s12">{t('people.dialIt', { address })}</div>}
        </div>
      )}
      <div className="sr" role="status">
        {t('people.resultCount', { count: found.length })}
      </div>
      <div id="search-results" role="listbox" aria-label={t('people.results')}>
        {shown.map((contact, index) => (
          <Result key={contact.id} contact={contact} index={index} active={index === active} onPick={pick} />
        ))}
        {offers.map((offer, index) => {
          const at = shown.length + index
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keyboard and names this option
            <div
              key={offer.id}
              id={`r:${at}`}
              className={`rr offer${at === active ? ' sel' : ''}`}
              role="option"
              tabIndex={-1}
              aria-selected={at === active}
              onClick={offer.run}
            >
              <span className="offer-icon">{offer.icon}</span>
              <span className="ell">{offer.label}</span>
            </div>
          )
        })}
      </div>
    </div>
  )
}

function Result({
  contact,
  index,
  active,
  onPick,
}: Readonly<{ contact: Contact; index: number; active: boolean; onPick: (index: number) => void }>) {
  const { t } = useTranslation()
  const person = useApp((state) => state.presentities[personKey(contact.accountId, contact.aor)])
  const icon = useApp((state) => statusIconOf(state, person))
  const picture = contact.photo ?? icon
  const now = useNow()
  const name = contact.name || person?.displayName || plainAddress(contact.aor)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keyboard and names this option
    <div
      id={`r:${index}`}
      className={`rr${active ? ' sel' : ''}`}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      onClick={() => onPick(index)}
    >
      <div className="rr-line">
        <Avatar name={name} aor={contact.aor} availability={shownAvailability(person)} picture={picture} />
        <div className="grow">
          <div className="l1">
            <span className="nm ell">{name}</span>
          </div>
          <div className="l2 ell">{reachLine({ t, now }, person)}</div>
        </div>
        <span className="wy">
          <BestIcon kind={bestOf(person)} />
        </span>
      </div>
    </div>
  )
}
