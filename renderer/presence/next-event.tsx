import Calendar from 'lucide-react/icons/calendar'
import { useTranslation } from 'react-i18next'
import { Button } from '../components/button.tsx'
import { act } from '../store/actions.ts'
import { useNow } from '../store/clock.ts'
import { useApp } from '../store/store.ts'
import { whenText } from './times.ts'

/** From one's calendars: what is on or comes next, and "not this time" for it. Nothing without a calendar. */
export function NextEvent() {
  const { t } = useTranslation()
  const calendars = useApp((state) => state.calendars)
  const events = useApp((state) => state.ownEvents)
  const now = useNow()
  if (!calendars.some((each) => each.on)) return null
  // Who works elsewhere is not busy.
  const coming = events.filter((each) => each.until > now && each.activity !== 'working')
  const next = coming.find((each) => !each.allDay) ?? coming[0]
  const w = { t, now }
  const time = (at: number): string => whenText(w, at)
  return (
    <div className="row automatic-row" data-next-event={next?.key}>
      <span className="t3">
        <Calendar size={16} strokeWidth={1.75} aria-hidden="true" />
      </span>
      <div className="grow">
        <div className="b">{t('calendars.label')}</div>
        <div className="s12 t3 ell" title={next?.title}>
          {next === undefined
            ? t('calendars.nothing')
            : next.from <= now
              ? t('calendars.now', { until: time(next.until) })
              : t('calendars.next', { from: time(next.from), until: time(next.until) })}
        </div>
      </div>
      {next && (
        <Button size="small" onClick={() => void act('calendar.undo', { key: next.key, undone: !next.undone })}>
          {next.undone ? t('calendars.redo') : t('calendars.undo')}
        </Button>
      )}
    </div>
  )
}
