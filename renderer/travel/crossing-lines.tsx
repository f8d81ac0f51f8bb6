import Plane from 'lucide-react/icons/plane'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Crossing } from '#contract/travel'
import { daysText } from '#contract/travel-days'
import { Button } from '../components/button.tsx'
import { i18n, type T } from '../i18n.ts'
import { useApp } from '../store/store.ts'
import { type Person, showNearby } from '../store/view.ts'
import { homeKey } from './trip-sheet.ts'

const mostLines = 3

/** "You are both in Berlin, 3 to 5 December": on the card of the other, the next few. */
export function CrossingLines({ person }: Readonly<{ person: Person }>) {
  const { t } = useTranslation()
  const all = useApp((state) => state.travel.crossings)
  const own = useMemo(
    () => all.filter(({ accountId, aor }) => accountId === person.accountId && aor === person.aor).slice(0, mostLines),
    [all, person.accountId, person.aor],
  )
  return own.map((crossing) => (
    <div key={crossing.key} className="row card-follow follow-line s12 t2" data-crossing={crossing.key}>
      <Plane size={13} aria-hidden="true" />
      <span className="grow">{crossingWords(t, crossing)}</span>
      <Button
        kind="quiet"
        size="small"
        aria-label={t('travel.card.showNamed', { city: crossing.here.city })}
        onClick={() => showNearby(crossing.tripKey ?? homeKey)}
      >
        {t('travel.card.show')}
      </Button>
    </div>
  ))
}

function crossingWords(t: T, { kind, tripKey, here, there, from, until, stay }: Crossing): string {
  const said = { here: here.city, there: there.city, days: daysText(i18n.language, from, until) }
  if (stay === null) return t(kind === 'near' ? 'travel.card.livesNear' : 'travel.card.lives', said)
  if (tripKey === null) return t('travel.card.comes', said)
  return t(kind === 'near' ? 'travel.card.near' : 'travel.card.both', said)
}
