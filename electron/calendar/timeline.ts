import type { BusyPeriod } from '#contract/presence'
import type { ActivityRule, CalendarActivity, CalendarManner, Outcome } from './activity-rules.ts'
import { outcomeOf } from './activity-rules.ts'
import type { Instance } from './series.ts'

/** An instance with what it says. */
export interface Judged {
  readonly instance: Instance
  readonly outcome: Outcome
}

/** Something that is so for a time; epoch milliseconds. */
export interface PlannedActivity {
  readonly name: CalendarActivity
  readonly from: number
  readonly until: number
  /** null unless the user lets it be told */
  readonly title: string | null
}

/** What holds between two moments at which something changes. */
interface Segment {
  readonly from: number
  readonly activities: readonly PlannedActivity[]
}

/** What holds when, in a window. */
export interface Timeline {
  readonly from: number
  readonly until: number
  /** by start, without gaps: the first begins with the window */
  readonly segments: readonly Segment[]
}

export function judge(
  instances: readonly Instance[],
  mannerOf: (calendarId: string) => CalendarManner,
  rules: readonly ActivityRule[],
): readonly Judged[] {
  return instances.map((instance) => ({ instance, outcome: outcomeOf(instance, mannerOf(instance.calendarId), rules) }))
}

/**
 * Activities that are sure, each until its end. Those of one kind that touch or overlap are one: from one meeting into the next nothing
 * is published, and "until" is when the person is free again.
 */
export function timelineOf(judged: readonly Judged[], from: number, until: number): Timeline {
  const planned = joined(judged.flatMap(plannedBy)).filter((each) => each.until > from && each.from < until)
  const edges = new Set([from])
  for (const each of planned) {
    if (each.from > from) edges.add(each.from)
    if (each.until < until) edges.add(each.until)
  }
  const segments: Segment[] = []
  let open: readonly PlannedActivity[] = []
  let next = 0
  for (const edge of [...edges].sort((a, b) => a - b)) {
    open = open.filter((each) => each.until > edge)
    const starting: PlannedActivity[] = []
    for (; next < planned.length && planned[next]!.from <= edge; next++) starting.push(planned[next]!)
    if (starting.length > 0) open = [...open, ...starting]
    segments.push({ from: edge, activities: open })
  }
  return { from, until, segments }
}

/** What may be is not said to be; it is in the plan of the day. */
function plannedBy({ instance, outcome }: Judged): readonly PlannedActivity[] {
  if (outcome.kind === 'nothing' || outcome.busyness === 'maybe' || instance.end <= instance.start) return []
  return [{ name: outcome.name, title: outcome.title, from: instance.start, until: instance.end }]
}

/** By start. Two with different titles stay two. */
function joined(planned: readonly PlannedActivity[]): readonly PlannedActivity[] {
  const result: PlannedActivity[] = []
  const latest = new Map<string, number>()
  for (const each of [...planned].sort((a, b) => a.from - b.from)) {
    const key = `${each.name} ${each.title ?? ''}`
    const index = latest.get(key)
    const last = index === undefined ? undefined : result[index]
    if (index !== undefined && last !== undefined && each.from <= last.until) {
      result[index] = { ...last, until: Math.max(last.until, each.until) }
    } else {
      latest.set(key, result.length)
      result.push(each)
    }
  }
  return result
}

function segmentAt({ segments }: Timeline, now: number): number {
  let low = 0
  let high = segments.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (segments[middle]!.from <= now) low = middle + 1
    else high = middle
  }
  return low - 1
}

export const activitiesAt = (timeline: Timeline, now: number): readonly PlannedActivity[] =>
  now >= timeline.until ? [] : (timeline.segments[segmentAt(timeline, now)]?.activities ?? [])

/** When to look again: the next moment at which something begins or ends, at the latest when the window does. */
export function nextChange(timeline: Timeline, now: number): number {
  return timeline.segments[segmentAt(timeline, now) + 1]?.from ?? timeline.until
}

const strengths = { out: 3, busy: 2, maybe: 1 } as const

/** The plan of a day as timed presence tells it (RFC 4481): busy, maybe and out without titles, in order; what is left is free. */
export function busyPeriods(judged: readonly Judged[], from: number, until: number): readonly BusyPeriod[] {
  const spans = judged.flatMap(({ instance, outcome }) => {
    if (outcome.kind === 'nothing' || instance.end <= from || instance.start >= until) return []
    const { busyness } = outcome
    // Who works elsewhere is there to be called.
    if (busyness === 'elsewhere') return []
    return [{ start: Math.max(instance.start, from), end: Math.min(instance.end, until), busyness }]
  })
  const edges = [...new Set(spans.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b)
  const byStart = spans.sort((a, b) => a.start - b.start)
  const periods: BusyPeriod[] = []
  let open: typeof spans = []
  let next = 0
  edges.forEach((edge, index) => {
    open = open.filter((span) => span.end > edge)
    for (; next < byStart.length && byStart[next]!.start <= edge; next++) {
      const span = byStart[next]!
      if (span.end > edge) open.push(span)
    }
    const end = edges[index + 1]
    if (open.length === 0 || end === undefined) return
    const kind = open.reduce((most, span) =>
      strengths[span.busyness] > strengths[most.busyness] ? span : most,
    ).busyness
    const last = periods.at(-1)
    if (last !== undefined && last.kind === kind && last.until === edge)
      periods[periods.length - 1] = { ...last, until: end }
    else periods.push({ kind, from: edge, until: end })
  })
  return periods
}
