import type { OwnEvent } from '#contract/calendars'
import type { Activity, BusyPeriod } from '#contract/presence'

/** One time of an event, and whether its title may be told. */
export type PlannedEvent = Omit<OwnEvent, 'undone'> & { readonly tellsTitle: boolean }

/** Something that is so for a time, in one or several events; epoch milliseconds. */
type Span = Pick<OwnEvent, 'activity' | 'allDay' | 'from' | 'until'>

/** What holds when. Made once for a plan; a look at it costs nothing. */
export type Timeline = {
  readonly events: readonly PlannedEvent[]
  /** by start */
  readonly spans: readonly Span[]
  /** the moments at which something begins or ends, in order */
  readonly edges: readonly number[]
}

export const emptyTimeline: Timeline = { events: [], spans: [], edges: [] }

/** Meetings this close are one. */
const noGap = 60_000

/**
 * What is sure; what may be is not said to be. Activities of one kind that touch or overlap are one: from one meeting into the next
 * nothing is published, and "until" is when the person is free again.
 */
export function timelineOf(planned: readonly PlannedEvent[]): Timeline {
  const events = planned
    .filter((each) => each.busyness !== 'maybe' && each.until > each.from)
    .sort((a, b) => a.from - b.from)
  const spans: Span[] = []
  const latest = new Map<string, number>()
  const titles = new Set<number>()
  // From one title to the next, or to an event without one, nothing else may change.
  const anyTitle = events.some(({ tellsTitle }) => tellsTitle)
  for (const { activity, allDay, from, until } of events) {
    if (anyTitle) titles.add(from).add(until)
    const kind = `${activity} ${allDay}`
    const index = latest.get(kind)
    const last = index === undefined ? undefined : spans[index]
    if (index !== undefined && last !== undefined && from <= last.until + noGap) {
      spans[index] = { ...last, until: Math.max(last.until, until) }
    } else {
      latest.set(kind, spans.length)
      spans.push({ activity, allDay, from, until })
    }
  }
  const edges = new Set([...titles, ...spans.flatMap(({ from, until }) => [from, until])])
  return { events, spans, edges: [...edges].sort((a, b) => a - b) }
}

/** Of several at once the one of the shortest reach: an hour's meeting tells more than a week away. */
export function activityAt({ spans }: Timeline, now: number): Activity | null {
  const current = shortest(spans, now)
  return current ? { name: current.activity, text: null, from: current.from, until: current.until } : null
}

/** The title that may be told of what is on: of what is said to be on, and of nothing else at the same time. */
export function titleAt({ events, spans }: Timeline, now: number): string | null {
  const said = shortest(spans, now)
  if (said === null) return null
  const alike = events.filter((each) => each.activity === said.activity && each.allDay === said.allDay)
  const current = shortest(alike, now)
  return current?.tellsTitle ? current.title : null
}

function shortest<T extends Span>(spans: readonly T[], now: number): T | null {
  let best: T | null = null
  for (const each of spans) {
    if (each.from > now) break
    if (each.until > now && (best === null || byReach(each, best) < 0)) best = each
  }
  return best
}

const byReach = (a: Span, b: Span): number =>
  Number(a.allDay) - Number(b.allDay) || b.from - a.from || a.until - b.until

/** The next moment at which something begins or ends; null: none is planned. */
export function nextChange({ edges }: Timeline, now: number): number | null {
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (edges[middle]! <= now) low = middle + 1
    else high = middle
  }
  return edges[low] ?? null
}

const strengths = { out: 3, busy: 2, maybe: 1 } as const

/** What a document has room for; whoever has more in two days is not read that far. */
const mostPeriods = 60

/**
 * The plan of a time as timed presence tells it (RFC 4481): free, busy, maybe and out, without titles, in order and without gaps. What
 * goes over its ends is cut there.
 */
export function busyPeriods(events: readonly PlannedEvent[], from: number, until: number): readonly BusyPeriod[] {
  const spans = events.flatMap(({ busyness, from: start, until: end }) => {
    // Who works elsewhere is there to be called.
    if (busyness === 'elsewhere' || end <= Math.max(start, from) || start >= until) return []
    return [{ start: Math.max(start, from), end: Math.min(end, until), kind: busyness }]
  })
  const byStart = spans.sort((a, b) => a.start - b.start)
  const edges = [...new Set([from, until, ...spans.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b)
  const periods: BusyPeriod[] = []
  let open: typeof spans = []
  let next = 0
  for (const [index, edge] of edges.entries()) {
    const end = edges[index + 1]
    if (end === undefined) break
    open = open.filter((span) => span.end > edge)
    for (; next < byStart.length && byStart[next]!.start <= edge; next++) open.push(byStart[next]!)
    const kind = open.reduce<BusyPeriod['kind']>((most, span) => stronger(most, span.kind), 'free')
    const last = periods.at(-1)
    if (last?.kind === kind) periods[periods.length - 1] = { ...last, until: end }
    else if (periods.length === mostPeriods) break
    else periods.push({ kind, from: edge, until: end })
  }
  return periods
}

const stronger = (a: BusyPeriod['kind'], b: keyof typeof strengths): BusyPeriod['kind'] =>
  a === 'free' || strengths[b] > strengths[a] ? b : a
