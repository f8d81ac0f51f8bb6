import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { parseXmlDocument } from 'slimdom'
import { describe, expect, test } from 'vitest'
import type { Presentity } from '#contract/presence'
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
import { buildPresence, type PresenceDocument, parsePresence } from '../../electron/documents/pidf.ts'
import { buildRuleset, noRules, parseRuleset } from '../../electron/documents/pres-rules.ts'
import { compileRules, isOurRule, subHandlingOf, withOurRules } from '../../electron/presence/authorization-rules.ts'
import { compose } from '../../electron/presence/composition.ts'
import {
  allLevels,
  editPolicy,
  emptyPolicy,
  type Levels,
  type Placed,
  type Policy,
  type PolicyEdit,
  type Sphere,
  standingOf,
} from '../../electron/presence/policy.ts'
import { presentityFrom } from '../../electron/presence/presentity.ts'
import { previewOf } from '../../electron/presence/preview.ts'
import { verdictOf } from '../../electron/presence/rule-evaluator.ts'
import { seenBy } from '../../electron/presence/seen-by.ts'
import { type Granted, grantedTo } from '../fakes/granted-permissions.ts'
import { composed, filtered, type StatusReading, sphereIn } from '../fakes/privacy-filter.ts'
import { selves } from './arbitrary-self.ts'
import { grantedBy } from './granted-by.ts'

const runs = process.env['DIALTONE_PROVE'] === '1' ? 5_000 : 200
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
const readings = fc.constantFrom<StatusReading>('basic-alone', 'as-unknown')

/** As if he had said where he is, so that the server reads it. */
const inSphere = (self: PresenceDocument, sphere: Sphere): PresenceDocument => ({
  ...self,
  persons: self.persons.map((person) => ({
    ...person,
    sphere: sphere === null ? null : { from: null, until: null, value: { name: sphere }, id: null },
  })),
})

/** The cheap comparison first. */
function expectSame(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected)
}

/** The bytes that go to the server. */
const onServer = (policy: Policy, people: readonly Placed[], sphere: Sphere | 'by-server') =>
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
  )

/** What the matrix means, with what no permission of RFC 5025 is about: notes of the document, and the status by the letter. */
const meant = (document: PresenceDocument, levels: Levels, reading: StatusReading): PresenceDocument => {
  const seen = parsePresence(buildPresence({ ...seenBy(document, levels), notes: [] }))
  if (reading === 'as-unknown') return seen
  return { ...seen, tuples: seen.tuples.map((tuple) => ({ ...tuple, extended: null, online: false })) }
}
const seenAs = (policy: Policy, watcher: Placed, sphere: Sphere, document: PresenceDocument) =>
  previewOf({
    accountId: 'a',
    aor: own,
    policy,
    watcher,
    sphere,
    documentFor: () => ({ ...document, notes: [] }),
    cap: allLevels,
    withheld: new Set(),
    now,
  })
const card = (document: PresenceDocument) =>
  presentityFrom({ accountId: 'a', aor: own }, { kind: 'current', confirmedAt: now }, compose([document], now), now)

describe('compiled rules', () => {
  test('give everybody what the matrix says and "See as" shows, by the letter of the RFCs and where the first rule counts', () => {
    fc.assert(
      fc.property(policies, places, spheres, selves, readings, (policy, people, sphere, self, reading) => {
        const document = inSphere(self, sphere)
        const published = buildPresence(document)
        const whole = composed(`sip:${own}`, [published])
        const saidSphere = sphereIn([published])
        const known = new Map<string, { readonly told: PresenceDocument; readonly card: Presentity }>()
        const told = (granted: Granted) => {
          const key = JSON.stringify(granted, (_key, value) => (value instanceof Set ? [...value] : value))
          const found = known.get(key)
          if (found !== undefined) return found
          const document = parsePresence(filtered(whole, granted, reading))
          const made = { told: document, card: card(document) }
          known.set(key, made)
          return made
        }
        const onServers = [onServer(policy, people, 'by-server'), onServer(policy, people, sphere)].map((rules) => ({
          agents: parseXmlDocument(rules),
          ours: parseRuleset(rules),
        }))
        for (const aor of aors) {
          const placed = people.find((each) => each.aor === aor) ?? { aor, columns: [othersColumn] }
          const standing = standingOf(policy, placed, sphere)
          const expected = standing.handling === 'allow' ? meant(document, standing.levels, reading) : null
          const { presentity } = seenAs(policy, placed, sphere, document)
          for (const { agents: rules, ours } of onServers) {
            const byLetter = grantedTo(rules, { identity: `sip:${aor}`, sphere: saidSphere, now })
            for (const granted of [byLetter, grantedBy(verdictOf(ours, { aor, sphere, now }, 'first-match'))]) {
              expect([aor, granted.handling]).toEqual([aor, subHandlingOf[standing.handling]])
              if (expected === null) continue
              const seen = told(granted)
              expectSame(seen.told, expected)
              expectSame(seen.card, presentity)
            }
          }
        }
      }),
      { numRuns: runs },
    )
  }, 1_200_000)

  test('keep nothing from the devices of the user himself', () => {
    fc.assert(
      fc.property(policies, places, selves, (policy, people, document) => {
        const rules = onServer(policy, people, 'by-server')
        const published = buildPresence({ ...document, notes: [] })
        const whole = parsePresence(published)
        for (const granted of [
          grantedTo(parseXmlDocument(rules), { identity: `sip:${own}`, sphere: null, now }),
          grantedBy(verdictOf(parseRuleset(rules), { aor: own, sphere: null, now }, 'first-match')),
        ]) {
          expect(granted.handling).toBe('allow')
          expect(parsePresence(filtered(composed(`sip:${own}`, [published]), granted))).toEqual(whole)
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

  test('have the same ids, and are in the same order, on devices that call a group differently', () => {
    const extra = { mood: { level: 'yes', when: 'always' }, note: { level: 'no', when: 'work' } } as const
    const exceptions = [extra, { note: extra.note, mood: extra.mood }]
    const written = (['z9.', 'a1.'] as const).map((prefix, device) =>
      compileRules({
        own,
        policy: editPolicy(emptyPolicy, {
          kind: 'person',
          rule: { aor: 'bob@example.org', access: 'basic', extra: exceptions[device]! },
        }),
        people: [
          { aor: 'bob@example.org', columns: [`${prefix}team`, 'favourites'] },
          { aor: 'carol@example.com', columns: [`${prefix}team`] },
          { aor: 'dave@example.org', columns: ['favourites'] },
        ],
        sharedId: (id) => id.replace(prefix, ''),
        sphere: { kind: 'by-server' },
      }),
    )
    expect(written[0]).toEqual(written[1])
  })

  test('a blocked person is not let in by a rule for everybody', () => {
    const policy = [
      { kind: 'handling', column: othersColumn, handling: 'allow', when: 'always' } as const,
      { kind: 'person', rule: { aor: 'eve@evil.example', access: 'block', extra: {} } } as const,
    ].reduce<Policy>(editPolicy, emptyPolicy)
    const ruleset = parseRuleset(onServer(policy, [{ aor: 'eve@evil.example', columns: [othersColumn] }], null))
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
