/** XPIDF, the presence document before PIDF, as some old servers still send it: read only. */
import { priorityOf } from './basic.ts'
import { emptyPerson, emptyPresence, emptyTuple, type PresenceDocument, type Tuple } from './pidf.ts'
import type { Activity } from './rpid.ts'
import { activityNamed } from './rpid-values.ts'
import {
  attribute,
  children,
  DocumentError,
  decodeBytes,
  type Element,
  PRESENCE_DOCUMENT_LIMIT,
  parseXml,
  requireRoot,
  uriFrom,
} from './xml.ts'

const documentName = 'XPIDF document'

export function parseXpidf(input: string | Uint8Array): PresenceDocument {
  if (input.length > PRESENCE_DOCUMENT_LIMIT)
    throw new DocumentError(documentName, `larger than ${PRESENCE_DOCUMENT_LIMIT} bytes`)
  const text = typeof input === 'string' ? input : decodeBytes(input)
  // Every XPIDF names its external DTD. It is cut out unread; one with declarations inside stays, and is refused.
  const root = parseXml(documentName, text.replace(/<!DOCTYPE\s[^[\]<>]{0,500}>/, ''))
  requireRoot(documentName, root, 'presence')
  let entity = ''
  const tuples: Tuple[] = []
  const activities: Activity[] = []
  for (const child of children(root)) {
    if (child.localName === 'presentity') entity ||= uriFrom(attribute(child, 'uri')).replace(/;.*$/s, '')
    else if (child.localName === 'atom')
      for (const address of children(child)) tuples.push(readAddress(address, attribute(child, 'id') ?? '', activities))
  }
  if (tuples.length === 0) throw new DocumentError(documentName, 'has no address')
  const set = { values: activities, note: null, from: null, until: null, id: null }
  return {
    ...emptyPresence(entity),
    tuples,
    persons: activities.length === 0 ? [] : [{ ...emptyPerson('person'), activities: [set] }],
  }
}

/** inuse with a sub-status of onthephone, as Microsoft's clients and those that followed them say it. */
function readAddress(address: Element, id: string, activities: Activity[]): Tuple {
  const uri = uriFrom(attribute(address, 'uri'))
  const priority = priorityOf(attribute(address, 'priority'))
  let basic: Tuple['basic'] = null
  const before = activities.length
  let inUse = false
  for (const child of children(address)) {
    const word = attribute(child, 'status') ?? attribute(child, 'substatus') ?? ''
    if (child.localName === 'status') basic = gone.includes(word) ? 'closed' : 'open'
    // Some have what belongs into the second word in the first.
    const name = activityNamed(word)
    if ((child.localName === 'status' || child.localName === 'msnsubstatus') && name !== null) activities.push({ name })
    inUse ||= word === 'inuse'
  }
  if (inUse && activities.length === before) activities.push({ name: 'busy' })
  const contact = uri === '' ? null : { uri, priority }
  return { ...emptyTuple(id), basic, contact }
}

const gone: readonly string[] = ['closed', 'inactive', 'offline']
