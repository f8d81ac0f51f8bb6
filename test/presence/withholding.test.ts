import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { automaticChoice, type OwnChoice } from '#contract/presence'
import { type Detail, details, favouritesColumn, type Grant, levelsOf, othersColumn } from '#contract/privacy'
import {
  allLevels,
  editPolicy,
  emptyPolicy,
  type Policy,
  type PolicyEdit,
  standingOf,
} from '../../electron/presence/policy.ts'
import { cappedTo, seenBy } from '../../electron/presence/seen-by.ts'
import { ruleServer } from '../../electron/presence/server-facts.ts'
import { withholding, withWithheld } from '../../electron/presence/withholding.ts'
import { selves } from './arbitrary-self.ts'

const policyOf = (...edits: readonly PolicyEdit[]): Policy => edits.reduce(editPolicy, emptyPolicy)
const grant = (column: string, detail: Detail, level: Grant['level']): PolicyEdit => ({
  kind: 'grant',
  column,
  detail,
  grant: { level, when: 'always' },
})
const everybodyAlike = { filters: false, strangers: [] }
const people = [
  { aor: 'bob@example.org', columns: [favouritesColumn] },
  { aor: 'carol@example.com', columns: ['customers'] },
]

describe('where the server shows everybody the same', () => {
  test('a note that customers may not see is left out, and it is said because of whom', () => {
    const { cap, withheld } = withholding(policyOf(grant('customers', 'note', 'no')), people, null, everybodyAlike)
    expect(cap).toMatchObject({ note: 'no', mood: 'yes', place: 'yes' })
    expect(withheld).toEqual([{ detail: 'note', columns: ['customers'], people: [] }])
  })

  test('of a place the city is left, where that is what some may see', () => {
    const { cap, withheld } = withholding(policyOf(grant('customers', 'place', 'part')), people, null, everybodyAlike)
    expect(cap.place).toBe('part')
    expect(withheld.map(({ detail }) => detail)).toEqual(['place'])
  })

  test('of the columns somebody is in, those that let nobody in are not to blame', () => {
    const carol = { aor: 'carol@example.com', columns: ['customers', 'night'] }
    const policy = policyOf(grant('customers', 'note', 'no'), grant('night', 'note', 'no'), {
      kind: 'handling',
      column: 'night',
      handling: 'block',
      when: 'always',
    })
    const { withheld } = withholding(policy, [people[0]!, carol], null, everybodyAlike)
    expect(withheld).toEqual([{ detail: 'note', columns: ['customers'], people: [] }])
  })

  test('a column with nobody in it keeps nothing back', () => {
    const { withheld } = withholding(policyOf(grant('customers', 'note', 'no')), [people[0]!], null, everybodyAlike)
    expect(withheld).toEqual([])
  })

  test('whom the user blocks, or who has to ask, keeps nothing back', () => {
    const policy = policyOf({ kind: 'person', rule: { aor: 'carol@example.com', access: 'block', extra: {} } })
    expect(withholding(policy, people, null, everybodyAlike).withheld).toEqual([])
  })

  test('an exception is named, and so is a stranger whom the server lets in', () => {
    const basic = policyOf({ kind: 'person', rule: { aor: 'carol@example.com', access: 'basic', extra: {} } })
    const { withheld } = withholding(basic, people, null, everybodyAlike)
    expect(withheld.find(({ detail }) => detail === 'mood')?.people).toEqual(['carol@example.com'])
    const strangers = withholding(emptyPolicy, people, null, { filters: false, strangers: ['eve@evil.example'] })
    expect(strangers.withheld).toHaveLength(details.length)
    expect(strangers.withheld[0]?.people).toEqual(['eve@evil.example'])
  })

  test('a note made from the status tells nobody what he may not know', () => {
    const policy = policyOf(grant('customers', 'doing', 'no'))
    expect(withholding(policy, people, null, everybodyAlike).headline).toBe(false)
    // Nor where the server filters: to it a note is a note.
    expect(withholding(policy, people, null, { filters: true, strangers: [] }).headline).toBe(false)
    expect(withholding(emptyPolicy, people, null, everybodyAlike).headline).toBe(true)
  })

  test('while a stranger is let in, neither a note nor an activity says more than it may', () => {
    const eve = { filters: false, strangers: ['eve@evil.example'] }
    expect(withholding(emptyPolicy, people, null, everybodyAlike)).toMatchObject({ headline: true, activityNote: true })
    expect(withholding(emptyPolicy, people, null, eve)).toMatchObject({ headline: false, activityNote: false })
  })

  test('each exception counts, whoever else stands in the very same columns', () => {
    const { columns } = people[1]!
    const dave = { aor: 'dave@example.com', columns }
    const policy = policyOf(
      { kind: 'person', rule: { aor: 'dave@example.com', access: 'allow', extra: {} } },
      { kind: 'person', rule: { aor: 'carol@example.com', access: 'basic', extra: {} } },
    )
    const { cap, withheld } = withholding(policy, [dave, { aor: 'carol@example.com', columns }], null, everybodyAlike)
    expect(cap.mood).toBe('no')
    expect(withheld.find(({ detail }) => detail === 'mood')?.people).toEqual(['carol@example.com'])
  })

  test('whatever the user wants, nobody who is let in sees more than he may', () => {
    const edit = fc
      .record({
        column: fc.constantFrom(favouritesColumn, 'customers', othersColumn),
        detail: fc.constantFrom(...details),
      })
      .chain(({ column, detail }) =>
        fc.constantFrom(...levelsOf[detail]).map((level): PolicyEdit => grant(column, detail, level)),
      )
    const sphere = fc.constantFrom('work' as const, 'home' as const, null)
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 12 }), sphere, selves, (edits, now, document) => {
        const policy = policyOf(...edits)
        const { cap } = withholding(policy, people, now, everybodyAlike)
        const published = cappedTo(document, cap)
        for (const placed of people) {
          const { levels } = standingOf(policy, placed, now)
          const may = seenBy(document, levels)
          const [seen, allowed] = [published.persons[0], may.persons[0]]
          for (const key of [
            'mood',
            'placeIs',
            'placeType',
            'privacy',
            'sphere',
            'statusIcon',
            'timeOffset',
            'location',
          ] as const) {
            if (seen?.[key]) expect(allowed?.[key]).toEqual(seen[key])
          }
          if (seen && seen.notes.length > 0) expect(allowed?.notes).toEqual(seen.notes)
          if (seen && seen.activities.length > 0) expect(allowed?.activities).toEqual(seen.activities)
          if (published.devices.length > 0) expect(may.devices).toHaveLength(1)
        }
      }),
      { numRuns: 200 },
    )
  }, 60_000)
})

describe('what another device of the user said later', () => {
  const here: OwnChoice = {
    ...automaticChoice,
    note: { text: 'Here', language: null },
    mood: 'calm',
    placeIs: { ...automaticChoice.placeIs, audio: 'quiet' },
    privacy: ['text'],
    placeType: 'office',
    sphere: 'work',
  }
  const newer: OwnChoice = { ...automaticChoice, status: 'busy', setAt: 5 }

  test('is taken over as a whole where everything is published', () => {
    expect(withWithheld(newer, here, allLevels)).toEqual(newer)
  })

  test.each([
    ['note', ['note']],
    ['mood', ['mood']],
    ['surroundings', ['placeIs', 'privacy']],
    ['place', ['placeType']],
    ['sphere', ['sphere']],
  ] as const)('keeps of %s what was said here, because the other could not tell it', (detail, parts) => {
    const kept = Object.fromEntries(parts.map((part) => [part, here[part]]))
    expect(withWithheld(newer, here, { ...allLevels, [detail]: 'no' })).toEqual({ ...newer, ...kept })
  })
})

describe('servers', () => {
  const facts = (software: string | null, auids: readonly string[] | null, aor = 'anna@example.org') =>
    ruleServer({ aor, software, auids, blinkSeen: false })

  test('one that follows the RFC is taken at its word', () => {
    expect(facts('Acme Presence 2.1', ['pres-rules', 'resource-lists'])).toEqual({
      auid: 'pres-rules',
      filters: true,
      blinkRules: false,
      limits: [],
    })
  })

  test.each([
    ['kamailio (5.6.3 (x86_64/linux))', 'shows-all'],
    ['OpenSIPS (3.4.1)', 'filters-late'],
    [null, 'shows-all'],
  ])('%s is not', (software, limit) => {
    const { filters, limits } = facts(software, ['pres-rules'])
    expect(filters).toBe(false)
    expect(limits).toContain(limit)
  })

  test('without a place for rules nothing is written, and that is said', () => {
    for (const auids of [null, ['resource-lists']]) {
      expect(facts('Acme', auids)).toEqual({ auid: null, filters: false, blinkRules: false, limits: ['no-rules'] })
    }
  })

  test('of OpenXCAP elsewhere nobody says which rules the presence agent reads', () => {
    const auids = ['pres-rules', 'org.openmobilealliance.pres-rules', 'org.openxcap.watchers']
    expect(facts('OpenSIPS (3.4.1)', auids)).toMatchObject({
      auid: 'org.openmobilealliance.pres-rules',
      also: 'pres-rules',
      blinkRules: true,
    })
    expect(facts('Thor', auids, 'anna@sip2sip.info').also).toBeUndefined()
    expect(facts('OpenSIPS (3.4.1)', auids.slice(0, 1)).also).toBeUndefined()
  })

  test('AG Projects reads the flavour of OMA, and Blink takes our rules away', () => {
    const server = ruleServer({
      aor: 'anna@sip2sip.info',
      software: 'Thor',
      auids: ['pres-rules', 'org.openmobilealliance.pres-rules'],
      blinkSeen: true,
    })
    expect(server).toMatchObject({ auid: 'org.openmobilealliance.pres-rules', blinkRules: true, filters: false })
    expect(server.limits).toContain('blink-removes')
  })
})
