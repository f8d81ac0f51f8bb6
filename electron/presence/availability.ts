import type { Activity, Availability } from '#contract/presence'
import { statusWordOf } from '#contract/status-words'
import type { ExtendedStatus } from '../documents/agp.ts'
import type { Basic } from '../documents/basic.ts'

export type AvailabilityFacts = {
  /** of the person's own services together */
  readonly basic: Basic | null
  /** those that hold now, what limits most first (orderActivities) */
  readonly activities: readonly Activity[]
  /** agp-pidf:extended, which Blink shows people by */
  readonly extended: ExtendedStatus | null
  /** every device that tells is without input */
  readonly idle: boolean
}

/** From RPID to the one word and glyph: the table of docs/presence.md, row by row. */
export function availabilityOf(facts: AvailabilityFacts): Availability {
  const [limit] = facts.activities
  if (limit !== undefined) {
    const limited = limitedBy(limit, facts.basic)
    if (limited !== null) return limited
    if (statusWordOf(limit) === 'offline') return 'offline'
    if (statusWordOf(limit) === 'available') return facts.idle ? 'away' : 'available'
  }
  return unlimited(facts)
}

function limitedBy(limit: Activity, basic: Basic | null): Availability | null {
  switch (limit.name) {
    case 'other':
      return statusWordOf(limit) === 'dnd' ? 'dnd' : null
    case 'on-the-phone':
      return 'phone'
    case 'meeting':
    case 'appointment':
    case 'presentation':
    case 'performance':
    case 'steering':
    case 'in-transit':
    case 'travel':
    case 'busy':
      return 'busy'
    case 'vacation':
    case 'holiday':
    case 'permanent-absence':
      return 'offline'
    case 'meal':
    case 'breakfast':
    case 'dinner':
    case 'shopping':
    case 'sleeping':
    case 'spectator':
    case 'tv':
    case 'playing':
    case 'worship':
      return 'away'
    // Asterisk and others write `away` for a telephone that is not there.
    case 'away':
      return basic === 'closed' ? 'offline' : 'away'
    default:
      return null
  }
}

function unlimited({ basic, activities, extended, idle }: AvailabilityFacts): Availability {
  // Kamailio strips a tuple whose publication ended to closed and the last word of Blink's: closed it is.
  if (basic === 'closed' || extended === 'offline') return 'offline'
  if (extended === 'busy') return 'busy'
  if (extended === 'away') return 'away'
  if (idle) return 'away'
  if (basic === 'open' || extended === 'available') return 'available'
  // A person without services who is working is there; one of whom nothing is said is not known.
  return activities.some((each) => each.name === 'working') ? 'available' : 'unknown'
}
