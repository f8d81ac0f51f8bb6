import Calendar from 'lucide-react/icons/calendar'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OwnEvent } from '#contract/calendars'
import { Button } from '../components/button.tsx'
import { Switch } from '../components/switch.tsx'
import type { T } from '../i18n.ts'
import { act } from '../store/actions.ts'
import { useNow } from '../store/clock.ts'
import { useApp } from '../store/store.ts'
import { setView } from '../store/view.ts'
import { nextBusyWords } from './next-busy.ts'
import { type Wording, whenText } from './times.ts'

const shownAtFirst = 3

/** 03: what my calendars say of me today, and "not this time" for each event; without a calendar, the way to one. */
export function OwnDay() {
  const { t } = useTranslation()
  const id = useId()
  const calendars = useApp((state) => state.calendars)
  const events = useApp((state) => state.ownEvents)
  const on = useApp((state) => state.settings.automatic.calendar)
  const now = useNow()
  const [all, setAll] = useState(false)
  if (!calendars.some((each) => each.on)) return <NoCalendar isNone={calendars.length === 0} />
  const w: Wording = { t, now }
  const today = eventsOfToday(events, now)
  const shown = all ? today : today.slice(0, shownAtFirst)
  return (
    <div data-next-event="">
      <div className="row automatic-row">
        <span className="t3">
          <Calendar size={16} strokeWidth={1.75} aria-hidden="true" />
        </span>
        <div className="grow">
          <div className="b" id={id}>
            {t('calendars.label')}
          </div>
          <div className="s12 t3 ell" id={`${id}-text`}>
            {on ? nextBusyWords(w, events) : t('presence.editor.offText')}
          </div>
        </div>
        <Switch
          checked={on}
          onChange={(calendar) => void act('app.setSettings', { patch: { automatic: { calendar } } })}
          labelledBy={id}
          describedBy={`${id}-text`}
        />
      </div>
      {on && today.length > 0 && (
        <ul className="own-day" aria-label={t('calendars.myDay')}>
          {shown.map((event) => (
            <EventLine key={event.key} event={event} wording={w} />
          ))}
        </ul>
      )}
      {on && today.length > shownAtFirst && (
        <Button kind="quiet" size="small" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('calendars.fewer') : t('calendars.more', { count: today.length - shownAtFirst })}
        </Button>
      )}
    </div>
  )
}

function NoCalendar({ isNone }: Readonly<{ isNone: boolean }>) {
  const { t } = useTranslation()
  return (
    <div className="row automatic-row">
      <span className="t3">
        <Calendar size={16} strokeWidth={1.75} aria-hidden="true" />
      </span>
      <div className="grow">
        <div className="b">{t('calendars.label')}</div>
        <div className="s12 t3">{t(isNone ? 'calendars.noneYet' : 'calendars.off')}</div>
      </div>
      <Button
        size="small"
        onClick={() => setView({ dialog: null, tab: 'settings', settingsPage: 'calendars', slide: true })}
      >
        {t(isNone ? 'calendars.add' : 'calendars.title')}
      </Button>
    </div>
  )
}

/** What is left of today, and tonight the first of tomorrow. */
export function eventsOfToday(events: readonly OwnEvent[], now: number): readonly OwnEvent[] {
  const midnight = new Date(now).setHours(24, 0, 0, 0)
  const coming = events.filter((each) => each.until > now)
  const today = coming.filter((each) => each.from < midnight)
  return today.length > 0 ? today : coming.slice(0, 1)
}

function EventLine({ event, wording }: Readonly<{ event: OwnEvent; wording: Wording }>) {
  const { t } = useTranslation()
  const color = useApp((state) => state.calendars.find(({ id }) => id === event.calendarId)?.color)
  const title = event.title || t('calendars.untitled')
  const time = timesOf(wording, event)
  const says = saysOf(t, event)
  return (
    <li className={event.undone ? 'own-event own-event-off' : 'own-event'} data-event={event.key}>
      <span className="calendar-color" style={color ? { background: color } : undefined} />
      <span className="ell" title={title}>
        {title}
      </span>
      <span className="s12 t3 num own-event-says">{says === '' ? time : t('calendars.eventLine', { time, says })}</span>
      <Button
        size="small"
        aria-label={t(event.undone ? 'calendars.redoNamed' : 'calendars.undoNamed', { title })}
        onClick={() => void act('calendar.undo', { key: event.key, undone: !event.undone })}
      >
        {event.undone ? t('calendars.redo') : t('calendars.undo')}
      </Button>
    </li>
  )
}

function timesOf(w: Wording, { from, until, allDay }: OwnEvent): string {
  return allDay
    ? w.t('calendars.allDay')
    : w.t('calendars.times', { from: whenText(w, from), until: whenText(w, until) })
}

function saysOf(t: T, { undone, busyness, activity }: OwnEvent): string {
  if (undone) return t('calendars.notCounted')
  if (busyness === 'maybe') return t('calendars.maybe')
  return activity === 'unknown' ? '' : t(`presence.doing.${activity}.now`, { text: '' })
}
