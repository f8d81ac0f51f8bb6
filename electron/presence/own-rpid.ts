import type { Activity, OwnChoice } from '#contract/presence'
import { statusWordOf } from '#contract/status-words'
import { dateTimeOf } from '../documents/date-time.ts'
import type { Person } from '../documents/pidf.ts'
import type { Activities, OneOf } from '../documents/rpid.ts'
import { placeAudioNamed, placeTextNamed, placeVideoNamed } from '../documents/rpid-values.ts'

/** What the user says in our words, as elements of RPID (RFC 4480). */
export const noSpan = { from: null, until: null, id: null }

export const otherOf = (text: string) => ({ name: 'other' as const, text, lang: null, xml: null })

export const oneOf = <Name extends string>(name: Name | null, text: string): OneOf<Name> =>
  name === null ? otherOf(text) : { name }

export function placeIsOf(placeIs: OwnChoice['placeIs']): Person['placeIs'] {
  return {
    ...noSpan,
    audio: placeIs.audio === null ? null : placeAudioNamed(placeIs.audio),
    video: placeIs.video === null ? null : placeVideoNamed(placeIs.video),
    text: placeIs.text === null ? null : placeTextNamed(placeIs.text),
    note: null,
  }
}

export function privacyOf(media: readonly string[]): Person['privacy'] {
  const has = (medium: string) => media.includes(medium)
  return {
    ...noSpan,
    audio: has('audio'),
    text: has('text'),
    video: has('video'),
    unknown: false,
    note: null,
    other: [],
  }
}

/**
 * One element for each span of time. Do not disturb goes out as `busy` too: that much everybody can read. `titled`: what one of them is
 * about.
 */
export function activitySets(
  activities: readonly Activity[],
  titled: { readonly activity: Activity; readonly title: string } | null = null,
): readonly Activities[] {
  const bySpan = new Map<string, Activity[]>()
  for (const each of activities) {
    const key = `${each.from} ${each.until}`
    const set = bySpan.get(key) ?? []
    bySpan.set(key, set)
    if (statusWordOf(each) === 'dnd') set.push({ ...each, name: 'busy', text: null })
    set.push(each)
  }
  return [...bySpan.values()].map((set) => ({
    values: set.map((each) => (each.name === 'other' ? otherOf(each.text ?? '') : { name: each.name })),
    note:
      titled !== null && set.some(({ name }) => name === titled.activity.name)
        ? { text: titled.title, lang: null }
        : null,
    from: set[0]?.from == null ? null : dateTimeOf(set[0].from),
    until: set[0]?.until == null ? null : dateTimeOf(set[0].until),
    id: null,
  }))
}
