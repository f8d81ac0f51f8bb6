import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import {
  buildResourceLists,
  entryOf,
  listOf,
  noResourceLists,
  parseResourceLists,
  type ResourceLists,
} from '../../electron/documents/resource-lists.ts'
import { keptOf } from '../../electron/roster/ag-lists.ts'
import { type AddressBook, emptyBook, groupRef } from '../../electron/roster/book.ts'
import { uriKey } from '../../electron/roster/contact-uri.ts'
import { applyEdits, type RosterEdit } from '../../electron/roster/edits.ts'
import {
  allEdits,
  applyToDocument,
  bookOf,
  rosterRules,
  type ShapeOptions,
} from '../../electron/roster/roster-document.ts'
import { hasSchemas, sample, sampleNames, schemaErrors, whereSamplesAre } from '../documents/shared.ts'
import { edit as anyEdit, plainBook } from './random-edits.ts'

// Other tests share the processors.
vi.setConfig({ testTimeout: 60_000 })

const plain: ShapeOptions = { domain: 'example.org', listAddress: () => null }
const ag: ShapeOptions = { domain: 'sip2sip.info', listAddress: (name) => `https://xcap.example.org/lists/${name}` }

/** Groups nested as they are, those of one parent in their order. */
function shape(book: AddressBook) {
  const inside = (parentId: string | null): readonly string[] =>
    book.groups.filter((group) => group.parentId === parentId).map(({ id }) => id)
  const { people, groups } = plainBook(book)
  return {
    people,
    groups: Object.fromEntries(groups.map((group) => [group.id, group])),
    order: Object.fromEntries([null, ...book.groups.map(({ id }) => id)].map((id) => [id ?? '', inside(id)])),
  }
}

const reread = (doc: ResourceLists): ResourceLists => parseResourceLists(buildResourceLists(doc))

const someOfOthers = parseResourceLists(`<?xml version="1.0"?>
<resource-lists xmlns="urn:ietf:params:xml:ns:resource-lists" xmlns:x="urn:x">
 <list name="RootGroup"><entry uri="sip:lone@example.org"><display-name>Lone</display-name></entry></list>
 <list name="Friends"><display-name xml:lang="en">Friends</display-name>
  <entry uri="sip:friend1@example.org;transport=tcp"><display-name>One</display-name><x:said>kept</x:said></entry>
  <entry uri="https://example.org/no-person"/>
  <entry-ref ref="resource-lists/users/sip:a@example.org/index/~~/resource-lists/list%5b@name=%22l%22%5d"/>
  <list name="Close"><entry uri="sip:friend2@example.org"/><x:more/></list>
  <external anchor="https://example.org/list"/><x:more a="b">text</x:more>
 </list>
 <list name="oma_buddylist"/><list name="theirs"><x:only/></list>
</resource-lists>`)

const blinkBook = `<?xml version='1.0' encoding='UTF-8'?>
<rl:resource-lists xmlns:rl="urn:ietf:params:xml:ns:resource-lists" xmlns:addressbook="urn:ag-projects:xml:ns:addressbook" xmlns:blink="urn:ag-projects:blink:xml:ns:addressbook">
 <rl:list name="oma_buddylist"/><rl:list name="oma_grantedcontacts"><rl:entry uri="sip%3Abob%40example.org"/></rl:list>
 <rl:list name="oma_blockedcontacts"/>
 <rl:list name="oma_allcontacts"><rl:external anchor="https%3A//xcap.example.org/x"/></rl:list>
 <rl:list name="dialog_grantedcontacts"/><rl:list name="dialog_blockedcontacts"/>
 <rl:list name="sipsimple_presence_rls"><rl:entry uri="sip%3Abob%40example.org"/></rl:list><rl:list name="sipsimple_dialog_rls"/>
 <rl:list name="sipsimple_addressbook">
  <addressbook:contact id="id1"><addressbook:name>Bob</addressbook:name>
   <addressbook:uris default="id1b"><addressbook:uri id="id1a" uri="bob%40far.example" type="SIP"><blink:attributes/></addressbook:uri>
    <addressbook:uri id="id1b" uri="sip%3Abob%40example.org" type="SIP"/></addressbook:uris>
   <addressbook:dialog><addressbook:policy>default</addressbook:policy><addressbook:subscribe>false</addressbook:subscribe></addressbook:dialog>
   <addressbook:presence><addressbook:policy>allow</addressbook:policy><addressbook:subscribe>True</addressbook:subscribe></addressbook:presence>
   <blink:attributes><blink:attribute name="preferred_media">audio</blink:attribute></blink:attributes></addressbook:contact>
  <addressbook:group id="id2"><addressbook:name>Friends</addressbook:name><addressbook:contacts>
   <addressbook:contact_id>id1</addressbook:contact_id><addressbook:contact_id>gone</addressbook:contact_id></addressbook:contacts><blink:attributes/></addressbook:group>
  <addressbook:policy-element id="id3" uri="sip%3Aspam%40example.com"><addressbook:name/>
   <addressbook:dialog><addressbook:policy>block</addressbook:policy><addressbook:subscribe>false</addressbook:subscribe></addressbook:dialog>
   <addressbook:presence><addressbook:policy>block</addressbook:policy><addressbook:subscribe>false</addressbook:subscribe></addressbook:presence></addressbook:policy-element>
 </rl:list>
</rl:resource-lists>`

const uris = (doc: ResourceLists, name: string) =>
  doc.lists.find((list) => list.name === name)?.items.map((item) => (item.kind === 'entry' ? item.uri : item.kind))

describe.each([
  ['plain lists', plain, noResourceLists],
  ['plain lists beside those of others', plain, someOfOthers],
  ['an empty address book of AG Projects', ag, noResourceLists],
  ['the address book of Blink', ag, parseResourceLists(blinkBook)],
])('%s', (_name, options, start) => {
  test('an edit does to the document what it does to the address book, also read again', () => {
    fc.assert(
      fc.property(fc.array(anyEdit, { maxLength: 25 }), (edits) => {
        let doc = start
        let book = bookOf(start, options)
        for (const edit of edits) {
          doc = applyToDocument(doc, [edit], options)
          book = applyEdits(book, [edit])
          expect(shape(bookOf(doc, options))).toEqual(shape(book))
        }
        expect(shape(bookOf(reread(doc), options))).toEqual(shape(book))
      }),
      { numRuns: 60 },
    )
  })

  test('an edit made twice is made once, and one without effect leaves the same document', () => {
    fc.assert(
      fc.property(fc.array(anyEdit, { minLength: 1, maxLength: 12 }), (edits) => {
        const doc = applyToDocument(start, edits.slice(0, -1), options)
        const [last] = edits.slice(-1)
        const once = applyToDocument(doc, [last!], options)
        expect(applyToDocument(once, [last!], options)).toBe(once)
      }),
      { numRuns: 60 },
    )
  })

  test('all of it moves into another document', () => {
    fc.assert(
      fc.property(fc.array(anyEdit, { maxLength: 12 }), (edits) => {
        const doc = applyToDocument(start, edits, options)
        // Two of one name or address would become one.
        const { people, groups } = bookOf(doc, options)
        const paths = groups.map((group) => groupRef(groups, group).path.join('/'))
        const keys = [...people.values()].flatMap(({ addresses }) => [
          ...new Set(addresses.map(({ uri }) => uriKey(uri))),
        ])
        fc.pre(new Set(paths).size === paths.length && new Set(keys).size === keys.length)
        const moved = rosterRules(plain)
          .all(doc)
          .reduce((other, edit) => applyToDocument(other, [edit], plain), noResourceLists)
        expect(shape(bookOf(moved, plain))).toEqual(shape(bookOf(doc, options)))
        expect(shape(applyEdits(emptyBook, allEdits(bookOf(doc, options))))).toEqual(shape(bookOf(doc, options)))
      }),
      { numRuns: 30 },
    )
  })

  test.skipIf(!hasSchemas)(`what is written is valid to the schema${whereSamplesAre}`, async () => {
    const written = fc
      .sample(fc.array(anyEdit, { maxLength: 15 }), 15)
      .map((edits) => buildResourceLists(applyToDocument(start, edits, options)))
    expect(await schemaErrors('resource-lists.xsd', written)).toEqual([])
  })
})

describe('lists of other programs', () => {
  const put = (id: string, uri: string, group: string | null = null): RosterEdit => ({
    do: 'put-people',
    people: [
      {
        person: { id, name: 'New', addresses: [{ id: 'main', uri, label: null }], favourite: false, notes: '' },
        groups: group === null ? [] : [{ group: { id: '', path: group.split('/') } }],
      },
    ],
  })

  test('are groups, and what else stands in them stays where it is', () => {
    const book = bookOf(someOfOthers, plain)
    expect(book.groups.map(({ name, members }) => [name, members.length])).toEqual([
      ['Friends', 1],
      ['Close', 1],
    ])
    expect([...book.people.values()].map(({ name, addresses }) => [name, addresses[0]?.uri])).toEqual([
      ['Lone', 'sip:lone@example.org'],
      ['One', 'sip:friend1@example.org'],
      ['', 'sip:friend2@example.org'],
    ])
    const one = [...book.people.values()][1]!
    const doc = applyToDocument(
      someOfOthers,
      [
        { do: 'set-person', who: { id: one.id, key: '' }, set: { name: 'Uno', notes: 'tea' } },
        put('p9', 'sip:new@example.org', 'Friends'),
      ],
      plain,
    )
    const text = buildResourceLists(doc)
    const [rootGroup, friends, ...rest] = parseResourceLists(text).lists
    expect(rootGroup).toEqual(someOfOthers.lists[0])
    expect(rest).toEqual(someOfOthers.lists.slice(2))
    expect(friends?.items.map(({ kind }) => kind)).toEqual([
      'entry',
      'entry',
      'entry-ref',
      'list',
      'external',
      'entry',
      'foreign',
    ])
    expect(friends?.attributes).toEqual(someOfOthers.lists[1]?.attributes)
    expect(friends?.items[0]).toMatchObject({
      uri: 'sip:friend1@example.org;transport=tcp',
      displayName: { text: 'Uno' },
    })
    expect(text).toContain('<x:said>kept</x:said>')
    expect(bookOf(reread(doc), plain).people.get(one.id)?.notes).toBe('tea')
  })

  test('a list that another program puts after ours stays where it is, whatever is added beside it', () => {
    const group = (id: string) => ({ do: 'put-group', group: { id, path: [id] }, parent: null }) as const
    const ours = applyToDocument(noResourceLists, [group('g1'), put('p1', 'sip:a@example.org')], plain)
    const theirs = listOf('theirs', [entryOf('sip:b@example.org', 'Bea')])
    let doc: ResourceLists = { ...ours, lists: [...ours.lists, theirs, listOf('empty')] }
    for (const edit of [put('p2', 'sip:c@example.org'), group('g2'), { do: 'remove-group', id: 'g1' } as const]) {
      doc = applyToDocument(doc, [edit], plain)
      expect(doc.lists.map(({ name }) => name)).toEqual(['dialtone', 'theirs', 'empty'])
      expect(doc.lists[1]).toBe(theirs)
    }
    expect(bookOf(doc, plain).groups.map(({ id, name }) => [id.slice(0, 2), name])).toEqual([
      ['g2', 'g2'],
      ['g-', 'theirs'],
      ['g-', 'empty'],
    ])
    // Where the user gives the groups another order, ours goes to the other side.
    const [, second] = bookOf(doc, plain).groups
    const last = { id: 'g2', path: ['g2'] }
    const before = { id: second!.id, path: ['theirs'] }
    doc = applyToDocument(doc, [{ do: 'move-group', group: last, parent: null, before: null }], plain)
    expect(doc.lists.map(({ name }) => name)).toEqual(['theirs', 'empty', 'dialtone'])
    doc = applyToDocument(doc, [{ do: 'move-group', group: last, parent: null, before }], plain)
    expect(doc.lists.map(({ name }) => name)).toEqual(['dialtone', 'theirs', 'empty'])
    expect(doc.lists[1]).toBe(theirs)
  })

  test.each(sampleNames('xcap').filter((name) => /<(\w+:)?resource-lists/.test(Buffer.from(sample(name)).toString())))(
    'in %s every element survives an edit',
    (name) => {
      let doc: ResourceLists
      try {
        doc = parseResourceLists(sample(name))
      } catch {
        return
      }
      const edits = [
        put('p9', 'sip:new@example.org'),
        { do: 'put-group', group: { id: 'g9', path: ['New'] }, parent: null } as const,
      ]
      const edited = reread(applyToDocument(doc, edits, plain))
      // All that was there is there, and nothing but ours is new.
      expect(edited.lists.filter((list) => list.name !== 'dialtone')).toEqual(doc.lists)
      expect(edited.foreign).toEqual(doc.foreign)
      const undone = applyToDocument(
        edited,
        [
          { do: 'remove-people', ids: ['p9'] },
          { do: 'remove-group', id: 'g9' },
        ],
        plain,
      )
      expect(shape(bookOf(undone, plain))).toEqual(shape(bookOf(doc, plain)))
    },
  )

  test('an address that another program put into a list of its own is still the same person', () => {
    const doc = applyToDocument(noResourceLists, [put('p1', 'sip:maya@example.org')], plain)
    const both = { ...doc, lists: [listOf('Theirs', [entryOf('sip:maya@example.org', 'M')]), ...doc.lists] }
    const book = bookOf(both, plain)
    expect([...book.people.keys()]).toEqual(['p1'])
    expect(book.groups[0]?.members).toEqual(['p1'])
  })
})

describe('the address book of Blink', () => {
  const start = parseResourceLists(blinkBook)
  const bob = { id: 'id1', key: 'bob@example.org' }

  test('is read with its default address first', () => {
    const book = bookOf(start, plain)
    expect([...book.people.values()]).toEqual([
      {
        id: 'id1',
        name: 'Bob',
        addresses: [
          { id: 'id1b', uri: 'sip:bob@example.org', label: null },
          { id: 'id1a', uri: 'sip:bob@far.example', label: null },
        ],
        favourite: false,
        notes: '',
      },
    ])
    expect(book.groups).toEqual([{ id: 'id2', name: 'Friends', parentId: null, members: ['id1'], byHand: false }])
  })

  test('an edit keeps what Blink says, and the lists the server reads follow in the same document', () => {
    const doc = applyToDocument(
      start,
      [
        { do: 'set-person', who: bob, set: { name: 'Bobby', favourite: true } },
        {
          do: 'put-people',
          people: [
            {
              person: {
                id: 'p1',
                name: 'Eve',
                addresses: [{ id: 'main', uri: 'sip:eve@example.org', label: null }],
                favourite: false,
                notes: '',
              },
              groups: [{ group: { id: 'id2', path: ['Friends'] } }],
            },
          ],
        },
      ],
      plain,
    )
    const text = buildResourceLists(doc)
    expect(text).toContain('<blink:attribute name="preferred_media">audio</blink:attribute>')
    expect(text).toContain('<addressbook:policy>allow</addressbook:policy>')
    expect(text).toContain('sip%3Aspam%40example.com')
    expect(uris(doc, 'oma_grantedcontacts')).toEqual(['sip:bob@example.org', 'sip:bob@far.example'])
    expect(uris(doc, 'oma_blockedcontacts')).toEqual(['sip:spam@example.com'])
    expect(uris(doc, 'dialog_blockedcontacts')).toEqual(['sip:spam@example.com'])
    expect(uris(doc, 'sipsimple_presence_rls')).toEqual([
      'sip:bob@example.org',
      'sip:bob@far.example',
      'sip:eve@example.org',
    ])
    expect(uris(doc, 'oma_allcontacts')).toEqual(['external'])
    expect(bookOf(reread(doc), plain).people.get('id1')).toMatchObject({ name: 'Bobby', favourite: true })
    const without = applyToDocument(doc, [{ do: 'remove-people', ids: ['id1'] }], plain)
    expect(uris(without, 'sipsimple_presence_rls')).toEqual(['sip:eve@example.org'])
    expect(uris(without, 'oma_grantedcontacts')).toEqual([])
  })

  test('who comes back after a removal is handled as before', () => {
    const kept = keptOf(start, 'id1')
    const person = bookOf(start, plain).people.get('id1')!
    const without = applyToDocument(start, [{ do: 'remove-people', ids: ['id1'] }], plain)
    const back = applyToDocument(
      without,
      [{ do: 'restore-people', people: [{ person: { ...person, ...(kept !== undefined && { kept }) }, groups: [] }] }],
      plain,
    )
    expect(uris(back, 'oma_grantedcontacts')).toEqual(['sip:bob@example.org', 'sip:bob@far.example'])
    expect(buildResourceLists(back)).toContain('<blink:attribute name="preferred_media">audio</blink:attribute>')
    const forged = { ...person, kept: '<not xml' }
    const plainly = applyToDocument(
      without,
      [{ do: 'restore-people', people: [{ person: forged, groups: [] }] }],
      plain,
    )
    expect(uris(plainly, 'oma_grantedcontacts')).toEqual([])
  })

  test('begins with all nine lists', () => {
    const doc = applyToDocument(
      noResourceLists,
      [{ do: 'put-group', group: { id: 'g1', path: ['Team'] }, parent: null }],
      ag,
    )
    expect(new Set(doc.lists.map(({ name }) => name))).toEqual(new Set(start.lists.map(({ name }) => name)))
    expect(uris(doc, 'oma_allcontacts')).toEqual(['external', 'external', 'external'])
  })

  test('takes in who stood in our own lists before Blink came', () => {
    const ours = applyToDocument(
      noResourceLists,
      [
        { do: 'put-group', group: { id: 'g1', path: ['Team'] }, parent: null },
        {
          do: 'put-people',
          people: ['eve', 'bob'].map((name) => ({
            person: {
              id: `p-${name}`,
              name,
              addresses: [{ id: 'main', uri: `sip:${name}@example.org`, label: null }],
              favourite: false,
              notes: '',
            },
            groups: [{ group: { id: 'g1', path: ['Team'] } }],
          })),
        },
      ],
      plain,
    )
    const doc = { ...start, lists: [...start.lists, ...ours.lists] }
    const book = bookOf(doc, plain)
    expect([...book.people.keys()]).toEqual(['id1', 'p-eve'])
    expect(book.groups.map(({ name, members }) => [name, members])).toEqual([
      ['Friends', ['id1']],
      ['Team', ['p-eve', 'id1']],
    ])
    const edited = applyToDocument(doc, [{ do: 'set-person', who: bob, set: { notes: 'x' } }], plain)
    expect(edited.lists.some(({ name }) => name === 'dialtone')).toBe(false)
    expect([...bookOf(reread(edited), plain).people.keys()].sort()).toEqual(['id1', 'p-eve'])
  })
})
