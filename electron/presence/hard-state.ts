import type { SignOff } from '#contract/privacy'
import { dateTimeOf } from '../documents/date-time.ts'
import { emptyPerson, emptyPresence, emptyTuple, type PresenceDocument, type Tuple } from '../documents/pidf.ts'
import { relationshipNamed } from '../documents/rpid-values.ts'
import { buildServiceSaid, nothingSaid } from './dialect.ts'
import { noSpan, otherOf } from './own-rpid.ts'
import type { Levels } from './policy.ts'
import type { Profile } from './profile.ts'
import { cappedTo } from './seen-by.ts'

export type HardStateInput = {
  readonly aor: string
  readonly signOff: SignOff
  readonly profile: Profile
  /** everybody who is let in sees it, whatever his rule: hard state is composed as it stands */
  readonly cap: Levels
  readonly now: number
}

/** Whether this was said for the time in which no device is on, by whichever of the user's. */
export const isHardState = ({ id }: { readonly id: string | null }): boolean => /^[SP]ID-away(?:-|$)/.test(id ?? '')

/**
 * What stands on the server while no device is on (RFC 4827): closed, a note, until when, and who is reached instead. Its ids
 * are nobody's device, because servers drop elements whose id occurs twice.
 */
export function hardState({ aor, signOff, profile, cap, now }: HardStateInput): PresenceDocument {
  const note = signOff.note.trim()
  const notes = note === '' ? [] : [{ text: note, lang: null }]
  const until = backAt(signOff, now)
  const person = {
    ...emptyPerson('PID-away'),
    activities: [
      {
        ...noSpan,
        until: until === null ? null : dateTimeOf(until),
        values: [{ name: 'away' } as const],
        note: null,
      },
    ],
    notes,
    timestamp: dateTimeOf(now),
  }
  const away: Tuple = {
    ...emptyTuple('SID-away'),
    basic: 'closed',
    extended: 'offline',
    contact: { uri: `sip:${aor}`, priority: null },
    notes,
    timestamp: dateTimeOf(now),
  }
  const deputy = deputyOf(signOff, profile, now)
  return cappedTo(
    {
      ...emptyPresence(`sip:${aor}`),
      tuples: deputy === null ? [away] : [away, deputy],
      persons: [person],
    },
    cap,
  )
}

function deputyOf({ deputy }: SignOff, profile: Profile, now: number): Tuple | null {
  if (deputy === null) return null
  const { relationship, address, name } = deputy
  const uri = /^(?:sips?|tel|mailto|im|xmpp):/i.test(address) ? address : `sip:${address}`
  const named = relationshipNamed(relationship)
  const own: Tuple = {
    ...emptyTuple('SID-away-related-1'),
    basic: 'open',
    contact: { uri, priority: 1 },
    notes: name.trim() === '' ? [] : [{ text: name.trim(), lang: null }],
    timestamp: dateTimeOf(now),
  }
  // Blink drops a whole list where somebody says this in RPID.
  if (profile === 'blink-safe') {
    return { ...own, other: [buildServiceSaid({ ...nothingSaid, relationship })] }
  }
  return { ...own, relationship: { value: named === null ? otherOf(relationship) : { name: named }, note: null } }
}

/** When the user is back, as far as he said; a time that is over says nothing. */
export function backAt({ until }: Pick<SignOff, 'until'>, now: number): number | null {
  if (until.kind === 'not-said') return null
  if (until.kind === 'at') return until.at > now ? until.at : null
  return nextOf(until.days, until.at, now)
}

/** The next of these days at this time, by the wall clock; no day chosen: any. */
export function nextOf(days: readonly number[], minute: number, now: number): number | null {
  const today = new Date(now)
  for (let offset = 0; offset <= 7; offset++) {
    const at = new Date(today.getFullYear(), today.getMonth(), today.getDate() + offset, 0, minute)
    if (at.getTime() > now && (days.length === 0 || days.includes(at.getDay()))) return at.getTime()
  }
  return null
}
