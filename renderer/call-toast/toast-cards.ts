import type { Call, CallRecord } from '#contract/calls'
import type { Availability, Presentity } from '#contract/presence'
import type { AppState } from '#contract/state'
import { length } from '../calls/call-words.ts'
import { callerName } from '../calls/caller-name.ts'
import { dayHeading } from '../dates.ts'
import { clockThere, offsetText, ownOffset, type Wording } from '../presence/times.ts'
import { headline, reachLine, shownAvailability } from '../presence/words.ts'
import { isOnline, plainAddress, presentityOf } from '../store/selectors.ts'

export type ToastFact = {
  readonly kind: 'time' | 'place' | 'overheard' | 'last'
  readonly text: string
  readonly quiet: string | null
}

/** What one ringing call shows. */
export type ToastCard = {
  readonly id: string
  readonly accountId: string
  readonly aor: string
  readonly name: string
  readonly availability: Availability
  readonly spoken: string
  readonly reach: string
  readonly note: string | null
  readonly facts: readonly ToastFact[]
  /** false: a caller without an address, or no link, gets no quick answer */
  readonly canReply: boolean
  readonly startedAt: number
}

const ringing = (state: AppState): readonly Call[] =>
  Object.values(state.calls)
    .filter((call) => call.phase === 'incoming')
    .sort((a, b) => a.startedAt - b.startedAt)

/** The calls that ring, the first to ring first: as main's system-wide keys take them. */
export const toastCards = (state: AppState, w: Wording): readonly ToastCard[] =>
  ringing(state).map((call) => cardOf(state, w, call))

function cardOf(state: AppState, w: Wording, call: Call): ToastCard {
  const person = presentityOf(state, call)
  const availability = shownAvailability(person)
  const current = person?.knowledge.kind === 'current' ? person : null
  return {
    id: call.id,
    accountId: call.accountId,
    aor: call.aor,
    name: callerName(state, call),
    availability,
    spoken: w.t(`presence.glyph.${availability}`),
    reach: person ? reachLine(w, person) : plainAddress(call.aor),
    note: current?.note?.text.trim() ? w.t('presence.note', { text: oneLine(current.note.text) }) : null,
    facts: [...(current ? presenceFacts(w, current) : []), ...lastFact(state, w, call)],
    canReply: isOnline(state, call.accountId) && !/@anonymous\.invalid$/i.test(call.aor),
    startedAt: call.startedAt,
  }
}

const oneLine = (text: string): string => text.slice(0, 300).replace(/\s+/g, ' ').trim()

/** What helps to decide before the voice is heard: their hour, where they are, who else would hear. */
function presenceFacts(w: Wording, person: Presentity): readonly ToastFact[] {
  const facts: ToastFact[] = []
  const { timeOffset } = person
  if (timeOffset !== null && timeOffset !== ownOffset(w)) {
    const time = clockThere(w, timeOffset)
    const city = person.city?.city
    const text = city ? w.t('presence.fact.timeIn', { time, city }) : w.t('presence.fact.timeThere', { time })
    facts.push({ kind: 'time', text, quiet: offsetText(w, timeOffset) })
  }
  if (person.sphere === 'home' || person.sphere === 'work') {
    const text = w.t(`presence.sphere.${person.sphere}`)
    if (!headline(w, person).startsWith(text)) facts.push({ kind: 'place', text, quiet: null })
  }
  if (person.privacy !== null && !person.privacy.includes('audio')) {
    facts.push({ kind: 'overheard', text: w.t('presence.fact.notPrivate'), quiet: null })
  }
  return facts
}

/** "Friday, 6 min": the last talk there was. */
function lastFact(state: AppState, w: Wording, call: Call): readonly ToastFact[] {
  const talks = Object.values(state.callRecords).filter(
    (record) => record.accountId === call.accountId && record.aor === call.aor && record.outcome === 'answered',
  )
  const last = talks.reduce<CallRecord | null>((newest, one) => (newest && newest.at > one.at ? newest : one), null)
  if (!last) return []
  const text = w.t('calls.toast.last', { day: dayHeading(w, last.at), what: length(w.t, last.seconds ?? 0) })
  return [
    {
      kind: 'last',
      text,
      quiet: last.direction === 'in' ? w.t('calls.toast.theyCalled') : w.t('calls.toast.youCalled'),
    },
  ]
}
