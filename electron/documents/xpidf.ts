/** XPIDF, the presence document before PIDF, as some old servers still send it: read only. */
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
  uriFrom,
} from './xml.ts'

const documentName = 'XPIDF document'

export function parseXpidf(input: string | Uint8Array): PresenceDocument {
  if (input.length > PRESENCE_DOCUMENT_LIMIT)
    throw new DocumentError(documentName, `larger than ${PRESENCE_DOCUMENT_LIMIT} bytes`)
  const text = typeof input === 'string' ? input : decodeBytes(input)
  // Every XPIDF names its external DTD. It is cut out unread; one with declarations inside stays, and is refused.
  const root = parseXml(documentName, text.replace(/<!DOCTYPE\s[^[\]<>]{0,500}>/, ''))
  if (root.localName !== 'presence')
    throw new DocumentError(documentName, 'the root element is not presence', 'root element')
  let entity = ''
  const tuples: Tuple[] = []
  const activities: Activity[] = []
  for (const child of children(root)) {
    if (child.localName === 'presentity') entity ||= uriFrom(attribute(child, 'uri')).replace(/;.*$/s, '')
    else if (child.localName === 'atom')
      for (const address of children(child)) tuples.push(readAddress(address, attribute(child, 'id') ?? '', activities))
  }
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
  const priority = Number(attribute(address, 'priority') ?? Number.NaN)
  let basic: Tuple['basic'] = null
  for (const child of children(address)) {
    const word = attribute(child, 'status') ?? attribute(child, 'substatus') ?? ''
    if (child.localName === 'status') basic = word === 'closed' || word === 'inactive' ? 'closed' : 'open'
    const name = substatuses[word] ?? activityNamed(word)
    if (child.localName === 'msnsubstatus' && name !== null) activities.push({ name })
  }
  const contact = uri === '' ? null : { uri, priority: priority >= 0 && priority <= 1 ? priority : null }
  return { ...emptyTuple(id), basic, contact }
}

const substatuses: Readonly<Record<string, 'on-the-phone' | 'away'>> = {
  onthephone: 'on-the-phone',
  berightback: 'away',
  outtolunch: 'away',
  idle: 'away',
}
