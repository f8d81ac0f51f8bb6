import type { Level } from '#contract/privacy'
import { onlineNamespace } from '../documents/linphone.ts'
import {
  allOfThem,
  noTransformations,
  type Permission,
  type Transformations,
  type UnknownPermission,
} from '../documents/pres-rules.ts'
import { dialectNamespace } from './dialect.ts'
import type { Levels } from './policy.ts'
import { seesAllOfPerson } from './seen-by.ts'

const told = (level: Level): boolean => level !== 'no'

/**
 * The details of the matrix as transformations of RFC 5025: the same as seenBy() leaves. What an RFC of presence has and RFC 5025
 * has no permission for is an unknown attribute to it.
 */
export function transformationsFor(levels: Levels): Transformations {
  const permissions: Partial<Record<Permission, boolean>> = { class: true, relationship: true }
  const unknown: UnknownPermission[] = alwaysTold.map(([namespace, name]) => ({ namespace, name, granted: true }))
  const grant = (...names: readonly Permission[]) => {
    for (const name of names) permissions[name] = true
  }
  const attribute = (namespace: string, name: string) => unknown.push({ namespace, name, granted: true })
  const devices = told(levels.devices)
  if (told(levels.note)) grant('note')
  if (told(levels.doing)) grant('activities')
  if (told(levels.day)) attribute('urn:ietf:params:xml:ns:pidf:timed-status', 'timed-status')
  if (told(levels.time)) grant('time-offset')
  if (told(levels.place)) {
    attribute('urn:ietf:params:xml:ns:pidf:geopriv10', 'geopriv')
  }
  if (told(levels.trips)) attribute(dialectNamespace, 'travel')
  if (levels.place === 'yes') grant('place-type')
  if (told(levels.surroundings)) grant('place-is', 'privacy')
  if (told(levels.mood)) grant('mood')
  if (told(levels.sphere)) grant('sphere')
  if (devices) grant('deviceID')
  if (devices && told(levels.time)) attribute('urn:ag-projects:xml:ns:pidf', 'device-info')
  if (told(levels.picture)) {
    grant('status-icon')
    attribute(cipid, 'icon')
  }
  if (seesAllOfPerson(levels)) attribute(dialectNamespace, 'person')
  return {
    ...noTransformations,
    services: allOfThem,
    persons: allOfThem,
    devices: devices ? allOfThem : null,
    permissions,
    userInput: devices ? 'full' : 'false',
    unknown,
  }
}

const cipid = 'urn:ietf:params:xml:ns:pidf:cipid'

/** Available or not, by what means, and who it is. */
const alwaysTold = [
  ['urn:ag-projects:xml:ns:pidf', 'extended'],
  [onlineNamespace, 'online'],
  ['urn:ietf:params:xml:ns:pidf:caps', 'servcaps'],
  ['urn:ietf:params:xml:ns:pidf:rpid', 'service-class'],
  [cipid, 'display-name'],
  [cipid, 'homepage'],
  [cipid, 'card'],
  [cipid, 'map'],
  [cipid, 'sound'],
  [dialectNamespace, 'service'],
] as const
