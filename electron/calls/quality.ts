import type { Call } from '#contract/calls'
import type { AudioFlow } from '#contract/media'

/** Delay counts from where people begin to talk over each other (ITU-T G.114), loss from where speech suffers. */
const POOR = { loss: 0.08, roundTripMs: 800, jitterMs: 80 }
const FAIR = { loss: 0.02, roundTripMs: 400, jitterMs: 30 }

type Limits = typeof POOR

/** How it sounded between two looks; null: nothing can be said, as while nobody is to be heard. */
export function qualityBetween(before: AudioFlow, after: AudioFlow, held: boolean): Call['quality'] {
  if (held) return null
  const received = after.packetsReceived - before.packetsReceived
  if (received < 0) return null
  if (received === 0) return 'poor'
  const lost = Math.max(0, after.packetsLost - before.packetsLost)
  const loss = lost / (lost + received)
  const beyond = (limits: Limits) =>
    loss > limits.loss || (after.roundTripMs ?? 0) > limits.roundTripMs || (after.jitterMs ?? 0) > limits.jitterMs
  if (beyond(POOR)) return 'poor'
  return beyond(FAIR) ? 'fair' : 'good'
}
