import type { AudioChoice, Tone } from '#contract/media-protocol'
import { sinkOf } from './devices.ts'
import { toneSamples } from './tone-samples.ts'

/** Chromium has it since 110; the types do not know it yet. */
type Routable = AudioContext & { readonly setSinkId: (id: string) => Promise<void> }

/** How long "try it" rings. */
const ONCE_MS = 3_200

/**
 * Makes the sounds of a telephone, without a file: one period is computed and repeated. Ringing goes to the ring device,
 * what belongs to a call into the ear. The audio context lives only while something sounds.
 */
export class Ringer {
  readonly #choice: () => AudioChoice
  #tone: Tone | null = null
  #context: AudioContext | null = null
  #trial: ReturnType<typeof setTimeout> | null = null

  constructor(choice: () => AudioChoice) {
    this.#choice = choice
  }

  /** Plays until told otherwise; null: silence. */
  play(tone: Tone | null): void {
    this.#endTrial()
    this.#tone = tone
    this.#restart(tone)
  }

  playOnce(tone: Tone): void {
    this.#endTrial()
    this.#restart(tone)
    this.#trial = setTimeout(() => {
      this.#trial = null
      this.#restart(this.#tone)
    }, ONCE_MS)
  }

  /** Another device or volume was chosen, or a device went away. */
  choiceChanged(): void {
    if (this.#trial === null && this.#tone !== null) this.#restart(this.#tone)
  }

  #endTrial(): void {
    if (this.#trial !== null) clearTimeout(this.#trial)
    this.#trial = null
  }

  #restart(tone: Tone | null): void {
    const old = this.#context
    this.#context = null
    void old?.close().catch(() => {})
    if (tone === null) return
    const context = new AudioContext()
    this.#context = context
    this.#start(context, tone).catch((error: unknown) => console.error('no sound', error))
  }

  async #start(context: AudioContext, tone: Tone): Promise<void> {
    const { ringer, speaker, ringVolume } = this.#choice()
    const sink = await sinkOf(tone === 'ring' ? ringer : speaker)
    if (this.#context !== context) return
    // A device that will not take sound is no reason for silence: the system's own is left.
    if (sink !== '') await (context as Routable).setSinkId(sink).catch(() => {})
    if (this.#context !== context) return
    const samples = toneSamples(tone, context.sampleRate)
    const buffer = context.createBuffer(1, samples.length, context.sampleRate)
    buffer.copyToChannel(samples, 0)
    const source = context.createBufferSource()
    source.buffer = buffer
    source.loop = true
    const gain = context.createGain()
    gain.gain.value = tone === 'ring' ? Math.min(1, Math.max(0, ringVolume)) : 1
    source.connect(gain).connect(context.destination)
    source.start()
    // The system may stop a context by itself (another program took the device): a telephone goes on ringing.
    context.onstatechange = () => {
      if (this.#context === context && context.state !== 'running') void context.resume().catch(() => {})
    }
    if (context.state !== 'running') await context.resume()
  }
}
