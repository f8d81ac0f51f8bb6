import { useTranslation } from 'react-i18next'
import type { CalendarSettings } from '#contract/calendars'
import { Select } from '../components/select.tsx'
import { wallTime } from '../presence/times.ts'

type Tells = CalendarSettings['tells']

/** What others see of the events of a calendar. */
export function CalendarTells({ value, onChange }: Readonly<{ value: Tells; onChange: (tells: Tells) => void }>) {
  const { t } = useTranslation()
  return (
    <Select<Tells>
      label={t('calendars.tells')}
      value={value}
      options={[
        { value: 'activity', label: t('calendars.tellsActivity', { time: wallTime('15:30') }) },
        { value: 'busy', label: t('calendars.tellsBusy') },
        { value: 'title', label: t('calendars.tellsTitle') },
      ]}
      onChange={onChange}
    />
  )
}
