import type { AudioChoice } from '#contract/media-protocol'
import { DEFAULT, microphoneOf } from './devices.ts'

type Microphone = {
  track: MediaStreamTrack
  /** as it was asked for: device and noise suppression */
  source: string
  enabled: boolean
  readonly senders: Set<RTCRtpSender>
}

/** Microphones in use, by the names main gave them. When one is unplugged or another is chosen, the call goes on with that. */
export class Microphones {
  readonly #choice: () => AudioChoice
  readonly #open = new Map<string, Microphone>()

  constructor(choice: () => AudioChoice) {
    this.#choice = choice
  }

  async capture(name: string): Promise<string> {
    const { track, source } = await this.#record()
    const microphone: Microphone = { track, source, enabled: true, senders: new Set() }
    this.#open.set(name, microphone)
    this.#watch(name, microphone)
    return track.label
  }

  addTo(connection: RTCPeerConnection, name: string): RTCRtpSender {
    const microphone = this.#open.get(name)
    if (!microphone) throw new DOMException(`no microphone ${name}`, 'InvalidAccessError')
    const sender = connection.addTrack(microphone.track, new MediaStream([microphone.track]))
    microphone.senders.add(sender)
    return sender
  }

  forget(senders: Iterable<RTCRtpSender>): void {
    for (const sender of senders) for (const { senders: known } of this.#open.values()) known.delete(sender)
  }

  enable(name: string, enabled: boolean): void {
    const microphone = this.#open.get(name)
    if (!microphone) return
    microphone.enabled = enabled
    microphone.track.enabled = enabled
  }

  stop(name: string): void {
    const microphone = this.#open.get(name)
    this.#open.delete(name)
    microphone?.track.stop()
  }

  /** Another one was chosen, or the chosen one came or went. */
  async follow(): Promise<void> {
    const wanted = await this.#source()
    for (const [name, microphone] of this.#open)
      if (microphone.source !== wanted || microphone.track.readyState === 'ended') await this.#replace(name, microphone)
  }

  async #replace(name: string, microphone: Microphone): Promise<void> {
    const { track, source } = await this.#record()
    if (this.#open.get(name) !== microphone) {
      track.stop()
      return
    }
    const old = microphone.track
    track.enabled = microphone.enabled
    microphone.track = track
    microphone.source = source
    this.#watch(name, microphone)
    await Promise.all([...microphone.senders].map((sender) => sender.replaceTrack(track)))
    old.stop()
  }

  /** `ended` comes when the device is unplugged, not when we stop it ourselves. */
  #watch(name: string, microphone: Microphone): void {
    const { track } = microphone
    track.onended = () => {
      if (this.#open.get(name) !== microphone || microphone.track !== track) return
      this.#replace(name, microphone).catch((error: unknown) => console.error('no microphone left', error))
    }
  }

  async #source(): Promise<string> {
    const { microphone, noiseSuppression } = this.#choice()
    return `${await microphoneOf(microphone)} ${noiseSuppression}`
  }

  async #record(): Promise<{ readonly track: MediaStreamTrack; readonly source: string }> {
    const { microphone, noiseSuppression } = this.#choice()
    const id = await microphoneOf(microphone)
    const stream = await record(id, noiseSuppression)
    const [track] = stream.getAudioTracks()
    if (!track) throw new DOMException('a stream without sound', 'NotFoundError')
    return { track, source: `${id} ${noiseSuppression}` }
  }
}

export async function record(id: string, noiseSuppression: boolean): Promise<MediaStream> {
  const audio = { echoCancellation: true, autoGainControl: true, noiseSuppression }
  if (id === DEFAULT) return navigator.mediaDevices.getUserMedia({ audio })
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: { ...audio, deviceId: { exact: id } } })
  } catch (error) {
    // Unplugged in this very moment.
    if (!(error instanceof Error) || !['OverconstrainedError', 'NotFoundError'].includes(error.name)) throw error
    return navigator.mediaDevices.getUserMedia({ audio })
  }
}
