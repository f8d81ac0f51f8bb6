/** The AG Projects extensions that Blink shows people by: agp-pidf extended status and device-info. */
import { attribute, children, type Element, text, trimmed } from './xml.ts'
import { element as elementXml, textElement } from './xml-build.ts'

/** `agp-pidf:extended`: the one word that Blink shows. A word not listed is kept as it was sent. */
export type ExtendedStatus = 'available' | 'away' | 'busy' | 'offline' | (string & {})

export interface DeviceInfo {
  readonly id: string | null
  /** The host name, unless its user would rather not say. */
  readonly description: string | null
  readonly userAgent: string | null
  /** Minutes east of UTC. */
  readonly timeOffset: number | null
  readonly timeOffsetDescription: string | null
}

export function parseExtended(element: Element): ExtendedStatus | null {
  const word = trimmed(element).toLowerCase()
  return word === '' ? null : word
}

export function parseDeviceInfo(element: Element): DeviceInfo {
  const info: { -readonly [Key in keyof DeviceInfo]: DeviceInfo[Key] } = {
    id: attribute(element, 'id'),
    description: null,
    userAgent: null,
    timeOffset: null,
    timeOffsetDescription: null,
  }
  for (const child of children(element)) {
    if (child.localName === 'description') info.description = trimmed(child) || null
    else if (child.localName === 'user-agent') info.userAgent = trimmed(child) || null
    else if (child.localName === 'time-offset') {
      info.timeOffset = parseOffset(text(child))
      info.timeOffsetDescription = attribute(child, 'description')
    }
  }
  return info
}

/** A float of minutes ("60.0"). Blink computes it without its sign: UTC-5 comes as 1140. */
function parseOffset(value: string): number | null {
  const minutes = Number(value.trim() || 'none')
  if (!Number.isFinite(minutes) || Math.abs(minutes) > 1440) return null
  return minutes > 720 ? minutes - 1440 : minutes
}

export function buildExtended(extended: ExtendedStatus | null): string {
  return textElement('agp-pidf:extended', null, extended)
}

export function buildDeviceInfo(info: DeviceInfo | null): string {
  if (info === null) return ''
  let content =
    textElement('agp-pidf:description', null, info.description) +
    textElement('agp-pidf:user-agent', null, info.userAgent)
  if (info.timeOffset !== null && Number.isFinite(info.timeOffset)) {
    const minutes = Number.isInteger(info.timeOffset) ? `${info.timeOffset}.0` : String(info.timeOffset)
    content += elementXml('agp-pidf:time-offset', { description: info.timeOffsetDescription }, minutes)
  }
  return elementXml('agp-pidf:device-info', { id: info.id }, content)
}
