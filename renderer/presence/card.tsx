import './card.css'
import Ellipsis from 'lucide-react/icons/ellipsis'
import MessageCircle from 'lucide-react/icons/message-circle'
import Pencil from 'lucide-react/icons/pencil'
import Phone from 'lucide-react/icons/phone'
import RotateCcw from 'lucide-react/icons/rotate-ccw'
import Star from 'lucide-react/icons/star'
import UserPlus from 'lucide-react/icons/user-plus'
import X from 'lucide-react/icons/x'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '#contract/people'
import type { Presentity } from '#contract/presence'
import { Avatar } from '../components/avatar.tsx'
import { BestIcon } from '../components/best-icon.tsx'
import { Button, IconButton } from '../components/button.tsx'
import { openPersonMenu } from '../roster/person-menu-state.ts'
import { act, call, chat, lookAt } from '../store/actions.ts'
import { useNow } from '../store/clock.ts'
import { contactOf, isOnline, liveCallWith, nameOf, pictureOf, plainAddress, presentityOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { onStage, type Person, setView, useView } from '../store/view.ts'
import { CrossingLines } from '../travel/crossing-lines.tsx'
import { ChangeList } from './change-list.tsx'
import { DayStripSection } from './day-strip.tsx'
import { FactList, WayList } from './fact-list.tsx'
import { FollowLine } from './follow-line.tsx'
import { OwnNote } from './own-note.tsx'
import { SourceIcon } from './source-icon.tsx'
import { clockTime, type Wording } from './times.ts'
import { bestOf, bestSentence, headline, knownAt, shownAvailability, sourceLine } from './words.ts'

/** What may have been taken back without a word is looked for so often. */
const betweenLooks = 65_000

/** What is known of one person, each fact with its source and age. Only what is there is shown. */
export default function PresenceCard({ person }: Readonly<{ person: Person }>) {
  const { t } = useTranslation()
  const contact = useApp((state) => contactOf(state, person))
  const presentity = useApp((state) => presentityOf(state, person))
  const name = useApp((state) => nameOf(state, person))
  const online = useApp((state) => isOnline(state, person.accountId))
  const live = useApp((state) => liveCallWith(state, person))
  const talking = useView(onStage) === live?.id
  const now = useNow()
  const { accountId, aor } = person
  useEffect(() => {
    if (!online) return
    lookAt({ accountId, aor })
    // As long as he is looked at.
    const timer = setInterval(() => (document.hasFocus() ? lookAt({ accountId, aor }) : null), betweenLooks)
    return () => clearInterval(timer)
  }, [accountId, aor, online])
  const confirmed = presentity ? (knownAt(presentity) ?? 0) : 0
  const w: Wording = { t, now: Math.max(now, confirmed) }
  const stale = presentity?.knowledge.kind === 'last-known' ? presentity.knowledge.at : null
  const known = presentity?.knowledge.kind === 'current' || stale !== null
  return (
    <>
      <CardBar contact={contact} name={name} person={person} />
      <div className="card-scroll" data-card={person.aor}>
        <Head
          person={person}
          name={name}
          presentity={presentity}
          wording={w}
          talking={talking}
          isListed={contact !== undefined}
        />
        {!talking && <Best person={person} name={name} presentity={presentity} wording={w} online={online} />}
        {!talking && contact && <FollowLine person={person} name={name} presentity={presentity} />}
        {!talking && <CrossingLines person={person} />}
        {presentity && known && (
          <DayStripSection
            key={person.aor}
            day={presentity.day}
            offset={presentity.timeOffset}
            wording={w}
            person={person}
          />
        )}
        {presentity && known && (
          <FactList
            presentity={presentity}
            wording={w}
            title={
              stale === null ? t('presence.card.now') : t('presence.card.lastKnown', { time: clockTime(w, stale) })
            }
          />
        )}
        <WayList presentity={known ? presentity : undefined} wording={w} person={person} contact={contact} acts />
        {contact?.notes && <OwnNote contact={contact} />}
        {contact && presentity && (
          <ChangeList key={`changes ${person.aor}`} person={person} presentity={presentity} wording={w} />
        )}
      </div>
    </>
  )
}

function AddButton({ person }: Readonly<{ person: Person }>) {
  const { t } = useTranslation()
  return (
    <IconButton
      label={t('presence.card.addPerson')}
      onClick={() => setView({ dialog: { kind: 'add-person', address: plainAddress(person.aor) } })}
    >
      <UserPlus size={17} strokeWidth={1.75} aria-hidden="true" />
    </IconButton>
  )
}

function CardBar({ contact, name, person }: Readonly<{ contact: Contact | undefined; name: string; person: Person }>) {
  const { t } = useTranslation()
  const over = useView((view) => view.cardOver)
  return (
    <div className="bar bar-plain card-bar">
      <span className="grow" />
      {contact ? (
        <>
          {contact.followed ? (
            <AddButton person={person} />
          ) : (
            <>
              <IconButton
                label={contact.favourite ? t('people.removeFavourite') : t('people.addFavourite')}
                onClick={() => void act('people.change', { id: contact.id, favourite: !contact.favourite })}
              >
                <Star
                  size={17}
                  strokeWidth={1.75}
                  className={contact.favourite ? 'star-on' : undefined}
                  aria-hidden="true"
                />
              </IconButton>
              <IconButton
                label={t('people.editOf', { name })}
                onClick={() => setView({ dialog: { kind: 'edit-person', contactId: contact.id } })}
              >
                <Pencil size={16} strokeWidth={1.75} aria-hidden="true" />
              </IconButton>
            </>
          )}
          <IconButton
            label={t('people.moreFor', { name })}
            onClick={(event) => openPersonMenu(contact.id, event.currentTarget)}
          >
            <Ellipsis size={17} strokeWidth={1.75} aria-hidden="true" />
          </IconButton>
        </>
      ) : (
        <AddButton person={person} />
      )}
      {over && (
        <IconButton label={t('common.hideCard')} onClick={() => setView({ cardOver: false })}>
          <X size={17} strokeWidth={1.75} aria-hidden="true" />
        </IconButton>
      )}
    </div>
  )
}

type PartProps = Readonly<{ person: Person; name: string; presentity: Presentity | undefined; wording: Wording }>

/** On the stage the name and the picture stand large beside it. */
function Head({
  person,
  name,
  presentity,
  wording,
  talking,
  isListed,
}: PartProps & Readonly<{ talking: boolean; isListed: boolean }>) {
  const { t } = useTranslation()
  const availability = shownAvailability(presentity)
  const source = presentity ? sourceLine(wording, presentity, name) : null
  const note = presentity?.note?.text.trim()
  const address = plainAddress(person.aor)
  const picture = useApp((state) => pictureOf(state, person))
  return (
    <section className="sec card-head">
      {talking ? (
        <h2 className="h">{t('presence.card.whileYouTalk')}</h2>
      ) : (
        <div className="row card-who">
          <Avatar
            name={name}
            aor={person.aor}
            size={60}
            availability={availability}
            picture={picture}
            label={t(`presence.glyph.${availability}`)}
          />
          <div className="grow">
            <h2 className="card-name">{name}</h2>
            {address !== name && <div className="s12 t2 ell">{address}</div>}
          </div>
        </div>
      )}
      <div className="card-headline s15 bb">{headline(wording, presentity, isListed)}</div>
      {source && (
        <div className="src">
          <SourceIcon source={presentity?.source ?? null} />
          {source}
        </div>
      )}
      {note && (
        <p className="t2 card-note" lang={presentity?.note?.language ?? undefined}>
          {t('presence.note', { text: note })}
        </p>
      )}
      {presentity?.otherNotes.map((each) => (
        <p key={each.text} className="s12 t2 card-note" lang={each.language ?? undefined}>
          {t('presence.note', { text: each.text })}
        </p>
      ))}
    </section>
  )
}

function Best({ person, name, presentity, wording, online }: PartProps & Readonly<{ online: boolean }>) {
  const { t } = useTranslation()
  const talking = useApp((state) => liveCallWith(state, person) !== undefined)
  const best = bestOf(presentity)
  const callFirst = best === 'call' || best === 'video'
  const reason =
    online && presentity?.knowledge.kind === 'current' ? t(`presence.best.reason.${presentity.best.reason}`) : ''
  const canAsk = presentity?.knowledge.kind === 'waiting-for-permission' || presentity?.knowledge.kind === 'refused'
  return (
    <section className="sec card-best">
      <div className="best">
        <div className="row best-line">
          <BestIcon kind={online ? best : 'chat'} />
          <span className="b">{bestSentence(wording, presentity, name, online)}</span>
        </div>
        {reason && <div className="s12 t2 best-reason">{reason}</div>}
        <div className="row best-actions">
          <Button
            kind={callFirst ? 'secondary' : 'primary'}
            fill
            icon={<MessageCircle size={15} aria-hidden="true" />}
            onClick={() => chat(person)}
          >
            {t('people.chatShort')}
          </Button>
          <Button
            kind={callFirst ? 'primary' : 'secondary'}
            fill
            disabled={!online || talking}
            icon={<Phone size={15} aria-hidden="true" />}
            onClick={() => void call(person)}
          >
            {t('people.callShort')}
          </Button>
        </div>
        {canAsk && (
          <Button
            kind="quiet"
            size="small"
            disabled={!online}
            icon={<RotateCcw size={13} aria-hidden="true" />}
            onClick={() => void act('presence.askAgain', { accountId: person.accountId, aor: person.aor })}
          >
            {t('presence.card.askAgain')}
          </Button>
        )}
      </div>
    </section>
  )
}
