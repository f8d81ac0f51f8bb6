import type RTCSession from 'jssip/lib/RTCSession.js'
import type { MediaLink } from './media-link.ts'
import { captureMicrophone, type StandInStream } from './peer-connection-stand-in.ts'

/** The microphone of one call: ours to open and to close, whatever becomes of JsSIP's session. */
export class CallAudio {
  readonly #link: MediaLink
  #stream: StandInStream | null = null
  #muted = false
  #held = false
  #closed = false

  constructor(link: MediaLink) {
    this.#link = link
  }

  /** What is open, if it still is: a stream dies with its media host. */
  get live(): StandInStream | null {
    const open = this.#stream?.getTracks().every((track) => track.readyState === 'live')
    return open ? this.#stream : null
  }

  /** A stream that is wanted no more when it opens is closed again. */
  async open(isWanted: () => boolean): Promise<StandInStream> {
    const stream = await captureMicrophone(this.#link)
    if (this.#closed || !isWanted()) {
      stopStream(stream)
      throw new Error('the call ended before its microphone opened')
    }
    stopStream(this.#stream)
    this.#stream = stream
    // Before it is sent anywhere: after a replacement nobody is to hear what mute or hold kept from him.
    for (const track of stream.getTracks()) track.enabled = !this.#muted && !this.#held
    return stream
  }

  setMuted(session: RTCSession, muted: boolean): void {
    this.#muted = muted
    this.apply(session)
  }

  /** Whether the call is, or is about to be, on hold by us: JsSIP closes the microphone then, and opens it after. */
  setHeld(held: boolean): void {
    this.#held = held
  }

  apply(session: RTCSession): void {
    if (session.isEstablished()) {
      if (this.#muted) session.mute({ audio: true })
      else session.unmute({ audio: true })
    }
    if (this.#held || session._localHold || session._remoteHold) return
    for (const track of this.#stream?.getTracks() ?? []) track.enabled = !this.#muted
  }

  close(): void {
    this.#closed = true
    stopStream(this.#stream)
    this.#stream = null
  }
}

const stopStream = (stream: StandInStream | null) => {
  for (const track of stream?.getTracks() ?? []) track.stop()
}
