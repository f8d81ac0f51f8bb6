import fc, { type Arbitrary } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keptXml } from '../../electron/documents/kept-element.ts'
import { buildPresContent, type PresenceContent, parsePresContent } from '../../electron/documents/pres-content.ts'
import { buildResourceLists, parseResourceLists, type ResourceLists } from '../../electron/documents/resource-lists.ts'
import { buildRlsServices, parseRlsServices, type RlsServices } from '../../electron/documents/rls-services.ts'
import { buildXcapCaps, parseXcapCaps, type XcapCapabilities } from '../../electron/documents/xcap-caps.ts'
import { buildXcapDiff, parseXcapDiff, type XcapDiff } from '../../electron/documents/xcap-diff.ts'
import {
  buildXcapError,
  parseXcapError,
  type XcapError,
  xcapErrorConditions,
} from '../../electron/documents/xcap-error.ts'
import { writable } from '../../electron/documents/xml-build.ts'
import { hasSchemas, schemaErrors, whereSamplesAre } from './shared.ts'

const runs = process.env['DIALTONE_PROVE'] === '1' ? 10_000 : 300

const text = fc.string({ unit: 'grapheme', maxLength: 12 }).map((each) => writable(each).trim())
const word = text.filter((each) => each !== '')
const uri = fc.stringMatching(/^[a-z][a-z0-9.+&=-]{0,8}$/).map((user) => `sip:${user}@example.com`)
const few = { maxLength: 3 }

const foreign = word.map((value) =>
  keptXml(`<x:extra xmlns:x="urn:x:extra" at="${value.replace(/[&<>"\s]/g, '_')}"><x:in/></x:extra>`),
)
const displayName = fc.option(fc.record({ text: word, lang: fc.constantFrom(null, 'de') }))
const common = { displayName, foreign: fc.array(foreign, few), attributes: fc.constant([]) }
const leaf = fc.oneof(
  fc.record({ kind: fc.constant('entry' as const), uri, ...common }),
  fc.record({
    kind: fc.constant('entry-ref' as const),
    ref: fc.constant('resource-lists/users/sip:a@b/index/~~/x'),
    ...common,
    foreign: fc.constant([]),
  }),
  fc.record({
    kind: fc.constant('external' as const),
    anchor: fc.constantFrom(null, 'https://example.com/x'),
    ...common,
    foreign: fc.constant([]),
  }),
  fc.record({ kind: fc.constant('foreign' as const), xml: foreign }),
)
/** As it is written: what is foreign last. */
const inOrder = (items: ResourceLists['lists'][number]['items']) => [
  ...items.filter((each) => each.kind !== 'foreign'),
  ...items.filter((each) => each.kind === 'foreign'),
]
const listAround = (items: Arbitrary<ResourceLists['lists'][number]['items']>) =>
  fc.record({
    kind: fc.constant('list' as const),
    name: fc.option(word),
    displayName,
    items: items.map(inOrder),
    attributes: fc.constant([]),
  })
const list = listAround(fc.array(fc.oneof(leaf, listAround(fc.array(leaf, few))), few))

const resourceLists: Arbitrary<ResourceLists> = fc
  .record({
    lists: fc.array(list, few),
    foreign: fc.constant([]),
    prefixes: fc.constantFrom({}, { x: 'urn:x:extra' }, { x: 'urn:other' }),
  })
  .map((each) => ({ ...each, lists: each.lists.filter((one) => one.name !== null || one.items.length > 0) }))
const rlsServices: Arbitrary<RlsServices> = fc.record({
  services: fc.array(
    fc.record({
      uri,
      source: fc.oneof(
        fc.record({ kind: fc.constant('reference' as const), address: fc.constant('https://example.com/a%22b') }),
        list,
      ),
      packages: fc.array(fc.constantFrom('presence', 'dialog'), few),
      foreign: fc.array(foreign, few),
      attributes: fc.constant([]),
    }),
    few,
  ),
  foreign: fc.constant([]),
  prefixes: fc.constantFrom({}, { rl: 'urn:ietf:params:xml:ns:resource-lists' }, { rl: 'urn:other' }),
})
const capabilities: Arbitrary<XcapCapabilities> = fc.record({
  auids: fc.uniqueArray(word, few),
  extensions: fc.uniqueArray(word, few),
  namespaces: fc.uniqueArray(fc.constantFrom('urn:a', 'urn:b'), few),
})
const diff: Arbitrary<XcapDiff> = fc.record({
  root: fc.constant('https://xcap.example.com/root/'),
  documents: fc.array(
    fc.record({
      selector: fc.constantFrom('resource-lists/users/sip:a@example.com/index', 'https://xcap.example.com/root/x'),
      previousTag: fc.option(fc.stringMatching(/^[a-z0-9-]{1,9}$/)),
      newTag: fc.option(fc.stringMatching(/^[a-z0-9-]{1,9}$/)),
      bodyUnchanged: fc.boolean(),
    }),
    few,
  ),
  nodes: fc.array(fc.record({ selector: word, exists: fc.boolean() }), few),
})
const error: Arbitrary<XcapError> = fc
  .record({
    condition: fc.constantFrom(...xcapErrorConditions),
    phrase: word,
    fields: fc.array(fc.record({ field: word, alternatives: fc.array(word, few) }), { minLength: 1, maxLength: 2 }),
  })
  .map(({ condition, phrase, fields }) => ({
    condition,
    phrase,
    ancestor: condition === 'no-parent' ? 'https://xcap.example.com/root' : null,
    taken: condition === 'uniqueness-failure' ? fields : [],
  }))
const content: Arbitrary<PresenceContent> = fc.record({
  mimeType: fc.constantFrom('image/png', 'image/jpeg'),
  data: fc.uint8Array({ minLength: 1, maxLength: 30 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  description: fc.option(fc.record({ text: word, lang: fc.constantFrom(null, 'en') })),
})

function row<T>(
  name: string,
  value: Arbitrary<T>,
  build: (value: T) => string,
  parse: (xml: string) => T,
  schema: string,
) {
  return {
    name,
    schema,
    written: value.map(build),
    roundTrip: value.map((each) => ({ value: each, again: parse(build(each)) })),
  }
}

const rows = [
  row('resource lists', resourceLists, buildResourceLists, parseResourceLists, 'resource-lists.xsd'),
  row('list services', rlsServices, buildRlsServices, (xml) => ({ ...parseRlsServices(xml) }), 'rls-services.xsd'),
  row('XCAP capabilities', capabilities, buildXcapCaps, parseXcapCaps, 'xcap-caps.xsd'),
  row('an XCAP change', diff, buildXcapDiff, parseXcapDiff, 'xcap-diff.xsd'),
  row('an XCAP error', error, buildXcapError, parseXcapError, 'xcap-error.xsd'),
  row('presence content', content, buildPresContent, parsePresContent, 'oma-pres-content.xsd'),
]

describe.each(rows)('$name', { timeout: 300_000 }, ({ name, schema, written, roundTrip }) => {
  test('says the same when it was built and read again', () => {
    fc.assert(
      fc.property(roundTrip as Arbitrary<{ value: unknown; again: unknown }>, ({ value, again }) => {
        // A prefix for lists is added where a service holds one.
        const known =
          name === 'list services'
            ? (each: unknown) => ({ ...(each as RlsServices), prefixes: {} })
            : (each: unknown) => each
        expect(known(again)).toEqual(known(value))
      }),
      { numRuns: runs },
    )
  })

  test.skipIf(!hasSchemas)(`is valid against the schema of its specification${whereSamplesAre}`, async () => {
    const documents = fc.sample(written, { numRuns: runs })
    for (let at = 0; at < documents.length; at += 300)
      expect(await schemaErrors(schema, documents.slice(at, at + 300))).toEqual([])
  })
})

describe('what servers make of it', () => {
  test('OpenXCAP says why in a comment beside the error', () => {
    const body = `<?xml version="1.0"?><xcap-error xmlns="urn:ietf:params:xml:ns:xcap-error"><schema-validation-error/><!--Element 'x':
      not expected--></xcap-error>`
    expect(parseXcapError(body)).toMatchObject({
      condition: 'schema-validation-error',
      phrase: "Element 'x': not expected",
    })
  })

  test('an error nobody has heard of is an extension', () => {
    const body =
      '<xcap-error xmlns="urn:ietf:params:xml:ns:xcap-error"><extension><full xmlns="urn:x">no room</full></extension></xcap-error>'
    expect(parseXcapError(body)).toMatchObject({ condition: 'extension', phrase: 'no room' })
  })

  test('a tag in a change is compared without the quotation marks some write', () => {
    const body =
      '<xcap-diff xmlns="urn:ietf:params:xml:ns:xcap-diff" xcap-root="https://x/"><document sel="a" new-etag="&quot;t1&quot;" previous-etag="t0"/></xcap-diff>'
    expect(parseXcapDiff(body).documents).toEqual([
      { selector: 'a', newTag: 't1', previousTag: 't0', bodyUnchanged: false },
    ])
  })

  test('an icon that is not base64 is no icon', () => {
    expect(() =>
      parsePresContent('<content xmlns="urn:oma:xml:prs:pres-content"><data>not base64!</data></content>'),
    ).toThrow('base64')
    expect(() =>
      parsePresContent(
        '<content xmlns="urn:oma:xml:prs:pres-content"><encoding>gzip</encoding><data>AA==</data></content>',
      ),
    ).toThrow('base64')
  })
})
