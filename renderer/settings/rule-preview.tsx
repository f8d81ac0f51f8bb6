import { useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CalendarRule, RulePreview as Preview, RuleChange } from '#contract/calendars'
import type { Failure } from '#contract/failure'
import { bridge } from '../bridge.ts'
import { longDay, longWhen } from '../dates.ts'
import { failureText, type T } from '../i18n.ts'
import type { Wording } from '../presence/times.ts'
import { useNow } from '../store/clock.ts'
import { saysWords } from './rule-words.ts'

/** While somebody types, the calendars are asked when he pauses. */
const pause = 300
const mostShown = 30

/** What others would be told otherwise in the next two weeks, before anything is saved. */
export function RulePreview({ rules }: Readonly<{ rules: readonly CalendarRule[] }>) {
  const { t } = useTranslation()
  const id = useId()
  const asked = JSON.stringify(rules)
  const [answer, setAnswer] = useState<{ readonly to: string; readonly said: Preview | Failure } | null>(null)
  useEffect(() => {
    let isCurrent = true
    const timer = setTimeout(async () => {
      const result = await bridge.command('calendar.previewRules', { rules: JSON.parse(asked) as CalendarRule[] })
      if (isCurrent) setAnswer({ to: asked, said: result.ok ? result.value : result.failure })
    }, pause)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [asked])
  const said = answer?.to === asked ? answer.said : null
  return (
    <section className="rule-preview" aria-labelledby={id} aria-busy={said === null} data-rule-preview="">
      <h3 className="h" id={id}>
        {t('rules.previewTitle')}
      </h3>
      <p className="s12 t2" role="status">
        {said === null ? t('rules.previewing') : 'changes' in said ? summary(t, said) : failureText(t, said)}
      </p>
      {said !== null && 'changes' in said && <Changes preview={said} />}
    </section>
  )
}

function summary(t: T, { changes, more, events }: Preview): string {
  if (events === 0) return t('rules.previewEmpty')
  const count = changes.length + more
  return count === 0 ? t('rules.previewNone', { count: events }) : t('rules.preview', { count })
}

function Changes({ preview }: Readonly<{ preview: Preview }>) {
  const { t } = useTranslation()
  const w: Wording = { t, now: useNow() }
  const shown = preview.changes.slice(0, mostShown)
  const more = preview.changes.length + preview.more - shown.length
  return (
    <ul className="rule-changes">
      {shown.map((change) => (
        <li key={change.key} className="row">
          <span className="num s12 t2 rule-when">{when(w, change)}</span>
          <span className="grow ell b">{change.title}</span>
          <span className="s12">
            <span className="sr">
              {t('rules.previewWas', { before: saysWords(t, change.before), after: saysWords(t, change.after) })}
            </span>
            <span aria-hidden="true">
              <s className="t3">{saysWords(t, change.before)}</s> <span>{saysWords(t, change.after)}</span>
            </span>
          </span>
        </li>
      ))}
      {more > 0 && <li className="s12 t3">{t('rules.previewMore', { count: more })}</li>}
    </ul>
  )
}

/** By the day of the week: so people know their events. */
const when = (w: Wording, { from, allDay }: RuleChange): string => (allDay ? longDay(w, from) : longWhen(w, from))
