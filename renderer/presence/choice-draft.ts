import type { Activity, ActivityName, OwnChoice, OwnStatus, PlaceIs, PrivacyMedium } from '#contract/presence'

/** What the status editor holds while it is open, and the choice it makes. Pure. */

export type UntilMode = 'changed' | '30' | '60' | 'next' | 'tonight' | 'pick'

export type ChoiceDraft = {
  readonly status: OwnStatus | null
  readonly note: string
  /** of the note */
  readonly language: string
  readonly doing: readonly ActivityName[]
  readonly until: UntilMode
  /** when the next event begins, for `next` */
  readonly next?: number | null
  /** HH:MM, for `pick` */
  readonly time: string
  readonly mood: string
  readonly place: string
  readonly sphere: 'work' | 'home' | null
  readonly placeIs: PlaceIs
  readonly privacy: readonly PrivacyMedium[]
}

const minute = 60_000

const two = (value: number): string => String(value).padStart(2, '0')
const timeField = (at: number): string => {
  const date = new Date(at)
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

/** `language`: in which notes are written when nothing else was chosen. */
export function draftOf(choice: OwnChoice, now: number, language: string): ChoiceDraft {
  const until = choice.until !== null && choice.until > now ? choice.until : null
  return {
    status: choice.status,
    note: choice.note?.text ?? '',
    language: choice.note?.language ?? language,
    doing: choice.activities.map((activity) => activity.name),
    until: until === null ? 'changed' : 'pick',
    time: timeField(until ?? now + 60 * minute),
    mood: choice.mood ?? '',
    place: choice.placeType ?? '',
    sphere: choice.sphere,
    placeIs: choice.placeIs,
    privacy: choice.privacy ?? [],
  }
}

/** The end as a time; a picked time that is over today is tomorrow's. null: until changed. */
export function untilOf(draft: Pick<ChoiceDraft, 'until' | 'time' | 'next'>, now: number): number | null {
  switch (draft.until) {
    case 'changed':
      return null
    case '30':
      return now + 30 * minute
    case '60':
      return now + 60 * minute
    case 'next':
      return draft.next ?? null
    case 'tonight':
      return new Date(now).setHours(24, 0, 0, 0)
    case 'pick': {
      const match = /^(\d{1,2}):(\d{2})$/.exec(draft.time)
      if (!match) return null
      const date = new Date(now)
      date.setHours(Number(match[1]), Number(match[2]), 0, 0)
      if (date.getTime() <= now) date.setDate(date.getDate() + 1)
      return date.getTime()
    }
  }
}

/** What limits most goes first, as watchers show the first (DESIGN section 4). */
const limits: readonly ActivityName[] = [
  'on-the-phone',
  'meeting',
  'appointment',
  'presentation',
  'performance',
  'busy',
  'steering',
  'in-transit',
  'travel',
  'breakfast',
  'meal',
  'dinner',
  'away',
]
const limitOf = (name: ActivityName): number => {
  const place = limits.indexOf(name)
  return place === -1 ? limits.length : place
}

export function choiceOf(draft: ChoiceDraft, now: number, before: OwnChoice): Omit<OwnChoice, 'setAt'> {
  const until = untilOf(draft, now)
  const note = draft.note.trim()
  const activities = [...draft.doing]
    .sort((a, b) => limitOf(a) - limitOf(b))
    .map((name): Activity => {
      const known = before.activities.find((activity) => activity.name === name)
      return { name, text: known?.text ?? null, from: known?.from ?? null, until }
    })
  return {
    status: draft.status,
    activities,
    note: note === '' ? null : { text: note, language: draft.language },
    mood: draft.mood || null,
    placeIs: draft.placeIs,
    placeType: draft.place || null,
    privacy: draft.privacy.length === 0 ? null : draft.privacy,
    sphere: draft.sphere,
    until,
  }
}

/** Back to automatic: what was said of the moment goes; the note and the place stay. */
export function automaticOf(choice: OwnChoice): Omit<OwnChoice, 'setAt'> {
  const { setAt: _setAt, ...rest } = choice
  return { ...rest, status: null, activities: [], until: null }
}
