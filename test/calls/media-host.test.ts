import { describe, expect, test } from 'vitest'
import { flowOf } from '../../renderer/media-host/flow.ts'
import { toneSamples } from '../../renderer/media-host/tone-samples.ts'

const RATE = 8000

describe('tones', () => {
  test.each(['ring', 'waiting', 'ringback', 'busy'] as const)(
    '%s sounds, never clips, and repeats without a click',
    (tone) => {
      const samples = toneSamples(tone, RATE)
      const peak = Math.max(...samples.map(Math.abs))
      expect(peak).toBeGreaterThan(0.02)
      expect(peak).toBeLessThanOrEqual(1)
      expect(Math.abs(samples.at(0)!)).toBeLessThan(0.01)
      expect(Math.abs(samples.at(-1)!)).toBeLessThan(0.01)
    },
  )

  test('what knocks during a conversation is far quieter than ringing', () => {
    const energy = (tone: 'ring' | 'waiting') => Math.max(...toneSamples(tone, RATE).map(Math.abs))
    expect(energy('waiting')).toBeLessThan(energy('ring') / 5)
  })

  test('ringback is one second in five', () => {
    const samples = toneSamples('ringback', RATE)
    expect(samples).toHaveLength(5 * RATE)
    const sounding = samples.findLastIndex((sample) => Math.abs(sample) > 0.001)
    expect(sounding / RATE).toBeCloseTo(1, 1)
  })
})

test('audio flow is read out of getStats, and what is not there yet is zero or unknown', () => {
  expect(
    flowOf([
      { type: 'codec', id: 'c' },
      {
        type: 'inbound-rtp',
        kind: 'audio',
        packetsReceived: 100,
        packetsLost: 2,
        jitter: 0.004,
        totalAudioEnergy: 0.5,
      },
      { type: 'outbound-rtp', kind: 'audio', packetsSent: 90 },
      { type: 'media-source', kind: 'audio', totalAudioEnergy: 0.25 },
      { type: 'remote-inbound-rtp', kind: 'audio', roundTripTime: 0.02 },
      { type: 'candidate-pair', state: 'succeeded', nominated: true, currentRoundTripTime: 0.5 },
    ]),
  ).toEqual({
    packetsReceived: 100,
    packetsLost: 2,
    packetsSent: 90,
    energyReceived: 0.5,
    energySent: 0.25,
    roundTripMs: 20,
    jitterMs: 4,
  })
  expect(
    flowOf([{ type: 'candidate-pair', state: 'succeeded', nominated: true, currentRoundTripTime: 0.5 }]),
  ).toMatchObject({ packetsReceived: 0, energyReceived: 0, roundTripMs: 500, jitterMs: null })
})
