import { expect, test } from 'vitest'
import { buildResourceLists, parseResourceLists, type ResourceLists } from '../../electron/documents/resource-lists.ts'
import { type BookPolicyEdit, bookPolicyRules, handledIn, settled } from '../../electron/roster/book-policies.ts'
import { applyToDocument, bookOf } from '../../electron/roster/roster-document.ts'
import { hasSchemas, schemaErrors, whereSamplesAre } from '../documents/shared.ts'
import { blinkContact, blinkDocument, blinkPolicy } from '../fakes/blink-book.ts'

const rules = bookPolicyRules((name) => `https://xcap.example.org/${name}`)
const after = (doc: ResourceLists, ...edits: readonly BookPolicyEdit[]) =>
  parseResourceLists(buildResourceLists(edits.reduce(rules.apply, doc)))
const uris = (doc: ResourceLists, name: string) =>
  doc.lists.find((list) => list.name === name)?.items.map((item) => (item.kind === 'entry' ? item.uri : item.kind))
const start = parseResourceLists(
  blinkDocument([
    blinkContact('id1', 'bob@example.org', 'allow'),
    blinkContact('id2', 'carol@example.org', 'default'),
    blinkPolicy('id3', 'spam@example.com', 'block'),
  ]),
)
const change = (id: string, was: 'allow' | 'block' | 'default', next: 'allow' | 'block' | 'default') =>
  ({ do: 'set-policies', changes: [{ id, was, told: null, next }] }) as const

test('what is wanted is written with the lists that servers read, and all that Blink says stays', () => {
  const doc = after(start, change('id1', 'allow', 'block'), change('id2', 'default', 'allow'))
  expect(uris(doc, 'oma_grantedcontacts')).toEqual(['sip:carol@example.org'])
  expect(uris(doc, 'oma_blockedcontacts')).toEqual(['sip:bob@example.org', 'sip:spam@example.com'])
  expect(uris(doc, 'sipsimple_presence_rls')).toEqual(['sip:bob@example.org', 'sip:carol@example.org'])
  expect(handledIn(doc).map(({ aors, policy, told }) => [aors[0], policy, told])).toEqual([
    ['bob@example.org', 'block', 'block'],
    ['carol@example.org', 'allow', 'allow'],
    ['spam@example.com', 'block', null],
  ])
  const text = buildResourceLists(doc)
  expect(text).toContain('<blink:attribute name="preferred_media">audio</blink:attribute>')
  // The people are as they were, and an edit of one of them keeps what was told.
  const options = { domain: 'example.org', listAddress: () => null }
  expect([...bookOf(doc, options).people.keys()]).toEqual(['id1', 'id2'])
  const who = { id: 'id1', key: '' }
  const renamed = applyToDocument(doc, [{ do: 'set-person', who, set: { name: 'Bobby' } }], options)
  expect(handledIn(renamed)[0]).toMatchObject({ policy: 'block', told: 'block' })
})

test('an edit counts only for what it was made for, and is made once', () => {
  const edit = change('id1', 'block', 'default')
  expect(rules.apply(start, edit)).toBe(start)
  const once = rules.apply(start, change('id1', 'allow', 'block'))
  expect(rules.apply(once, change('id1', 'allow', 'block'))).toBe(once)
})

test('somebody who is no contact has a policy of his own, which goes with the wish', () => {
  const put = { do: 'put-policy', aor: 'eve@evil.example', policy: 'block' } as const
  const doc = after(start, put, put)
  expect(uris(doc, 'oma_blockedcontacts')).toEqual(['sip:spam@example.com', 'sip:eve@evil.example'])
  expect(handledIn(doc).filter(({ aors }) => aors[0] === 'eve@evil.example')).toHaveLength(1)
  const gone = after(
    doc,
    { do: 'drop-policy', aor: 'eve@evil.example' },
    { do: 'drop-policy', aor: 'spam@example.com' },
  )
  // Blink's own stays.
  expect(uris(gone, 'oma_blockedcontacts')).toEqual(['sip:spam@example.com'])
})

test.skipIf(!hasSchemas)(`what is written is valid to the schema${whereSamplesAre}`, async () => {
  const put = { do: 'put-policy', aor: 'eve@evil.example', policy: 'block' } as const
  expect(
    await schemaErrors('resource-lists.xsd', [
      buildResourceLists(after(start, change('id2', 'default', 'allow'), put)),
    ]),
  ).toEqual([])
})

// policy there, told by us before, wanted here: what is to stand there, and whether it is Blink's word
test.each([
  ['nothing new', 'allow', 'allow', 'allow', 'allow', false],
  ['new here', 'allow', 'allow', 'block', 'block', false],
  ['new there', 'block', 'allow', 'allow', 'block', true],
  ['allowed there', 'allow', 'block', 'block', 'allow', true],
  ['taken back there', 'default', 'allow', 'allow', 'default', true],
  ['never told, blocked there', 'block', null, 'allow', 'block', true],
  ['never told, allowed there', 'allow', null, 'default', 'allow', true],
  ['never told, blocked here', 'allow', null, 'block', 'block', false],
  ['both new, less there', 'block', 'default', 'allow', 'block', true],
  ['both new, less here', 'allow', 'default', 'block', 'block', false],
] as const)('%s', (_name, policy, told, wanted, next, isTheirs) => {
  expect(settled({ policy, told }, wanted)).toEqual({ next, isTheirs })
})
