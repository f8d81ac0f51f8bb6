import ArrowLeft from 'lucide-react/icons/arrow-left'
import CalendarPlus from 'lucide-react/icons/calendar-plus'
import Clock from 'lucide-react/icons/clock'
import Eye from 'lucide-react/icons/eye'
import EyeOff from 'lucide-react/icons/eye-off'
import Plane from 'lucide-react/icons/plane'
import { useEffect, useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OwnTrip, Travel } from '#contract/travel'
import { travelDays } from '#contract/travel'
import { daysText } from '#contract/travel-days'
import { Button, IconButton } from '../components/button.tsx'
import { i18n, type T } from '../i18n.ts'
import { clockTime } from '../presence/times.ts'
import { act } from '../store/actions.ts'
import { useNow } from '../store/clock.ts'
import { mainAccountId, privacyOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { setView, showTab, useView } from '../store/view.ts'
import { MeetingCard } from './meeting-card.tsx'
import styles from './nearby.module.css'
import { ComingList, TripGrid } from './people-near.tsx'
import { isSharedWithNobody, sharedText } from './shared-with.ts'
import { Sharing } from './sharing.tsx'
import { homeKey, offsetIn, sheetOf, tripShown } from './trip-sheet.ts'

const icon = { size: 14, strokeWidth: 1.75, 'aria-hidden': true } as const

/** 09: the user's journeys, who is near where he goes, and what others are told. */
export default function NearbyPane() {
  const { t } = useTranslation()
  const travel = useApp((state) => state.travel)
  const chosen = useView((view) => view.nearby ?? '')
  const compact = useView((view) => view.width === 'compact')
  useEffect(() => void act('travel.look', {}), [])
  const comes = travel.crossings.some(({ tripKey }) => tripKey === null)
  const atHome = chosen === homeKey || (travel.trips.length === 0 && comes)
  const trip = atHome ? null : tripShown(travel, chosen)
  return (
    <>
      <header className={compact ? `bar ${styles.slid}` : 'bar'}>
        {!compact && (
          <IconButton label={t('travel.close')} onClick={() => setView({ nearby: null, slide: false })}>
            <ArrowLeft size={17} aria-hidden="true" />
          </IconButton>
        )}
        <h1 className="ttl">{trip ? trip.place.city : t('travel.title')}</h1>
        {trip && (
          <span className={`t2 s12 ${styles.dates}`}>{daysText(i18n.language, trip.from, trip.until, 'short')}</span>
        )}
        <span className="push" />
        <SharedChip trip={trip} />
      </header>
      <div className={styles.scroll} data-nearby={trip?.key ?? homeKey}>
        <div className={styles.page}>
          <TripChoice travel={travel} shown={trip?.key ?? homeKey} />
          {trip ? <TripPart trip={trip} travel={travel} /> : <HomePart travel={travel} />}
          <Sharing />
        </div>
      </div>
    </>
  )
}

function SharedChip({ trip }: Readonly<{ trip: OwnTrip | null }>) {
  const { t } = useTranslation()
  const share = useApp((state) => state.settings.travel.share)
  const privacy = useApp((state) => privacyOf(state, mainAccountId(state)))
  if (trip?.leftOut) return <span className="chip">{t('travel.leftOut')}</span>
  return share && !isSharedWithNobody(privacy) ? (
    <span className={`chip ok ${styles.chip}`}>
      <Eye size={13} strokeWidth={2} aria-hidden="true" />
      <span className="ell">{sharedText(t, privacy)}</span>
    </span>
  ) : share ? (
    <span className="chip">
      <EyeOff size={13} strokeWidth={2} aria-hidden="true" />
      {sharedText(t, privacy)}
    </span>
  ) : (
    <span className="chip">
      <EyeOff size={13} strokeWidth={2} aria-hidden="true" />
      {t('travel.notShared')}
    </span>
  )
}

const nextTrips = 6

/** The journeys of the next days, and home where somebody comes there. */
function TripChoice({ travel, shown }: Readonly<{ travel: Travel; shown: string }>) {
  const { t } = useTranslation()
  const { trips, crossings, home } = travel
  const comes = crossings.some(({ tripKey }) => tripKey === null)
  const [all, setAll] = useState(false)
  const count = trips.length + (comes ? 1 : 0)
  if (count < 2) return null
  // Those that are next, and the one that is looked at; the rest when it is asked for.
  const listed = all ? trips : trips.filter(({ key }, index) => index < nextTrips || key === shown)
  const choice = (key: string, name: string, days: string | null, people: number, leftOut: boolean) => (
    <li key={key}>
      <button
        type="button"
        className={`${styles.trip} ${key === shown ? styles.chosen : ''} ${leftOut ? styles.out : ''}`}
        aria-current={key === shown ? 'true' : undefined}
        onClick={() => setView({ nearby: key })}
      >
        <span className="b">{name}</span>
        <span className="s12 num">{leftOut ? t('travel.leftOut') : days}</span>
        {people > 0 && (
          <>
            <span className="count" aria-hidden="true">
              {people}
            </span>
            <span className="sr">{t('travel.headline', { count: people })}</span>
          </>
        )}
      </button>
    </li>
  )
  const peopleOf = (key: string | null): number =>
    new Set(crossings.filter(({ tripKey }) => tripKey === key).map(({ aor }) => aor)).size
  return (
    <nav aria-label={t('travel.trips')}>
      <ul className={styles.trips}>
        {listed.map(({ key, place, from, until, leftOut }) =>
          choice(key, place.city, daysText(i18n.language, from, until, 'short'), peopleOf(key), leftOut),
        )}
        {trips.length > nextTrips && (
          <li>
            <Button kind="quiet" size="small" aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? t('travel.fewer') : t('travel.all', { count: trips.length })}
            </Button>
          </li>
        )}
        {comes && home && choice(homeKey, t('travel.atHome', { city: home.place.city }), null, peopleOf(null), false)}
      </ul>
    </nav>
  )
}

function TripPart({ trip, travel }: Readonly<{ trip: OwnTrip; travel: Travel }>) {
  const { t } = useTranslation()
  const calendars = useApp((state) => state.calendars)
  const now = useNow()
  const id = useId()
  const sheet = useMemo(() => sheetOf(trip, travel.crossings), [trip, travel.crossings])
  const names = trip.calendarIds.flatMap((each) => calendars.find((calendar) => calendar.id === each)?.name ?? [])
  const toggle = (): void => void act('travel.leaveOut', { key: trip.key, leftOut: !trip.leftOut })
  return (
    <section aria-labelledby={id}>
      <div className={styles.head}>
        <div className="grow">
          <h2 className={styles.headline} id={id}>
            {sheet.rows.length > 0 ? t('travel.headline', { count: sheet.rows.length }) : t('travel.nobody')}
          </h2>
          <p className="t2">{trip.leftOut ? t('travel.leftOutText') : t('travel.how')}</p>
        </div>
        <div className={`t2 s12 ${styles.facts}`}>
          {names.length > 0 && (
            <span className={styles.fact}>
              <Plane {...icon} />
              {t('travel.from', { calendars: names.join(', ') })}
            </span>
          )}
          <span className={`num ${styles.fact}`}>
            <Clock {...icon} />
            {clockWords(t, trip, travel, now)}
          </span>
          <Button size="small" onClick={toggle}>
            {trip.leftOut ? t('travel.takeBack') : t('travel.leaveOut')}
          </Button>
        </div>
      </div>
      {sheet.rows.length > 0 && <TripGrid trip={trip} sheet={sheet} />}
      <MeetingCard trip={trip} />
    </section>
  )
}

function clockWords(t: T, trip: OwnTrip, { home }: Travel, now: number): string {
  const time = clockTime({ t, now, timeZone: trip.zone }, now)
  // As it will be then: clocks may change before.
  const at = Date.parse(`${trip.from}T12:00:00Z`)
  const minutes = home === null ? 0 : offsetIn(trip.zone, at) - offsetIn(home.zone, at)
  const hours = Math.floor(Math.abs(minutes) / 60)
  const rest = Math.abs(minutes) % 60
  const span = [hours > 0 && t('presence.hours', { count: hours }), rest > 0 && t('presence.minutes', { count: rest })]
    .filter(Boolean)
    .join(' ')
  const offset = minutes === 0 ? t('travel.sameTime') : t(minutes > 0 ? 'travel.ahead' : 'travel.behind', { span })
  return t('travel.clock', { time, offset })
}

function HomePart({ travel }: Readonly<{ travel: Travel }>) {
  const { t } = useTranslation()
  const noCalendars = useApp((state) => state.calendars.length === 0)
  const { home, trips, crossings } = travel
  const id = useId()
  const coming = crossings.filter(({ tripKey }) => tripKey === null)
  if (coming.length > 0 || trips.length > 0) {
    const people = new Set(coming.map(({ aor }) => aor)).size
    return (
      <section aria-labelledby={id}>
        <h2 className={styles.headline} id={id}>
          {people > 0
            ? t('travel.coming', { count: people, city: home?.place.city ?? '' })
            : t('travel.nobodyHome', { city: home?.place.city ?? '' })}
        </h2>
        <p className="t2">{t('travel.how')}</p>
        <ComingList crossings={coming} />
      </section>
    )
  }
  return (
    <section className={styles.empty} aria-labelledby={id}>
      <Plane className="t3" size={28} strokeWidth={1.5} aria-hidden="true" />
      <h2 className="b" id={id}>
        {t('travel.none.title')}
      </h2>
      <p className="t2">{noCalendars ? t('travel.none.calendars') : t('travel.none.days', { count: travelDays })}</p>
      {noCalendars && (
        <Button
          kind="primary"
          icon={<CalendarPlus size={15} aria-hidden="true" />}
          onClick={() => {
            showTab('settings')
            setView({ settingsPage: 'calendars', slide: true })
          }}
        >
          {t('travel.none.add')}
        </Button>
      )}
    </section>
  )
}
