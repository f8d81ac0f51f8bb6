import type { OwnStatus, PlaceIs } from '#contract/presence'
import { dateTimeOf, instantOf } from '../documents/date-time.ts'
import { attribute, type Element, parseXml } from '../documents/xml.ts'
import { element } from '../documents/xml-build.ts'

/**
 * What we say in our own dialectNamespace, inside person and tuple, where every reader skips what it does not know: where a
 * status comes from, what was set by hand and when (so that the user's other devices can follow), and, in the blink-safe
 * profile, what would break Blink if said in RPID.
 */
export const dialectNamespace = 'urn:x-dialtone:xml:ns:presence'

export type HandSaid = {
  readonly setAt: number
  readonly status: Exclude<OwnStatus, 'offline'> | null
  readonly until: number | null
  /** names of those activities of the person that were set by hand */
  readonly activities: readonly string[]
}

export type PersonSaid = {
  readonly source: string | null
  readonly hand: HandSaid | null
  readonly placeIs: PlaceIs | null
  readonly placeType: string | null
  readonly sphere: string | null
}

export type ServiceSaid = {
  /** the note was made from the status for those who read nothing else */
  readonly generatedNote: boolean
  /** agp-pidf:extended stands in the status, where a server by the letter of RFC 5025 3.3.2 leaves nothing but basic */
  readonly availability: 'busy' | 'away' | null
  readonly relationship: string | null
  readonly serviceClass: string | null
}

export const nothingSaid: ServiceSaid = {
  generatedNote: false,
  availability: null,
  relationship: null,
  serviceClass: null,
}

const statuses = ['available', 'busy', 'away', 'dnd'] as const

export function buildPersonSaid(said: PersonSaid): string {
  const { hand, placeIs } = said
  return element(
    'd:person',
    {
      'xmlns:d': dialectNamespace,
      source: said.source,
      'set-at': hand === null ? null : dateTimeOf(hand.setAt),
      status: hand?.status,
      until: hand === null || hand.until === null ? null : dateTimeOf(hand.until),
      activities: hand === null || hand.activities.length === 0 ? null : hand.activities.join(' '),
      'place-audio': placeIs?.audio,
      'place-video': placeIs?.video,
      'place-text': placeIs?.text,
      'place-type': said.placeType,
      sphere: said.sphere,
    },
    '',
  )
}

export function buildServiceSaid(said: ServiceSaid): string {
  return element(
    'd:service',
    {
      'xmlns:d': dialectNamespace,
      note: said.generatedNote ? 'generated' : null,
      availability: said.availability,
      relationship: said.relationship,
      'service-class': said.serviceClass,
    },
    '',
  )
}

/** Finds our element among those a reader of RPID does not know. */
function ours(kept: readonly string[], name: string): Element | null {
  for (const each of kept) {
    if (!each.includes(dialectNamespace)) continue
    try {
      const root = parseXml('dialtone element', each)
      if (root.localName === name && root.namespaceURI === dialectNamespace) return root
    } catch {
      // Kept elements were read once already; one that cannot be read again says nothing.
    }
  }
  return null
}

/** Whether an element that was kept is the one about the person. */
export const isPersonSaid = (kept: string): boolean => ours([kept], 'person') !== null

export function personSaid(kept: readonly string[]): PersonSaid | null {
  const root = ours(kept, 'person')
  if (root === null) return null
  const value = (name: string) => attribute(root, name)?.slice(0, 200) ?? null
  const placeIs = { audio: value('place-audio'), video: value('place-video'), text: value('place-text') }
  return {
    source: value('source'),
    hand: handSaid(value),
    placeIs: Object.values(placeIs).some((each) => each !== null) ? placeIs : null,
    placeType: value('place-type'),
    sphere: value('sphere'),
  }
}

function handSaid(value: (name: string) => string | null): HandSaid | null {
  const setAt = instantOf(value('set-at'))
  if (setAt === null) return null
  return {
    setAt,
    status: statuses.find((each) => each === value('status')) ?? null,
    until: instantOf(value('until')),
    activities: value('activities')?.split(' ') ?? [],
  }
}

export function serviceSaid(kept: readonly string[]): ServiceSaid | null {
  const root = ours(kept, 'service')
  if (root === null) return null
  return {
    generatedNote: attribute(root, 'note') === 'generated',
    availability: (['busy', 'away'] as const).find((each) => each === attribute(root, 'availability')) ?? null,
    relationship: attribute(root, 'relationship'),
    serviceClass: attribute(root, 'service-class'),
  }
}
