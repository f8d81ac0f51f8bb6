import { type Activity, type ActivityName, type Availability, activityNames } from '#contract/presence'
import { statusWordOf } from '#contract/status-words'
import { instantOf } from '../documents/date-time.ts'
import type { Activities, Span } from '../documents/rpid.ts'

/** What limits most comes first: docs/presence.md has the table. */
const ranks: Readonly<Record<ActivityName, number>> = {
  'on-the-phone': 1,
  meeting: 2,
  appointment: 2,
  presentation: 2,
  performance: 2,
  steering: 3,
  'in-transit': 3,
  travel: 3,
  busy: 4,
  vacation: 5,
  holiday: 5,
  'permanent-absence': 5,
  meal: 6,
  breakfast: 6,
  dinner: 6,
  shopping: 6,
  sleeping: 7,
  spectator: 7,
  tv: 7,
  playing: 7,
  worship: 7,
  away: 8,
  other: 9,
  'looking-for-work': 10,
  working: 10,
  unknown: 13,
}

function rankOf(activity: Activity): number {
  switch (statusWordOf(activity)) {
    case 'dnd':
      return 0
    case 'available':
      return 11
    case 'offline':
      return 12
    default:
      return ranks[activity.name]
  }
}

export const activity = (
  name: ActivityName,
  said: { readonly text?: string | null; readonly from?: number | null; readonly until?: number | null } = {},
): Activity => ({ name, text: said.text ?? null, from: said.from ?? null, until: said.until ?? null })

/** Do not disturb has no word in RFC 4480: it is sent as `other` "dnd" beside `busy`. */
export const doNotDisturb = (until: number | null): Activity => activity('other', { text: 'dnd', until })

export const holds = (span: { readonly from: number | null; readonly until: number | null }, now: number): boolean =>
  (span.from === null || span.from <= now) && (span.until === null || span.until > now)

/** How much longer than said, in milliseconds: clocks differ, a document takes time to arrive, and its author will say what comes next. */
export const endGrace = 1000

/** What others say holds for `endGrace` beyond its end, unless something else came in its place. */
export const stillHolds = ({ from, until }: Pick<Activity, 'from' | 'until'>, now: number): boolean =>
  holds({ from, until: until === null ? null : until + endGrace }, now)

/** every word of the RFC, and a few of one's own */
const mostActivities = 40

/**
 * One of each, what limits most first. `busy` beside do not disturb is there for those who cannot read the word, and
 * `unknown` beside anything says nothing.
 */
export function orderActivities(activities: readonly Activity[]): readonly Activity[] {
  if (activities.length === 0) return activities
  const once = new Map<string, Activity>()
  for (const each of activities) {
    const word = statusWordOf(each)
    const key = each.name === 'other' ? `other ${word ?? each.text}` : each.name
    if (!once.has(key)) once.set(key, word === null ? each : { ...each, text: word })
  }
  const ordered = [...once.values()].sort(inOrder).slice(0, mostActivities)
  const isQuiet = ordered.some((each) => statusWordOf(each) === 'dnd')
  return ordered.filter(
    (each) => !(isQuiet && each.name === 'busy') && !(ordered.length > 1 && each.name === 'unknown'),
  )
}

/** What limits alike stands in the order of the RFC, however it was sent. */
function inOrder(a: Activity, b: Activity): number {
  return (
    rankOf(a) - rankOf(b) ||
    activityNames.indexOf(a.name) - activityNames.indexOf(b.name) ||
    ((a.text ?? '') < (b.text ?? '') ? -1 : 1)
  )
}

/** What is listed: unknown says nothing, away adds nothing to being gone but until when, and offline is the headline itself. */
export const listedActivities = (availability: Availability, activities: readonly Activity[]): readonly Activity[] =>
  activities.filter(
    (each) =>
      statusWordOf(each) !== 'offline' && !(availability === 'offline' && each.name === 'away' && each.until === null),
  )

/** The milliseconds of a span of a document; unreadable times are as if not said. */
export const spanOf = (span: Pick<Span, 'from' | 'until'>): { from: number | null; until: number | null } => ({
  from: instantOf(span.from),
  until: instantOf(span.until),
})

const longestText = 200

/** The activities of one RPID element, each with its span. */
export function activitiesOf(said: Activities): readonly Activity[] {
  const span = spanOf(said)
  return said.values.map((value) =>
    value.name === 'other'
      ? { name: 'other', text: value.text.slice(0, longestText), ...span }
      : { name: value.name, text: null, ...span },
  )
}
