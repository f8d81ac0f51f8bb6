import { assertNever } from '#contract/failure'
import type {
  Activity,
  AutomaticSource,
  Availability,
  BestWay,
  OwnPresence,
  PresenceChange,
  Presentity,
} from '#contract/presence'
import type { T } from '../i18n.ts'
import { freeAgainAt } from './day.ts'
import { ageText, clockThere, durationText, hourThere, ownOffset, type Wording, whenText } from './times.ts'

/** Presence in words: pure, so that the table of DESIGN section 4 is a test. */

const minute = 60_000

/** The glyph. Only what is confirmed has a shape of its own: all else is the dashed ring. */
export function shownAvailability(person: Presentity | undefined): Availability {
  return person?.knowledge.kind === 'current' ? person.availability : 'unknown'
}

type Doing = Activity['name'] | 'lunch'
type Phrase = { readonly now: string; readonly was: string }

/** Texts of `other` that clients use as a status (DESIGN section 4): the glyph says them already. */
const statusTexts = new Set(['available', 'online', 'open', 'offline', 'dnd', 'do not disturb', 'busy', 'away'])

/** Activities that say no more than the glyph's own word. */
const sameAsGlyph: Readonly<Partial<Record<Activity['name'], Availability>>> = {
  busy: 'busy',
  away: 'away',
  'on-the-phone': 'phone',
  working: 'available',
}

/** The activity that decides the headline, if it says more than the glyph. */
function telling(person: Pick<Presentity, 'availability' | 'activities'>): Activity | null {
  const first = person.activities[0]
  if (!first || first.name === 'unknown' || person.availability === 'dnd') return null
  if (first.name === 'other' && (!first.text || statusTexts.has(first.text.trim().toLowerCase()))) return null
  // Some clients say permanent-absence for "not here"; only a closed person has left.
  if (first.name === 'permanent-absence' && person.availability !== 'offline') return null
  if (first.name === 'working' && person.availability !== 'available') return null
  return sameAsGlyph[first.name] === person.availability ? null : first
}

function doingOf(w: Wording, activity: Activity, offset: number | null): Doing {
  if (activity.name !== 'meal') return activity.name
  const hour = hourThere(w.now, offset ?? ownOffset(w))
  return hour >= 11 && hour < 15 ? 'lunch' : 'meal'
}

function phraseOf(w: Wording, person: Pick<Presentity, 'availability' | 'activities' | 'timeOffset'>): Phrase {
  const { t } = w
  const first = person.activities[0]
  const until = first?.until && first.until > w.now ? whenText(w, first.until) : null
  const activity = telling(person)
  if (!activity) {
    const key = person.availability
    const ends = until !== null && sameAsGlyph[first?.name ?? 'unknown'] !== 'available'
    return {
      now: ends ? t(`presence.availability.${key}.until`, { time: until }) : t(`presence.availability.${key}.now`),
      was: t(`presence.availability.${key}.was`),
    }
  }
  const doing = doingOf(w, activity, person.timeOffset)
  if (doing === 'unknown') return phraseOf(w, { ...person, activities: [] })
  const text = capital(activity.text?.trim() ?? '')
  return {
    now: until ? t(`presence.doing.${doing}.until`, { time: until, text }) : t(`presence.doing.${doing}.now`, { text }),
    was: t(`presence.doing.${doing}.was`, { text: activity.text ?? '' }),
  }
}

/** Words that begin a line or stand alone. */
export const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1)

/** A holiday with a known end is as true without a connection: its date is what matters. */
function staysTrue(w: Wording, person: Presentity): boolean {
  const first = person.activities[0]
  return (
    (first?.name === 'holiday' || first?.name === 'vacation' || first?.name === 'permanent-absence') &&
    first.until !== null &&
    first.until > w.now
  )
}

/** At home with nothing else said: where is more telling than "Away". */
const atHome = (person: Presentity): boolean =>
  person.availability === 'away' && !telling(person) && person.sphere === 'home' && person.idleSince === null

function currentHead(w: Wording, person: Presentity): string {
  const { t } = w
  if (person.availability === 'unknown') return t('presence.knowledge.nothing-shared')
  const first = person.activities[0]
  if (person.availability === 'phone' && !first?.until) {
    const since = first?.from ?? person.changedAt
    const now = t('presence.availability.phone.now')
    if (since === null || since === undefined || w.now - since < minute) return now
    return t('presence.line.tail', { head: now, tail: durationText(w, w.now - since) })
  }
  if (atHome(person)) return t('presence.atHome')
  const opens = opensAt(w, person)
  if (person.availability === 'offline' && !telling(person) && opens) return t('presence.closedOpens', { time: opens })
  const { now } = phraseOf(w, person)
  if (person.availability === 'away' && person.idleSince !== null && !telling(person))
    return t('presence.idle', { now, age: durationText(w, w.now - person.idleSince) })
  return now
}

function opensAt(w: Wording, person: Presentity): string | null {
  const next = Math.min(...person.services.map((service) => service.opensAt ?? Number.POSITIVE_INFINITY))
  return Number.isFinite(next) && next > w.now ? whenText(w, next) : null
}

function pastHead(w: Wording, person: Presentity): string {
  if (person.availability === 'unknown') return w.t('presence.card.notKnown')
  if (atHome(person)) return w.t('presence.wasAtHome')
  return phraseOf(w, person).was
}

/** What nobody told us about the person, in words; null when there is presence to word. */
function withoutPresence(t: T, person: Presentity): string | null {
  switch (person.knowledge.kind) {
    case 'asking':
    case 'waiting-for-permission':
    case 'refused':
    case 'not-found':
    case 'nothing-shared':
      return t(`presence.knowledge.${person.knowledge.kind}`)
    case 'current':
    case 'last-known':
      return null
    default:
      return assertNever(person.knowledge)
  }
}

/** The card's headline: what, until when. `isListed`: among the user's people, or in a list he follows. */
export function headline(w: Wording, person: Presentity | undefined, isListed = false): string {
  if (!person) return w.t(isListed ? 'presence.knowledge.asking' : 'presence.knowledge.noAccount')
  const nothing = withoutPresence(w.t, person)
  if (nothing) return nothing
  if (person.knowledge.kind !== 'last-known' || staysTrue(w, person)) return currentHead(w, person)
  return pastHead(w, person)
}

/** What a person was from some time on; an end that is over is not told. */
export const changeWords = (w: Wording, { availability, activity }: PresenceChange): string =>
  phraseOf(w, { availability, activities: activity === null ? [] : [activity], timeOffset: null }).now

/** Beside a name in a title: "Was in a meeting at 13:47". */
export function titleLine(w: Wording, person: Presentity | undefined, isListed = false): string {
  if (person?.knowledge.kind !== 'last-known' || staysTrue(w, person)) return headline(w, person, isListed)
  return w.t('presence.line.at', { was: pastHead(w, person), time: whenText(w, person.knowledge.at) })
}

/** The one sentence of a roster row: what, until when, and one thing that matters for reaching. */
export function reachLine(w: Wording, person: Presentity | undefined): string {
  const { t } = w
  if (!person) return t('presence.knowledge.asking')
  const nothing = withoutPresence(t, person)
  if (nothing) return nothing
  if (person.knowledge.kind === 'last-known' && !staysTrue(w, person))
    return t('presence.line.dated', { was: pastHead(w, person), time: whenText(w, person.knowledge.at) })
  const head = currentHead(w, person)
  const tail = reachTail(w, person)
  return tail ? t('presence.line.tail', { head, tail }) : head
}

/** "free at 16:00", where the day tells it and the end of what is on does not. */
function freeAgain(w: Wording, person: Presentity): string | null {
  if (person.availability !== 'busy' && person.availability !== 'away') return null
  const at = freeAgainAt(person.day, w.now)
  const until = person.activities[0]?.until ?? null
  if (at === null || at - w.now > 18 * 60 * minute || (until !== null && Math.abs(at - until) < minute)) return null
  return w.t('presence.freeAt', { time: whenText(w, at) })
}

function reachTail(w: Wording, person: Presentity): string | null {
  const { t } = w
  if (person.best.reason === 'driving') return t('presence.voiceOnly')
  if (person.best.reason === 'text-only' || isPrivateByTextOnly(person)) {
    if (person.availability !== 'busy' && person.availability !== 'dnd') return t('presence.textOnly')
    return freeAgain(w, person)
  }
  if (person.availability !== 'available') return freeAgain(w, person)
  const note = person.note?.text.trim().split('\n')[0]
  if (note) return note
  const open = person.services.filter((service) => service.open && service.relationship === null)
  return open.some((service) => service.video === true) ? t('presence.callOrVideo') : null
}

export const isPrivateByTextOnly = (person: Pick<Presentity, 'privacy'>): boolean =>
  person.privacy?.length === 1 && person.privacy[0] === 'text'

/** When what we show was last true. */
export function knownAt(person: Presentity): number | null {
  switch (person.knowledge.kind) {
    case 'current':
    case 'nothing-shared':
      return person.knowledge.confirmedAt
    case 'last-known':
      return person.knowledge.at
    case 'waiting-for-permission':
      return person.knowledge.since
    default:
      return null
  }
}

/** "From Maya's calendar · 1 min ago". No source known: only when it was confirmed. Nothing known: no claim. */
export function sourceLine(w: Wording, person: Presentity, name: string): string | null {
  const at = knownAt(person)
  if (at === null || person.knowledge.kind === 'waiting-for-permission') return null
  const { t } = w
  const owner = t('presence.source.owner', { name: firstName(name) })
  const source =
    person.source === 'calendar'
      ? t('presence.source.calendar', { owner })
      : t(`presence.source.${person.source ?? 'none'}`)
  return t('presence.source.withAge', { source, age: ageText(w, at) })
}

/** The opened row's short form: "Calendar, 1 min ago". */
export function shortSource(w: Wording, person: Presentity): string | null {
  const at = knownAt(person)
  if (at === null || person.knowledge.kind === 'waiting-for-permission') return null
  const source = w.t(`presence.source.short.${person.source ?? 'none'}`)
  return w.t('presence.source.short.withAge', { source, age: ageText(w, at) })
}

export const firstName = (name: string): string => (name.includes('@') ? name : (name.trim().split(/\s+/)[0] ?? name))

/** The wall clock there, only when it is 3 hours or more from ours. */
export function farTime(w: Wording, person: Presentity | undefined): string | null {
  if (person?.knowledge.kind !== 'current' || person.timeOffset === null) return null
  return Math.abs(person.timeOffset - ownOffset(w)) >= 180 ? clockThere(w, person.timeOffset) : null
}

/** What the roster may advise: nothing while we only know what was. */
export const bestOf = (person: Presentity | undefined): BestWay['kind'] =>
  person?.knowledge.kind === 'current' ? person.best.kind : 'none'

export const bestLabel = (t: T, person: Presentity | undefined): string => t(`presence.best.label.${bestOf(person)}`)

/** The sentence of the best panel. */
export function bestSentence(w: Wording, person: Presentity | undefined, name: string, online: boolean): string {
  const { t } = w
  if (!online) return t('presence.best.offline')
  if (person?.knowledge.kind === 'waiting-for-permission') return t('presence.best.waiting', { name: firstName(name) })
  const best = person?.knowledge.kind === 'current' ? person.best : null
  if (!person || !best) return t('presence.best.none', { name: firstName(name) })
  // From one meeting straight into the next nobody can be called between them.
  const again = best.until === null ? null : freeAgainAt(person.day, w.now)
  const until = Math.max(best.until ?? 0, again ?? 0)
  const time = until > w.now ? whenText(w, until) : null
  switch (best.kind) {
    case 'call':
      return t('presence.best.callNow')
    case 'chat':
      return time ? t('presence.best.chatThenCall', { time }) : t('presence.best.chatNow')
    case 'video':
      return t('presence.best.videoNow')
    case 'call-when-free':
      return time ? t('presence.best.whenFreeAt', { time }) : t('presence.best.whenFree')
    case 'leave-message':
      return time ? t('presence.best.messageUntil', { time }) : t('presence.best.message')
    case 'none':
      return t('presence.best.none', { name: firstName(name) })
    default:
      return assertNever(best.kind)
  }
}

/** My own glyph: what has not reached the others is not shown as if it had. */
export function shownOwn(own: OwnPresence | undefined, online: boolean): Availability {
  const reached = online && own?.publication.kind !== 'failed' && own?.publication.kind !== 'not-sent'
  return own && reached ? own.availability : 'unknown'
}

type OwnSaid = { readonly line: string; readonly by: AutomaticSource | null }

/** What others see now of the user, until when, whether it has reached them, and what set it if he did not. */
export function ownSaid(w: Wording, own: OwnPresence | undefined, online: boolean): OwnSaid {
  const { t } = w
  if (!own) return { line: t('presence.me.signedOut'), by: null }
  const hidden = own.choice.status === 'offline' && own.decidedBy === 'hand'
  const activities = own.activities.map((activity, index) =>
    index === 0 && own.until && !activity.until ? { ...activity, until: own.until } : activity,
  )
  const { now } = hidden
    ? { now: t('presence.me.appearsOffline') }
    : phraseOf(w, { availability: own.availability, activities, timeOffset: null })
  const until =
    own.until && own.until > w.now && activities.length === 0
      ? t('presence.me.until', { line: now, time: whenText(w, own.until) })
      : now
  const note = own.note?.text.trim().split('\n')[0]
  const line = note && !hidden ? t('presence.line.tail', { head: until, tail: note }) : until
  if (own.publication.kind === 'failed') return { line: t('presence.me.failed', { line: until }), by: null }
  if (!online || own.publication.kind === 'not-sent')
    return { line: t('presence.me.notSent', { line: until }), by: null }
  return { line, by: own.decidedBy === 'hand' || own.decidedBy === 'none' ? null : own.decidedBy }
}

/** The same as one sentence. */
export function ownLine(w: Wording, own: OwnPresence | undefined, online: boolean): string {
  const { line, by } = ownSaid(w, own, online)
  return by === null ? line : w.t('presence.me.set', { line })
}
