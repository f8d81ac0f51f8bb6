/** Audio devices as the media host sees them. `id` is Chromium's deviceId; 'default' follows the system. */
export type AudioDevice = { readonly id: string; readonly label: string }

export type MediaDevices = {
  readonly microphones: readonly AudioDevice[]
  readonly speakers: readonly AudioDevice[]
}

/** ready: the media host answers. Devices are empty until it has been asked once. */
export type MediaState = {
  readonly host: 'starting' | 'ready' | 'gone'
  readonly devices: MediaDevices
}

/** What a call's own statistics say, for tests and the quality mark. */
export type AudioFlow = {
  readonly packetsReceived: number
  readonly packetsSent: number
  readonly packetsLost: number
  /** sum of squared level over time (getStats totalAudioEnergy) of what we hear */
  readonly energyReceived: number
  readonly energySent: number
  readonly roundTripMs: number | null
  readonly jitterMs: number | null
}
