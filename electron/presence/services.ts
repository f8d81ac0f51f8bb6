import type { Device, Service, ServiceKind } from '#contract/presence'
import { instantOf } from '../documents/date-time.ts'
import type { PresenceDocument, Tuple } from '../documents/pidf.ts'
import { holds, spanOf } from './activities.ts'
import { deviceKey, type Inputs, isOthers, tupleKey } from './devices.ts'
import { serviceSaid } from './dialect.ts'

const mostServices = 50

/** The ways to reach the person, one a tuple; first choice first, then the newest. `headline` is not told twice. */
export function servicesOf(
  documents: readonly PresenceDocument[],
  inputs: Inputs,
  headline: string | null,
  now: number,
): readonly Service[] {
  const newest = newestById(documents.flatMap((document) => document.tuples))
  return newest
    .map((tuple) => ({ tuple, service: serviceOf(tuple, inputs, headline, now) }))
    .sort((a, b) => order(b) - order(a))
    .slice(0, mostServices)
    .map(({ service }) => service)
}

const order = ({ service }: { readonly service: Service }): number =>
  (service.relationship === null ? 4 : 0) + (service.open ? 2 : 0) + (service.priority ?? 0.5)

/** Several documents may hold an older and a newer state of the same tuple. */
function newestById(tuples: readonly Tuple[]): readonly Tuple[] {
  const byId = new Map<string, Tuple>()
  for (const tuple of tuples) {
    const known = byId.get(tuple.id)
    if (known === undefined || (instantOf(tuple.timestamp) ?? 0) > (instantOf(known.timestamp) ?? 0)) {
      byId.set(tuple.id, tuple)
    }
  }
  return [...byId.values()]
}

function serviceOf(tuple: Tuple, inputs: Inputs, headline: string | null, now: number): Service {
  const said = serviceSaid(tuple.other)
  const note = said?.generatedNote ? null : (tuple.notes[0]?.text.trim().slice(0, 500) ?? null)
  const { capabilities } = tuple
  const uri = tuple.contact?.uri ?? null
  const input = inputs.of(tupleKey(tuple))
  const open = isOpen(tuple)
  return {
    id: tuple.id,
    kind: kindOf(uri, tuple),
    uri: uri === null || uri.length > 2000 ? null : uri,
    open,
    priority: tuple.contact?.priority ?? null,
    audio: capabilities?.audio ?? null,
    video: capabilities?.video ?? null,
    message: capabilities?.message ?? capabilities?.text ?? null,
    relationship: relationshipOf(tuple) ?? said?.relationship ?? null,
    serviceClass: tuple.serviceClass?.value.name ?? said?.serviceClass ?? null,
    deviceId: tupleKey(tuple),
    note: note === headline ? null : note,
    idleSince: input?.idle ? input.since : null,
    opensAt: open ? null : opensAt(tuple, now),
  }
}

/** Blink goes by its own word alone, so a tuple may say no more than that. */
export function isOpen(tuple: Tuple): boolean {
  if (tuple.basic !== null) return tuple.basic === 'open'
  return tuple.extended !== null && tuple.extended !== 'offline'
}

function relationshipOf(tuple: Tuple): string | null {
  if (!isOthers(tuple)) return null
  const value = tuple.relationship?.value
  return value?.name === 'other' ? value.text.slice(0, 200) || 'other' : (value?.name ?? null)
}

function kindOf(uri: string | null, { capabilities, class: label }: Tuple): ServiceKind {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(uri ?? '')?.[1]?.toLowerCase() ?? 'sip'
  if (scheme === 'mailto') return 'mail'
  if (scheme === 'im' || scheme === 'xmpp' || scheme === 'msrp' || scheme === 'sms' || scheme === 'mms') return 'chat'
  if (scheme === 'tel') return 'call'
  if (scheme !== 'sip' && scheme !== 'sips' && scheme !== 'pres') return 'other'
  if (capabilities?.audio) return 'call'
  if (capabilities?.video) return 'video'
  if (capabilities?.message || capabilities?.text) return 'chat'
  // RFC 4480 3.3 leaves the naming of classes to the person; these names we give ourselves.
  if (label === 'chat' || label === 'call' || label === 'video') return label
  return 'call'
}

/** Timed presence (RFC 4481): when a closed service will be open. */
function opensAt(tuple: Tuple, now: number): number | null {
  const opening = tuple.timedStatuses
    .filter((each) => each.basic === 'open')
    .map((each) => instantOf(each.from))
    .filter((at): at is number => at !== null && at > now)
  return opening.length === 0 ? null : Math.min(...opening)
}

/** A tuple whose timed status holds now is what that says. */
export function basicAt(tuple: Tuple, now: number): Tuple['basic'] {
  const timed = tuple.timedStatuses.find(
    (each) => each.basic !== null && each.from !== '' && holds(spanOf({ from: each.from, until: each.until }), now),
  )
  return tuple.basic ?? timed?.basic ?? null
}

export function devicesOf(documents: readonly PresenceDocument[], inputs: Inputs): readonly Device[] {
  const devices: Device[] = []
  for (const device of documents.flatMap((document) => document.devices)) {
    if (devices.length >= mostServices || devices.some((each) => each.id === device.id)) continue
    const key = deviceKey(device.id, device.deviceId)
    const input = inputs.of(key)
    const own = documents
      .flatMap((document) => document.tuples)
      .find((tuple) => key !== null && tupleKey(tuple) === key)
    devices.push({
      id: key ?? device.id,
      description: own?.deviceInfo?.description?.slice(0, 200) ?? null,
      note: device.notes[0]?.text.trim().slice(0, 500) ?? null,
      idle: input?.idle ?? null,
      lastInput: input?.since ?? null,
    })
  }
  return devices
}
