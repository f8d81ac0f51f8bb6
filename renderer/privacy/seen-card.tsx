import '../presence/card.css'
import MessageCircle from 'lucide-react/icons/message-circle'
import Phone from 'lucide-react/icons/phone'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '#contract/account'
import type { Preview } from '#contract/privacy'
import type { Stay } from '#contract/travel'
import { daysText } from '#contract/travel-days'
import { Avatar } from '../components/avatar.tsx'
import { i18n, type T } from '../i18n.ts'
import { DayStripSection } from '../presence/day-strip.tsx'
import { FactList, WayList } from '../presence/fact-list.tsx'
import { facts } from '../presence/facts.ts'
import type { Wording } from '../presence/times.ts'
import { headline, shownAvailability } from '../presence/words.ts'
import { useNow } from '../store/clock.ts'
import { accountName, statusIconOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { DetailIcon } from './detail-icons.tsx'
import type { RowId } from './rows.ts'

type SeenProps = Readonly<{ account: Account; preview: Preview; name: string }>

/** The user's own card, with what somebody else gets of it: made of the parts of everybody's card. */
export function SeenCard({ account, preview, name }: SeenProps) {
  const { t } = useTranslation()
  const now = useNow()
  const { presentity } = preview
  const w: Wording = { t, now: Math.max(now, presentity ? confirmedAt(presentity) : 0) }
  const picture = useApp((state) => statusIconOf(state, presentity ?? undefined))
  const own = accountName(account)
  const note = presentity?.note?.text.trim()
  const availability = presentity ? shownAvailability(presentity) : 'offline'
  return (
    <section className="seen-card" aria-label={t('privacy.see.theirCard')} data-seen={preview.handling}>
      <div className="sec card-head">
        <div className="row card-who">
          <Avatar
            name={own}
            aor={account.aor}
            size={60}
            availability={availability}
            picture={picture}
            label={t(`presence.glyph.${availability}`)}
          />
          <div className="grow">
            <div className="card-name">{own}</div>
            <div className="s12 t2 ell">{account.aor}</div>
          </div>
        </div>
        <div className="card-headline s15 bb">
          {presentity ? headline(w, presentity) : t('presence.availability.offline.now')}
        </div>
        {!presentity && <p className="t2 card-note">{nothingText(t, preview, name)}</p>}
        {note && <p className="t2 card-note">{t('presence.note', { text: note })}</p>}
      </div>
      {presentity && (
        <>
          <DayStripSection day={presentity.day} offset={presentity.timeOffset} wording={w} />
          <FactList presentity={presentity} wording={w} title={t('presence.card.now')} />
          <Trips trips={presentity.trips} />
          <WayList presentity={presentity} wording={w} person={{ accountId: account.id, aor: account.aor }} />
        </>
      )}
    </section>
  )
}

/** The journeys that his screen compares with his own. */
function Trips({ trips }: Readonly<{ trips: readonly Stay[] }>) {
  const { t } = useTranslation()
  const id = useId()
  if (trips.length === 0) return null
  return (
    <section className="sec" aria-labelledby={id}>
      <h3 className="h" id={id}>
        {t('privacy.row.trips')}
      </h3>
      <ul data-seen-trips={trips.length}>
        {trips.map(({ place, from, until }) => (
          <li key={`${place.city} ${from}`} className="fact">
            <DetailIcon row="trips" />
            {t('privacy.see.trip', { city: place.city, days: daysText(i18n.language, from, until) })}
          </li>
        ))}
      </ul>
    </section>
  )
}

const rowOfFact = {
  time: 'time',
  place: 'place',
  mood: 'mood',
  doing: 'doing',
  privacy: 'surroundings',
  idle: 'devices',
  chips: 'surroundings',
} as const satisfies Readonly<Record<ReturnType<typeof facts>[number]['kind'], RowId>>

/** The same in a few lines, for beside a question. */
export function SeenBrief({ account, preview, name }: SeenProps) {
  const { t } = useTranslation()
  const now = useNow()
  const { presentity } = preview
  const w: Wording = { t, now: Math.max(now, presentity ? confirmedAt(presentity) : 0) }
  const note = presentity?.note?.text.trim()
  const availability = presentity ? shownAvailability(presentity) : 'offline'
  const own = accountName(account)
  return (
    <div className="seen-brief" data-seen={preview.handling}>
      <Avatar name={own} aor={account.aor} size={44} availability={availability} />
      <div className="bb seen-name">{own}</div>
      <div className="s12 t2">{presentity ? headline(w, presentity) : nothingText(t, preview, name)}</div>
      {note && <div className="s12 t2 seen-note">{t('presence.note', { text: note })}</div>}
      {presentity && (
        <ul>
          <Ways t={t} services={presentity.services} />
          {facts(w, presentity).map((fact) => (
            <li key={fact.kind} className="row s12 t2">
              <DetailIcon row={rowOfFact[fact.kind]} size={14} />
              <span>{fact.kind === 'chips' ? fact.chips.map((chip) => chip.words).join(', ') : fact.words}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

const either = new Intl.ListFormat('en', { style: 'long', type: 'disjunction' })

/** "Call or chat": what is open. */
function Ways({ t, services }: Readonly<{ t: T; services: NonNullable<Preview['presentity']>['services'] }>) {
  const open = services.filter((service) => service.open && service.relationship === null)
  const kinds = (['call', 'video', 'chat'] as const).filter((kind) => open.some((service) => service.kind === kind))
  if (kinds.length === 0) return null
  const words = kinds.map((kind, index) => {
    const word = t(`presence.service.${kind}`)
    return index === 0 ? word : word.toLocaleLowerCase()
  })
  const Icon = kinds[0] === 'chat' ? MessageCircle : Phone
  return (
    <li className="row s12 t2">
      <Icon className="t3" size={14} strokeWidth={1.75} aria-hidden="true" />
      <span>{t('privacy.see.ways', { ways: either.format(words) })}</span>
    </li>
  )
}

const confirmedAt = ({ knowledge }: NonNullable<Preview['presentity']>): number =>
  knowledge.kind === 'current' ? knowledge.confirmedAt : 0

/** Nothing is told: how that looks from there. */
function nothingText(t: T, { handling }: Preview, name: string): string {
  if (handling === 'block') return t('privacy.see.refused', { name })
  return handling === 'ask' ? t('privacy.see.asks', { name }) : t('privacy.see.nothing', { name })
}
