import { describe, expect, test } from 'vitest'
import { parsePresence } from '../../electron/documents/pidf.ts'
import { parseRuleset, permissions } from '../../electron/documents/pres-rules.ts'
import { type RuleRequest, verdictOf } from '../../electron/presence/rule-evaluator.ts'
import { composed, filtered } from '../fakes/privacy-filter.ts'
import { grantedBy } from './granted-by.ts'

const now = Date.parse('2026-11-20T14:02:00Z')
const ask = (aor: string | null, more: Partial<RuleRequest> = {}): RuleRequest => ({ aor, sphere: null, now, ...more })
const bob = 'bob@example.org'

const rules = (...bodies: readonly string[]) =>
  parseRuleset(
    `<cp:ruleset xmlns:cp="urn:ietf:params:xml:ns:common-policy" xmlns:pr="urn:ietf:params:xml:ns:pres-rules" xmlns:ocp="urn:oma:xml:xdm:common-policy">${bodies
      .map((body, index) => `<cp:rule id="r${index}">${body}</cp:rule>`)
      .join('')}</cp:ruleset>`,
  )
const when = (conditions: string) => `<cp:conditions>${conditions}</cp:conditions>`
const identity = (members: string) => when(`<cp:identity>${members}</cp:identity>`)
const handle = (word: string) => `<cp:actions><pr:sub-handling>${word}</pr:sub-handling></cp:actions>`
const give = (transformations: string) => `<cp:transformations>${transformations}</cp:transformations>`

const handlingOf = (
  ruleset: ReturnType<typeof rules>,
  request: RuleRequest,
  reading: 'union' | 'first-match' = 'union',
) => verdictOf(ruleset, request, reading).handling

describe('conditions (RFC 4745 7)', () => {
  const table: readonly (readonly [string, string, RuleRequest, boolean])[] = [
    ['one, who is named', identity('<cp:one id="sip:bob@example.org"/>'), ask(bob), true],
    ['one, written as Blink does', identity('<cp:one id="sip%3Abob%40example.org"/>'), ask(bob), true],
    ['one, somebody else', identity('<cp:one id="sip:bob@example.org"/>'), ask('carol@example.org'), false],
    ['one of several', identity('<cp:one id="sip:a@b.c"/><cp:one id="sip:bob@example.org"/>'), ask(bob), true],
    ['many, anybody', identity('<cp:many/>'), ask(bob), true],
    ['many, but nobody unknown', identity('<cp:many/>'), ask(null), false],
    ['many of a domain', identity('<cp:many domain="example.org"/>'), ask(bob), true],
    ['many of another domain', identity('<cp:many domain="example.com"/>'), ask(bob), false],
    ['many, all but him', identity('<cp:many><cp:except id="sip:bob@example.org"/></cp:many>'), ask(bob), false],
    ['many, all but his domain', identity('<cp:many><cp:except domain="example.org"/></cp:many>'), ask(bob), false],
    ['many, all but another', identity('<cp:many><cp:except id="sip:eve@example.org"/></cp:many>'), ask(bob), true],
    ['an identity of nobody', identity(''), ask(bob), false],
    ['an identity of nobody, for who does not say who he is', identity(''), ask(null), true],
    [
      'many of a domain written in its own letters',
      identity('<cp:many domain="b%C3%BCcher.example"/>'),
      ask('bob@xn--bcher-kva.example'),
      true,
    ],
    ['no condition', '', ask(null), true],
    ['sphere, the same', when('<cp:sphere value="work"/>'), ask(bob, { sphere: 'work' }), true],
    ['sphere, another', when('<cp:sphere value="work"/>'), ask(bob, { sphere: 'home' }), false],
    ['sphere, one of several words', when('<cp:sphere value="home Work"/>'), ask(bob, { sphere: 'work' }), true],
    ['sphere, none of several words', when('<cp:sphere value="home Work"/>'), ask(bob, { sphere: 'wor' }), false],
    ['sphere, not known', when('<cp:sphere value="work"/>'), ask(bob), false],
    [
      'validity, now',
      when(
        '<cp:validity><cp:from>2026-11-20T14:00:00Z</cp:from><cp:until>2026-11-20T15:00:00Z</cp:until></cp:validity>',
      ),
      ask(bob),
      true,
    ],
    [
      'validity, over',
      when(
        '<cp:validity><cp:from>2026-11-20T13:00:00Z</cp:from><cp:until>2026-11-20T14:00:00Z</cp:until></cp:validity>',
      ),
      ask(bob),
      false,
    ],
    [
      'validity, the second period',
      when(
        '<cp:validity><cp:from>2026-11-19T13:00:00Z</cp:from><cp:until>2026-11-19T14:00:00Z</cp:until><cp:from>2026-11-20T14:00:00Z</cp:from><cp:until>2026-11-20T14:30:00+00:00</cp:until></cp:validity>',
      ),
      ask(bob),
      true,
    ],
    [
      'two conditions, of which one does not hold',
      when('<cp:identity><cp:one id="sip:bob@example.org"/></cp:identity><cp:sphere value="work"/>'),
      ask(bob),
      false,
    ],
    ['a condition nobody knows', when('<x:moon xmlns:x="urn:x">full</x:moon>'), ask(bob), false],
    ['who does not say who he is', when('<ocp:anonymous-request/>'), ask(null), true],
    ['who does', when('<ocp:anonymous-request/>'), ask(bob), false],
    [
      'a list he is in',
      when('<ocp:external-list><ocp:entry anc="https://x.example/list"/></ocp:external-list>'),
      ask(bob, { list: (anchor) => (anchor === 'https://x.example/list' ? new Set([bob]) : null) }),
      true,
    ],
    [
      'a list that cannot be read',
      when('<ocp:external-list><ocp:entry anc="https://x.example/other"/></ocp:external-list>'),
      ask(bob, { list: () => null }),
      false,
    ],
  ]
  test.each(table)('%s', (_name, conditions, request, holds) => {
    expect(handlingOf(rules(conditions + handle('allow')), request)).toBe(holds ? 'allow' : 'block')
  })

  test('other-identity is about whom no other rule names', () => {
    const ruleset = rules(
      identity('<cp:one id="sip:bob@example.org"/>') + handle('allow'),
      when('<ocp:other-identity/>') + handle('confirm'),
    )
    expect(handlingOf(ruleset, ask('carol@example.org'))).toBe('confirm')
    expect(verdictOf(ruleset, ask(bob), 'union').rules).toHaveLength(1)
  })
})

describe('several rules', () => {
  const both = rules(
    identity('<cp:one id="sip:bob@example.org"/>') +
      handle('polite-block') +
      give('<pr:provide-note>true</pr:provide-note>'),
    identity('<cp:many/>') +
      handle('allow') +
      give('<pr:provide-mood>true</pr:provide-mood><pr:provide-user-input>bare</pr:provide-user-input>'),
  )
  test('are united: the more open handling, and what any of them gives', () => {
    const { handling, transformations } = verdictOf(both, ask(bob), 'union')
    expect(handling).toBe('allow')
    expect(transformations).toMatchObject({ permissions: { note: true, mood: true }, userInput: 'bare' })
  })

  test('are not, where the first one counts', () => {
    const { handling, transformations } = verdictOf(both, ask(bob), 'first-match')
    expect(handling).toBe('polite-block')
    expect(transformations.permissions).toEqual({ note: true })
  })

  test('the order of handling is block, confirm, polite-block, allow', () => {
    const order = ['block', 'confirm', 'polite-block', 'allow']
    for (const [index, word] of order.entries()) {
      for (const lower of order.slice(0, index)) {
        expect(handlingOf(rules(handle(lower), handle(word)), ask(bob))).toBe(word)
      }
    }
  })

  test('none that applies: blocked by the RFC, waiting on servers that take the first', () => {
    expect(handlingOf(rules(), ask(bob))).toBe('block')
    expect(handlingOf(rules(handle('allow')), ask(bob), 'first-match')).toBe('confirm')
  })

  test('selectors of two rules add up, and "all" contains them', () => {
    const some = rules(
      handle('allow') + give('<pr:provide-services><pr:class>call</pr:class></pr:provide-services>'),
      handle('allow') +
        give('<pr:provide-services><pr:service-uri-scheme>mailto</pr:service-uri-scheme></pr:provide-services>'),
    )
    expect(verdictOf(some, ask(bob), 'union').transformations.services).toMatchObject({
      kind: 'some',
      selectors: [{ value: 'call' }, { value: 'mailto' }],
    })
    const all = rules(
      handle('allow') + give('<pr:provide-services><pr:all-services/></pr:provide-services>'),
      handle('allow') + give('<pr:provide-services><pr:class>call</pr:class></pr:provide-services>'),
    )
    expect(verdictOf(all, ask(bob), 'union').transformations.services).toEqual({ kind: 'all' })
  })
})

/** Everything there is permission for, each once in a person, a tuple or a device. */
const written = `<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model"
  xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" xmlns:lt="urn:ietf:params:xml:ns:location-type" xmlns:x="urn:x" entity="sip:anna@example.org">
  <tuple id="call"><status><basic>open</basic></status><rpid:class>phone</rpid:class><rpid:relationship><rpid:self/></rpid:relationship>
    <rpid:privacy><rpid:audio/></rpid:privacy><rpid:status-icon>https://x.example/i.png</rpid:status-icon>
    <rpid:user-input idle-threshold="600" last-input="2026-11-20T13:00:00Z">idle</rpid:user-input><x:foo/>
    <dm:deviceID>urn:uuid:1</dm:deviceID><contact>sip:anna@example.org</contact><note>tuple</note></tuple>
  <tuple id="mail"><status><basic>open</basic></status><contact>mailto:anna@example.org</contact></tuple>
  <dm:person id="p"><rpid:activities><rpid:meeting/></rpid:activities><rpid:class>me</rpid:class><rpid:mood><rpid:happy/></rpid:mood>
    <rpid:place-is><rpid:audio><rpid:noisy/></rpid:audio></rpid:place-is><rpid:place-type><lt:office/></rpid:place-type>
    <rpid:sphere><rpid:work/></rpid:sphere><rpid:time-offset>60</rpid:time-offset><dm:note>person</dm:note></dm:person>
  <dm:device id="d"><rpid:class>laptop</rpid:class><dm:deviceID>urn:uuid:1</dm:deviceID><dm:note>device</dm:note></dm:device>
</presence>`
const full = parsePresence(written)

const told = (transformations: string) => {
  const ruleset = rules(handle('allow') + give(transformations))
  return parsePresence(
    filtered(composed('sip:anna@example.org', [written]), grantedBy(verdictOf(ruleset, ask(bob), 'union'))),
  )
}
const everybody =
  '<pr:provide-services><pr:all-services/></pr:provide-services><pr:provide-persons><pr:all-persons/></pr:provide-persons><pr:provide-devices><pr:all-devices/></pr:provide-devices>'

describe('transformations (RFC 5025 3.3)', () => {
  test('nothing is given unless it is named', () => {
    expect(told('')).toEqual({ ...full, tuples: [], persons: [], devices: [], notes: [], other: [] })
  })

  test('of a service whether it is open and where it leads, of a person and a device nothing but that there is one', () => {
    const { tuples, persons, devices } = told(everybody)
    expect(tuples[0]).toMatchObject({
      id: 'call',
      basic: 'open',
      contact: { uri: 'sip:anna@example.org' },
      class: null,
      relationship: null,
      privacy: null,
      statusIcon: null,
      userInput: null,
      deviceId: null,
      notes: [],
      other: [],
    })
    expect(persons[0]).toMatchObject({
      activities: [],
      mood: null,
      placeIs: null,
      sphere: null,
      timeOffset: null,
      notes: [],
    })
    expect(devices[0]).toMatchObject({ deviceId: 'urn:uuid:1', class: null, notes: [] })
  })

  test.each([
    ['all-services', '<pr:all-services/>', ['call', 'mail']],
    ['service-uri', '<pr:service-uri>sip:anna@example.org</pr:service-uri>', ['call']],
    ['service-uri-scheme', '<pr:service-uri-scheme>mailto</pr:service-uri-scheme>', ['mail']],
    ['service-uri-scheme, which case tells apart', '<pr:service-uri-scheme>MAILTO</pr:service-uri-scheme>', []],
    ['occurrence-id', '<pr:occurrence-id>mail</pr:occurrence-id>', ['mail']],
    ['class', '<pr:class>phone</pr:class>', ['call']],
    ['two selectors', '<pr:class>phone</pr:class><pr:occurrence-id>mail</pr:occurrence-id>', ['call', 'mail']],
    ['a selector nobody knows', '<x:colour xmlns:x="urn:x">red</x:colour>', []],
    ['none', '', []],
  ])('provide-services: %s', (_name, selectors, ids) => {
    expect(told(`<pr:provide-services>${selectors}</pr:provide-services>`).tuples.map(({ id }) => id)).toEqual(ids)
  })

  test.each([
    ['all-persons', '<pr:all-persons/>', 1],
    ['occurrence-id', '<pr:occurrence-id>p</pr:occurrence-id>', 1],
    ['class', '<pr:class>me</pr:class>', 1],
    ['another class', '<pr:class>you</pr:class>', 0],
  ])('provide-persons: %s', (_name, selectors, count) => {
    expect(told(`<pr:provide-persons>${selectors}</pr:provide-persons>`).persons).toHaveLength(count)
  })

  test.each([
    ['all-devices', '<pr:all-devices/>', 1],
    ['deviceID', '<pr:deviceID>urn:uuid:1</pr:deviceID>', 1],
    ['occurrence-id', '<pr:occurrence-id>d</pr:occurrence-id>', 1],
    ['class', '<pr:class>laptop</pr:class>', 1],
    ['another deviceID', '<pr:deviceID>urn:uuid:2</pr:deviceID>', 0],
  ])('provide-devices: %s', (_name, selectors, count) => {
    expect(told(`<pr:provide-devices>${selectors}</pr:provide-devices>`).devices).toHaveLength(count)
  })

  const shows: Readonly<Record<(typeof permissions)[number], (document: typeof full) => unknown>> = {
    activities: ({ persons }) => persons[0]?.activities.length,
    class: ({ tuples, persons, devices }) => tuples[0]?.class && persons[0]?.class && devices[0]?.class,
    deviceID: ({ tuples }) => tuples[0]?.deviceId,
    mood: ({ persons }) => persons[0]?.mood,
    'place-is': ({ persons }) => persons[0]?.placeIs,
    'place-type': ({ persons }) => persons[0]?.placeType,
    privacy: ({ tuples }) => tuples[0]?.privacy,
    relationship: ({ tuples }) => tuples[0]?.relationship,
    'status-icon': ({ tuples }) => tuples[0]?.statusIcon,
    sphere: ({ persons }) => persons[0]?.sphere,
    'time-offset': ({ persons }) => persons[0]?.timeOffset,
    note: ({ tuples, persons, devices }) =>
      tuples[0]!.notes.length + persons[0]!.notes.length + devices[0]!.notes.length === 3,
  }
  test.each(permissions)('provide-%s shows that, false does not, and nothing else shows it', (permission) => {
    const given = told(`${everybody}<pr:provide-${permission}>true</pr:provide-${permission}>`)
    for (const each of permissions) expect([each, Boolean(shows[each](given))]).toEqual([each, each === permission])
    expect(
      shows[permission](told(`${everybody}<pr:provide-${permission}>false</pr:provide-${permission}>`)),
    ).toBeFalsy()
  })

  test.each([
    ['false', null],
    ['bare', { state: 'idle', idleThreshold: null, lastInput: null }],
    ['thresholds', { state: 'idle', idleThreshold: 600, lastInput: null }],
    ['full', { state: 'idle', idleThreshold: 600, lastInput: '2026-11-20T13:00:00Z' }],
  ])('provide-user-input %s', (word, expected) => {
    const { userInput } = told(`${everybody}<pr:provide-user-input>${word}</pr:provide-user-input>`).tuples[0]!
    if (expected === null) expect(userInput).toBe(null)
    else expect(userInput).toMatchObject(expected)
  })

  test('provide-unknown-attribute shows one element by its name, provide-all-attributes shows all', () => {
    const unknown = (name: string, value: string) =>
      told(
        `${everybody}<pr:provide-unknown-attribute ns="urn:x" name="${name}">${value}</pr:provide-unknown-attribute>`,
      )
    expect(unknown('foo', 'true').tuples[0]?.other).toHaveLength(1)
    expect(unknown('foo', 'false').tuples[0]?.other).toHaveLength(0)
    expect(unknown('bar', 'true').tuples[0]?.other).toHaveLength(0)
    expect(told(`${everybody}<pr:provide-all-attributes/>`)).toEqual(full)
  })
})
