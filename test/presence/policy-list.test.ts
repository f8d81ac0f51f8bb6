import fc from 'fast-check'
import { expect, test } from 'vitest'
import { details, favouritesColumn, handlings, levelsOf, othersColumn, personAccesses, whens } from '#contract/privacy'
import {
  buildResourceLists,
  entryOf,
  listOf,
  noResourceLists,
  parseResourceLists,
} from '../../electron/documents/resource-lists.ts'
import { editPolicy, emptyPolicy, type PolicyEdit } from '../../electron/presence/policy.ts'
import { policyRules } from '../../electron/presence/policy-document.ts'
import { policyIn, renamedGroups, withPolicy } from '../../electron/presence/policy-list.ts'

const column = fc.constantFrom(favouritesColumn, 'g1', 'g2', othersColumn)
const aor = fc.constantFrom('bob@example.org', 'carol%20x@example.com')
const reach = fc.record({
  ring: fc.constantFrom(...whens, 'never' as const),
  otherwise: fc.constantFrom('silent' as const, 'decline' as const),
  quietMessages: fc.boolean(),
})
const edit: fc.Arbitrary<PolicyEdit> = fc.oneof(
  fc.constantFrom(...details).chain((detail) =>
    fc.record({
      kind: fc.constant('grant' as const),
      column,
      detail: fc.constant(detail),
      grant: fc.record({ level: fc.constantFrom(...levelsOf[detail]), when: fc.constantFrom(...whens) }),
    }),
  ),
  fc.record({
    kind: fc.constant('handling' as const),
    column,
    handling: fc.constantFrom(...handlings),
    when: fc.constantFrom(...whens),
  }),
  fc.record({ kind: fc.constant('reach' as const), column, reach }),
  fc.record({
    kind: fc.constant('person' as const),
    rule: fc.record(
      {
        aor,
        access: fc.constantFrom(...personAccesses),
        extra: fc.constant({ mood: { level: 'yes', when: 'work' } } as const),
        reach,
      },
      { requiredKeys: ['aor', 'access', 'extra'] },
    ),
  }),
  fc.record({ kind: fc.constant('person-removed' as const), aor }),
  fc.record({
    kind: fc.constant('decision' as const),
    record: fc.record({ aor, decision: fc.constant({ kind: 'allow', groupId: 'g1' } as const), at: fc.nat() }),
  }),
  fc.record({
    kind: fc.constant('sign-off' as const),
    signOff: fc.record({
      atQuit: fc.boolean(),
      daily: fc.constantFrom(null, { days: [1, 5], at: 1080 }),
      note: fc
        .string({ maxLength: 20 })
        .map((text) => text.replace(/[\u0000-\u001f\ufffe\uffff]|[\ud800-\udfff]/g, '')),
      until: fc.constantFrom(
        { kind: 'not-said' } as const,
        { kind: 'at', at: 5 } as const,
        { kind: 'next', days: [], at: 480 } as const,
      ),
      deputy: fc.constantFrom(null, {
        relationship: 'assistant',
        address: 'luis@example.org',
        name: 'Luis & "co"',
      } as const),
    }),
  }),
)

test('whatever the user wants comes back from the document as it was', () => {
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 15 }), (edits) => {
      const policy = edits.reduce(editPolicy, emptyPolicy)
      const wire = buildResourceLists(withPolicy(noResourceLists, policy))
      expect(policyIn(parseResourceLists(wire))).toEqual(policy)
    }),
    { numRuns: 300 },
  )
}, 60_000)

test('edits go into the document one by one, other lists stay, and one that changes nothing leaves it as it was', () => {
  const lists = { ...noResourceLists, lists: [listOf('friends', [entryOf('sip:bob@example.org', 'Bob')])] }
  const block: PolicyEdit = { kind: 'person', rule: { aor: 'eve@evil.example', access: 'block', extra: {} } }
  const once = policyRules.apply(lists, block)
  expect(once.lists[0]).toBe(lists.lists[0])
  expect(policyRules.apply(once, block)).toBe(once)
  const elsewhere = policyRules.all(once).reduce(policyRules.apply, noResourceLists)
  expect(policyIn(elsewhere)).toEqual(policyIn(once))
})

test('what a later version wrote is not taken for more than it says', () => {
  const xml = `<resource-lists xmlns="urn:ietf:params:xml:ns:resource-lists"><list name="dialtone_policy"><d:policy xmlns:d="urn:x-dialtone:xml:ns:policy">
    <d:person uri="sip:eve@evil.example" access="on-tuesdays"/><d:view column="g1"><d:grant detail="note" level="glimpse"/></d:view><d:future/></d:policy></list></resource-lists>`
  const policy = policyIn(parseResourceLists(xml))
  expect(policy.people).toMatchObject([{ aor: 'eve@evil.example', access: 'polite-block' }])
  expect(policy.views['g1']?.details.note.level).toBe('no')
})

test('groups have names of their own on each device, and one in the document', () => {
  const policy = [
    { kind: 'handling', column: 'abc.g1', handling: 'allow', when: 'work' },
    { kind: 'decision', record: { aor: 'bob@example.org', decision: { kind: 'allow', groupId: 'abc.g1' }, at: 1 } },
    { kind: 'handling', column: othersColumn, handling: 'block', when: 'always' },
  ].reduce((before, each) => editPolicy(before, each as PolicyEdit), emptyPolicy)
  const renamed = renamedGroups(policy, (id) => id.replace('abc.', ''))
  expect(Object.keys(renamed.views)).toEqual(['g1', othersColumn])
  expect(renamed.decisions[0]?.decision).toEqual({ kind: 'allow', groupId: 'g1' })
})

test('who wrote a policy before journeys were told by themselves told them with the place', () => {
  const grants = (detail: string, level: string, when = 'always') =>
    `<d:grant detail="${detail}" level="${level}" when="${when}"/>`
  const written = (knows: string) =>
    policyIn(
      parseResourceLists(
        `<resource-lists xmlns="urn:ietf:params:xml:ns:resource-lists"><list name="dialtone_policy"><d:policy xmlns:d="urn:x-dialtone:xml:ns:policy"${knows}>
        <d:view column="g1">${grants('place', 'part', 'work')}</d:view><d:view column="g2">${grants('place', 'no')}</d:view>
        <d:person uri="sip:bob@example.org" access="basic">${grants('place', 'yes')}</d:person></d:policy></list></resource-lists>`,
      ),
    )
  const before = written('')
  expect(before.views['g1']?.details.trips).toEqual({ level: 'yes', when: 'work' })
  expect(before.views['g2']?.details.trips).toEqual({ level: 'no', when: 'always' })
  expect(before.people[0]?.extra.trips).toEqual({ level: 'yes', when: 'always' })
  expect(written(' knows="trips"').people[0]?.extra.trips).toBeUndefined()
})
