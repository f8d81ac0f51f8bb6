import type { AudioFlow } from '#contract/media'

type Stat = { readonly type: string } & Readonly<Record<string, unknown>>

const numberOf = (stat: Stat | undefined, key: string): number | null => {
  const value = stat?.[key]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

const milliseconds = (seconds: number | null) => (seconds === null ? null : seconds * 1000)

/** What a call is told of its audio, out of everything getStats knows (webrtc-stats). */
export function flowOf(report: Iterable<Stat>): AudioFlow {
  const stats = [...report]
  const audio = (type: string) => stats.find((stat) => stat.type === type && stat['kind'] === 'audio')
  const inbound = audio('inbound-rtp')
  const pair = stats.find(
    (stat) => stat.type === 'candidate-pair' && stat['state'] === 'succeeded' && stat['nominated'] === true,
  )
  return {
    packetsReceived: numberOf(inbound, 'packetsReceived') ?? 0,
    packetsLost: numberOf(inbound, 'packetsLost') ?? 0,
    packetsSent: numberOf(audio('outbound-rtp'), 'packetsSent') ?? 0,
    energyReceived: numberOf(inbound, 'totalAudioEnergy') ?? 0,
    energySent: numberOf(audio('media-source'), 'totalAudioEnergy') ?? 0,
    roundTripMs: milliseconds(
      numberOf(audio('remote-inbound-rtp'), 'roundTripTime') ?? numberOf(pair, 'currentRoundTripTime'),
    ),
    jitterMs: milliseconds(numberOf(inbound, 'jitter')),
  }
}
