import { describe, expect, test } from 'vitest'
import { emptyPresence, emptyTuple } from '../../electron/documents/pidf.ts'
import { applyPartialPresence, buildPidfFull, type PartialPresence } from '../../electron/documents/pidf-diff.ts'
import { DocumentError } from '../../electron/documents/xml.ts'
import { hasSchemas, schemaErrors, whereSamplesAre } from './shared.ts'

/** RFC 5262 section 5, the full and the partial document, with today's RPID. */
const full = `<?xml version="1.0" encoding="UTF-8"?>
<p:pidf-full xmlns="urn:ietf:params:xml:ns:pidf" xmlns:p="urn:ietf:params:xml:ns:pidf-diff"
    xmlns:r="urn:ietf:params:xml:ns:pidf:rpid" xmlns:c="urn:ietf:params:xml:ns:pidf:caps"
    xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" entity="pres:someone@example.com" version="567">
  <tuple id="sg89ae">
    <status><basic>open</basic></status>
    <r:relationship><r:assistant/></r:relationship>
    <c:servcaps><c:audio>true</c:audio><c:message>true</c:message><c:video>false</c:video></c:servcaps>
    <contact priority="0.8">tel:09012345678</contact>
  </tuple>
  <tuple id="cg231jcr"><status><basic>open</basic></status><contact priority="1.0">im:pep@example.com</contact></tuple>
  <tuple id="r1230d"><status><basic>closed</basic></status><contact priority="0.9">sip:pep@example.com</contact></tuple>
  <note xml:lang="en">Full state presence document</note>
  <dm:person id="p1"><r:activities><r:on-the-phone/><r:busy/></r:activities></dm:person>
</p:pidf-full>`

const diff = (operations: string, version = 568): string =>
  `<p:pidf-diff xmlns="urn:ietf:params:xml:ns:pidf" xmlns:p="urn:ietf:params:xml:ns:pidf-diff" xmlns:r="urn:ietf:params:xml:ns:pidf:rpid" xmlns:d="urn:ietf:params:xml:ns:pidf:data-model" entity="pres:someone@example.com" version="${version}">${operations}</p:pidf-diff>`

function updated(kept: PartialPresence | null, xml: string): PartialPresence {
  const outcome = applyPartialPresence(kept, xml)
  if (outcome.kind !== 'updated') throw new Error(outcome.kind)
  return outcome.presence
}

const kept = updated(null, full)

describe('a full partial document', () => {
  test('is a presence document with a version', () => {
    expect(kept.version).toBe(567)
    expect(kept.document.tuples.map((tuple) => tuple.id)).toEqual(['sg89ae', 'cg231jcr', 'r1230d'])
    expect(kept.document.persons[0]?.activities[0]?.values).toEqual([{ name: 'on-the-phone' }, { name: 'busy' }])
  })

  test('built says the same when it is read', () => {
    const presence = { ...emptyPresence('sip:a@example.com'), tuples: [{ ...emptyTuple('t'), basic: 'open' as const }] }
    expect(updated(null, buildPidfFull(presence, 3))).toMatchObject({ version: 3, document: presence })
  })
})

test.skipIf(!hasSchemas)(`a full partial document is valid against its schema${whereSamplesAre}`, async () => {
  const presence = { ...emptyPresence('sip:a@example.com'), tuples: [{ ...emptyTuple('1'), basic: 'open' as const }] }
  expect(await schemaErrors('pidf-diff.xsd', [buildPidfFull(presence, 3)])).toEqual([])
})

describe('the changes of RFC 5262 section 5', () => {
  const changed = updated(
    kept,
    diff(`<p:add sel="presence/note" pos="before"><tuple id="ert4773"><status><basic>open</basic></status><contact priority="0.4">mailto:pep@example.com</contact><note xml:lang="en">This is a new tuple inserted between the last tuple and note element</note></tuple></p:add>
<p:replace sel="*/tuple[@id='r1230d']/status/basic/text()">open</p:replace>
<p:remove sel="*/d:person/r:activities/r:busy" ws="after"/>
<p:replace sel="*/tuple[@id='cg231jcr']/contact/@priority">0.7</p:replace>`),
  )

  test('add a tuple, open another, end an activity, and lower a priority', () => {
    expect(changed.version).toBe(568)
    expect(changed.document.tuples.map(({ id, basic, contact }) => [id, basic, contact?.priority])).toEqual([
      ['sg89ae', 'open', 0.8],
      ['cg231jcr', 'open', 0.7],
      ['r1230d', 'open', 0.9],
      ['ert4773', 'open', 0.4],
    ])
    expect(changed.document.persons[0]?.activities[0]?.values).toEqual([{ name: 'on-the-phone' }])
  })

  test('leave what was kept as it was', () => {
    expect(kept.document.tuples).toHaveLength(3)
    expect(applyPartialPresence(kept, diff('')).kind).toBe('updated')
  })
})

test.each<[string, (presence: PartialPresence) => unknown, unknown]>([
  [
    `<p:remove sel="presence/tuple[2]"/>`,
    (each) => each.document.tuples.map((tuple) => tuple.id),
    ['sg89ae', 'r1230d'],
  ],
  [`<p:remove sel="/*/tuple[contact='sip:pep@example.com']"/>`, (each) => each.document.tuples.length, 2],
  [
    `<p:replace sel="*/note"><note>New</note></p:replace>`,
    (each) => each.document.notes,
    [{ text: 'New', lang: null }],
  ],
  [
    `<p:add sel="*/tuple[@id='r1230d']/contact" pos="after"><note>x</note></p:add>`,
    (each) => each.document.tuples[2]?.notes[0]?.text,
    'x',
  ],
  [
    `<p:add sel="*/d:person/r:activities"><r:away/></p:add>`,
    (each) => each.document.persons[0]?.activities[0]?.values.length,
    3,
  ],
  [
    `<p:add sel="*" pos="prepend"><tuple id="new"><status/></tuple></p:add>`,
    (each) => each.document.tuples[0]?.id,
    'new',
  ],
  [
    `<p:add sel="*/d:person/r:activities" type="@until">2026-03-01T09:00:00Z</p:add>`,
    (each) => each.document.persons[0]?.activities[0]?.until,
    '2026-03-01T09:00:00Z',
  ],
  [`<p:remove sel="*/tuple[1]/contact/@priority"/>`, (each) => each.document.tuples[0]?.contact?.priority, null],
  [`<p:remove sel="*/note/text()"/>`, (each) => each.document.notes, []],
  [`<p:add sel="*" type="namespace::x">urn:x</p:add>`, (each) => each.document.tuples.length, 3],
])('%s', (operation, seen, value) => {
  expect(seen(updated(kept, diff(operation)))).toEqual(value)
})

test('a change to something we never had, or an old one, is told apart', () => {
  expect(applyPartialPresence(null, diff('')).kind).toBe('gap')
  expect(applyPartialPresence(kept, diff('', 569)).kind).toBe('gap')
  expect(applyPartialPresence(kept, diff('', 567)).kind).toBe('outdated')
})

test.each([
  '<p:remove sel="*/tuple[@id=\'none\']"/>',
  '<p:remove sel="*/tuple"/>',
  '<p:remove sel="*"/>',
  '<p:remove sel="*/tuple[count(*)>1]"/>',
  '<p:replace sel="*/note"/>',
  '<p:replace sel="*/note/@nothing">x</p:replace>',
  '<p:add sel="*/note/text()">x</p:add>',
  '<p:remove/>',
  '<p:replace sel="*"><presence/></p:replace>',
  '<p:add sel="*/note" type="@1 2">x</p:add>',
  '<p:add sel="*" pos="before"><second-root/></p:add>',
  `<p:remove sel="${'/'.repeat(5000)}"/>`,
  '<p:remove sel="*/note"/>'.repeat(1001),
])('a change that does not fit is refused: %s', (operation) => {
  expect(() => applyPartialPresence(kept, diff(operation))).toThrow(DocumentError)
})

test('many changes to a large document are refused before they take long', () => {
  const large = updated(null, `<pidf-full version="1">${'<a/>'.repeat(10_000)}</pidf-full>`)
  const many = `<pidf-diff version="2">${'<remove sel="*/a[9000]"/>'.repeat(500)}</pidf-diff>`
  expect(() => applyPartialPresence(large, many)).toThrow(/too many/)
})
