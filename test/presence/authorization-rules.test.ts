import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Detail,
  details,
  favouritesColumn,
  handlings,
  levelsOf,
  othersColumn,
  personAccesses,
  whens,
} from '#contract/privacy'
import { buildRuleset, noRules, parseRuleset } from '../../electron/documents/pres-rules.ts'
import { compileRules, isOurRule, subHandlingOf, withOurRules } from '../../electron/presence/authorization-rules.ts'
import {
  allLevels,
  editPolicy,
  emptyPolicy,
  type Placed,
  type Policy,
  type PolicyEdit,
  type Sphere,
  standingOf,
} from '../../electron/presence/policy.ts'
import { verdictOf } from '../../electron/presence/rule-evaluator.ts'
import { seenBy } from '../../electron/presence/seen-by.ts'
import { transformed } from '../fakes/transformed.ts'
import { selves } from './arbitrary-self.ts'

const runs = process.env['DIALTONE_PROVE'] === '1' ? 5_000 : 60
const now = Date.parse('2026-11-20T14:02:00Z')
const own = 'anna@example.org'

const aors = ['bob@example.org', 'carol@example.com', 'dave@example.org', 'eve@evil.example', 'stranger@x.example']
const columns = [favouritesColumn, 'team', 'customers', othersColumn]

const grant = (detail: Detail) =>
  fc.record({ level: fc.constantFrom(...levelsOf[detail]), when: fc.constantFrom(...whens) })
const grantEdit = fc
  .record({ column: fc.constantFrom(...columns), detail: fc.constantFrom(...details) })
  .chain(({ column, detail }) =>
    grant(detail).map((given): PolicyEdit => ({ kind: 'grant', column, detail, grant: given })),
  )
const edit: fc.Arbitrary<PolicyEdit> = fc.oneof(
  { weight: 4, arbitrary: grantEdit },
  fc.record({
    kind: fc.constant('handling' as const),
    column: fc.constantFrom(...columns),
    handling: fc.constantFrom(...handlings),
    when: fc.constantFrom(...whens),
  }),
  fc.record({
    kind: fc.constant('person' as const),
    rule: fc.record({
      aor: fc.constantFrom(...aors.slice(0, 4)),
      access: fc.constantFrom(...personAccesses),
      extra: fc.record({ mood: grant('mood'), place: grant('place'), note: grant('note') }, { requiredKeys: [] }),
    }),
  }),
)
const policies: fc.Arbitrary<Policy> = fc
  .array(edit, { maxLength: 14 })
  .map((edits) => edits.reduce(editPolicy, emptyPolicy))

const places: fc.Arbitrary<readonly Placed[]> = fc
  .tuple(...aors.slice(0, 4).map(() => fc.subarray(columns.slice(0, 3))))
  .map((chosen) =>
    chosen.map((mine, index) => ({ aor: aors[index]!, columns: mine.length === 0 ? [othersColumn] : mine })),
  )
const spheres = fc.constantFrom<Sphere>('work', 'home', null)

/** Through the wire: what a server reads is what we wrote. */
const onServer = (policy: Policy, people: readonly Placed[], sphere: Sphere | 'by-server') =>
  parseRuleset(
    buildRuleset(
      withOurRules(
        noRules,
        compileRules({
          own,
          policy,
          people,
          sphere: sphere === 'by-server' ? { kind: 'by-server' } : { kind: 'as-now', sphere },
        }),
      ),
    ),
  )

describe('compiled rules', () => {
  test('give everybody what the matrix says, whether a server unites all rules or takes the first', () => {
    fc.assert(
      fc.property(policies, places, spheres, selves, (policy, people, sphere, document) => {
        const byServer = onServer(policy, people, 'by-server')
        const asNow = onServer(policy, people, sphere)
        for (const aor of aors) {
          const placed = people.find((each) => each.aor === aor) ?? { aor, columns: [othersColumn] }
          const standing = standingOf(policy, placed, sphere)
          for (const ruleset of [byServer, asNow]) {
            for (const reading of ['union', 'first-match'] as const) {
              const verdict = verdictOf(ruleset, { aor, sphere, now }, reading)
              expect([aor, reading, verdict.handling]).toEqual([aor, reading, subHandlingOf[standing.handling]])
              if (standing.handling !== 'allow') continue
              const told = transformed(document, verdict.transformations)
              if (!isDeepStrictEqual(told, seenBy(document, standing.levels))) {
                expect(told).toEqual(seenBy(document, standing.levels))
              }
            }
          }
        }
      }),
      { numRuns: runs },
    )
  }, 600_000)

  test('keep nothing from the devices of the user himself', () => {
    fc.assert(
      fc.property(policies, places, selves, (policy, people, document) => {
        const ruleset = onServer(policy, people, 'by-server')
        for (const reading of ['union', 'first-match'] as const) {
          const verdict = verdictOf(ruleset, { aor: own, sphere: null, now }, reading)
          expect(verdict.handling).toBe('allow')
          expect(transformed(document, verdict.transformations)).toEqual(document)
        }
      }),
      { numRuns: 50 },
    )
  })

  test('name nobody twice, so that no order of rules changes what somebody gets', () => {
    fc.assert(
      fc.property(policies, places, (policy, people) => {
        const rules = compileRules({ own, policy, people, sphere: { kind: 'as-now', sphere: null } })
        const named = rules.flatMap(({ conditions }) =>
          conditions.flatMap((condition) =>
            condition.kind === 'identity'
              ? condition.members.flatMap((member) => (member.kind === 'one' ? [member.id] : []))
              : [],
          ),
        )
        expect(new Set(named).size).toBe(named.length)
      }),
      { numRuns: 100 },
    )
  })

  test('have the same ids when somebody joins a group, and when a detail of it changes', () => {
    const ids = (policy: Policy, members: readonly string[]) =>
      compileRules({
        own,
        policy,
        people: members.map((aor) => ({ aor, columns: ['team'] })),
        sphere: { kind: 'as-now', sphere: null },
      }).map(({ id }) => id)
    const changed = editPolicy(emptyPolicy, {
      kind: 'grant',
      column: 'team',
      detail: 'mood',
      grant: { level: 'no', when: 'always' },
    })
    const before = ids(emptyPolicy, ['bob@example.org'])
    expect(ids(emptyPolicy, ['bob@example.org', 'carol@example.com'])).toEqual(before)
    expect(ids(changed, ['bob@example.org'])).toEqual(before)
    expect(before.every((id) => isOurRule({ id } as never))).toBe(true)
  })

  test('a blocked person is not let in by a rule for everybody', () => {
    const policy = [
      { kind: 'handling', column: othersColumn, handling: 'allow', when: 'always' } as const,
      { kind: 'person', rule: { aor: 'eve@evil.example', access: 'block', extra: {} } } as const,
    ].reduce<Policy>(editPolicy, emptyPolicy)
    const ruleset = onServer(policy, [{ aor: 'eve@evil.example', columns: [othersColumn] }], null)
    for (const reading of ['union', 'first-match'] as const) {
      expect(verdictOf(ruleset, { aor: 'eve@evil.example', sphere: null, now }, reading).handling).toBe('block')
      expect(verdictOf(ruleset, { aor: 'mallory@x.example', sphere: null, now }, reading).handling).toBe('allow')
    }
  })

  test('rules of other programs stay, between those for people and that for everyone else', () => {
    const foreign = parseRuleset(
      `<ruleset xmlns="urn:ietf:params:xml:ns:common-policy"><rule id="theirs"><conditions><identity><many domain="example.com"/></identity></conditions></rule></ruleset>`,
    )
    const people = [{ aor: 'bob@example.org', columns: ['team'] }]
    const rules = compileRules({ own, policy: emptyPolicy, people, sphere: { kind: 'as-now', sphere: null } })
    const once = withOurRules(foreign, rules)
    const twice = withOurRules(once, rules)
    expect(twice).toEqual(once)
    const ids = once.rules.map(({ id }) => id)
    expect(ids.indexOf('theirs')).toBe(ids.length - 2)
    expect(ids.at(-1)).toBe('dialtone-others')
  })

  test('who sees all details sees the whole document', () => {
    fc.assert(
      fc.property(selves, (document) => {
        expect(seenBy(document, allLevels)).toEqual(document)
      }),
    )
  })
})
