/** Watcher information (RFC 3858): who subscribes to us, and who waits for our word. */
import {
  attribute,
  children,
  type Element,
  language,
  listLimits,
  parseXml,
  requireRoot,
  text,
  uriFrom,
  wholeNumber,
} from './xml.ts'
import { element as elementXml, escapeText, writableLanguage, writableUri, xmlDeclaration } from './xml-build.ts'

export interface WatcherInformation {
  readonly version: number
  readonly state: 'full' | 'partial'
  readonly lists: readonly WatcherList[]
}

export interface WatcherList {
  readonly resource: string
  /** The event package watched: presence. */
  readonly package: string
  readonly watchers: readonly Watcher[]
}

const statuses = ['pending', 'active', 'waiting', 'terminated'] as const
const events = [
  'subscribe',
  'approved',
  'deactivated',
  'probation',
  'rejected',
  'timeout',
  'giveup',
  'noresource',
] as const

export interface Watcher {
  readonly uri: string
  readonly displayName: string | null
  readonly lang: string | null
  readonly status: (typeof statuses)[number]
  readonly event: (typeof events)[number]
  /** Names the subscription, not the watcher: somebody with two devices comes twice. */
  readonly id: string
  /** Seconds. */
  readonly expiration: number | null
  readonly durationSubscribed: number | null
}

const documentName = 'watcher information'

export function parseWatcherinfo(input: string | Uint8Array): WatcherInformation {
  const root = parseXml(documentName, input, listLimits)
  requireRoot(documentName, root, 'watcherinfo')
  const lists = children(root)
    .filter((child) => child.localName === 'watcher-list')
    .map(parseList)
  return {
    version: wholeNumber(attribute(root, 'version')) ?? 0,
    state: attribute(root, 'state') === 'partial' ? 'partial' : 'full',
    lists,
  }
}

function parseList(element: Element): WatcherList {
  const watchers: Watcher[] = []
  for (const child of children(element)) {
    const watcher = child.localName === 'watcher' ? parseWatcher(child) : null
    if (watcher !== null) watchers.push(watcher)
  }
  return {
    resource: uriFrom(attribute(element, 'resource')),
    package: attribute(element, 'package') ?? 'presence',
    watchers,
  }
}

/** null for a status we do not know: nothing could be done with it, least of all allowing it. */
function parseWatcher(element: Element): Watcher | null {
  const status = statuses.find((each) => each === attribute(element, 'status')?.trim().toLowerCase())
  const uri = uriFrom(text(element))
  if (status === undefined || uri === '') return null
  const event = events.find((each) => each === attribute(element, 'event')?.trim().toLowerCase())
  return {
    uri,
    // WengoPhone writes it with an underscore.
    displayName: attribute(element, 'display-name') ?? attribute(element, 'display_name'),
    lang: language(element),
    status,
    event: event ?? 'subscribe',
    id: attribute(element, 'id') || uri,
    expiration: wholeNumber(attribute(element, 'expiration')),
    durationSubscribed: wholeNumber(attribute(element, 'duration-subscribed')),
  }
}

export function buildWatcherinfo(information: WatcherInformation): string {
  const lists = information.lists.map((list) =>
    elementXml(
      'watcher-list',
      { resource: writableUri(list.resource), package: list.package },
      list.watchers.map(buildWatcher).join(''),
    ),
  )
  const { version, state } = information
  return (
    xmlDeclaration +
    elementXml('watcherinfo', { xmlns: 'urn:ietf:params:xml:ns:watcherinfo', version, state }, lists.join(''))
  )
}

function buildWatcher(watcher: Watcher): string {
  const attributes = {
    id: watcher.id,
    status: watcher.status,
    event: watcher.event,
    'display-name': watcher.displayName,
    expiration: watcher.expiration,
    'duration-subscribed': watcher.durationSubscribed,
    'xml:lang': writableLanguage(watcher.lang),
  }
  return elementXml('watcher', attributes, escapeText(writableUri(watcher.uri)))
}
