import type { Level } from '#contract/privacy'
import type { Device, Person, PresenceDocument, Tuple } from '../documents/pidf.ts'
import { buildPersonSaid, isPersonSaid, personSaid } from './dialect.ts'
import type { Levels } from './policy.ts'
import { isTravelSaid } from './travel-said.ts'

/**
 * What is left of a presence document for somebody who may see these details: the matrix in elements of PIDF, RPID and CIPID.
 * Available or not, the ways to reach the user and his name are always left.
 */
export function seenBy(document: PresenceDocument, levels: Levels): PresenceDocument {
  return {
    ...document,
    notes: shown(levels.note) ? document.notes : [],
    tuples: document.tuples.map((tuple) => tupleSeen(tuple, levels)),
    persons: document.persons.map((person) => personSeen(person, levels)),
    devices: shown(levels.devices) ? document.devices.map((device) => deviceSeen(device, levels)) : [],
  }
}

/**
 * The document as everybody may see it, for a server that shows the same to all. Of our own element of a person, which for a
 * server is all or nothing, that much is left which the levels allow.
 */
export function cappedTo(document: PresenceDocument, levels: Levels): PresenceDocument {
  const seen = seenBy(document, levels)
  return {
    ...seen,
    persons: seen.persons.map((person, index) => {
      const said = personSaid(document.persons[index]?.other ?? [])
      if (said === null || seesAllOfPerson(levels)) return person
      const reduced = buildPersonSaid({
        source: shown(levels.doing) && shown(levels.devices) ? said.source : null,
        hand: shown(levels.doing) ? said.hand : null,
        placeIs: shown(levels.surroundings) ? said.placeIs : null,
        placeType: levels.place === 'yes' ? said.placeType : null,
        sphere: shown(levels.sphere) ? said.sphere : null,
      })
      return { ...person, other: [...person.other, reduced] }
    }),
    tuples: seen.tuples.map((tuple, index) => {
      const info = document.tuples[index]?.deviceInfo ?? null
      if (info === null || !shown(levels.devices) || shown(levels.time)) return tuple
      return { ...tuple, deviceInfo: { ...info, timeOffset: null, timeOffsetDescription: null } }
    }),
  }
}

const shown = (level: Level): boolean => level !== 'no'

function tupleSeen(tuple: Tuple, levels: Levels): Tuple {
  const devices = shown(levels.devices)
  const { deviceInfo } = tuple
  return {
    ...tuple,
    notes: shown(levels.note) ? tuple.notes : [],
    timedStatuses: shown(levels.day) ? tuple.timedStatuses : [],
    location: shown(levels.place) ? tuple.location : null,
    privacy: shown(levels.surroundings) ? tuple.privacy : null,
    statusIcon: shown(levels.picture) ? tuple.statusIcon : null,
    cipid: shown(levels.picture) || tuple.cipid === null ? tuple.cipid : { ...tuple.cipid, icon: null },
    userInput: devices ? tuple.userInput : null,
    deviceId: devices ? tuple.deviceId : null,
    // It has the local time in it, and is one element: there is no half of it.
    deviceInfo: devices && shown(levels.time) ? deviceInfo : null,
  }
}

function personSeen(person: Person, levels: Levels): Person {
  return {
    ...person,
    activities: shown(levels.doing) ? person.activities : [],
    mood: shown(levels.mood) ? person.mood : null,
    placeIs: shown(levels.surroundings) ? person.placeIs : null,
    privacy: shown(levels.surroundings) ? person.privacy : null,
    placeType: levels.place === 'yes' ? person.placeType : null,
    location: shown(levels.place) ? person.location : null,
    sphere: shown(levels.sphere) ? person.sphere : null,
    statusIcon: shown(levels.picture) ? person.statusIcon : null,
    cipid: shown(levels.picture) || person.cipid === null ? person.cipid : { ...person.cipid, icon: null },
    timeOffset: shown(levels.time) ? person.timeOffset : null,
    userInput: shown(levels.devices) ? person.userInput : null,
    notes: shown(levels.note) ? person.notes : [],
    other: person.other.filter((each) => {
      if (isTravelSaid(each)) return shown(levels.trips)
      return seesAllOfPerson(levels) || !isPersonSaid(each)
    }),
  }
}

/** Our own element of a person says where his status comes from and what Blink cannot read of his place: all of it or nothing. */
export const seesAllOfPerson = (levels: Levels): boolean =>
  shown(levels.doing) &&
  shown(levels.devices) &&
  shown(levels.surroundings) &&
  shown(levels.sphere) &&
  levels.place === 'yes'

function deviceSeen(device: Device, levels: Levels): Device {
  return {
    ...device,
    notes: shown(levels.note) ? device.notes : [],
    location: shown(levels.place) ? device.location : null,
  }
}
