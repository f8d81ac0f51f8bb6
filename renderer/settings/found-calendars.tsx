import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { CalendarPlace, CalendarSource, FoundCalendar } from '#contract/calendars'
import type { T } from '../i18n.ts'
import { useApp } from '../store/store.ts'

/** Which is had already stays in the list: else one would look for it. */
export function FoundCalendars({
  found,
  chosen,
  onChange,
}: Readonly<{
  found: readonly FoundCalendar[]
  chosen: readonly FoundCalendar[]
  onChange: (chosen: readonly FoundCalendar[]) => void
}>) {
  const { t } = useTranslation()
  const calendars = useApp((state) => state.calendars)
  const list = useRef<HTMLUListElement>(null)
  // What had the keyboard is gone: it goes to what is asked now, so that Enter adds what there is nothing to choose of.
  useEffect(() => {
    const next = list.current?.querySelector<HTMLElement>('input:enabled')
    const button = list.current?.closest('form')?.querySelector<HTMLElement>('[type=submit]')
    ;(next ?? button)?.focus()
  }, [])
  const single = found.length === 1
  return (
    <>
      <p className="s12 t2" role="status">
        {single
          ? t('calendars.found', { count: 1 })
          : t('calendars.foundSeveral', { found: t('calendars.found', { count: found.length }) })}
      </p>
      <ul className="found-calendars" ref={list}>
        {found.map((calendar) => {
          const known = isKnown(calendar, calendars)
          const text = known ? t('calendars.alreadyAdded') : foundText(t, calendar)
          const words = (
            <span className="grow">
              <span className="b set-text">{calendar.name}</span>
              {text && <span className="s12 t2">{text}</span>}
            </span>
          )
          return (
            <li key={keyOf(calendar.place)} data-found={calendar.name}>
              {single ? (
                words
              ) : (
                <Choice
                  checked={known || chosen.includes(calendar)}
                  disabled={known}
                  onChange={(on) => onChange(found.filter((each) => (each === calendar ? on : chosen.includes(each))))}
                >
                  {words}
                </Choice>
              )}
            </li>
          )
        })}
      </ul>
    </>
  )
}

function Choice({
  checked,
  disabled,
  onChange,
  children,
}: Readonly<{ checked: boolean; disabled: boolean; onChange: (on: boolean) => void; children: ReactNode }>) {
  return (
    <label className="row">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      {children}
    </label>
  )
}

/** Of one calendar there is nothing to choose; of several only the user knows which say what he does. */
export const chosenAtFirst = (
  found: readonly FoundCalendar[],
  calendars: readonly CalendarSource[],
): readonly FoundCalendar[] => (found.length === 1 ? found.filter((each) => !isKnown(each, calendars)) : [])

const isKnown = ({ place }: FoundCalendar, calendars: readonly CalendarSource[]): boolean =>
  calendars.some((each) => keyOf(each.place) === keyOf(place))

/** The same calendar, however it was looked for. */
const keyOf = (place: CalendarPlace): string =>
  place.kind === 'file' ? place.path : `${place.address.replace(/^webcals?:/i, 'https:')} ${place.user ?? ''}`

/** "Public holidays, 12 events" */
function foundText(t: T, { about, events: count, place }: FoundCalendar): string {
  if (count === null) return ''
  if (count === 0) return t('calendars.foundNothing')
  // Most of all an invitation out of a mail: what becomes of it is written elsewhere.
  if (count === 1 && place.kind === 'file') return t('calendars.foundInvitation')
  const events = t('calendars.foundEvents', { count })
  if (about === 'own') return events
  return t('calendars.foundAbout', {
    about: t(about === 'trips' ? 'calendars.aboutTrips' : 'calendars.aboutHolidays'),
    events,
  })
}
