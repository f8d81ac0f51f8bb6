import type { AudioChoice } from '#contract/media-protocol'
import { microphoneOf } from './devices.ts'
import { record } from './microphones.ts'

/** Nobody looks any more: the settings were closed without a word. */
const UNWATCHED_MS = 3_000
/** Below this nothing is heard. */
const FLOOR_DB = -60

type Listening = { readonly stream: MediaStream; readonly context: AudioContext; readonly analyser: AnalyserNode }

/** Shows whether the microphone hears anything. */
export class LevelMeter {
  readonly #choice: () => AudioChoice
  #listening: Promise<Listening> | null = null
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(choice: () => AudioChoice) {
    this.#choice = choice
  }

  /** 0 to 1; null when not listening. */
  async level(listen: boolean): Promise<number | null> {
    if (!listen) {
      this.stop()
      return null
    }
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.stop(), UNWATCHED_MS)
    this.#listening ??= this.#begin()
    const listening = this.#listening
    try {
      return levelOf((await listening).analyser)
    } catch (error) {
      if (this.#listening === listening) this.stop()
      throw error
    }
  }

  /** Also when another microphone is chosen: the next question opens it. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const listening = this.#listening
    this.#listening = null
    listening?.then(
      ({ stream, context }) => {
        for (const track of stream.getTracks()) track.stop()
        void context.close().catch(() => {})
      },
      () => {},
    )
  }

  async #begin(): Promise<Listening> {
    const { microphone, noiseSuppression } = this.#choice()
    const stream = await record(await microphoneOf(microphone), noiseSuppression)
    const context = new AudioContext()
    const analyser = context.createAnalyser()
    analyser.fftSize = 2048
    context.createMediaStreamSource(stream).connect(analyser)
    if (context.state !== 'running') await context.resume()
    return { stream, context, analyser }
  }
}

function levelOf(analyser: AnalyserNode): number {
  const samples = new Float32Array(analyser.fftSize)
  analyser.getFloatTimeDomainData(samples)
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
  const decibel = 10 * Math.log10(Math.max(power, 1e-12))
  return Math.min(1, Math.max(0, 1 - decibel / FLOOR_DB))
}
