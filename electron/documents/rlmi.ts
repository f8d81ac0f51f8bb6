/** Resource list meta-information (RFC 4662), and the list NOTIFY that carries it. */
import { contentIdFrom, mediaTypeOf, type Part, parameterOf, parseMultipart } from './multipart.ts'
import { buildNotes, type Note, parseNote } from './note.ts'
import {
  attribute,
  boolean,
  children,
  DocumentError,
  decodeBytes,
  type Element,
  LIST_NOTIFY_LIMIT,
  listLimits,
  parseXml,
  requireRoot,
  uriFrom,
  wholeNumber,
} from './xml.ts'
import { element as elementXml, writableUri, xmlDeclaration } from './xml-build.ts'

export interface ResourceList {
  readonly uri: string
  readonly version: number
  readonly fullState: boolean
  readonly names: readonly Note[]
  readonly resources: readonly Resource[]
}

export interface Resource {
  readonly uri: string
  readonly names: readonly Note[]
  /** Empty: the server has not yet subscribed to it, or keeps quiet about it. */
  readonly instances: readonly Instance[]
}

export interface Instance {
  readonly id: string
  readonly state: 'active' | 'pending' | 'terminated'
  /** As in Subscription-State: rejected, noresource ... */
  readonly reason: string | null
  /** Content-ID, without angle brackets, of the part with the state. */
  readonly cid: string | null
}

const documentName = 'resource list'

export function parseRlmi(input: string | Uint8Array): ResourceList {
  const root = parseXml(documentName, input, listLimits)
  requireRoot(documentName, root, 'list')
  const resources: Resource[] = []
  const names: Note[] = []
  for (const child of children(root)) {
    if (child.localName === 'resource') resources.push(parseResource(child))
    else if (child.localName === 'name') pushName(names, child)
  }
  return {
    uri: uriFrom(attribute(root, 'uri')),
    version: wholeNumber(attribute(root, 'version')) ?? 0,
    // Not said: what comes is what there is.
    fullState: boolean(attribute(root, 'fullState')) ?? true,
    names,
    resources,
  }
}

function pushName(names: Note[], element: Element): void {
  const name = parseNote(element)
  if (name !== null) names.push(name)
}

function parseResource(element: Element): Resource {
  const names: Note[] = []
  const instances: Instance[] = []
  for (const child of children(element)) {
    if (child.localName === 'instance') instances.push(parseInstance(child))
    else if (child.localName === 'name') pushName(names, child)
  }
  return { uri: uriFrom(attribute(element, 'uri')), names, instances }
}

function parseInstance(element: Element): Instance {
  const state = attribute(element, 'state')?.trim().toLowerCase()
  return {
    id: attribute(element, 'id') ?? '',
    state: state === 'pending' || state === 'terminated' ? state : 'active',
    reason: attribute(element, 'reason') || null,
    cid: contentIdFrom(attribute(element, 'cid')),
  }
}

/** What a list NOTIFY says of one resource. Nothing in `part`: no state came with it. */
export interface ResourceState {
  /** Empty where the part belongs to no resource of the list: its own entity says whose it is. */
  readonly uri: string
  readonly instance: Instance | null
  readonly part: Part | null
}

export interface ListNotification {
  /** null where it was missing or unreadable: the parts may still say enough. */
  readonly list: ResourceList | null
  /** Why `list` is null. */
  readonly problem: DocumentError | null
  readonly states: readonly ResourceState[]
}

const deepestNesting = 4

/** Reads the body of a NOTIFY of a list: multipart/related with the list first, lists in it, or the list alone. */
export function parseListNotification(input: string | Uint8Array, contentType: string): ListNotification {
  return readNotification(input, contentType, 0)
}

function readNotification(input: string | Uint8Array, contentType: string, depth: number): ListNotification {
  if (input.length > LIST_NOTIFY_LIMIT) throw new DocumentError(documentName, `larger than ${LIST_NOTIFY_LIMIT} bytes`)
  const parts = mediaTypeOf(contentType).startsWith('multipart/')
    ? parseMultipart(input, contentType)
    : [alone(input, contentType)]
  const root = rootOf(parts, contentType)
  const [list, problem] = readList(root)
  const states = statesOf(
    list,
    parts.filter((part) => part !== root),
  )
  return { list, problem, states: depth < deepestNesting ? states.flatMap((state) => unfolded(state, depth)) : states }
}

function alone(input: string | Uint8Array, contentType: string): Part {
  const body = typeof input === 'string' ? input : decodeBytes(input)
  return { mediaType: mediaTypeOf(contentType), contentType, contentId: null, body }
}

/** RFC 2387 3.2: `start` names the root; else it is the first part. Servers get both wrong, so the media type decides. */
function rootOf(parts: readonly Part[], contentType: string): Part | null {
  const start = contentIdFrom(parameterOf(contentType, 'start'))
  const lists = parts.filter((part) => part.mediaType === 'application/rlmi+xml')
  return lists.find((part) => start !== null && part.contentId === start) ?? lists[0] ?? null
}

function readList(root: Part | null): [ResourceList | null, DocumentError | null] {
  if (root === null) return [null, new DocumentError(documentName, 'no part of type application/rlmi+xml')]
  try {
    return [parseRlmi(root.body), null]
  } catch (cause) {
    if (cause instanceof DocumentError) return [null, cause]
    throw cause
  }
}

/**
 * Kamailio repeats the cid of the first part: where several parts share one, instances take them in order.
 * Each part is given once, so that a short body cannot ask for the same work ten thousand times.
 */
function statesOf(list: ResourceList | null, parts: readonly Part[]): readonly ResourceState[] {
  const byId = new Map<string, Part[]>()
  for (const part of parts) {
    if (part.contentId === null) continue
    const same = byId.get(part.contentId)
    if (same === undefined) byId.set(part.contentId, [part])
    else same.push(part)
  }
  const taken = new Map<string, number>()
  const used = new Set<Part>()
  const states: ResourceState[] = []
  for (const resource of list?.resources ?? []) {
    if (resource.instances.length === 0) states.push({ uri: resource.uri, instance: null, part: null })
    for (const instance of resource.instances) {
      const same = instance.cid === null ? undefined : byId.get(instance.cid)
      const turn = instance.cid === null ? 0 : (taken.get(instance.cid) ?? 0)
      const part = same?.[turn] ?? null
      if (instance.cid !== null) taken.set(instance.cid, turn + 1)
      if (part !== null) used.add(part)
      states.push({ uri: resource.uri, instance, part })
    }
  }
  for (const part of parts) if (!used.has(part)) states.push({ uri: '', instance: null, part })
  return states
}

/** RFC 4662 5.6: a resource may be a list, its state a multipart. Its members are told as if they were ours. */
function unfolded(state: ResourceState, depth: number): readonly ResourceState[] {
  if (state.part === null || !state.part.mediaType.startsWith('multipart/')) return [state]
  try {
    return [{ ...state, part: null }, ...readNotification(state.part.body, state.part.contentType, depth + 1).states]
  } catch (cause) {
    if (cause instanceof DocumentError) return [{ ...state, part: null }]
    throw cause
  }
}

export function buildRlmi(list: ResourceList): string {
  const attributes = {
    xmlns: 'urn:ietf:params:xml:ns:rlmi',
    uri: writableUri(list.uri),
    version: list.version,
    fullState: list.fullState,
  }
  const resources = list.resources.map((resource) => {
    const instances = resource.instances.map((instance) => elementXml('instance', { ...instance }, '')).join('')
    return elementXml('resource', { uri: writableUri(resource.uri) }, buildNotes('name', resource.names) + instances)
  })
  return xmlDeclaration + elementXml('list', attributes, buildNotes('name', list.names) + resources.join(''))
}
