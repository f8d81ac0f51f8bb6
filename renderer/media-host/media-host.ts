/**
 * The hidden page that owns microphone, peer connections and ringing. Main asks over one ordered port (media-protocol);
 * what needs no waiting is done in the turn in which it arrives, so that order needs no queue.
 */
import type { AudioChoice, FromHost, HostAnswers, HostOperation, ToHost } from '#contract/media-protocol'
import { Connections } from './connections.ts'
import { audioDevices, DEFAULT, onDevicesChange } from './devices.ts'
import { LevelMeter } from './level.ts'
import { Microphones } from './microphones.ts'
import { Ringer } from './ringer.ts'

let port: MessagePort | null = null
let choice: AudioChoice = {
  microphone: DEFAULT,
  speaker: DEFAULT,
  ringer: DEFAULT,
  ringVolume: 0.8,
  noiseSuppression: true,
}

const chosen = () => choice
const post = (message: FromHost) => port?.postMessage(message)

const microphones = new Microphones(chosen)
const connections = new Connections(chosen, microphones, (connection, snapshot, event) =>
  post({ kind: 'event', connection, snapshot, event }),
)
const ringer = new Ringer(chosen)
const meter = new LevelMeter(chosen)

async function tellDevices() {
  const devices = await audioDevices()
  post({ kind: 'devices', devices })
  return devices
}

const followers = () => Promise.all([microphones.follow(), connections.follow()])

function choose(next: AudioChoice): void {
  const before = choice
  choice = next
  if (next.ringer !== before.ringer || next.speaker !== before.speaker || next.ringVolume !== before.ringVolume)
    ringer.choiceChanged()
  if (next.microphone !== before.microphone || next.noiseSuppression !== before.noiseSuppression) meter.stop()
  followers().catch((error: unknown) => console.error('cannot follow the choice', error))
}

onDevicesChange(() => {
  ringer.choiceChanged()
  Promise.all([tellDevices(), followers()]).catch((error: unknown) => console.error('cannot follow the devices', error))
})

type Answer = HostAnswers[keyof HostAnswers]

function perform(operation: HostOperation): Answer | Promise<Answer> {
  switch (operation.kind) {
    case 'open-connection':
      connections.open(operation.connection, operation.iceServers)
      return null
    case 'create-offer':
      return connections.offer(operation.connection, operation.iceRestart)
    case 'create-answer':
      return connections.answer(operation.connection)
    case 'set-local':
      return connections.setLocal(operation.connection, operation.description).then(() => null)
    case 'set-remote':
      return connections.setRemote(operation.connection, operation.description).then(() => null)
    case 'add-track':
      connections.addTrack(operation.connection, operation.sender, operation.track)
      return null
    case 'insert-dtmf': {
      const { connection, sender, tones, duration, gap } = operation
      connections.insertDtmf(connection, sender, tones, duration, gap)
      return null
    }
    case 'flow':
      return connections.flow(operation.connection)
    case 'close-connection':
      connections.close(operation.connection)
      return null
    case 'capture':
      return microphones.capture(operation.track).then((label) => {
        // Before the first permission labels are hidden: now they can be told.
        tellDevices().catch(() => {})
        return { label }
      })
    case 'enable-track':
      microphones.enable(operation.track, operation.enabled)
      return null
    case 'stop-track':
      microphones.stop(operation.track)
      return null
    case 'choose-audio':
      choose(operation.choice)
      return null
    case 'list-devices':
      return tellDevices()
    case 'level':
      return meter.level(operation.listen).then((level) => ({ level }))
    case 'tone':
      if (operation.once && operation.tone !== null) ringer.playOnce(operation.tone)
      else ringer.play(operation.tone)
      return null
  }
}

async function answer({ id, operation }: ToHost): Promise<void> {
  const connection = 'connection' in operation ? operation.connection : null
  const snapshot = () => (connection === null ? null : connections.snapshot(connection))
  try {
    const value = await perform(operation)
    if (id !== null) post({ kind: 'result', id, connection, snapshot: snapshot(), value })
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    if (id === null) console.error(operation.kind, name, message)
    else post({ kind: 'failure', id, connection, snapshot: snapshot(), name, message })
  }
}

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const [given] = event.ports
  // The preload alone shares this window; a page in it could not be of another origin.
  if (event.data !== 'media-port' || event.source !== window || !given || port) return
  port = given
  port.onmessage = ({ data }: MessageEvent<ToHost>) => void answer(data)
  post({ kind: 'ready' })
})
