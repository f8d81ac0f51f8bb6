import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAnyPresence } from '../../electron/documents/any-presence.ts'
import { buildPresence, parsePresence } from '../../electron/documents/pidf.ts'
import { DocumentError } from '../../electron/documents/xml.ts'
import { presenceArbitrary } from './presence-arbitrary.ts'
import { hasSchemas, schemaErrors, whereSamplesAre } from './shared.ts'

const runs = process.env['DIALTONE_PROVE'] === '1' ? 10_000 : 500

describe('whatever a person publishes', { timeout: 300_000 }, () => {
  test('says the same when it was built and read again', () => {
    fc.assert(
      fc.property(presenceArbitrary('tame'), (presence) => {
        expect(parsePresence(buildPresence(presence))).toEqual(presence)
      }),
      { numRuns: runs },
    )
  })

  test('is the same document when it is built from what was read', () => {
    fc.assert(
      fc.property(presenceArbitrary('wild'), (presence) => {
        const once = buildPresence(parsePresence(buildPresence(presence)))
        expect(buildPresence(parsePresence(once))).toBe(once)
      }),
      { numRuns: runs },
    )
  })

  for (const kind of ['tame', 'wild'] as const) {
    test.skipIf(!hasSchemas)(
      `is valid against the schemas of its RFCs, values ${kind}${whereSamplesAre}`,
      { timeout: 300_000 },
      async () => {
        const documents = fc.sample(presenceArbitrary(kind), { numRuns: runs }).map(buildPresence)
        for (let at = 0; at < documents.length; at += 500) {
          expect(await schemaErrors('_pidf-all.xsd', documents.slice(at, at + 500))).toEqual([])
        }
      },
    )
  }
})

describe('whatever the network sends', { timeout: 300_000 }, () => {
  const tags = [
    'presence',
    'tuple',
    'status',
    'basic',
    'dm:person',
    'dm:device',
    'rpid:activities',
    'rpid:mood',
    'rpid:place-is',
    'rpid:other',
    'rpid:audio',
    'note',
    'contact',
    'timestamp',
    'caps:servcaps',
    'gp:geopriv',
    'ts:timed-status',
    'c:icon',
    'x:y',
    'rpid:user-input',
    'rpid:time-offset',
    'rpid:privacy',
    'agp:device-info',
  ]
  const names =
    'xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" xmlns:caps="urn:ietf:params:xml:ns:pidf:caps" xmlns:gp="urn:ietf:params:xml:ns:pidf:geopriv10" xmlns:ts="urn:ietf:params:xml:ns:pidf:timed-status" xmlns:c="urn:ietf:params:xml:ns:pidf:cipid" xmlns:agp="urn:ag-projects:xml:ns:pidf" xmlns:x="urn:x"'
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom('open', ' ', '600', '2026-03-01T09:00:00Z', 'sip%3Aa%40b', 'noisy', '&#x20;'),
      fc
        .tuple(
          fc.constantFrom(...tags),
          fc.constantFrom('', ' id="a"', ' from="x"', ' xml:lang="e"', ' priority="9"', ' idle-threshold="-1"'),
          fc.array(tie('tree'), { maxLength: 4 }),
        )
        .map(([tag, attribute, content]) => `<${tag}${attribute}>${content.join('')}</${tag}>`),
    ),
  }))

  test('any elements in any place are read, and what is built of them is stable', () => {
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 5 }), (content) => {
        const once = buildPresence(parsePresence(`<presence ${names} entity="sip:a@b">${content.join('')}</presence>`))
        expect(buildPresence(parsePresence(once))).toBe(once)
      }),
      { numRuns: runs },
    )
  })

  test.skipIf(!hasSchemas)(
    `any elements in any place, built again, are valid${whereSamplesAre}`,
    { timeout: 300_000 },
    async () => {
      const contents = fc.sample(fc.array(tree, { maxLength: 5 }), { numRuns: runs })
      const documents = contents.map((content) =>
        buildPresence(parsePresence(`<presence ${names} entity="sip:a@b">${content.join('')}</presence>`)),
      )
      for (let at = 0; at < documents.length; at += 500) {
        expect(await schemaErrors('_pidf-all.xsd', documents.slice(at, at + 500))).toEqual([])
      }
    },
  )

  test('a document cut, doubled or disturbed anywhere is read or refused, and nothing else', () => {
    const disturbed = fc.tuple(
      presenceArbitrary('tame').map(buildPresence),
      fc.nat(),
      fc.nat(),
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('<', '>', '"', '&', '<!--', '<![CDATA[', '</', '\u0000')),
    )
    fc.assert(
      fc.property(disturbed, ([xml, from, length, noise]) => {
        const at = from % xml.length
        const changed = xml.slice(0, at) + noise + xml.slice(at + (length % 40))
        try {
          buildPresence(parseAnyPresence(changed))
        } catch (error) {
          expect(error).toBeInstanceOf(DocumentError)
        }
      }),
      { numRuns: runs },
    )
  })

  test('bytes of any kind are read or refused, and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => parseAnyPresence(bytes)).toThrow(DocumentError)
      }),
      { numRuns: runs },
    )
  })
})
