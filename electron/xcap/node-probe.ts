import { keptElement } from '../documents/kept-element.ts'
import { listLimits, parseXml } from '../documents/xml.ts'
import { type NodeEdit, needsPrefix, nodeEditOf, selectorOf } from './node-edit.ts'
import type { KeptFacts, ServerFacts } from './server-facts.ts'
import type { SyncedDocument } from './synced-document.ts'
import type { XcapClient } from './xcap-client.ts'

const namespace = 'urn:ietf:params:xml:ns:resource-lists'
const scratch = (entry: string, person: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<resource-lists xmlns="${namespace}" xmlns:p="urn:x-dialtone:probe">` +
  '<list name="Ü &quot;1&quot;"><display-name>Zoë 日本</display-name></list>' +
  `<list name="probe"><entry uri="sip:a@example.org"><display-name>${entry}</display-name></entry>` +
  `<entry uri="sip:b@example.org"/><p:person id="p1"><p:name>${person}</p:name></p:person></list></resource-lists>`

/** Characters of a document that is worth the trouble. */
const largeEnough = 4_000

/** One element instead of a large document, where this server was seen to do that right. */
export async function nodeEditFor<Doc>(
  options: {
    readonly document: SyncedDocument<Doc>
    readonly client: XcapClient
    readonly facts: KeptFacts
    readonly selector: string
  },
  text: string,
): Promise<NodeEdit | null> {
  const { document, client, facts, selector } = options
  const { base, kind } = document
  if (facts.current.heedsIfMatch !== true || base.text === null || text.length < largeEnough) return null
  const edit = nodeEditOf(base.text, text)
  if (edit === null || edit.xml.length > text.length / 2) return null
  if (facts.current.nodeEdits === 'unknown' && kind.auid === 'resource-lists')
    facts.learn({ nodeEdits: await probed(client, selector.replace(/[^/]*$/, 'dialtone-probe'), kind.contentType) })
  const { nodeEdits } = facts.current
  return nodeEdits === 'work' || (nodeEdits === 'unprefixed' && !needsPrefix(edit)) ? edit : null
}

/**
 * Whether this server can be trusted with edits of single elements: tried on a document of its own, with prefixes and letters that break
 * it on some, and taken away again. Nothing but the right result will do.
 */
async function probed(client: XcapClient, document: string, contentType: string): Promise<ServerFacts['nodeEdits']> {
  const put = (selector: string, text: string, type: string) =>
    client.request({ method: 'PUT', selector, body: { contentType: type, text } })
  const comesOut = async (before: string, after: string): Promise<boolean> => {
    const edit = nodeEditOf(before, after)
    if (edit === null) return false
    const edited = await put(selectorOf(document, edit), edit.xml, 'application/xcap-el+xml')
    if (edited.kind === 'failed' || edited.status >= 300 || edited.entityTag === null) return false
    const found = await client.request({ method: 'GET', selector: document })
    return found.kind === 'answered' && found.status === 200 && sameXml(found.text, after)
  }
  const hard = 'Łukasz 🙂 &amp; Ärger'
  const made = await put(document, scratch('Åse', 'Åse'), contentType)
  if (made.kind === 'failed' || made.status >= 300) return 'broken'
  try {
    if (!(await comesOut(scratch('Åse', 'Åse'), scratch(hard, 'Åse')))) return 'broken'
    return (await comesOut(scratch(hard, 'Åse'), scratch(hard, hard))) ? 'work' : 'unprefixed'
  } finally {
    await client.request({ method: 'DELETE', selector: document })
  }
}

function sameXml(found: string, wanted: string): boolean {
  const canonical = (text: string) =>
    keptElement(parseXml('probe', text, listLimits))
      .replace(/\sxmlns(?::[^\s=]+)?="[^"]*"/g, '')
      .replace(/>\s+</g, '><')
  try {
    return canonical(found) === canonical(wanted)
  } catch {
    return false
  }
}
