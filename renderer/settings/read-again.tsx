import RefreshCw from 'lucide-react/icons/refresh-cw'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CalendarSource } from '#contract/calendars'
import { IconButton } from '../components/button.tsx'
import { ageText, whenText } from '../presence/times.ts'
import { act } from '../store/actions.ts'
import { useNow } from '../store/clock.ts'

/** How old what is known of a calendar is, and a new look at it: a slow server takes half a minute to answer. */
export function ReadAgain({ calendar }: Readonly<{ calendar: CalendarSource }>) {
  const { t } = useTranslation()
  const now = useNow()
  const [reading, setReading] = useState(false)
  const { id, name, on, readAt, nextAt } = calendar
  const read = async (): Promise<void> => {
    setReading(true)
    await act('calendar.refresh', { id })
    setReading(false)
  }
  if (!on) return <span className="s12 t3">{t('calendars.off')}</span>
  const age = readAt === null ? null : ageText({ t, now: Math.max(now, readAt) }, readAt)
  const known = age === null ? t('calendars.neverRead') : t('calendars.readAt', { age })
  const next = nextAt == null ? undefined : t('calendars.nextAt', { time: whenText({ t, now }, Math.max(now, nextAt)) })
  return (
    <>
      <span className="s12 t3" title={next}>
        {reading ? t('calendars.reading') : known}
      </span>
      <IconButton
        label={t('calendars.refresh', { name })}
        aria-busy={reading || undefined}
        onClick={reading ? undefined : () => void read()}
      >
        {reading ? (
          <span className="spin" aria-hidden="true" />
        ) : (
          <RefreshCw size={15} strokeWidth={2} aria-hidden="true" />
        )}
      </IconButton>
    </>
  )
}
