import { describe, expect, test } from 'vitest'
import type { Failure } from '#contract/failure'
import type { DocumentState } from '#contract/server-documents'
import { noRules, parseRuleset, type Rule, type Ruleset } from '../../electron/documents/pres-rules.ts'
import { withOurRules } from '../../electron/presence/authorization-rules.ts'
import { Enforcement, keepingOf, type Wanted } from '../../electron/presence/enforcement.ts'
import { editPolicy, emptyPolicy } from '../../electron/presence/policy.ts'
import { verdictOf } from '../../electron/presence/rule-evaluator.ts'
import type { RulesDocument } from '../../electron/presence/rules-document.ts'
import type { Shared } from '../../electron/presence/withholding.ts'
import { fakeLog } from './fakes.ts'

const bobIn = (column: string) => [{ aor: 'bob@example.org', columns: [column] }]
const withoutNote = editPolicy(emptyPolicy, {
  kind: 'grant',
  column: 'customers',
  detail: 'note',
  grant: { level: 'no', when: 'always' },
})

const wanted = (over: Partial<Wanted> = {}): Wanted => ({
  policy: withoutNote,
  people: bobIn('customers'),
  sphere: null,
  saysSphere: true,
  strangers: [],
  watchers: [],
  isComplete: true,
  isKnown: true,
  isFresh: true,
  facts: { aor: 'anna@example.org', software: 'Correct 1.0', auids: ['pres-rules'], blinkSeen: false },
  ...over,
})

function enforce(foreign: Ruleset = noRules, now = 0) {
  const published: Shared[] = []
  const rules = { current: foreign, state: { kind: 'saved' } as DocumentState, written: [] as readonly Rule[] }
  let told = () => {}
  const enforcement = new Enforcement({
    own: 'anna@example.org',
    sharedId: (column) => column,
    openRules: (_auid, { onChange }) => {
      told = onChange
      return {
        get current() {
          return rules.current
        },
        get state() {
          return rules.state
        },
        write: (ours: readonly Rule[]) => {
          rules.written = ours
          rules.current = withOurRules(rules.current, ours)
        },
        list: () => new Set(['carol@example.org']),
        removeForeign: () => {},
        stop: () => {},
      } as unknown as RulesDocument
    },
    publish: { setShared: (shared) => published.push(shared), settled: () => Promise.resolve(), rulesStand: () => {} },
    onChange: () => {},
    log: fakeLog(),
    now: () => now,
  })
  const rest = () => new Promise<void>((done) => setImmediate(done))
  const settle = async (state: DocumentState) => {
    rules.state = state
    told()
    await rest()
  }
  return { enforcement, published, rules, rest, settle }
}

test('a server that filters is trusted with everything only when it has the rules', async () => {
  const { enforcement, published, rules, rest, settle } = enforce()
  rules.state = { kind: 'saving' }
  enforcement.want(wanted())
  await rest()
  expect(published.map(({ cap }) => cap.note)).toEqual(['no'])
  await settle({ kind: 'saved' })
  expect(published.at(-1)?.cap.note).toBe('yes')
})

test('what the user wants is saved when the server has the rules for it, not those for what he wanted before', async () => {
  const { enforcement, rules, rest, settle } = enforce()
  const keeping = (refusal: Failure | null = null) => keepingOf({ kind: 'saved' }, refusal, enforcement.enforced).kind
  enforcement.want(wanted())
  await rest()
  expect(keeping()).toBe('saved')
  // The policy is on the server already, and the rules are not even compiled.
  enforcement.want(wanted({ policy: emptyPolicy }))
  expect(rules.state.kind).toBe('saved')
  expect(keeping()).toBe('saving')
  rules.state = { kind: 'saving' }
  await rest()
  expect(keeping()).toBe('saving')
  await settle({ kind: 'saved' })
  expect(keeping()).toBe('saved')
  expect(keeping({ kind: 'unexpected', detail: '' })).toBe('refused')
})

test('the server compares the sphere where it is published in RPID; where it is not, the rules are those of now', async () => {
  const grant = { level: 'yes', when: 'work' } as const
  const policy = editPolicy(emptyPolicy, { kind: 'grant', column: 'customers', detail: 'place', grant })
  const spheresIn = (rules: readonly Rule[]) =>
    rules.flatMap(({ conditions }) => conditions.flatMap((each) => (each.kind === 'sphere' ? [each.value] : [])))
  const { enforcement, rules, rest } = enforce()
  enforcement.want(wanted({ policy, sphere: 'work' }))
  await rest()
  expect(spheresIn(rules.written)).toEqual(['work'])
  enforcement.want(wanted({ policy, sphere: 'work', saysSphere: false }))
  await rest()
  expect(spheresIn(rules.written)).toEqual([])
  const { transformations } = verdictOf(rules.current, { aor: 'bob@example.org', sphere: null, now: 0 }, 'union')
  expect(transformations.permissions['place-type']).toBe(true)
})

test('while it was never read what the user wants, no more is published than that he is there', async () => {
  const { enforcement, published, rules, rest } = enforce()
  enforcement.want(wanted({ isKnown: false, isComplete: false, policy: emptyPolicy }))
  await rest()
  expect(published.map(({ cap, headline }) => [cap.note, cap.place, headline])).toEqual([['no', 'no', false]])
  expect(rules.written).toEqual([])
  enforcement.want(wanted({ policy: emptyPolicy }))
  await rest()
  expect(published.at(-1)?.cap.note).toBe('yes')
})

test('while another device may have taken something back, no more is published, but where the server filters', async () => {
  const notesAfter = async (software: string) => {
    const { enforcement, published, rest } = enforce()
    const facts = { ...wanted().facts, software }
    const policy = emptyPolicy
    for (const isFresh of [false, true]) {
      enforcement.want(wanted({ policy, facts, isFresh }))
      await rest()
    }
    return published.map(({ cap }) => cap.note)
  }
  expect(await notesAfter('kamailio (5.6.3)')).toEqual(['no', 'yes'])
  expect(await notesAfter('Correct 1.0')).toEqual(['yes'])
})

describe('whom the user blocked with another program', () => {
  const blockedElsewhere = parseRuleset(`<ruleset xmlns="urn:ietf:params:xml:ns:common-policy"
      xmlns:pr="urn:ietf:params:xml:ns:pres-rules" xmlns:ocp="urn:oma:xml:xdm:common-policy">
    <rule id="b1"><conditions><identity><one id="sip:bob@example.org"/></identity></conditions>
      <actions><pr:sub-handling>block</pr:sub-handling></actions></rule>
    <rule id="b2"><conditions><ocp:external-list><ocp:entry anc="https://x/blocked"/></ocp:external-list></conditions>
      <actions><pr:sub-handling>polite-block</pr:sub-handling></actions></rule></ruleset>`)
  const readings = ['union', 'first-match'] as const
  const people = [...bobIn('customers'), { aor: 'carol@example.org', columns: ['customers'] }]
  const given = (ruleset: Ruleset, aor: string) => {
    const request = { aor, sphere: null, now: 0, list: () => new Set(['carol@example.org']) }
    return readings.map((reading) => verdictOf(ruleset, request, reading).handling)
  }

  test('is not let in by being in a group here, one by one or by a list', async () => {
    const { enforcement, rules, rest } = enforce(blockedElsewhere)
    enforcement.want(wanted({ people }))
    await rest()
    expect(given(rules.current, 'bob@example.org')).toEqual(['block', 'block'])
    expect(given(rules.current, 'carol@example.org')).toEqual(['polite-block', 'polite-block'])
    expect(enforcement.enforced.conflicts.map(({ kind }) => kind)).toContain('closes')
  })

  test('is known before the first rule of ours is written', async () => {
    const { enforcement, rules, rest, settle } = enforce(blockedElsewhere)
    rules.state = { kind: 'waiting', failure: null }
    enforcement.want(wanted({ people }))
    await rest()
    expect(rules.written).toEqual([])
    await settle({ kind: 'saved' })
    expect(rules.written).not.toEqual([])
  })

  test.each([
    ['<validity><from>2001-01-01T00:00:00Z</from><until>2999-01-01T00:00:00Z</until></validity>', 'block'],
    ['<validity><from>2001-01-01T00:00:00Z</from><until>2002-01-01T00:00:00Z</until></validity>', 'allow'],
    ['<sphere value="work"/>', 'block'],
  ])('for a time or at work, %s: %s', async (condition, expected) => {
    const text = `<ruleset xmlns="urn:ietf:params:xml:ns:common-policy"><rule id="b"><conditions><identity><one id="sip:bob@example.org"/></identity>${condition}</conditions>
      <actions><sub-handling xmlns="urn:ietf:params:xml:ns:pres-rules">block</sub-handling></actions></rule></ruleset>`
    const { enforcement, rules, rest } = enforce(parseRuleset(text), Date.parse('2026-11-20T14:02:00Z'))
    enforcement.want(wanted({ people }))
    await rest()
    expect(given(rules.current, 'bob@example.org')).toEqual([expected, expected])
    enforcement.stop()
  })

  test('is let in when the user says so here', async () => {
    const { enforcement, rules, rest } = enforce(blockedElsewhere)
    const rule = { aor: 'bob@example.org', access: 'allow' as const, extra: {} }
    enforcement.want(wanted({ people, policy: editPolicy(emptyPolicy, { kind: 'person', rule }) }))
    await rest()
    expect(given(rules.current, 'bob@example.org')).toEqual(['allow', 'allow'])
  })
})

describe('whom a rule of another program lets in, though he is nobody here', () => {
  const lettingIn = (who: string) =>
    parseRuleset(`<ruleset xmlns="urn:ietf:params:xml:ns:common-policy" xmlns:pr="urn:ietf:params:xml:ns:pres-rules">
      <rule id="colleagues"><conditions><identity>${who}</identity></conditions>
      <actions><pr:sub-handling>allow</pr:sub-handling></actions></rule></ruleset>`)
  const kamailio = { ...wanted().facts, software: 'kamailio (5.6.3)' }
  const touched = editPolicy(emptyPolicy, { kind: 'handling', column: 'customers', handling: 'allow', when: 'always' })

  test.each([
    ['by name', '<one id="sip:luis@example.org"/>', { people: ['luis@example.org'], columns: [] }],
    ['as one of many', '<many/>', { people: [], columns: ['others'] }],
    ['as one of a domain', '<many domain="example.org"/>', { people: [], columns: ['others'] }],
  ])('%s, keeps back what he may not see where the server shows everybody the same', async (_how, who, because) => {
    const { enforcement, published, rules, rest, settle } = enforce(lettingIn(who))
    enforcement.want(wanted({ facts: kamailio, policy: touched }))
    await rest()
    expect(new Set(published.map(({ cap }) => cap.note))).toEqual(new Set(['no']))
    expect(enforcement.enforced.withheld[0]).toMatchObject(because)
    // The rule is gone: everything is told again.
    rules.current = { ...rules.current, rules: rules.current.rules.filter(({ id }) => id !== 'colleagues') }
    await settle({ kind: 'saved' })
    expect(published.at(-1)?.cap.note).toBe('yes')
    expect(enforcement.enforced.withheld).toEqual([])
    enforcement.stop()
  })

  test('counts only once the user has said who sees what, and not where the server filters', async () => {
    const untouched = enforce(lettingIn('<one id="sip:luis@example.org"/>'))
    untouched.enforcement.want(wanted({ facts: kamailio, policy: emptyPolicy }))
    await untouched.rest()
    expect(untouched.published.at(-1)?.cap.note).toBe('yes')
    expect(untouched.enforcement.enforced.conflicts).toMatchObject([{ ruleId: 'colleagues', kind: 'opens' }])
    const filtered = enforce(lettingIn('<one id="sip:luis@example.org"/>'))
    filtered.enforcement.want(wanted({ policy: touched }))
    await filtered.rest()
    expect(filtered.published.at(-1)?.cap.note).toBe('yes')
    for (const { enforcement } of [untouched, filtered]) enforcement.stop()
  })
})
