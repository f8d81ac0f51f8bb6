import type { Device, Service, ServiceKind } from '#contract/presence'
import { instantOf } from '../documents/date-time.ts'
import type { Note, Tuple } from '../documents/pidf.ts'
import type { Inputs } from './inputs.ts'
import { noteFor } from './note-language.ts'
import type { DevicePart, TuplePart } from './parts.ts'

/** more ways than anybody has, fewer than a hostile document holds */
const mostListed = 50

type NoteChoice = {
  /** not told twice */
  readonly headline: string | null
  readonly languages: readonly string[]
}

/** The ways to reach the person, one a tuple: own before others', open before closed, then by priority. */
export function servicesOf(
  tuples: readonly TuplePart[],
  inputs: Inputs,
  notes: NoteChoice,
  now: number,
): readonly Service[] {
  const services = tuples.filter(isService).map((part) => serviceOf(part, inputs, notes, now))
  if (services.length > 1) services.sort((a, b) => order(b) - order(a))
  return services.length > mostListed ? services.slice(0, mostListed) : services
}

/** A tuple that says neither whether nor where only carries a location (RFC 4119): nobody is reached by it. */
const isService = ({ tuple, basic }: TuplePart): boolean =>
  basic !== null || tuple.contact !== null || tuple.extended !== null || tuple.capabilities !== null

const order = (service: Service): number =>
  (service.relationship === null ? 4 : 0) + (service.open ? 2 : 0) + (service.priority ?? 0.5)

function serviceOf(part: TuplePart, inputs: Inputs, notes: NoteChoice, now: number): Service {
  const { tuple, said, key } = part
  const { capabilities, contact } = tuple
  const note = said?.generatedNote ? null : textOf(noteFor(tuple.notes, notes.languages))
  const input = inputs.of(key)
  const open = isOpen(part)
  return {
    id: tuple.id,
    kind: kindOf(contact?.uri ?? 'sip:', tuple),
    uri: contact === null || contact.uri.length > 2000 ? null : contact.uri,
    open,
    priority: contact?.priority ?? null,
    audio: capabilities?.audio ?? null,
    video: capabilities?.video ?? null,
    message: capabilities?.message ?? capabilities?.text ?? null,
    relationship: part.isOthers ? relationshipOf(part) : null,
    serviceClass: tuple.serviceClass?.value.name ?? said?.serviceClass ?? null,
    deviceId: key,
    note: note === notes.headline ? null : note,
    idleSince: input?.idle ? input.since : null,
    opensAt: open ? null : opensAt(tuple, now),
  }
}

const textOf = (note: Note | undefined): string | null => note?.text.trim().slice(0, 500) ?? null

/** Blink goes by its own word alone, so a tuple may say no more than that. */
function isOpen({ tuple, basic }: TuplePart): boolean {
  if (basic !== null) return basic === 'open'
  return tuple.extended !== null && tuple.extended !== 'offline'
}

function relationshipOf({ tuple, said }: TuplePart): string {
  const value = tuple.relationship?.value
  const words = value?.name === 'other' ? value.text.slice(0, 200) : value?.name
  return words || said?.relationship || 'other'
}

function kindOf(uri: string, { capabilities, class: label }: Tuple): ServiceKind {
  const scheme = uri.slice(0, Math.max(0, uri.indexOf(':'))).toLowerCase()
  if (scheme === 'mailto') return 'mail'
  if (scheme === 'im' || scheme === 'xmpp' || scheme === 'msrp' || scheme === 'sms' || scheme === 'mms') return 'chat'
  if (scheme === 'tel') return 'call'
  if (scheme !== 'sip' && scheme !== 'sips' && scheme !== 'pres' && scheme !== '') return 'other'
  if (capabilities?.audio) return 'call'
  if (capabilities?.video) return 'video'
  if (capabilities?.message || capabilities?.text) return 'chat'
  // RFC 4480 3.3 leaves the naming of classes to the person; these names we give ourselves.
  if (label === 'chat' || label === 'call' || label === 'video') return label
  return 'call'
}

/** Timed presence (RFC 4481): when a closed service will be open. */
function opensAt(tuple: Tuple, now: number): number | null {
  let opens: number | null = null
  for (const timed of tuple.timedStatuses) {
    const at = timed.basic === 'open' ? instantOf(timed.from) : null
    if (at !== null && at > now && (opens === null || at < opens)) opens = at
  }
  return opens
}

export function devicesOf(
  devices: readonly DevicePart[],
  tuples: readonly TuplePart[],
  inputs: Inputs,
  languages: readonly string[],
): readonly Device[] {
  return devices.slice(0, mostListed).map(({ device, key }) => {
    const input = inputs.of(key)
    const own = key === null ? undefined : tuples.find((part) => part.key === key)
    return {
      id: key ?? device.id,
      description: own?.tuple.deviceInfo?.description?.slice(0, 200) ?? null,
      note: textOf(noteFor(device.notes, languages)),
      idle: input?.idle ?? null,
      lastInput: input?.since ?? null,
    }
  })
}
