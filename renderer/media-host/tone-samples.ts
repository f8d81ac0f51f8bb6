import type { Tone } from '#contract/media-protocol'

type Beep = {
  readonly at: number
  readonly seconds: number
  readonly hertz: number
  /** 0 to 1, before the volume the user chose */
  readonly gain: number
  /** a struck bar fades by itself, a telephone tone holds */
  readonly fades: boolean
}

type Pattern = { readonly seconds: number; readonly beeps: readonly Beep[] }

const bar = (at: number, hertz: number): Beep => ({ at, seconds: 0.9, hertz, gain: 0.5, fades: true })
/** ETSI ES 201 970: 425 Hz */
const line = (at: number, seconds: number, gain: number): Beep => ({ at, seconds, hertz: 425, gain, fades: false })

const patterns: Readonly<Record<Tone, Pattern>> = {
  // E5, B5, G#5, E6, twice, then a breath: bright enough for another room, no alarm.
  ring: {
    seconds: 3.2,
    beeps: [0, 0.9].flatMap((start) => [
      bar(start, 659.26),
      bar(start + 0.14, 987.77),
      bar(start + 0.28, 830.61),
      bar(start + 0.42, 1318.51),
    ]),
  },
  ringback: { seconds: 5, beeps: [line(0, 1, 0.12)] },
  // In the ear of somebody who is talking.
  waiting: { seconds: 6, beeps: [line(0, 0.15, 0.05), line(0.3, 0.15, 0.05)] },
  busy: { seconds: 1, beeps: [line(0, 0.5, 0.12)] },
}

/** Attack and release without a click. */
const EDGE_SECONDS = 0.01

/** One period of a tone, to be repeated. */
export function toneSamples(tone: Tone, sampleRate: number): Float32Array<ArrayBuffer> {
  const { seconds, beeps } = patterns[tone]
  const samples = new Float32Array(Math.round(seconds * sampleRate))
  for (const beep of beeps) add(samples, beep, sampleRate)
  return samples
}

function add(samples: Float32Array, beep: Beep, sampleRate: number): void {
  const start = Math.round(beep.at * sampleRate)
  const length = Math.min(Math.round(beep.seconds * sampleRate), samples.length - start)
  for (let index = 0; index < length; index += 1) {
    const at = index / sampleRate
    const left = (length - index) / sampleRate
    const edge = Math.min(1, at / EDGE_SECONDS, left / EDGE_SECONDS)
    const envelope = beep.fades ? Math.exp(-5 * at) : 1
    const phase = 2 * Math.PI * beep.hertz * at
    const wave = beep.fades ? Math.sin(phase) + 0.25 * Math.sin(4 * phase) * Math.exp(-20 * at) : Math.sin(phase)
    samples[start + index] = (samples[start + index] ?? 0) + wave * envelope * edge * beep.gain * 0.8
  }
}
