import { describe, expect, test } from 'vitest'
import { keptName, keptXml } from '../../electron/documents/kept-element.ts'
import {
  buildResourceLists,
  entryOf,
  listOf,
  noResourceLists,
  parseResourceLists,
} from '../../electron/documents/resource-lists.ts'
import { buildRlsServices, parseRlsServices, serviceFor } from '../../electron/documents/rls-services.ts'
import { hasSchemas, sample, sampleNames, schemaErrors, whereSamplesAre } from './shared.ts'

const fromRfc = `<?xml version="1.0" encoding="UTF-8"?>
<resource-lists xmlns="urn:ietf:params:xml:ns:resource-lists"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <list name="friends">
  <entry uri="sip:bill@example.com"><display-name>Bill Doe</display-name></entry>
  <entry-ref ref="resource-lists/users/sip:bill@example.com/index/~~/
     resource-lists/list%5b@name=%22list1%22%5d/entry%5b@uri=%22sip:petri@example.com%22%5d"/>
  <list name="close-friends">
   <display-name xml:lang="en">Close Friends</display-name>
   <entry uri="sip:joe@example.com"><display-name>Joe Smith</display-name></entry>
   <external anchor="http://xcap.example.org/resource-lists/users/sip:a@example.org/index/~~/resource-lists/list%5b@name=%22mkting%22%5d">
     <display-name>Marketing</display-name></external>
  </list>
 </list>
</resource-lists>`

const fromBlink = `<?xml version='1.0' encoding='UTF-8'?>
<rl:resource-lists xmlns:rl="urn:ietf:params:xml:ns:resource-lists" xmlns:addressbook="urn:ag-projects:xml:ns:addressbook" xmlns:blink="urn:ag-projects:blink:xml:ns:addressbook">
  <rl:list name="oma_grantedcontacts"><rl:entry uri="sip%3Abob%40example.com"/></rl:list>
  <rl:list name="sipsimple_addressbook">
    <addressbook:contact id="id1"><addressbook:name>Bob &amp; "co" xmlns:blink="urn:x"</addressbook:name>
      <blink:attributes><blink:attribute name="x" nil="true"/></blink:attributes></addressbook:contact>
  </rl:list>
</rl:resource-lists>`

describe('resource lists', () => {
  test('the example of RFC 4826 3.3 is read, nested lists and references and all', () => {
    const { lists } = parseResourceLists(fromRfc)
    const [friends] = lists
    expect(friends?.name).toBe('friends')
    expect(friends?.items.map((item) => item.kind)).toEqual(['entry', 'entry-ref', 'list'])
    expect(friends?.items[1]).toMatchObject({
      ref: 'resource-lists/users/sip:bill@example.com/index/~~/resource-lists/list%5b@name=%22list1%22%5d/entry%5b@uri=%22sip:petri@example.com%22%5d',
    })
    expect(friends?.items[2]).toMatchObject({ displayName: { text: 'Close Friends', lang: 'en' } })
  })

  test('what Blink keeps in a list of its own comes through an edit of another list as it was', () => {
    const document = parseResourceLists(fromBlink)
    const edited = { ...document, lists: [...document.lists, listOf('mine', [entryOf('sip:eve@example.com', 'Eve')])] }
    const again = parseResourceLists(buildResourceLists(edited))
    expect(again.lists.slice(0, 2)).toEqual(document.lists)
    expect(again.lists[2]?.items).toEqual([entryOf('sip:eve@example.com', 'Eve')])
  })

  test('an entry that another client percent-encoded is read plainly and stays as it was written', () => {
    const document = parseResourceLists(fromBlink)
    expect(document.lists[0]?.items[0]).toMatchObject({ kind: 'entry', uri: 'sip:bob@example.com' })
    expect(buildResourceLists(document)).toContain('uri="sip%3Abob%40example.com"')
  })

  test('kept elements declare their namespaces on the root only', () => {
    const built = buildResourceLists(parseResourceLists(fromBlink))
    expect(built.split('xmlns:addressbook').length).toBe(2)
    // The one in Bob's name is his name.
    expect(built.split('xmlns:blink').length).toBe(3)
  })

  test('an element without a namespace does not become one of ours by where it is put', () => {
    const foreign = keptXml('<x:a xmlns:x="urn:x"><b c="1"/></x:a>')
    const document = { ...noResourceLists, lists: [listOf('l', [{ kind: 'foreign', xml: foreign }])] }
    const again = parseResourceLists(buildResourceLists(document))
    expect(again.lists[0]?.items).toEqual([{ kind: 'foreign', xml: foreign }])
    expect(keptName(foreign)).toBe('{urn:x}a')
  })

  test('elements of other namespaces are written after the entries, as the schema of RFC 4826 has them', () => {
    const foreign = { kind: 'foreign', xml: keptXml('<x:a xmlns:x="urn:x"/>') } as const
    const entry = entryOf('sip:eve@example.com')
    const built = buildResourceLists({ ...noResourceLists, lists: [listOf('l', [foreign, entry])] })
    expect(parseResourceLists(built).lists[0]?.items).toEqual([entry, foreign])
  })

  test('no list at all is written as the schema wants it, and read as none', () => {
    expect(parseResourceLists(buildResourceLists(noResourceLists))).toEqual(noResourceLists)
  })

  test('hostile documents are refused before they cost anything', () => {
    const start = '<resource-lists xmlns="urn:ietf:params:xml:ns:resource-lists">'
    expect(() => parseResourceLists(`<!DOCTYPE x [<!ENTITY a "b">]>${start}</resource-lists>`)).toThrow('document type')
    expect(() => parseResourceLists(start + '<list>'.repeat(300))).toThrow('deeper')
    expect(() => parseResourceLists(`${start}${' '.repeat(17 * 1024 * 1024)}`)).toThrow('larger')
    expect(() => parseResourceLists('<html/>')).toThrow('not resource-lists')
  })
})

describe('list services', () => {
  test('both forms of RFC 4826 4.3 are read and written', () => {
    const document = parseRlsServices(`<rls-services xmlns="urn:ietf:params:xml:ns:rls-services"
      xmlns:rl="urn:ietf:params:xml:ns:resource-lists">
      <service uri="sip:mybuddies@example.com"><resource-list>http://xcap.example.com/xxx</resource-list>
        <packages><package>presence</package></packages></service>
      <service uri="sip:marketing@example.com"><list name="m"><rl:entry uri="sip:joe@example.com"/></list>
        <packages><package>presence</package></packages></service></rls-services>`)
    expect(document.services[0]).toEqual(
      serviceFor('sip:mybuddies@example.com', 'http://xcap.example.com/xxx', ['presence']),
    )
    expect(document.services[1]?.source).toMatchObject({ name: 'm', items: [entryOf('sip:joe@example.com')] })
    expect(parseRlsServices(buildRlsServices(document))).toEqual(document)
    expect(buildRlsServices(document)).toContain('<list name="m"><rl:entry uri="sip:joe@example.com"/></list>')
  })
})

const names = sampleNames('xcap')
describe.skipIf(!hasSchemas)(`documents of real servers and clients${whereSamplesAre}`, () => {
  const rows = [
    {
      what: 'lists',
      rewritten: rewriting(parseResourceLists, buildResourceLists),
      schema: 'resource-lists.xsd',
      least: 4,
    },
    {
      what: 'services',
      rewritten: rewriting(parseRlsServices, buildRlsServices),
      schema: 'rls-services.xsd',
      least: 3,
    },
  ]
  test.each(rows)('$what are read, what we write says the same, and is valid where theirs was', async (row) => {
    const texts = names.map((name) => Buffer.from(sample(name)).toString('utf8'))
    const built = texts.map(row.rewritten).filter((each) => each !== null)
    expect(built.length).toBeGreaterThanOrEqual(row.least)
    // Not valid to begin with, or only with a schema of their own; kept all the same.
    const valid = built.filter((each) => !/xmlns:(?:ext="extension"|cp="[^"]*:copycontrol")|<badlist/.test(each))
    expect(await schemaErrors(row.schema, valid)).toEqual([])
  })
})

/** What we write of a text, or null where it is another format; it says the same when it is read again. */
function rewriting<T>(parse: (text: string) => T, build: (document: T) => string): (text: string) => string | null {
  return (text) => {
    let document: T
    try {
      document = parse(text)
    } catch {
      return null
    }
    const built = build(document)
    expect(parse(built)).toEqual(document)
    return built
  }
}
