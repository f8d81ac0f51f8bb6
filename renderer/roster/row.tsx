import Ellipsis from 'lucide-react/icons/ellipsis'
import MessageCircle from 'lucide-react/icons/message-circle'
import Phone from 'lucide-react/icons/phone'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Call } from '#contract/calls'
import type { Contact } from '#contract/people'
import { personKey } from '#contract/state'
import { Avatar } from '../components/avatar.tsx'
import { BestIcon } from '../components/best-icon.tsx'
import { IconButton } from '../components/button.tsx'
import { below, type MenuPlace } from '../components/menu.tsx'
import type { T } from '../i18n.ts'
import type { Wording } from '../presence/times.ts'
import { bestLabel, bestOf, farTime, reachLine, shownAvailability } from '../presence/words.ts'
import { call, chat } from '../store/actions.ts'
import { atLeast, useNow } from '../store/clock.ts'
import { isOnline, liveCallWith, plainAddress, statusIconOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { indentOf } from './indent.ts'
import { FollowedMark } from './list-mark.tsx'
import { OpenedRow } from './opened-row.tsx'

type RowProps = Readonly<{
  contactId: string
  /** the group it stands in here */
  sectionId: string
  /** id of the element, for aria-activedescendant */
  id: string
  place: number
  of: number
  selected: boolean
  active: boolean
  /** compact window: shows source and actions in place */
  opened: boolean
  /** of the tree: people stand one below their group */
  level: number
  onPress: (contactId: string, sectionId: string) => void
  onMenu: (contactId: string, place: MenuPlace, sectionId: string) => void
}>

/** One person. Reads only what it shows, so that a change of somebody else does not draw it again. */
export const ContactRow = memo(function ContactRow(props: RowProps) {
  const contact = useApp((state) => state.contacts[props.contactId])
  return contact ? <Row {...props} contact={contact} /> : null
})

function Row({
  contact,
  sectionId,
  id,
  place,
  of,
  selected,
  active,
  opened,
  level,
  onPress,
  onMenu,
}: RowProps & { contact: Contact }) {
  const { t } = useTranslation()
  const key = personKey(contact.accountId, contact.aor)
  const person = useApp((state) => state.presentities[key])
  const icon = useApp((state) => statusIconOf(state, person))
  const picture = contact.photo ?? icon
  const unread = useApp((state) => state.conversations[key]?.unread ?? 0)
  const talking = useApp((state) => liveCallWith(state, contact))
  const online = useApp((state) => isOnline(state, contact.accountId))
  useNow()
  const w: Wording = { t, now: atLeast(person?.knowledge.kind === 'current' ? person.knowledge.confirmedAt : 0) }

  const name = contact.name || person?.displayName || plainAddress(contact.aor)
  const availability = shownAvailability(person)
  const line = talking ? callLine(t, talking) : reachLine(w, person)
  const best = talking ? 'none' : bestOf(person)
  const there = farTime(w, person)
  // In the order in which it is seen, so that who speaks to the computer can say what is written.
  const label = {
    name: there ? `${name}, ${there}` : name,
    line: unread > 0 ? `${line}, ${t('common.unread', { count: unread })}` : line,
    best: bestLabel(t, person),
  }
  const dim = availability === 'unknown' || availability === 'offline'

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keyboard and names this row by aria-activedescendant
    <div
      id={id}
      className={`rr${selected ? ' sel' : ''}${active ? ' act' : ''}${dim && !talking ? ' dim' : ''}${opened ? ' open' : ''}`}
      role="treeitem"
      tabIndex={-1}
      aria-level={level}
      aria-posinset={place}
      aria-setsize={of}
      aria-selected={selected}
      aria-label={opened ? undefined : t('people.row', label)}
      data-aor={contact.aor}
      data-availability={availability}
      style={{ paddingInlineStart: indentOf(level - 1) }}
      onClick={() => onPress(contact.id, sectionId)}
      onContextMenu={(event) => {
        event.preventDefault()
        onMenu(contact.id, { x: event.clientX, y: event.clientY }, sectionId)
      }}
    >
      <div className="rr-line">
        <Avatar name={name} aor={contact.aor} availability={availability} picture={picture} />
        <div className="grow">
          <div className="l1">
            <span className="nm ell">{name}</span> {contact.followed && <FollowedMark />}
            {there && <span className="tm num">{opened ? t('people.timeThere', { time: there }) : there}</span>}
          </div>{' '}
          <div className="l2 ell" data-line>
            {line}
          </div>
        </div>{' '}
        {unread > 0 && <span className="count">{unread}</span>}
        {best !== 'none' && !opened && (
          <span className="wy" title={bestLabel(t, person)}>
            <BestIcon kind={best} />
          </span>
        )}
        <QuickActions
          contact={contact}
          sectionId={sectionId}
          name={name}
          callable={online && talking === undefined}
          onMenu={onMenu}
        />
      </div>
      {opened && <OpenedRow contact={contact} sectionId={sectionId} person={person} wording={w} />}
    </div>
  )
}

type QuickProps = Readonly<{
  contact: Contact
  name: string
  callable: boolean
}> &
  Pick<RowProps, 'sectionId' | 'onMenu'>

/** Apart from the row, because presence changes nothing in them. */
const QuickActions = memo(function QuickActions({ contact, sectionId, name, callable, onMenu }: QuickProps) {
  const { t } = useTranslation()
  return (
    <span className="rr-quick">
      <IconButton
        label={t('people.chat', { name })}
        tabIndex={-1}
        onClick={(event) => {
          event.stopPropagation()
          chat(contact)
        }}
      >
        <MessageCircle size={16} strokeWidth={1.75} aria-hidden="true" />
      </IconButton>
      <IconButton
        label={t('people.call', { name })}
        tabIndex={-1}
        disabled={!callable}
        onClick={(event) => {
          event.stopPropagation()
          void call(contact)
        }}
      >
        <Phone size={16} strokeWidth={1.75} aria-hidden="true" />
      </IconButton>
      <IconButton
        label={t('people.moreFor', { name })}
        tabIndex={-1}
        onClick={(event) => {
          event.stopPropagation()
          onMenu(contact.id, below(event.currentTarget), sectionId)
        }}
      >
        <Ellipsis size={16} strokeWidth={1.75} aria-hidden="true" />
      </IconButton>
    </span>
  )
})

function callLine(t: T, live: Call): string {
  if (live.phase === 'incoming') return t('people.callingYou')
  if (live.phase === 'dialling' || live.phase === 'ringing') return t('people.beingCalled')
  return live.heldByUs ? t('people.onHold') : t('people.inCall')
}
