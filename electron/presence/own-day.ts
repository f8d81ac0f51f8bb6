import type { BusyPeriod } from '#contract/presence'
import { dateTimeOf } from '../documents/date-time.ts'
import type { TimedStatus } from '../documents/timed-presence.ts'
import { noSpan, otherOf } from './own-rpid.ts'

/** Larger documents are lost on their way (decision of a server, not of an RFC): one period takes 150 to 250 bytes. */
const mostPeriods = 60

/**
 * The user's own day as timed presence (RFC 4481): for each time what would be said then, and no more. Free is open, busy is open and
 * busy, maybe is open and "tentative" in words, for which RFC 4480 has no element, out is closed and away.
 */
export const timedStatusesOf = (day: readonly BusyPeriod[]): readonly TimedStatus[] =>
  day.slice(0, mostPeriods).map(({ kind, from, until }) => ({
    from: dateTimeOf(from),
    until: dateTimeOf(until),
    basic: kind === 'out' ? 'closed' : 'open',
    note: null,
    activities: kind === 'free' ? null : { ...noSpan, values: [words[kind]], note: null },
    other: [],
  }))

const words = { busy: { name: 'busy' }, maybe: otherOf('tentative'), out: { name: 'away' } } as const
