import { emptyPlaceIs, type Knowledge, type Presentity } from '#contract/presence'
import { bestWay } from './best-way.ts'
import type { Composed } from './composition.ts'

const nothing: Composed = {
  availability: 'unknown',
  activities: [],
  note: null,
  otherNotes: [],
  mood: [],
  placeIs: emptyPlaceIs,
  placeType: [],
  privacy: null,
  sphere: null,
  city: null,
  trips: [],
  timeOffset: null,
  idleSince: null,
  statusIcon: null,
  displayName: null,
  homepage: null,
  services: [],
  devices: [],
  day: [],
  source: null,
  changedAt: null,
  nextChange: null,
}

/** What one person's row and card show: whose it is, how sure we are, what is said, and the best way to reach now. */
export function presentityFrom(
  who: { readonly accountId: string; readonly aor: string },
  knowledge: Knowledge,
  composed: Composed | null,
  now: number,
): Presentity {
  const said = composed ?? nothing
  const { availability, activities, services, placeIs, privacy, timeOffset } = said
  // Field by field: ten thousand of these are made at once, and a spread costs ten times as much.
  return {
    accountId: who.accountId,
    aor: who.aor,
    knowledge,
    availability,
    activities,
    note: said.note,
    otherNotes: said.otherNotes,
    mood: said.mood,
    placeIs,
    placeType: said.placeType,
    privacy,
    sphere: said.sphere,
    city: said.city,
    trips: said.trips,
    timeOffset,
    idleSince: said.idleSince,
    statusIcon: said.statusIcon,
    displayName: said.displayName,
    homepage: said.homepage,
    services,
    devices: said.devices,
    day: said.day,
    source: said.source,
    changedAt: said.changedAt,
    best: bestWay({ knowledge, availability, activities, services, placeIs, privacy, timeOffset }, now),
  }
}
