/** Capabilities of services and devices in PIDF (RFC 5196), with the agp-caps of AG Projects. */

import { foreignXml, keep } from './kept-xml.ts'
import { familyOf } from './namespaces.ts'
import { buildNotes, type Note, pushNote } from './note.ts'
import { attribute, boolean, children, type Element, trimmed, wholeNumber } from './xml.ts'
import { element as elementXml, textElement } from './xml-build.ts'

/** Names that are supported and names that are not; what is in neither list was not said. */
export interface Supported {
  readonly supported: readonly string[]
  readonly notSupported: readonly string[]
}

export type PriorityRange =
  | { readonly kind: 'equals'; readonly value: number }
  | { readonly kind: 'higher-than'; readonly minimum: number }
  | { readonly kind: 'lower-than'; readonly maximum: number }
  | { readonly kind: 'range'; readonly minimum: number; readonly maximum: number }

export interface Priority {
  readonly supported: readonly PriorityRange[]
  readonly notSupported: readonly PriorityRange[]
}

/** servcaps: what a service can do. null: not said. */
export interface Capabilities {
  readonly actor: Supported | null
  readonly application: boolean | null
  readonly audio: boolean | null
  readonly automata: boolean | null
  /** business, personal */
  readonly class: Supported | null
  readonly control: boolean | null
  readonly data: boolean | null
  readonly descriptions: readonly Note[]
  /** full, half, receive-only, send-only */
  readonly duplex: Supported | null
  readonly eventPackages: Supported | null
  readonly extensions: Supported | null
  readonly isfocus: boolean | null
  readonly message: boolean | null
  readonly methods: Supported | null
  readonly languages: Supported | null
  readonly priority: Priority | null
  readonly schemes: Supported | null
  readonly text: boolean | null
  readonly types: readonly string[]
  readonly video: boolean | null
  readonly fileTransfer: boolean | null
  readonly screenSharingServer: boolean | null
  readonly screenSharingClient: boolean | null
  readonly other: readonly string[]
}

/** devcaps: what a device is. */
export interface DeviceCapabilities {
  readonly descriptions: readonly Note[]
  /** fixed, mobile */
  readonly mobility: Supported | null
  readonly other: readonly string[]
}

type Draft<T> = { -readonly [Key in keyof T]: T[Key] }

export function noCapabilities(): Draft<Capabilities> {
  return {
    actor: null,
    application: null,
    audio: null,
    automata: null,
    class: null,
    control: null,
    data: null,
    descriptions: [],
    duplex: null,
    eventPackages: null,
    extensions: null,
    isfocus: null,
    message: null,
    methods: null,
    languages: null,
    priority: null,
    schemes: null,
    text: null,
    types: [],
    video: null,
    fileTransfer: null,
    screenSharingServer: null,
    screenSharingClient: null,
    other: [],
  }
}

const flags = {
  application: 'application',
  audio: 'audio',
  automata: 'automata',
  control: 'control',
  data: 'data',
  isfocus: 'isfocus',
  message: 'message',
  text: 'text',
  video: 'video',
} as const

const agpFlags = {
  'file-transfer': 'fileTransfer',
  'screen-sharing-server': 'screenSharingServer',
  'screen-sharing-client': 'screenSharingClient',
} as const

/** The names of each list, in the order of the schema: it takes no other order. */
const listNames = {
  actor: ['attendant', 'information', 'msg-taker', 'principal'],
  class: ['business', 'personal'],
  duplex: ['full', 'half', 'receive-only', 'send-only'],
  eventPackages: [
    'conference',
    'dialog',
    'kpml',
    'message-summary',
    'poc-settings',
    'presence',
    'reg',
    'refer',
    'Siemens-RTP-Stats',
    'spirits-INDPs',
    'spirits-user-prof',
    'winfo',
  ],
  extensions: [
    'rel100',
    'early-session',
    'eventlist',
    'from-change',
    'gruu',
    'hist-info',
    'join',
    'norefersub',
    'path',
    'precondition',
    'pref',
    'privacy',
    'recipient-list-invite',
    'recipient-list-subscribe',
    'replaces',
    'resource-priority',
    'sdp-anat',
    'sec-agree',
    'tdialog',
    'timer',
  ],
  methods: [
    'ACK',
    'BYE',
    'CANCEL',
    'INFO',
    'INVITE',
    'MESSAGE',
    'NOTIFY',
    'OPTIONS',
    'PRACK',
    'PUBLISH',
    'REFER',
    'REGISTER',
    'SUBSCRIBE',
    'UPDATE',
  ],
  mobility: ['fixed', 'mobile'],
} as const

const lists = {
  actor: 'actor',
  class: 'class',
  duplex: 'duplex',
  'event-packages': 'eventPackages',
  extensions: 'extensions',
  methods: 'methods',
} as const

export function parseCapabilities(element: Element): Capabilities {
  const found = noCapabilities()
  const descriptions: Note[] = []
  const types: string[] = []
  const other: string[] = []
  for (const child of children(element)) {
    const name = child.localName
    const family = familyOf(child.namespaceURI)
    if (family === 'agp-caps' && Object.hasOwn(agpFlags, name)) {
      found[agpFlags[name as keyof typeof agpFlags]] = boolean(trimmed(child))
    } else if (family === 'foreign') keep(other, child)
    else if (Object.hasOwn(flags, name)) found[flags[name as keyof typeof flags]] = boolean(trimmed(child))
    else if (Object.hasOwn(lists, name)) found[lists[name as keyof typeof lists]] = parseSupported(child)
    else if (name === 'languages' || name === 'schemes') found[name] = parseSupported(child)
    else if (name === 'priority') found.priority = parsePriority(child)
    else if (name === 'type') types.push(trimmed(child))
    else if (name === 'description') pushNote(descriptions, child)
    else keep(other, child)
  }
  return { ...found, descriptions, types, other }
}

export function parseDeviceCapabilities(element: Element): DeviceCapabilities {
  const descriptions: Note[] = []
  const other: string[] = []
  let mobility: Supported | null = null
  for (const child of children(element)) {
    if (child.localName === 'mobility') mobility = parseSupported(child)
    else if (child.localName === 'description') pushNote(descriptions, child)
    else keep(other, child)
  }
  return { descriptions, mobility, other }
}

/** Names are elements (methods), or the text of <l> and <s> (languages, schemes). */
function parseSupported(element: Element): Supported {
  const said = { supported: [] as string[], notSupported: [] as string[] }
  for (const child of children(element)) {
    const names =
      child.localName === 'supported' ? said.supported : child.localName === 'notsupported' ? said.notSupported : null
    if (names === null) continue
    for (const each of children(child)) {
      const name = each.localName === 'l' || each.localName === 's' ? trimmed(each) : each.localName
      if (name !== '') names.push(name)
    }
  }
  return said
}

function parsePriority(element: Element): Priority {
  const said = { supported: [] as PriorityRange[], notSupported: [] as PriorityRange[] }
  for (const child of children(element)) {
    const ranges =
      child.localName === 'supported' ? said.supported : child.localName === 'notsupported' ? said.notSupported : null
    if (ranges === null) continue
    for (const each of children(child)) {
      const range = parseRange(each)
      if (range !== null) ranges.push(range)
    }
  }
  return said
}

function parseRange(element: Element): PriorityRange | null {
  const value = wholeNumber(attribute(element, 'value'))
  const minimum = wholeNumber(attribute(element, 'minvalue'))
  const maximum = wholeNumber(attribute(element, 'maxvalue'))
  switch (element.localName) {
    case 'equals':
      return value === null ? null : { kind: 'equals', value }
    // The schema of RFC 5196 misspells it; its text and examples do not.
    case 'higherhan':
    case 'higherthan':
      return minimum === null ? null : { kind: 'higher-than', minimum }
    case 'lowerthan':
      return maximum === null ? null : { kind: 'lower-than', maximum }
    case 'range':
      return minimum === null || maximum === null ? null : { kind: 'range', minimum, maximum }
    default:
      return null
  }
}

/** Children in the order of the schema, which is a sequence. */
export function buildCapabilities(caps: Capabilities | null): string {
  if (caps === null) return ''
  const content =
    buildSupported('actor', caps.actor, listNames.actor) +
    flag('application', caps.application) +
    flag('audio', caps.audio) +
    flag('automata', caps.automata) +
    buildSupported('class', caps.class, listNames.class) +
    flag('control', caps.control) +
    flag('data', caps.data) +
    buildNotes('caps:description', caps.descriptions) +
    buildSupported('duplex', caps.duplex, listNames.duplex) +
    buildSupported('event-packages', caps.eventPackages, listNames.eventPackages) +
    buildSupported('extensions', caps.extensions, listNames.extensions) +
    flag('isfocus', caps.isfocus) +
    flag('message', caps.message) +
    buildSupported('methods', caps.methods, listNames.methods) +
    buildTexts('languages', 'l', caps.languages) +
    buildPriority(caps.priority) +
    buildTexts('schemes', 's', caps.schemes) +
    flag('text', caps.text) +
    caps.types.map((type) => textElement('caps:type', null, type)).join('') +
    flag('video', caps.video) +
    textElement('agp-caps:file-transfer', null, caps.fileTransfer) +
    textElement('agp-caps:screen-sharing-server', null, caps.screenSharingServer) +
    textElement('agp-caps:screen-sharing-client', null, caps.screenSharingClient) +
    foreignXml(caps.other)
  return elementXml('caps:servcaps', null, content)
}

export function buildDeviceCapabilities(caps: DeviceCapabilities | null): string {
  if (caps === null) return ''
  const mobility = buildSupported('mobility', caps.mobility, listNames.mobility)
  return elementXml(
    'caps:devcaps',
    null,
    buildNotes('caps:description', caps.descriptions) + mobility + foreignXml(caps.other),
  )
}

function flag(name: string, value: boolean | null): string {
  return textElement(`caps:${name}`, null, value)
}

function buildSupported(name: string, said: Supported | null, names: readonly string[]): string {
  if (said === null) return ''
  const listed = (wanted: readonly string[]): string =>
    names
      .filter((each) => wanted.includes(each))
      .map((each) => `<caps:${each}/>`)
      .join('')
  return elementXml(`caps:${name}`, null, both(listed(said.supported), listed(said.notSupported)))
}

function buildTexts(name: string, item: string, said: Supported | null): string {
  if (said === null) return ''
  const texts = (values: readonly string[]): string =>
    values.map((value) => textElement(`caps:${item}`, null, value)).join('')
  return elementXml(`caps:${name}`, null, both(texts(said.supported), texts(said.notSupported)))
}

function both(supported: string, notSupported: string): string {
  const first = supported === '' ? '' : elementXml('caps:supported', null, supported)
  return first + (notSupported === '' ? '' : elementXml('caps:notsupported', null, notSupported))
}

function buildPriority(priority: Priority | null): string {
  if (priority === null) return ''
  return elementXml('caps:priority', null, both(buildRanges(priority.supported), buildRanges(priority.notSupported)))
}

function buildRanges(ranges: readonly PriorityRange[]): string {
  let [equals, higher, lower, between] = ['', '', '', '']
  for (const range of ranges) {
    if (range.kind === 'equals') equals += elementXml('caps:equals', { value: range.value }, '')
    else if (range.kind === 'higher-than') higher += elementXml('caps:higherhan', { minvalue: range.minimum }, '')
    else if (range.kind === 'lower-than') lower += elementXml('caps:lowerthan', { maxvalue: range.maximum }, '')
    else between += elementXml('caps:range', { minvalue: range.minimum, maxvalue: range.maximum }, '')
  }
  return equals + higher + lower + between
}
