/** Dialog state (RFC 4235): the calls of somebody's devices. */
import {
  attribute,
  children,
  type Element,
  listLimits,
  parseXml,
  requireRoot,
  text,
  trimmed,
  uriFrom,
  wholeNumber,
} from './xml.ts'
import { element as elementXml, escapeText, textElement, writableUri, xmlDeclaration } from './xml-build.ts'

export interface DialogInformation {
  readonly version: number
  readonly state: 'full' | 'partial'
  readonly entity: string
  readonly dialogs: readonly Dialog[]
}

const states = ['trying', 'proceeding', 'early', 'confirmed', 'terminated'] as const
const events = ['cancelled', 'rejected', 'replaced', 'local-bye', 'remote-bye', 'error', 'timeout'] as const

export type DialogState = (typeof states)[number]
export type DialogEvent = (typeof events)[number]

export interface Dialog {
  readonly id: string
  readonly callId: string | null
  readonly localTag: string | null
  readonly remoteTag: string | null
  readonly direction: 'initiator' | 'recipient' | null
  readonly state: DialogState
  readonly event: DialogEvent | null
  /** The SIP response that brought about a termination. */
  readonly code: number | null
  /** Seconds. */
  readonly duration: number | null
  readonly replaces: { readonly callId: string; readonly localTag: string; readonly remoteTag: string } | null
  readonly referredBy: NameAddress | null
  readonly routeSet: readonly string[]
  readonly local: Participant | null
  readonly remote: Participant | null
}

export interface NameAddress {
  readonly uri: string
  readonly display: string | null
}

export interface Participant {
  readonly identity: NameAddress | null
  readonly target: {
    readonly uri: string
    readonly parameters: readonly { readonly name: string; readonly value: string }[]
  } | null
  readonly sessionDescription: { readonly type: string; readonly body: string } | null
  readonly cseq: number | null
}

const documentName = 'dialog information'

export function parseDialogInfo(input: string | Uint8Array): DialogInformation {
  const root = parseXml(documentName, input, listLimits)
  requireRoot(documentName, root, 'dialog-info')
  return {
    version: wholeNumber(attribute(root, 'version')) ?? 0,
    state: attribute(root, 'state') === 'partial' ? 'partial' : 'full',
    entity: uriFrom(attribute(root, 'entity')),
    dialogs: children(root)
      .filter((child) => child.localName === 'dialog')
      .map(parseDialog),
  }
}

type DialogDraft = { -readonly [Key in keyof Dialog]: Dialog[Key] }

function parseDialog(element: Element): Dialog {
  const direction = attribute(element, 'direction')
  const dialog: DialogDraft = {
    id: attribute(element, 'id') ?? '',
    callId: attribute(element, 'call-id'),
    localTag: attribute(element, 'local-tag'),
    remoteTag: attribute(element, 'remote-tag'),
    direction: direction === 'initiator' || direction === 'recipient' ? direction : null,
    // RFC 4235 3.7.1: what is not said is not a call that could be picked up.
    state: 'terminated',
    event: null,
    code: null,
    duration: null,
    replaces: null,
    referredBy: null,
    routeSet: [],
    local: null,
    remote: null,
  }
  for (const child of children(element)) readDialogElement(child, dialog)
  return dialog
}

function readDialogElement(element: Element, dialog: DialogDraft): void {
  switch (element.localName) {
    case 'state': {
      const word = trimmed(element).toLowerCase()
      dialog.state = states.find((each) => each === word) ?? 'terminated'
      dialog.event = events.find((each) => each === attribute(element, 'event')) ?? null
      dialog.code = wholeNumber(attribute(element, 'code'))
      return
    }
    case 'duration':
      dialog.duration = wholeNumber(text(element))
      return
    case 'replaces':
      dialog.replaces = {
        callId: attribute(element, 'call-id') ?? '',
        localTag: attribute(element, 'local-tag') ?? '',
        remoteTag: attribute(element, 'remote-tag') ?? '',
      }
      return
    case 'referred-by':
      dialog.referredBy = parseNameAddress(element)
      return
    case 'route-set':
      dialog.routeSet = children(element).map(trimmed)
      return
    case 'local':
    case 'remote':
      dialog[element.localName] = parseParticipant(element)
      return
  }
}

function parseNameAddress(element: Element): NameAddress | null {
  const uri = uriFrom(text(element))
  return uri === '' ? null : { uri, display: attribute(element, 'display') || null }
}

function parseParticipant(element: Element): Participant {
  const participant: { -readonly [Key in keyof Participant]: Participant[Key] } = {
    identity: null,
    target: null,
    sessionDescription: null,
    cseq: null,
  }
  for (const child of children(element)) {
    if (child.localName === 'identity') participant.identity = parseNameAddress(child)
    else if (child.localName === 'target') participant.target = parseTarget(child)
    else if (child.localName === 'session-description') {
      participant.sessionDescription = { type: attribute(child, 'type') ?? 'application/sdp', body: text(child) }
    } else if (child.localName === 'cseq') participant.cseq = wholeNumber(text(child))
  }
  return participant
}

function parseTarget(element: Element): Participant['target'] {
  const parameters = children(element)
    .filter((child) => child.localName === 'param')
    .map((child) => ({ name: attribute(child, 'pname') ?? '', value: attribute(child, 'pval') ?? '' }))
  const uri = uriFrom(attribute(element, 'uri'))
  return uri === '' && parameters.length === 0 ? null : { uri, parameters }
}

export function buildDialogInfo(information: DialogInformation): string {
  const { version, state, entity } = information
  const attributes = { xmlns: 'urn:ietf:params:xml:ns:dialog-info', version, state, entity: writableUri(entity) }
  return xmlDeclaration + elementXml('dialog-info', attributes, information.dialogs.map(buildDialog).join(''))
}

function buildDialog(dialog: Dialog): string {
  const attributes = {
    id: dialog.id,
    'call-id': dialog.callId,
    'local-tag': dialog.localTag,
    'remote-tag': dialog.remoteTag,
    direction: dialog.direction,
  }
  const { code, replaces } = dialog
  const content =
    textElement(
      'state',
      { event: dialog.event, code: code !== null && code >= 100 && code <= 699 ? code : null },
      dialog.state,
    ) +
    textElement('duration', null, dialog.duration) +
    (replaces === null
      ? ''
      : elementXml(
          'replaces',
          { 'call-id': replaces.callId, 'local-tag': replaces.localTag, 'remote-tag': replaces.remoteTag },
          '',
        )) +
    buildNameAddress('referred-by', dialog.referredBy) +
    (dialog.routeSet.length === 0
      ? ''
      : elementXml('route-set', null, dialog.routeSet.map((hop) => textElement('hop', null, hop)).join(''))) +
    buildParticipant('local', dialog.local) +
    buildParticipant('remote', dialog.remote)
  return elementXml('dialog', attributes, content)
}

function buildNameAddress(name: string, address: NameAddress | null): string {
  return address === null ? '' : elementXml(name, { display: address.display }, escapeText(writableUri(address.uri)))
}

function buildParticipant(name: string, participant: Participant | null): string {
  if (participant === null) return ''
  const { target, sessionDescription } = participant
  const parameters =
    target?.parameters.map((each) => elementXml('param', { pname: each.name, pval: each.value }, '')).join('') ?? ''
  const content =
    buildNameAddress('identity', participant.identity) +
    (target === null ? '' : elementXml('target', { uri: target.uri }, parameters)) +
    (sessionDescription === null
      ? ''
      : textElement('session-description', { type: sessionDescription.type }, sessionDescription.body)) +
    textElement('cseq', null, participant.cseq)
  return elementXml(name, null, content)
}
