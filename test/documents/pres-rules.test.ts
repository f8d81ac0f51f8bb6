import { describe, expect, test } from 'vitest'
import { many, one } from '../../electron/documents/common-policy.ts'
import {
  buildRuleset,
  noRules,
  noTransformations,
  parseRuleset,
  permissions,
  type Rule,
  type Ruleset,
  userInputs,
} from '../../electron/documents/pres-rules.ts'
import { hasSamples, hasSchemas, sample, sampleNames, schemaErrors, whereSamplesAre } from './shared.ts'

/** RFC 5025 section 5.1. */
const fromRfc = `<?xml version="1.0" encoding="UTF-8"?>
<cr:ruleset xmlns="urn:ietf:params:xml:ns:pres-rules" xmlns:pr="urn:ietf:params:xml:ns:pres-rules"
  xmlns:cr="urn:ietf:params:xml:ns:common-policy">
  <cr:rule id="a">
    <cr:conditions><cr:identity><cr:one id="sip:user@example.com"/></cr:identity></cr:conditions>
    <cr:actions><pr:sub-handling>allow</pr:sub-handling></cr:actions>
    <cr:transformations>
      <pr:provide-services>
        <pr:service-uri-scheme>sip</pr:service-uri-scheme><pr:service-uri-scheme>mailto</pr:service-uri-scheme>
      </pr:provide-services>
      <pr:provide-persons><pr:all-persons/></pr:provide-persons>
      <pr:provide-activities>true</pr:provide-activities>
      <pr:provide-user-input>bare</pr:provide-user-input>
      <pr:provide-unknown-attribute ns="urn:vendor-specific:foo-namespace" name="foo">true</pr:provide-unknown-attribute>
    </cr:transformations>
  </cr:rule>
</cr:ruleset>`

/** As Blink writes it: percent-encoded, by lists, with OMA's conditions. */
const fromBlink = `<?xml version='1.0' encoding='UTF-8'?>
<cp:ruleset xmlns:cp="urn:ietf:params:xml:ns:common-policy" xmlns:ocp="urn:oma:xml:xdm:common-policy"
  xmlns:pr="urn:ietf:params:xml:ns:pres-rules">
  <cp:rule id="wp_prs_grantedcontacts">
    <cp:conditions><ocp:external-list><ocp:entry anc="https%3A//xcap.example.com/resource-lists/users/sip%3Aa%40example.com/index/~~/resource-lists/list"/></ocp:external-list></cp:conditions>
    <cp:actions><pr:sub-handling>allow</pr:sub-handling></cp:actions>
  </cp:rule>
  <cp:rule id="wp_prs_unlisted"><cp:conditions><ocp:other-identity/></cp:conditions>
    <cp:actions><pr:sub-handling>confirm</pr:sub-handling></cp:actions></cp:rule>
  <cp:rule id="wp_prs_block_anonymous"><cp:conditions><ocp:anonymous-request/></cp:conditions>
    <cp:actions><pr:sub-handling>block</pr:sub-handling></cp:actions></cp:rule>
  <cp:rule id="wp_prs_allow_own">
    <cp:conditions><cp:identity><cp:one id="sip%3Aa%40example.com"/></cp:identity></cp:conditions>
    <cp:actions><pr:sub-handling>allow</pr:sub-handling></cp:actions>
  </cp:rule>
</cp:ruleset>`

/** As if we had made them: built from what was read, not as they were written. */
const ours = (ruleset: Ruleset): Ruleset => ({
  ...ruleset,
  rules: ruleset.rules.map((rule) => ({ ...rule, written: null })),
})

const everyKind: Rule = {
  id: 'every-kind',
  conditions: [
    {
      kind: 'identity',
      members: [
        one('sip:anna@example.org'),
        many(['sip:eve@example.org']),
        {
          kind: 'many',
          domain: 'example.com',
          except: [
            { id: null, domain: 'sub.example.com' },
            { id: 'sip:bad%20guy@example.com', domain: null },
          ],
          foreign: [],
        },
      ],
    },
    { kind: 'sphere', value: 'work' },
    { kind: 'validity', periods: [{ from: '2026-11-20T08:00:00Z', until: '2026-11-20T17:00:00+01:00' }] },
    {
      kind: 'external-list',
      anchors: ['https://xcap.example.org/lists/index/~~/resource-lists/list%5b@name=%22a%22%5d'],
    },
    { kind: 'other-identity' },
    { kind: 'anonymous-request' },
  ],
  subHandling: 'polite-block',
  otherActions: [],
  transformations: {
    ...noTransformations,
    services: {
      kind: 'some',
      selectors: [
        { kind: 'service-uri', value: 'sip:anna@example.org' },
        { kind: 'service-uri-scheme', value: 'mailto' },
        { kind: 'occurrence-id', value: 'SID-1' },
        { kind: 'class', value: 'call' },
      ],
      foreign: [],
    },
    devices: { kind: 'some', selectors: [{ kind: 'deviceID', value: 'urn:uuid:1' }], foreign: [] },
    persons: { kind: 'some', selectors: [], foreign: [] },
    permissions: Object.fromEntries(permissions.map((each, index) => [each, index % 2 === 0])),
    userInput: 'thresholds',
    unknown: [{ namespace: 'urn:x', name: 'foo', granted: true }],
  },
  written: null,
}

describe('presence rules', () => {
  test('the example of RFC 5025 5.1 is read', () => {
    const [rule] = parseRuleset(fromRfc).rules
    expect(rule).toMatchObject({
      id: 'a',
      conditions: [{ kind: 'identity', members: [{ kind: 'one', id: 'sip:user@example.com' }] }],
      subHandling: 'allow',
      transformations: {
        services: {
          kind: 'some',
          selectors: [
            { kind: 'service-uri-scheme', value: 'sip' },
            { kind: 'service-uri-scheme', value: 'mailto' },
          ],
        },
        devices: null,
        persons: { kind: 'all' },
        permissions: { activities: true },
        userInput: 'bare',
        unknown: [{ namespace: 'urn:vendor-specific:foo-namespace', name: 'foo', granted: true }],
        allAttributes: false,
      },
    })
  })

  test('what Blink writes is read plainly, with the conditions of OMA', () => {
    const { rules } = parseRuleset(fromBlink)
    expect(rules.map(({ conditions }) => conditions[0])).toEqual([
      {
        kind: 'external-list',
        anchors: ['https://xcap.example.com/resource-lists/users/sip:a@example.com/index/~~/resource-lists/list'],
      },
      { kind: 'other-identity' },
      { kind: 'anonymous-request' },
      { kind: 'identity', members: [{ kind: 'one', id: 'sip:a@example.com', foreign: [] }] },
    ])
  })

  test('a rule of another program is written again as it was, beside one of ours', () => {
    const before = parseRuleset(fromBlink)
    const after = parseRuleset(buildRuleset({ ...before, rules: [everyKind, ...before.rules] }))
    expect(after.rules.slice(1)).toEqual(before.rules)
    expect(ours(after).rules[0]).toEqual(everyKind)
  })

  test('conditions, actions and transformations nobody knows survive, and a rule with such a condition says so', () => {
    const foreign = `<cp:ruleset xmlns:cp="urn:ietf:params:xml:ns:common-policy" xmlns:pr="urn:ietf:params:xml:ns:pres-rules"><cp:rule id="x">
      <cp:conditions><l:location xmlns:l="urn:l">Graz</l:location></cp:conditions>
      <cp:actions><pr:sub-handling>allow</pr:sub-handling><l:tell xmlns:l="urn:l"/></cp:actions>
      <cp:transformations><o:provide-willingness xmlns:o="urn:oma:xml:prs:pres-rules">true</o:provide-willingness></cp:transformations>
      </cp:rule></cp:ruleset>`
    const rebuilt = parseRuleset(buildRuleset(ours(parseRuleset(foreign))))
    const [rule] = rebuilt.rules
    expect(rule?.conditions[0]).toMatchObject({ kind: 'foreign' })
    expect(rule?.otherActions).toHaveLength(1)
    expect(rule?.transformations?.foreign[0]).toContain('provide-willingness')
  })

  test('words are taken as meant, and those nobody knows give nothing', () => {
    const wire = `<ruleset xmlns="urn:ietf:params:xml:ns:common-policy"><rule id="r"><actions><sub-handling xmlns="urn:ietf:params:xml:ns:pres-rules"> ALLOW
      </sub-handling></actions><transformations xmlns:p="urn:ietf:params:xml:ns:pres-rules"><p:provide-note>1</p:provide-note><p:provide-mood>maybe</p:provide-mood>
      <p:provide-user-input>everything</p:provide-user-input></transformations></rule></ruleset>`
    const [rule] = parseRuleset(wire).rules
    expect(rule?.subHandling).toBe('allow')
    expect(rule?.transformations).toMatchObject({ permissions: { note: true, mood: false }, userInput: 'false' })
    expect(parseRuleset(wire.replace('ALLOW', 'perhaps')).rules[0]?.subHandling).toBe(null)
  })

  test('ids that are no names, or stand twice, are made so', () => {
    const rule = { ...everyKind, id: '1 2' }
    const built = parseRuleset(buildRuleset({ ...noRules, rules: [rule, rule] }))
    const ids = built.rules.map(({ id }) => id)
    expect(new Set(ids).size).toBe(2)
    for (const id of ids) expect(id).toMatch(/^[A-Za-z_][\w.-]*$/)
  })

  test.skipIf(!hasSchemas)(`what is built is valid to its schemas${whereSamplesAre}`, async () => {
    const all = userInputs.map((userInput) => ({
      ...everyKind,
      transformations: { ...everyKind.transformations!, userInput, allAttributes: true },
    }))
    const documents = [noRules, { ...noRules, rules: [everyKind] }, { ...noRules, rules: all }]
    const read = [fromRfc, fromBlink].map((each) => ours(parseRuleset(each)))
    expect(await schemaErrors('_policy-all.xsd', [...documents, ...read].map(buildRuleset))).toEqual([])
  })

  const names = sampleNames('xcap').filter((name) => {
    const text = new TextDecoder().decode(sample(name))
    return /<[\w:]*ruleset[\s>]/.test(text)
  })
  test.skipIf(!hasSamples || names.length === 0)(
    `rules of other programs say the same when they are built from what was read${whereSamplesAre}`,
    () => {
      const wellFormed = names.flatMap((name) => {
        try {
          return [parseRuleset(sample(name))]
        } catch {
          return []
        }
      })
      expect(wellFormed.length).toBeGreaterThan(8)
      for (const ruleset of wellFormed) {
        const again = parseRuleset(buildRuleset(ours(ruleset)))
        expect(ours(again).rules).toEqual(ours(ruleset).rules)
      }
    },
  )
})
