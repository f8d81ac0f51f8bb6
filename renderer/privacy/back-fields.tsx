import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { SignOff } from '#contract/privacy'
import { Field } from '../components/field.tsx'
import { Segmented } from '../components/segmented.tsx'
import { useNow } from '../store/clock.ts'
import { DayChips } from './day-chips.tsx'
import { dateField, momentOf, nextMoment, workingDays } from './hours.ts'
import { TimeField } from './time-field.tsx'

type Until = SignOff['until']
const morning = 9 * 60

/** When the user is back: not said, on a day, or the next of some days. */
export function BackFields({ until, onChange }: Readonly<{ until: Until; onChange: (until: Until) => void }>) {
  const { t } = useTranslation()
  const id = useId()
  const now = useNow()
  const start = (kind: Until['kind']): Until => {
    if (kind === 'not-said') return { kind }
    if (kind === 'next') return { kind, days: workingDays, at: morning }
    return { kind, at: nextMoment(workingDays, morning, now) ?? now }
  }
  return (
    <div className="set back-fields">
      <div className="grow b" id={id}>
        {t('privacy.away.back')}
      </div>
      <Segmented<Until['kind']>
        name={id}
        labelledBy={id}
        value={until.kind}
        segments={[
          { value: 'not-said', label: t('privacy.away.notSaid') },
          { value: 'at', label: t('privacy.away.onDate') },
          { value: 'next', label: t('privacy.away.nextDay') },
        ]}
        onChange={(kind) => onChange(start(kind))}
      />
      {until.kind === 'next' && (
        <div className="row back-line">
          <DayChips
            label={t('privacy.away.days')}
            days={until.days}
            onChange={(days) => onChange({ ...until, days })}
          />
          <TimeField
            label={t('privacy.away.at')}
            hideLabel
            minutes={until.at}
            onChange={(at) => onChange({ ...until, at })}
          />
        </div>
      )}
      {until.kind === 'at' && <OnDay at={until.at} onChange={(at) => onChange({ kind: 'at', at })} />}
    </div>
  )
}

function OnDay({ at, onChange }: Readonly<{ at: number; onChange: (at: number) => void }>) {
  const { t } = useTranslation()
  const date = new Date(at)
  const minutes = date.getHours() * 60 + date.getMinutes()
  const set = (day: string, time: number): void => {
    const moment = momentOf(day, time)
    if (moment !== null) onChange(moment)
  }
  return (
    <div className="row back-line">
      <Field
        label={t('privacy.away.date')}
        hideLabel
        type="date"
        value={dateField(at)}
        onChange={(value) => set(value, minutes)}
      />
      <TimeField
        label={t('privacy.away.at')}
        hideLabel
        minutes={minutes}
        onChange={(time) => set(dateField(at), time)}
      />
    </div>
  )
}
