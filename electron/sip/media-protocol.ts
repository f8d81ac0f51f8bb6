/** What comes from the media host, checked before it is believed: a page that handles a stranger's media may misbehave. */
import type { AudioFlow, MediaDevices } from '#contract/media'
import type {
  ConnectionEvent,
  ConnectionSnapshot,
  FromHost,
  HostAnswers,
  HostOperationKind,
  SessionDescription,
} from '#contract/media-protocol'

type Fields = Readonly<Record<string, unknown>>

const MAX_TEXT = 200_000
const MAX_DEVICES = 200

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null
const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= MAX_TEXT
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const isNumberOrNull = (value: unknown): value is number | null => value === null || isNumber(value)

/** Null: not a message of the protocol. */
export function fromHost(message: unknown): FromHost | null {
  if (!isFields(message)) return null
  switch (message['kind']) {
    case 'ready':
      return { kind: 'ready' }
    case 'devices':
      return isDevices(message['devices']) ? { kind: 'devices', devices: message['devices'] } : null
    case 'event':
      return isText(message['connection']) && isSnapshot(message['snapshot']) && isEvent(message['event'])
        ? {
            kind: 'event',
            connection: message['connection'],
            snapshot: message['snapshot'],
            event: message['event'],
          }
        : null
    case 'result': {
      const answer = answerOf(message)
      return answer && { kind: 'result', ...answer, value: message['value'] }
    }
    case 'failure': {
      const answer = answerOf(message)
      const { name, message: text } = message
      return answer && isText(name) && isText(text) ? { kind: 'failure', ...answer, name, message: text } : null
    }
    default:
      return null
  }
}

/** The value of a result, or null where the host answered something else. */
export function answerTo<K extends HostOperationKind>(kind: K, value: unknown): HostAnswers[K] | undefined {
  return check(kind, value) ? (value as HostAnswers[K]) : undefined
}

function check(kind: HostOperationKind, value: unknown): boolean {
  switch (kind) {
    case 'create-offer':
    case 'create-answer':
      return isDescription(value)
    case 'capture':
      return isFields(value) && isText(value['label'])
    case 'flow':
      return isFlow(value)
    case 'list-devices':
      return isDevices(value)
    case 'level':
      return isFields(value) && isNumberOrNull(value['level'])
    default:
      return value === null
  }
}

function answerOf(message: Fields) {
  const { id, connection, snapshot } = message
  if (!isNumber(id)) return null
  if (!(connection === null || isText(connection))) return null
  if (!(snapshot === null || isSnapshot(snapshot))) return null
  return { id, connection, snapshot }
}

function isDescription(value: unknown): value is SessionDescription {
  return isFields(value) && isText(value['type']) && isText(value['sdp'])
}

function isSnapshot(value: unknown): value is ConnectionSnapshot {
  return (
    isFields(value) &&
    isText(value['signalingState']) &&
    isText(value['iceGatheringState']) &&
    isText(value['iceConnectionState']) &&
    isText(value['connectionState']) &&
    (value['localDescription'] === null || isDescription(value['localDescription'])) &&
    (value['remoteDescription'] === null || isDescription(value['remoteDescription']))
  )
}

function isEvent(value: unknown): value is ConnectionEvent {
  if (!isFields(value)) return false
  switch (value['kind']) {
    case 'signalingstatechange':
    case 'icegatheringstatechange':
    case 'iceconnectionstatechange':
    case 'connectionstatechange':
      return true
    case 'icecandidate': {
      const candidate = value['candidate']
      return (
        candidate === null ||
        (isFields(candidate) &&
          isText(candidate['candidate']) &&
          (candidate['type'] === null || isText(candidate['type'])))
      )
    }
    case 'track':
      return isText(value['mediaKind'])
    default:
      return false
  }
}

function isDevices(value: unknown): value is MediaDevices {
  const isList = (list: unknown) =>
    Array.isArray(list) &&
    list.length <= MAX_DEVICES &&
    list.every((device) => isFields(device) && isText(device['id']) && isText(device['label']))
  return isFields(value) && isList(value['microphones']) && isList(value['speakers'])
}

function isFlow(value: unknown): value is AudioFlow {
  return (
    isFields(value) &&
    isNumber(value['packetsReceived']) &&
    isNumber(value['packetsSent']) &&
    isNumber(value['packetsLost']) &&
    isNumber(value['energyReceived']) &&
    isNumber(value['energySent']) &&
    isNumberOrNull(value['roundTripMs']) &&
    isNumberOrNull(value['jitterMs'])
  )
}
