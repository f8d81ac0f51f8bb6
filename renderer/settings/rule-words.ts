import type { CalendarRule, CalendarSource } from '#contract/calendars'
import type { ActivityName } from '#contract/presence'
import type { T } from '../i18n.ts'

/** A rule in words: pure. */

export function saysWords(t: T, says: ActivityName | null): string {
  if (says === null || says === 'unknown') return t('rules.nothing')
  // A holiday and a vacation read alike where they are said of somebody; where one is chosen they are two.
  return says === 'vacation' ? t('presence.editor.doingName.vacation') : t(`presence.doing.${says}.now`, { text: '' })
}

export function whenWords(t: T, { when }: CalendarRule, calendars: readonly CalendarSource[]): string {
  const parts: string[] = []
  if (when.title.length > 0) parts.push(t('rules.ifTitle', { words: anyOf(t, when.title) }))
  if (when.category.length > 0) parts.push(t('rules.ifCategory', { words: anyOf(t, when.category) }))
  if (when.calendarId !== null) {
    const calendar = calendars.find(({ id }) => id === when.calendarId)
    parts.push(calendar ? t('rules.ifCalendar', { name: calendar.name }) : t('rules.ifLostCalendar'))
  }
  if (when.busy !== null) parts.push(t(`rules.ifBusy.${when.busy}`))
  if (when.allDay !== null) parts.push(when.allDay ? t('rules.ifAllDay') : t('rules.ifNotAllDay'))
  return parts.reduceRight((rest, first) => (rest === '' ? first : t('rules.and', { first, rest })), '')
}

function anyOf(t: T, words: readonly string[]): string {
  const [last = '', ...others] = words.map((word) => t('rules.word', { word })).reverse()
  return others.length === 0 ? last : t('rules.or', { first: others.reverse().join(', '), last })
}

export const ruleWords = (t: T, rule: CalendarRule, calendars: readonly CalendarSource[]): string =>
  t('rules.sentence', { when: whenWords(t, rule, calendars), says: saysWords(t, rule.says) })

/** "gym, café" */
export const wordsIn = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(',', 20)
      .map((each) => each.trim().slice(0, 100))
      .filter((each) => each !== ''),
  ),
]
