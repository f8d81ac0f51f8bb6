import Hand from 'lucide-react/icons/hand'
import PenLine from 'lucide-react/icons/pen-line'
import Plus from 'lucide-react/icons/plus'
import Trash from 'lucide-react/icons/trash-2'
import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CalendarSource } from '#contract/calendars'
import { Button, IconButton } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { StatusGlyph } from '../components/status-glyph.tsx'
import { Switch } from '../components/switch.tsx'
import { failureText, type T } from '../i18n.ts'
import { comingBusyWords } from '../presence/next-busy.ts'
import { type Wording, whenText } from '../presence/times.ts'
import { ownSaid, shownOwn } from '../presence/words.ts'
import { act } from '../store/actions.ts'
import { useNow } from '../store/clock.ts'
import { linkOf, mainAccount, ownPresenceOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { TravelSettings } from '../travel/travel-settings.tsx'
import { AddCalendar } from './add-calendar.tsx'
import { CalendarLook } from './calendar-look.tsx'
import { CalendarPassword } from './calendar-password.tsx'
import { Part, SwitchLine, set } from './lines.tsx'
import { ReadAgain } from './read-again.tsx'
import { RulesPart } from './rules-part.tsx'

const icon = { size: 15, strokeWidth: 2, 'aria-hidden': true } as const

/** 07c: each calendar with where it is from, how old it is, and why it could not be read. */
export function CalendarsPage() {
  const { t } = useTranslation()
  const calendars = useApp((state) => state.calendars)
  const shareDay = useApp((state) => state.settings.calendar.shareDay)
  const [adding, setAdding] = useState(false)
  const addLine = useRef<HTMLDivElement>(null)
  return (
    <>
      <Part title={t('calendars.title')}>
        {calendars.length === 0 && <p className="s12 t2">{t('calendars.none')}</p>}
        {calendars.map((calendar) => (
          <CalendarLine
            key={calendar.id}
            calendar={calendar}
            onRemoved={() => addLine.current?.querySelector('button')?.focus()}
          />
        ))}
        {calendars.some((each) => each.on && each.readAt !== null) && <Effect />}
        <div className="row test-line" ref={addLine}>
          <Button icon={<Plus {...icon} />} onClick={() => setAdding(true)}>
            {t('calendars.add')}
          </Button>
        </div>
      </Part>
      <RulesPart />
      {calendars.length > 0 && (
        <Part title={t('calendars.share')}>
          <SwitchLine
            label={t('calendars.shareDay')}
            text={t('calendars.shareDayText')}
            checked={shareDay}
            onChange={(value) => set({ calendar: { shareDay: value } })}
          />
        </Part>
      )}
      <TravelSettings />
      <p className="row hand-wins t2">
        <Hand size={18} strokeWidth={1.75} aria-hidden="true" />
        {t('calendars.hint')}
      </p>
      {adding && <AddCalendar onClose={() => setAdding(false)} />}
    </>
  )
}

/** What comes of it is seen where it is set up: a calendar that was just added or removed, a rule. */
function Effect() {
  const { t } = useTranslation()
  const account = useApp(mainAccount)
  const own = useApp((state) => ownPresenceOf(state, account?.id ?? null))
  const online = useApp((state) => linkOf(account?.id ?? null)(state)?.kind === 'online')
  const events = useApp((state) => state.ownEvents)
  const counts = useApp((state) => state.settings.automatic.calendar)
  const w: Wording = { t, now: useNow() }
  const effect = t('calendars.effect', { line: ownSaid(w, own, online).line })
  const next = counts ? comingBusyWords(w, events) : null
  return (
    <p className="row calendars-effect s12 t2" role="status" data-effect="">
      <StatusGlyph availability={shownOwn(own, online)} size={12} />
      <span>{next === null ? effect : t('calendars.effectNext', { effect, next })}</span>
    </p>
  )
}

type CalendarLineProps = Readonly<{
  calendar: CalendarSource
  /** what had the keyboard is gone with it */
  onRemoved: () => void
}>

function CalendarLine({ calendar, onRemoved }: CalendarLineProps) {
  const { t } = useTranslation()
  const now = useNow()
  const id = useId()
  const [open, setOpen] = useState<'remove' | 'password' | 'look' | null>(null)
  const { name, color, on, failure, nextAt } = calendar
  return (
    <div data-calendar={calendar.id}>
      <div className="set">
        <span className="calendar-color" style={{ background: color }} />
        <div className="grow">
          <div className="b" id={id}>
            {name}
          </div>
          <div className="s12 t2 set-text" id={`${id}-text`}>
            {lineText(t, calendar)}
          </div>
          {on && failure && (
            <div className="s12 stop set-text" role="status">
              {failureText(t, failure)}
              {nextAt != null && ` ${t('calendars.nextAt', { time: whenText({ t, now }, Math.max(now, nextAt)) })}`}
            </div>
          )}
          {on && calendar.isCut && <div className="s12 t2 set-text">{t('calendars.cut')}</div>}
        </div>
        <div className="row calendar-end">
          {on && (failure?.kind === 'wrong-password' || failure?.kind === 'password-needed') && (
            <Button size="small" onClick={() => setOpen('password')}>
              {t('calendars.password')}
            </Button>
          )}
          <ReadAgain calendar={calendar} />
          <IconButton label={t('calendars.look', { name })} onClick={() => setOpen('look')}>
            <PenLine {...icon} />
          </IconButton>
          <IconButton label={t('calendars.removeNamed', { name })} onClick={() => setOpen('remove')}>
            <Trash {...icon} />
          </IconButton>
          <Switch
            checked={on}
            onChange={(value) => void act('calendar.change', { id: calendar.id, on: value })}
            labelledBy={id}
            describedBy={`${id}-text`}
          />
        </div>
      </div>
      {open === 'look' && <CalendarLook calendar={calendar} onClose={() => setOpen(null)} />}
      {open === 'remove' && <Remove calendar={calendar} onRemoved={onRemoved} onClose={() => setOpen(null)} />}
      {open === 'password' && <CalendarPassword calendar={calendar} onClose={() => setOpen(null)} />}
    </div>
  )
}

/** Where it is from, and what is told of it: nobody has to open anything to know. */
function lineText(t: T, calendar: CalendarSource): string {
  const { about, tells, on } = calendar
  const kind = about === 'own' ? null : t(about === 'trips' ? 'calendars.aboutTrips' : 'calendars.aboutHolidays')
  const told = on ? t(`calendars.othersSee.${tells}`) : null
  return [placeText(t, calendar), kind, told].filter((each) => each !== null).join(' · ')
}

function placeText(t: T, { place }: CalendarSource): string {
  if (place.kind === 'file') return t('calendars.kind.file', { path: place.path })
  return t(`calendars.kind.${place.kind}`, { host: new URL(place.address).host })
}

function Remove({ calendar, onRemoved, onClose }: CalendarLineProps & Readonly<{ onClose: () => void }>) {
  const { t } = useTranslation()
  return (
    <Dialog alert title={t('calendars.removeTitle', { name: calendar.name })} onClose={onClose}>
      <p className="t2">{t('calendars.removeText')}</p>
      <div className="dialog-actions">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button
          kind="danger"
          onClick={() => {
            onClose()
            void act('calendar.remove', { id: calendar.id }).then(({ ok }) => (ok ? onRemoved() : null))
          }}
        >
          {t('calendars.remove')}
        </Button>
      </div>
    </Dialog>
  )
}
