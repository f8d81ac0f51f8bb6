import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { busyStatuses, type CalendarActivity, type CalendarRule, calendarActivities } from '#contract/calendars'
import { Field } from '../components/field.tsx'
import { Segmented } from '../components/segmented.tsx'
import { Select } from '../components/select.tsx'
import { FormDialog } from '../form-dialog.tsx'
import { useApp } from '../store/store.ts'
import { set } from './lines.tsx'
import { RulePreview } from './rule-preview.tsx'
import { saysWords, wordsIn } from './rule-words.ts'

type AllDay = 'any' | 'yes' | 'no'
const noRule: CalendarRule = {
  id: '',
  on: true,
  when: { title: [], category: [], calendarId: null, busy: null, allDay: null },
  says: null,
}

/** One rule, with what it changes while it is written. `rule` null: a new one, which comes last. */
export function RuleDialog({ rule, onClose }: Readonly<{ rule: CalendarRule | null; onClose: () => void }>) {
  const { t } = useTranslation()
  const rules = useApp((state) => state.settings.calendar.rules)
  const [draft, setDraft] = useState(() => rule ?? { ...noRule, id: crypto.randomUUID() })
  const [title, setTitle] = useState(draft.when.title.join(', '))
  const [category, setCategory] = useState(draft.when.category.join(', '))
  const [asked, setAsked] = useState(false)
  const when = { ...draft.when, title: wordsIn(title), category: wordsIn(category) }
  const written: CalendarRule = { ...draft, when }
  const isEmpty =
    [...when.title, ...when.category].length === 0 && !when.calendarId && !when.busy && when.allDay === null
  const after = rule === null ? [...rules, written] : rules.map((each) => (each.id === rule.id ? written : each))

  return (
    <FormDialog
      title={rule === null ? t('rules.addTitle') : t('rules.editTitle')}
      className="dialog rule-dialog"
      action={t('common.save')}
      onSubmit={() => {
        setAsked(true)
        if (isEmpty) return
        set({ calendar: { rules: after } })
        onClose()
      }}
      onClose={onClose}
    >
      <Field
        start
        label={t('rules.titleWords')}
        hint={t('rules.titleHint')}
        value={title}
        onChange={setTitle}
        error={asked && isEmpty ? t('rules.needsPart') : null}
        maxLength={500}
        autoComplete="off"
      />
      <div className="rule-fields">
        <Field
          label={t('rules.categoryWords')}
          value={category}
          onChange={setCategory}
          maxLength={500}
          autoComplete="off"
        />
        <WhichCalendar
          value={when.calendarId}
          onChange={(calendarId) => setDraft({ ...draft, when: { ...when, calendarId } })}
        />
        <Select
          label={t('rules.busy')}
          value={when.busy ?? 'any'}
          options={(['any', ...busyStatuses] as const).map((value) => ({
            value,
            label: t(`rules.busyStatus.${value}`),
          }))}
          onChange={(busy) => setDraft({ ...draft, when: { ...when, busy: busy === 'any' ? null : busy } })}
        />
        <Length value={when.allDay} onChange={(allDay) => setDraft({ ...draft, when: { ...when, allDay } })} />
      </div>
      <Select<CalendarActivity | 'nothing'>
        label={t('rules.says')}
        value={draft.says ?? 'nothing'}
        options={(['nothing', ...calendarActivities] as const).map((value) => ({
          value,
          label: saysWords(t, value === 'nothing' ? null : value),
        }))}
        onChange={(says) => setDraft({ ...draft, says: says === 'nothing' ? null : says })}
      />
      <RulePreview rules={isEmpty ? rules : after} />
    </FormDialog>
  )
}

function WhichCalendar({
  value,
  onChange,
}: Readonly<{ value: string | null; onChange: (calendarId: string | null) => void }>) {
  const { t } = useTranslation()
  const calendars = useApp((state) => state.calendars)
  const lost = value !== null && !calendars.some(({ id }) => id === value)
  return (
    <Select
      label={t('rules.calendar')}
      value={value ?? ''}
      options={[
        { value: '', label: t('rules.anyCalendar') },
        ...calendars.map(({ id, name }) => ({ value: id, label: name })),
        ...(lost ? [{ value, label: t('rules.ifLostCalendar') }] : []),
      ]}
      onChange={(id) => onChange(id === '' ? null : id)}
    />
  )
}

function Length({ value, onChange }: Readonly<{ value: boolean | null; onChange: (allDay: boolean | null) => void }>) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <div className="field">
      <span className="lab" id={id}>
        {t('rules.allDay')}
      </span>
      <Segmented<AllDay>
        name={id}
        labelledBy={id}
        value={value === null ? 'any' : value ? 'yes' : 'no'}
        segments={(['any', 'yes', 'no'] as const).map((each) => ({
          value: each,
          label: t(`rules.allDayChoice.${each}`),
        }))}
        onChange={(each) => onChange(each === 'any' ? null : each === 'yes')}
      />
    </div>
  )
}
