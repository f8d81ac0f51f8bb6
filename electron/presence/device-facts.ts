import { hostname } from 'node:os'
import type { Platform, Settings } from '#contract/settings'
import type { DeviceFacts } from './own-document.ts'

const systemNames = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' } as const

export type DeviceInput = {
  readonly aor: string
  readonly instanceId: string
  readonly gruu: string | null
  readonly displayName: string | null
  readonly settings: Settings
  readonly platform: Platform
  /** where the user's picture is on his server */
  readonly picture: string | null
  /** minutes east of UTC */
  readonly timeOffset: number
}

/** What is told of this device, cut down to what the user has switched on. */
export function deviceFacts(input: DeviceInput): DeviceFacts {
  const { aor, instanceId, gruu, displayName, platform, picture } = input
  const { automatic, shared } = input.settings
  const system = systemNames[platform.system]
  return {
    aor,
    instanceId,
    gruu,
    displayName,
    userAgent: `Dialtone ${platform.version} (${system})`,
    note: automatic.deviceNote ? `Dialtone on ${system}` : null,
    hostname: automatic.hostname ? hostname() : null,
    timeOffset: automatic.localTime ? input.timeOffset : null,
    capabilities: { audio: true, video: false, message: true },
    tellsCapabilities: automatic.capabilities,
    // One that the user names by its address goes before the one on his server.
    statusIcon: shared.statusIcon ?? picture,
    icon: shared.statusIcon === null ? picture : null,
    related: shared.related.map(({ relationship, address, priority }) => ({
      relationship,
      uri: /^(?:sips?|tel|mailto|im|xmpp):/i.test(address) ? address : `sip:${address}`,
      priority,
      note: null,
    })),
  }
}
