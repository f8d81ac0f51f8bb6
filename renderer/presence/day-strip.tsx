import CalendarSearch from 'lucide-react/icons/calendar-search'
import { lazy, Suspense, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BusyPeriod } from '#contract/presence'
import { Button } from '../components/button.tsx'
import type { Person } from '../store/view.ts'
import { dayStrip } from './day.ts'
import type { Wording } from './times.ts'

const FindTime = lazy(() => import('./find-time.tsx'))

const percent = (fraction: number): string => `${(fraction * 100).toFixed(2)}%`

/** The hours of today as far as they are shared: a picture, the same in words, and a list for those who hear it. */
export function DayStripSection({
  day,
  offset = null,
  wording,
  person = null,
}: Readonly<{
  day: readonly BusyPeriod[]
  /** of the clock there, minutes east of UTC */
  offset?: number | null
  wording: Wording
  /** with whom a time may be found; null: with nobody */
  person?: Person | null
}>) {
  const { t } = useTranslation()
  const id = useId()
  const [finding, setFinding] = useState(false)
  const strip = dayStrip(wording, day, offset)
  if (!strip) return null
  return (
    <section className="sec" aria-labelledby={id} data-day="">
      <div className="row day-title">
        <h3 className="h" id={id}>
          {t('presence.card.today')}
        </h3>
        <span className="push s11 t3">{t('presence.card.yourTime')}</span>
      </div>
      <div aria-hidden="true">
        <div className="axis num">
          {strip.hours.map((label) => (
            <span key={label.label} style={{ left: percent(label.at) }}>
              {label.label}
            </span>
          ))}
          <span className="axis-now" style={{ left: percent(strip.now.at) }}>
            {strip.now.label}
          </span>
        </div>
        <div className={strip.tellsFree ? 'strip' : 'strip strip-unsaid'}>
          {strip.blocks.map((block) => (
            <b
              key={`${block.kind} ${block.start}`}
              className={block.kind}
              style={{ left: percent(block.start), width: percent(block.end - block.start) }}
            />
          ))}
          <span className="strip-now" style={{ left: percent(strip.now.at) }} />
        </div>
      </div>
      <div className="row s12 t2 num">
        <span>{strip.words}</span>
        {strip.after && <span className="push t3">{strip.after}</span>}
      </div>
      {strip.list.length > 0 && (
        <ul className="sr" aria-label={t('presence.day.list')}>
          {strip.list.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
      {strip.tellsFree && person && (
        <div className="day-find">
          <Button
            kind="quiet"
            size="small"
            icon={<CalendarSearch size={14} strokeWidth={1.9} aria-hidden="true" />}
            onClick={() => setFinding(true)}
          >
            {t('presence.findTime.open')}
          </Button>
        </div>
      )}
      {finding && person && (
        <Suspense fallback={null}>
          <FindTime person={person} onClose={() => setFinding(false)} />
        </Suspense>
      )}
    </section>
  )
}
