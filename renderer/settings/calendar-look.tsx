import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type CalendarSource, calendarColors } from '#contract/calendars'
import { Field } from '../components/field.tsx'
import { Select } from '../components/select.tsx'
import { FormDialog } from '../form-dialog.tsx'
import { act } from '../store/actions.ts'
import { CalendarTells } from './calendar-tells.tsx'

/** Its name, its colour, what it is and what others see of it, here alone: the calendar itself stays as it is. */
export function CalendarLook({ calendar, onClose }: Readonly<{ calendar: CalendarSource; onClose: () => void }>) {
  const { t } = useTranslation()
  const id = useId()
  const [name, setName] = useState(calendar.name)
  const [color, setColor] = useState(calendar.color)
  const [about, setAbout] = useState(calendar.about)
  const [tells, setTells] = useState(calendar.tells)
  const known: readonly string[] = calendarColors
  const colors = known.includes(calendar.color) ? known : [calendar.color, ...known]
  return (
    <FormDialog
      title={t('calendars.look', { name: calendar.name })}
      action={t('common.save')}
      disabled={name.trim() === ''}
      onSubmit={() => {
        onClose()
        void act('calendar.change', { id: calendar.id, name: name.trim(), color, about, tells })
      }}
      onClose={onClose}
    >
      <Field start label={t('calendars.name')} value={name} onChange={setName} maxLength={200} autoComplete="off" />
      <div className="field">
        <span className="lab" id={id}>
          {t('calendars.color')}
        </span>
        <div className="row calendar-colors" role="radiogroup" aria-labelledby={id}>
          {colors.map((each, index) => (
            <label key={each} className={each === color ? 'on' : ''}>
              <input type="radio" className="sr" name={id} checked={each === color} onChange={() => setColor(each)} />
              <span className="sr">{t('calendars.colorNumber', { number: index + 1 })}</span>
              <span className="calendar-color" style={{ background: each }} aria-hidden="true" />
            </label>
          ))}
        </div>
      </div>
      <Select
        label={t('calendars.about')}
        value={about}
        options={[
          { value: 'own', label: t('calendars.aboutOwn') },
          { value: 'holidays', label: t('calendars.aboutHolidays') },
          { value: 'trips', label: t('calendars.aboutTrips') },
        ]}
        onChange={setAbout}
      />
      <CalendarTells value={tells} onChange={setTells} />
    </FormDialog>
  )
}
