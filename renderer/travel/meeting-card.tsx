import Coffee from 'lucide-react/icons/coffee'
import Utensils from 'lucide-react/icons/utensils'
import Wine from 'lucide-react/icons/wine'
import { type ReactNode, useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { personKey } from '#contract/state'
import type { OwnTrip } from '#contract/travel'
import { daysText } from '#contract/travel-days'
import { Button } from '../components/button.tsx'
import { i18n } from '../i18n.ts'
import { freeOf } from '../presence/free-slots.ts'
import { wallTime } from '../presence/times.ts'
import { firstName } from '../presence/words.ts'
import { useNow } from '../store/clock.ts'
import { nameOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { toast } from '../store/view.ts'
import { ask, prepare } from './ask.ts'
import { type MeetingTime, meetingTime, type Occasion } from './meeting-time.ts'
import styles from './nearby.module.css'

const icon = { size: 14, strokeWidth: 1.75, 'aria-hidden': true } as const
const icons: Readonly<Record<Occasion, ReactNode>> = {
  lunch: <Utensils {...icon} />,
  coffee: <Coffee {...icon} />,
  dinner: <Wine {...icon} />,
}

/** "Wed 2 Dec suits Inês and Maya": only while those there tell their day, which is today and tomorrow. */
export function MeetingCard({ trip }: Readonly<{ trip: OwnTrip }>) {
  const crossings = useApp((state) => state.travel.crossings)
  const presentities = useApp((state) => state.presentities)
  const events = useApp((state) => state.ownEvents)
  const now = useNow()
  const found = useMemo(
    () =>
      trip.leftOut
        ? null
        : meetingTime(
            trip,
            crossings,
            ({ accountId, aor }) => {
              const person = presentities[personKey(accountId, aor)]
              return person?.knowledge.kind === 'current' ? freeOf(person.day) : []
            },
            events,
            now,
          ),
    [trip, crossings, presentities, events, now],
  )
  return found === null ? null : <Card found={found} city={trip.place.city} />
}

/** British, as the days are. */
const listed = (names: readonly string[]): string =>
  new Intl.ListFormat(i18n.language.startsWith('en') ? 'en-GB' : i18n.language).format(names.map(firstName))

function Card({ found, city }: Readonly<{ found: MeetingTime; city: string }>) {
  const { t } = useTranslation()
  const id = useId()
  const [wanted, setWanted] = useState<Occasion | null>(null)
  const { accountId, day, people, proposals } = found
  const names = useApp((state) => people.map((aor) => nameOf(state, { accountId, aor })).join('\n')).split('\n')
  const chosen = proposals.find(({ name }) => name === wanted) ?? proposals[0]
  if (chosen === undefined) return null
  const when = daysText(i18n.language, day, day, 'short')
  const all = listed(names)
  const send = (): void => {
    const text = t(`travel.suits.draft.${chosen.name}`, { day: when, time: wallTime(chosen.at), city })
    const [first, ...others] = people
    if (first === undefined) return
    for (const aor of others) prepare({ accountId, aor }, text)
    if (others.length > 0) {
      toast({ kind: 'done', title: t('travel.suits.prepared', { names: listed(names.slice(1)) }) })
    }
    ask({ accountId, aor: first }, text)
  }
  return (
    <section className={`${styles.cardBox} ${styles.meeting}`} aria-labelledby={id} data-suits={day}>
      <div className={styles.suits}>
        <h3 className="b grow" id={id}>
          {t('travel.suits.title', { day: when, names: all })}
        </h3>
        <span className="s12 t2">{t('travel.suits.why', { count: people.length })}</span>
      </div>
      <div className={styles.suits}>
        <fieldset className={`plain grow ${styles.occasions}`}>
          <legend className="sr">{t('travel.suits.times', { city })}</legend>
          {proposals.map(({ name, at }) => (
            <label key={name} className={`num ${styles.occasion}`} data-on={name === chosen.name ? '' : undefined}>
              <input
                type="radio"
                className="sr"
                name={id}
                checked={name === chosen.name}
                onChange={() => setWanted(name)}
              />
              {icons[name]}
              {t(`travel.suits.${name}`, { time: wallTime(at) })}
            </label>
          ))}
        </fieldset>
        <Button onClick={send}>
          {people.length === 1 ? t('travel.suits.ask', { name: all }) : t('travel.suits.askThem')}
        </Button>
      </div>
    </section>
  )
}
