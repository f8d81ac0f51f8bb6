import type { AudioDevice, MediaDevices } from '#contract/media'

/** Chromium's own entry that follows the system. */
export const DEFAULT = 'default'

/** What is plugged in. `default` and `communications` follow the system: one of the kind is enough. */
export async function audioDevices(): Promise<MediaDevices> {
  const all = await navigator.mediaDevices.enumerateDevices()
  const ofKind = (kind: MediaDeviceKind): readonly AudioDevice[] =>
    all
      .filter((device) => device.kind === kind && device.deviceId !== '' && device.deviceId !== 'communications')
      .map((device) => ({ id: device.deviceId, label: device.label }))
  return { microphones: ofKind('audioinput'), speakers: ofKind('audiooutput') }
}

/** The chosen microphone if it is there, else the system's. */
export async function microphoneOf(chosen: string): Promise<string> {
  if (chosen === DEFAULT) return DEFAULT
  const { microphones } = await audioDevices()
  return microphones.some(({ id }) => id === chosen) ? chosen : DEFAULT
}

/** As setSinkId wants it; '': the system's. */
export async function sinkOf(chosen: string): Promise<string> {
  if (chosen === DEFAULT) return ''
  const { speakers } = await audioDevices()
  return speakers.some(({ id }) => id === chosen) ? chosen : ''
}

/** Plugging in tells several times in a row. */
const QUIET_MS = 200

export function onDevicesChange(listener: () => void): void {
  let timer: ReturnType<typeof setTimeout> | null = null
  navigator.mediaDevices.addEventListener('devicechange', () => {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(listener, QUIET_MS)
  })
}
