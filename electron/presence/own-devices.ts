import { type Activity, automaticChoice, emptyPlaceIs, type OwnChoice, type OwnStatus } from '#contract/presence'
import { instantOf } from '../documents/date-time.ts'
import type { Person, PresenceDocument, Tuple } from '../documents/pidf.ts'
import { activitiesOf, orderActivities } from './activities.ts'
import { compose } from './composition.ts'
import { personSaid } from './dialect.ts'
import { isHardState } from './hard-state.ts'

/** What another device of the user was seen to say by hand: remembered, so that only a change is followed. */
export type SeenDevices = ReadonlyMap<string, string>

/** What is known on this device. */
export type Here = {
  readonly uuid: string
  readonly choice: OwnChoice
  /** what the other devices said in the last document; null: there was none */
  readonly before: SeenDevices | null
  /** what we said ourselves a moment ago (saidBy): Blink follows us and repeats it, which is not a choice of its user */
  readonly echoes: ReadonlySet<string>
  readonly now: number
}

export const saidBy = (tuple: Tuple): string => `${tuple.extended} ${tuple.notes[0]?.text.trim() ?? ''}`

export type OwnDevices = {
  readonly seen: SeenDevices
  /** set on another device later than here; null: nothing to follow */
  readonly newer: OwnChoice | null
}

/**
 * The user's other devices are followed, not fought. Those that speak our dialect say what was set by hand and when. Blink says
 * one word and a note, and repeats them whenever it starts: only a change of a device seen before counts, or that one hides.
 */
export function followDevices(document: PresenceDocument, { uuid, choice, before, echoes, now }: Here): OwnDevices {
  const mine = (id: string) => id.toLowerCase().includes(uuid)
  const persons = document.persons.filter((person) => !mine(person.id))
  // What stands on the server for the time when no device is on (hard-state.ts) is no device's word: who quit would come back offline.
  const tuples = document.tuples.filter((tuple) => !mine(tuple.id) && !isHardState(tuple) && tuple.extended !== null)
  const candidates: OwnChoice[] = []
  const dialtone = new Set<string>()
  for (const person of persons) {
    const said = personSaid(person.other)
    if (said === null) continue
    // Even where it withholds what was set by hand (all watchers would see it), its tuple is not read as Blink's word is.
    dialtone.add(suffixOf(person.id))
    const { hand } = said
    if (hand !== null && hand.setAt > choice.setAt && hand.setAt <= now + allowedSkew)
      candidates.push(choiceOf(person, now))
  }
  const seen = new Map<string, string>()
  for (const tuple of tuples) {
    // Closed by the server, because the device's publication ran out: no user chose that.
    if (tuple.basic === 'closed' && tuple.extended !== 'offline') continue
    const said = saidBy(tuple)
    seen.set(tuple.id, said)
    const at = instantOf(tuple.timestamp)
    if (dialtone.has(suffixOf(tuple.id)) || at === null || at <= choice.setAt || at > now + allowedSkew) continue
    const known = before?.get(tuple.id)
    const changed = known !== undefined && known !== said && !echoes.has(said)
    const hides = before !== null && known === undefined && tuple.extended === 'offline' && !echoes.has(said)
    if (changed || hides) candidates.push(...blinkChoice(tuple, at))
  }
  const newer = candidates.reduce<OwnChoice | null>((a, b) => (a === null || b.setAt > a.setAt ? b : a), null)
  return { seen, newer }
}

/** A clock ahead of ours must not win for ever. */
const allowedSkew = 5 * 60_000

/** SID-…, PID-… and DID-… of one device end alike. */
const suffixOf = (id: string): string =>
  id
    .replace(/^[SPD]ID-/i, '')
    .replace(/-(?:call|related-\d+)$/, '')
    .toLowerCase()

/** The choice as it was made there, read back from what was published of it. */
function choiceOf(person: Person, now: number): OwnChoice {
  const hand = personSaid(person.other)?.hand
  if (!hand) return automaticChoice
  // The note of an activity is what a calendar says of it.
  const own = { ...person, activities: person.activities.map((each) => ({ ...each, note: null })) }
  const said = compose([{ entity: '', tuples: [], persons: [own], devices: [], notes: [], other: [] }], now)
  const names = new Set(hand.activities)
  const activities: readonly Activity[] = orderActivities(person.activities.flatMap(activitiesOf)).filter(
    (each) => names.has(each.name) && !(each.name === 'other' && isStatusWord(each.text)),
  )
  return {
    status: hand.status,
    activities: activities.map((each) => (each.until === hand.until ? { ...each, until: null } : each)),
    note: said.note,
    mood: said.mood[0] ?? null,
    placeIs: said.placeIs,
    placeType: said.placeType[0] ?? null,
    privacy: said.privacy,
    sphere: said.sphere === 'work' || said.sphere === 'home' ? said.sphere : null,
    until: hand.until,
    setAt: hand.setAt,
  }
}

const isStatusWord = (text: string | null): boolean => text === 'dnd' || text === 'available'

const blinkWords: Readonly<Record<string, OwnStatus>> = {
  available: 'available',
  away: 'away',
  busy: 'busy',
  offline: 'offline',
}

function blinkChoice(tuple: Tuple, at: number): readonly OwnChoice[] {
  const status = blinkWords[tuple.extended ?? '']
  const note = tuple.notes[0]
  // Blink for macOS being on the phone is its call, not the user's word.
  if (status === undefined || note?.text.trim().toLowerCase() === 'on the phone') return []
  return [
    {
      ...automaticChoice,
      placeIs: emptyPlaceIs,
      status,
      note: note === undefined ? null : { text: note.text.slice(0, 2000), language: note.lang },
      setAt: at,
    },
  ]
}
