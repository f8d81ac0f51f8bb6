import type { Call } from '#contract/calls'
import type { Tone } from '#contract/media-protocol'

export type Ringing = {
  readonly call: Call
  /** do not disturb: shown, not heard */
  readonly silent: boolean
  /** the other side sends its own ringing */
  readonly earlyMedia: boolean
}

/** What is to be heard now. During a call a second one only knocks. */
export function toneFor(calls: readonly Ringing[]): Tone | null {
  const talking = calls.some(({ call }) => call.phase === 'active' || call.phase === 'connecting')
  if (calls.some(({ call, silent }) => call.phase === 'incoming' && !silent)) return talking ? 'waiting' : 'ring'
  if (calls.some(({ call, earlyMedia }) => call.phase === 'ringing' && !earlyMedia)) return 'ringback'
  return null
}
