import Activity from 'lucide-react/icons/activity'
import Building from 'lucide-react/icons/building-2'
import Clock from 'lucide-react/icons/clock'
import Ear from 'lucide-react/icons/ear'
import Lock from 'lucide-react/icons/lock'
import Mail from 'lucide-react/icons/mail'
import MessageCircle from 'lucide-react/icons/message-circle'
import Mic from 'lucide-react/icons/mic'
import MousePointer from 'lucide-react/icons/mouse-pointer-2'
import Phone from 'lucide-react/icons/phone'
import Smartphone from 'lucide-react/icons/smartphone'
import Smile from 'lucide-react/icons/smile'
import User from 'lucide-react/icons/user'
import Video from 'lucide-react/icons/video'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '#contract/people'
import type { Presentity } from '#contract/presence'
import { IconButton } from '../components/button.tsx'
import { StatusGlyph } from '../components/status-glyph.tsx'
import { chat, dial } from '../store/actions.ts'
import { contactOf, isOnline, nameOf, presentityOf } from '../store/selectors.ts'
import { appStore, useApp } from '../store/store.ts'
import type { Person } from '../store/view.ts'
import { AddressWay, otherAddresses } from './address-way.tsx'
import { type Chip, facts, type Way, ways } from './facts.ts'
import type { Wording } from './times.ts'
import { headline, shownAvailability } from './words.ts'

const icon = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const
const factIcons = {
  time: <Clock {...icon} />,
  place: <Building {...icon} />,
  mood: <Smile {...icon} />,
  doing: <Activity {...icon} />,
  privacy: <Lock {...icon} />,
  idle: <MousePointer {...icon} />,
  chips: <Ear {...icon} />,
} as const
const chipIcons = {
  audio: <Mic size={12} strokeWidth={2.2} aria-hidden="true" />,
  video: <Video size={12} strokeWidth={2.2} aria-hidden="true" />,
  text: <MessageCircle size={12} strokeWidth={2.2} aria-hidden="true" />,
} as const
const wayIcons = {
  chat: <MessageCircle {...icon} />,
  call: <Phone {...icon} />,
  video: <Video {...icon} />,
  mail: <Mail {...icon} />,
  other: <Activity {...icon} />,
  device: <Smartphone {...icon} />,
  person: <User {...icon} />,
} as const

export function FactList({
  presentity,
  wording,
  title,
}: Readonly<{ presentity: Presentity; wording: Wording; title: string }>) {
  const id = useId()
  const found = facts(wording, presentity)
  if (found.length === 0) return null
  return (
    <section className="sec" aria-labelledby={id}>
      <h3 className="h" id={id}>
        {title}
      </h3>
      <ul>
        {found.map((fact) => (
          <li key={fact.kind} className="fact" data-fact={fact.kind}>
            {factIcons[fact.kind]}
            {fact.kind === 'chips' ? (
              <div className="fact-chips">
                {fact.chips.map((chip) => (
                  <FactChip key={chip.medium} chip={chip} />
                ))}
              </div>
            ) : (
              <div>
                {fact.words} {fact.quiet && <span className="t3">{fact.quiet}</span>}
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function FactChip({ chip }: Readonly<{ chip: Chip }>) {
  return (
    <span className={`chip ${chip.tone}`}>
      {chipIcons[chip.medium]}
      {chip.words}
    </span>
  )
}

export function WayList({
  presentity,
  wording,
  person,
  contact,
  acts = false,
}: Readonly<{
  /** left out while nothing is known */
  presentity: Presentity | undefined
  wording: Wording
  person: Person
  contact?: Contact | undefined
  /** whoever answers for the person can be called and written to from here */
  acts?: boolean
}>) {
  const { t } = useTranslation()
  const id = useId()
  const named = (aor: string): string | null => {
    const state = appStore.getState()
    const other = { accountId: person.accountId, aor }
    return contactOf(state, other) ? nameOf(state, other) : null
  }
  const found = presentity ? ways(wording, presentity, named) : []
  const others = contact ? otherAddresses(contact) : []
  if (found.length === 0 && others.length === 0) return null
  return (
    <section className="sec" aria-labelledby={id}>
      <h3 className="h" id={id}>
        {t('presence.card.ways')}
      </h3>
      <ul>
        {found.map((way) => (
          <WayLine key={way.id} way={way} wording={wording} accountId={person.accountId} acts={acts} />
        ))}
        {contact && others.map((address) => <AddressWay key={address.id} contact={contact} address={address} />)}
      </ul>
    </section>
  )
}

function WayLine({
  way,
  wording,
  accountId,
  acts,
}: Readonly<{ way: Way; wording: Wording; accountId: string; acts: boolean }>) {
  const state = way.aor ? (
    <OtherState way={way} wording={wording} accountId={accountId} />
  ) : (
    way.state && <span className={way.open ? 'src ok' : 'src'}>{way.state}</span>
  )
  const isStandIn = acts && way.call !== null
  return (
    <li className="fact">
      {wayIcons[way.icon]}
      <div>
        {way.words} {way.quiet && <span className="t3">{way.quiet}</span>}
        {isStandIn && <div>{state}</div>}
      </div>
      {isStandIn ? <StandInActions way={way} accountId={accountId} /> : state}
    </li>
  )
}

/** Callers get somewhere: what can be done with whoever answers for the person. */
function StandInActions({ way: { aor, call, words }, accountId }: Readonly<{ way: Way; accountId: string }>) {
  const { t } = useTranslation()
  const online = useApp((state) => isOnline(state, accountId))
  if (aor === null || call === null) return null
  return (
    <span className="fact-actions">
      {!/^tel:/i.test(call) && (
        <IconButton label={t('presence.card.write', { address: words })} onClick={() => chat({ accountId, aor })}>
          <MessageCircle size={15} strokeWidth={1.75} aria-hidden="true" />
        </IconButton>
      )}
      <IconButton
        label={t('presence.card.callAddress', { address: words })}
        disabled={!online}
        onClick={() => void dial(accountId, call)}
      >
        <Phone size={15} strokeWidth={1.75} aria-hidden="true" />
      </IconButton>
    </span>
  )
}

/** Somebody who answers for the person: with their own status, if we know it. */
function OtherState({ way, wording, accountId }: Readonly<{ way: Way; wording: Wording; accountId: string }>) {
  const other = useApp((state) => presentityOf(state, { accountId, aor: way.aor ?? '' }))
  if (!other) return way.state ? <span className={way.open ? 'src ok' : 'src'}>{way.state}</span> : null
  return (
    <span className="src">
      <StatusGlyph availability={shownAvailability(other)} size={10} />
      {headline(wording, other)}
    </span>
  )
}
