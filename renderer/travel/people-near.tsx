import { useTranslation } from 'react-i18next'
import type { Presentity } from '#contract/presence'
import { personKey } from '#contract/state'
import type { Crossing, OwnTrip } from '#contract/travel'
import { daysText } from '#contract/travel-days'
import { Avatar } from '../components/avatar.tsx'
import { Button } from '../components/button.tsx'
import { i18n, type T } from '../i18n.ts'
import { shortWallTime, wallTime } from '../presence/times.ts'
import { shownAvailability } from '../presence/words.ts'
import { useNow } from '../store/clock.ts'
import { nameOf, pictureOf, presentityOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import type { Person } from '../store/view.ts'
import { ask } from './ask.ts'
import styles from './nearby.module.css'
import { type OpenHours, openDays, openHours } from './open-hours.ts'
import { daysShared, type OpenBar, openBars, type SheetRow, type Span, type TripSheet } from './trip-sheet.ts'

const percent = (fraction: number): string => `${(fraction * 100).toFixed(3)}%`
const placed = ({ start, end }: Span) => ({ left: percent(start), width: percent(end - start) })
const days = ({ from, until }: Pick<Crossing, 'from' | 'until'>): string => daysText(i18n.language, from, until)

/** Who is there on which of the user's days. */
export function TripGrid({ trip, sheet }: Readonly<{ trip: OwnTrip; sheet: TripSheet }>) {
  const { t } = useTranslation()
  const presentities = useApp((state) => state.presentities)
  const now = useNow()
  const tellsHours = sheet.rows.some(
    (row) => hoursIn(row, sheet, presentities[personKey(row.accountId, row.aor)], now).length > 0,
  )
  return (
    <>
      <div className={styles.axis} aria-hidden="true">
        <div className={styles.track}>
          {sheet.days.map(({ day, label, isMine }, index) => (
            <span
              key={day}
              className={`s11 num ${isMine ? styles.mineLabel : 't3'}`}
              style={placed({ start: index / sheet.days.length, end: (index + 1) / sheet.days.length })}
            >
              {label}
            </span>
          ))}
        </div>
      </div>
      <ul className={styles.rows}>
        {sheet.rows.map((row, index) => (
          <Row key={`${row.accountId} ${row.aor}`} row={row} sheet={sheet} trip={trip} first={index === 0} />
        ))}
      </ul>
      <div className={`s12 t2 ${styles.legend}`} aria-hidden="true">
        <span className={styles.key}>
          <i className={styles.same} />
          {t('travel.legend.same')}
        </span>
        <span className={styles.key}>
          <i className={styles.near} />
          {t('travel.legend.near')}
        </span>
        {tellsHours && (
          <span className={styles.key}>
            <i className={styles.open} />
            {t('travel.legend.open')}
          </span>
        )}
      </div>
    </>
  )
}

function Row({
  row,
  sheet,
  trip,
  first,
}: Readonly<{ row: SheetRow; sheet: TripSheet; trip: OwnTrip; first: boolean }>) {
  const { t } = useTranslation()
  const person: Person = { accountId: row.accountId, aor: row.aor }
  const name = useApp((state) => nameOf(state, person))
  const presentity = useApp((state) => presentityOf(state, person))
  const now = useNow()
  const [crossing] = row.crossings
  if (crossing === undefined) return null
  const open = hoursIn(row, sheet, presentity, now)
  const isSame = crossing.kind === 'same-city'
  const draft = t(isSame ? 'travel.draft' : 'travel.draftNear', {
    city: trip.place.city,
    here: trip.place.city,
    there: crossing.there.city,
    days: days(crossing),
  })
  const isHello = first && isSame
  return (
    <li
      className={open.length > 0 ? `${styles.row} ${styles.twoLines}` : styles.row}
      data-near={row.aor}
      data-kind={crossing.kind}
    >
      <Who person={person} name={name} line={<Where row={row} person={person} />} />
      <span className="sr">{spoken(t, name, row.crossings)}</span>
      <div className={styles.track} aria-hidden="true">
        <span className={styles.mine} style={placed(sheet.mine)} />
        {row.bars.map((bar) => (
          <span
            key={`${bar.kind} ${bar.start}`}
            className={`ell ${styles.bar} ${styles[bar.kind]}`}
            style={placed(bar)}
          >
            {bar.crossing && barText(t, bar.crossing)}
          </span>
        ))}
        {open.map((bar) => (
          <span
            key={bar.start}
            className={`ell num ${styles.open}`}
            style={{ ...placed(bar), width: `calc(${percent(bar.end - bar.start)} - 4px)` }}
            data-open=""
          >
            {bar.days > 1 ? t('travel.row.hours', wholeHours(bar)) : t('travel.row.hoursShort', shortHours(bar))}
          </span>
        ))}
      </div>
      <Button
        size="small"
        kind={isHello ? 'primary' : 'secondary'}
        aria-label={t(isHello ? 'travel.sayHelloTo' : 'travel.askNamed', { name })}
        onClick={() => ask(person, draft)}
      >
        {t(isHello ? 'travel.sayHello' : 'travel.askForTime')}
      </Button>
    </li>
  )
}

/** Of who lives there; a traveller's hours are those of his home. */
function hoursIn(
  { crossings }: SheetRow,
  sheet: TripSheet,
  presentity: Presentity | undefined,
  now: number,
): readonly OpenBar[] {
  const lives = crossings.every(({ stay }) => stay === null)
  return lives && presentity ? openBars(sheet, openDays(presentity, now)) : []
}

/** A day is not wide: "08–17:30" */
const shortHours = ({ from, until }: OpenBar) => ({ from: shortWallTime(from), until: shortWallTime(until) })
const wholeHours = ({ from, until }: OpenHours) => ({ from: wallTime(from), until: wallTime(until) })

function barText(t: T, { kind, there, kilometres }: Crossing): string {
  return kind === 'same-city' ? there.city : t('travel.row.near', { city: there.city, kilometres })
}

function spoken(t: T, name: string, crossings: readonly Crossing[]): string {
  return crossings
    .map((crossing) => {
      const { kind, here, there, kilometres } = crossing
      const where =
        kind === 'same-city'
          ? t('travel.row.inCity', { city: there.city })
          : t('travel.row.inNear', { city: there.city, kilometres, here: here.city })
      return t('travel.row.spoken', { name, where, days: days(crossing) })
    })
    .join('. ')
}

function Where({ row, person }: Readonly<{ row: SheetRow; person: Person }>) {
  const { t } = useTranslation()
  const presentity = useApp((state) => presentityOf(state, person))
  const now = useNow()
  const [crossing] = row.crossings
  if (crossing === undefined) return null
  if (crossing.stay !== null) return t('travel.row.trip', { count: daysShared(row.crossings) })
  const hours = presentity === undefined ? null : openHours(presentity, now)
  const lives = t('travel.row.lives', { city: crossing.there.city })
  return hours === null ? lives : `${lives}, ${t('travel.row.openToday', wholeHours(hours))}`
}

function Who({ person, name, line }: Readonly<{ person: Person; name: string; line: React.ReactNode }>) {
  const presentity = useApp((state) => presentityOf(state, person))
  const picture = useApp((state) => pictureOf(state, person))
  return (
    <span className={styles.who}>
      <Avatar name={name} aor={person.aor} size={34} availability={shownAvailability(presentity)} picture={picture} />
      <span className="grow">
        <span className={`b ell ${styles.name}`} title={name}>
          {name}
        </span>
        <span className={`s12 t2 ${styles.line}`}>{line}</span>
      </span>
    </span>
  )
}

/** Who comes to the user's own city: by the day they come. */
export function ComingList({ crossings }: Readonly<{ crossings: readonly Crossing[] }>) {
  return (
    <ul className={`${styles.rows} ${styles.coming}`}>
      {crossings.map((crossing) => (
        <Coming key={crossing.key} crossing={crossing} />
      ))}
    </ul>
  )
}

function Coming({ crossing }: Readonly<{ crossing: Crossing }>) {
  const { t } = useTranslation()
  const { accountId, aor, there } = crossing
  const person: Person = { accountId, aor }
  const name = useApp((state) => nameOf(state, person))
  const said = { city: there.city, days: days(crossing) }
  return (
    <li className={styles.row} data-near={aor} data-kind={crossing.kind}>
      <Who person={person} name={name} line={t('travel.row.comes', said)} />
      <Button
        size="small"
        aria-label={t('travel.askNamed', { name })}
        onClick={() => ask(person, t('travel.draftHome', said))}
      >
        {t('travel.askForTime')}
      </Button>
    </li>
  )
}
