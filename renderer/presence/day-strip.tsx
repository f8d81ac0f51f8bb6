import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { BusyPeriod } from '#contract/presence'
import { dayStrip } from './day.ts'
import type { Wording } from './times.ts'

const percent = (fraction: number): string => `${(fraction * 100).toFixed(2)}%`

export function DayStripSection({ day, wording }: Readonly<{ day: readonly BusyPeriod[]; wording: Wording }>) {
  const { t } = useTranslation()
  const id = useId()
  const strip = dayStrip(wording, day)
  if (!strip) return null
  return (
    <section className="sec" aria-labelledby={id}>
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
          {strip.now && (
            <span className="axis-now" style={{ left: percent(strip.now.at) }}>
              {strip.now.label}
            </span>
          )}
        </div>
        <div className="strip">
          {strip.blocks.map((block) => (
            <b
              key={`${block.kind} ${block.start}`}
              className={block.kind}
              style={{ left: percent(block.start), width: percent(block.end - block.start) }}
            />
          ))}
          {strip.now && <span className="strip-now" style={{ left: percent(strip.now.at) }} />}
        </div>
      </div>
      <div className="row s12 t2 num">
        <span>{strip.free}</span>
        {strip.after && <span className="push t3">{strip.after}</span>}
      </div>
      <ul className="sr" aria-label={t('presence.day.list')}>
        {strip.blocks.map((block) => (
          <li key={`${block.kind} ${block.start}`}>{block.words}</li>
        ))}
      </ul>
    </section>
  )
}
