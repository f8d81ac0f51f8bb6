import type { Activity, Availability, BestWay, Knowledge, PlaceIs, PrivacyMedium, Service } from '#contract/presence'

export type BestWayFacts = {
  readonly knowledge: Knowledge
  readonly availability: Availability
  readonly activities: readonly Activity[]
  readonly services: readonly Service[]
  readonly placeIs: PlaceIs
  readonly privacy: readonly PrivacyMedium[] | null
  readonly timeOffset: number | null
}

type Medium = 'call' | 'chat' | 'video'

/** What speaks against a medium; the first reason is the one that is said. */
type Against = BestWay['reason'] | null

const way = (kind: BestWay['kind'], reason: BestWay['reason'], until: number | null = null): BestWay => ({
  kind,
  reason,
  until,
})

/**
 * Best way now (docs/presence.md): the open service with top priority; what place-is, privacy or driving rules out is dropped;
 * audio and video while busy; from 22:00 to 07:00 there, chat; else call when free; else leave a message.
 */
export function bestWay(facts: BestWayFacts, now: number): BestWay {
  const { knowledge, availability } = facts
  const unknown = withoutPresence(knowledge)
  if (unknown !== null) return unknown
  const until = facts.activities[0]?.until ?? null
  if (availability === 'unknown') return way('none', 'not-known')
  if (availability === 'offline') return way('leave-message', 'offline', until)
  if (availability === 'dnd') return way('leave-message', 'do-not-disturb', until)
  const open = openMedia(facts.services)
  const driving = facts.activities.some((each) => each.name === 'steering')
  if (driving) return open.has('call') ? way('call', 'driving') : way('call-when-free', 'driving', until)
  const surroundings = ruledOut(facts)
  const usable = new Map([...open].filter(([medium]) => surroundings.get(medium) == null))
  if (availability === 'available') return whileFree(facts, usable, surroundings, now)
  return whileLimited(facts, usable, surroundings, until, now)
}

function withoutPresence(knowledge: Knowledge): BestWay | null {
  switch (knowledge.kind) {
    case 'current':
      return null
    case 'waiting-for-permission':
    case 'refused':
      return way('none', 'no-permission')
    default:
      return way('none', 'not-known')
  }
}

/** Which media some open service of the person's own offers, with the highest priority said for each. */
function openMedia(services: readonly Service[]): Map<Medium | 'mail', number> {
  const media = new Map<Medium | 'mail', number>()
  const offer = (medium: Medium | 'mail', priority: number | null) =>
    media.set(medium, Math.max(media.get(medium) ?? 0, priority ?? 0.5))
  for (const service of services) {
    if (!service.open || service.relationship !== null) continue
    const { kind, priority } = service
    if (kind === 'mail') offer('mail', priority)
    if (kind === 'chat' || service.message === true) offer('chat', priority)
    if ((kind === 'call' && service.audio !== false) || service.audio === true) offer('call', priority)
    if (kind === 'video' || service.video === true) offer('video', priority)
  }
  return media
}

function ruledOut({ placeIs, privacy }: BestWayFacts): ReadonlyMap<Medium | 'mail', Against> {
  const against = new Map<Medium | 'mail', Against>()
  const rule = (medium: Medium, reason: Against) => {
    if (!against.has(medium)) against.set(medium, reason)
  }
  // RFC 4480 3.7: quiet is a place like a library, that discourages talk.
  if (placeIs.audio === 'noisy') rule('call', 'noisy')
  if (placeIs.audio === 'quiet') rule('call', 'text-only')
  if (placeIs.audio === 'noisy' || placeIs.audio === 'quiet') rule('video', against.get('call') ?? null)
  if (placeIs.video === 'toobright' || placeIs.video === 'dark') rule('video', 'text-only')
  if (placeIs.text === 'uncomfortable' || placeIs.text === 'inappropriate') rule('chat', 'busy')
  // RFC 4480 3.9 names the media nobody overhears. None named: none is better than another.
  if (privacy !== null && privacy.length > 0) {
    if (!privacy.includes('audio')) rule('call', 'not-private')
    if (!privacy.includes('video')) rule('video', 'not-private')
    if (!privacy.includes('text')) rule('chat', 'not-private')
  }
  return against
}

type Media = ReadonlyMap<Medium | 'mail', number>

function whileFree(facts: BestWayFacts, usable: Media, against: ReadonlyMap<string, Against>, now: number): BestWay {
  const night = nightThere(facts.timeOffset, now)
  const chat = usable.get('chat')
  const call = usable.get('call')
  const video = usable.get('video')
  if (night !== null && chat !== undefined) return way('chat', 'night-there', night)
  if (call === undefined && chat === undefined && video === undefined) return withoutMedia(facts, usable, against)
  if (chat !== undefined && chat > (call ?? -1) && chat > (video ?? -1)) {
    const why = call === undefined ? against.get('call') : null
    return way('chat', why ?? (call === undefined ? 'only-service' : 'first-choice'))
  }
  if (video !== undefined && video > (call ?? -1)) {
    return way('video', call === undefined && chat === undefined ? 'only-service' : 'first-choice')
  }
  if (call !== undefined) return way('call', chat === undefined && usable.size === 1 ? 'only-service' : 'available')
  return way('chat', 'only-service')
}

function whileLimited(
  facts: BestWayFacts,
  usable: Media,
  against: ReadonlyMap<string, Against>,
  until: number | null,
  now: number,
): BestWay {
  const reason = facts.availability === 'phone' ? 'on-the-phone' : facts.availability === 'away' ? 'away' : 'busy'
  const chat = usable.get('chat')
  const chosen = chat !== undefined && chat > (usable.get('call') ?? -1)
  const said = against.get('call') ?? null
  const night = nightThere(facts.timeOffset, now)
  if (chat !== undefined) {
    if (facts.availability === 'busy') return way('chat', 'busy', until)
    // On the phone and away, chat disturbs less than it helps only where the person asked for it.
    if (said !== null) return way('chat', said, until)
    if (night !== null) return way('chat', 'night-there', night)
    if (chosen) return way('chat', reason, until)
  }
  if (usable.has('call') || usable.has('video') || said !== null) return way('call-when-free', reason, until)
  return usable.size > 0 ? way('leave-message', reason, until) : way('call-when-free', reason, until)
}

function withoutMedia(facts: BestWayFacts, usable: Media, against: ReadonlyMap<string, Against>): BestWay {
  if (usable.has('mail')) return way('leave-message', 'only-service')
  const reason = against.get('call') ?? against.get('chat') ?? null
  if (reason !== null) return way('call-when-free', reason)
  // Presence without services (a server that filters them) says who is free, not how: the address itself is the way.
  return facts.services.length === 0 ? way('call', 'available') : way('leave-message', 'offline')
}

const hour = 3_600_000
const day = 24 * hour

/** From 22:00 to 07:00 their time: when that ends; null by day, or where their time is not known. */
export function nightThere(timeOffset: number | null, now: number): number | null {
  if (timeOffset === null) return null
  const local = now + timeOffset * 60_000
  const time = ((local % day) + day) % day
  if (time >= 7 * hour && time < 22 * hour) return null
  return now + ((7 * hour - time + day) % day)
}

/** When night begins or ends there: the best way changes then without anybody saying anything. */
export function nextNightChange(timeOffset: number | null, now: number): number | null {
  if (timeOffset === null) return null
  const night = nightThere(timeOffset, now)
  if (night !== null) return night
  const time = (((now + timeOffset * 60_000) % day) + day) % day
  return now + (22 * hour - time)
}
