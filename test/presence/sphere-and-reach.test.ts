import { describe, expect, test } from 'vitest'
import { noSignOff, noSphereRules, othersColumn, type Reach } from '#contract/privacy'
import { buildPresence } from '../../electron/documents/pidf.ts'
import { backAt, hardState } from '../../electron/presence/hard-state.ts'
import { gatewayIn, subnetOf } from '../../electron/presence/network-place.ts'
import { allLevels, editPolicy, emptyPolicy, noLevels, type PolicyEdit } from '../../electron/presence/policy.ts'
import { isQuiet, mayRing } from '../../electron/presence/reach.ts'
import { sphereOf } from '../../electron/presence/sphere.ts'

/** Local time: what a wall clock shows. Friday 20 November 2026. */
const at = (hour: number, minute = 0, day = 20) => new Date(2026, 10, day, hour, minute).getTime()
const office = {
  workHours: { days: [1, 2, 3, 4, 5], from: 9 * 60, until: 17 * 60 },
  otherwise: 'home' as const,
  networks: [],
}

describe('work or home', () => {
  const decide = (now: number, more: object = {}) =>
    sphereOf({ hand: null, network: null, rules: office, now, ...more })

  test('by the clock, and it says when it looks again', () => {
    expect(decide(at(10))).toEqual({ now: 'work', source: 'time', nextChange: at(17) })
    expect(decide(at(18))).toMatchObject({ now: 'home', source: 'time', nextChange: at(9, 0, 21) })
    expect(decide(at(10, 0, 21))).toMatchObject({ now: 'home' })
  })

  test('the network before the clock, and the hand before both', () => {
    const network = { id: '02:42:ac:11:00:01', name: '192.168.1.1' }
    const rules = { ...office, networks: [{ ...network, sphere: 'home' as const }] }
    expect(decide(at(10), { rules, network })).toMatchObject({ now: 'home', source: 'network' })
    expect(decide(at(10), { rules, network, hand: 'work' })).toMatchObject({ now: 'work', source: 'hand' })
  })

  test('hours past midnight are those of the day they began on', () => {
    const night = { ...office, workHours: { days: [5], from: 22 * 60, until: 6 * 60 }, otherwise: null }
    expect(decide(at(23), { rules: night }).now).toBe('work')
    expect(decide(at(2, 0, 21), { rules: night }).now).toBe('work')
    expect(decide(at(2), { rules: night }).now).toBe(null)
  })

  test('without rules nothing is decided', () => {
    expect(decide(at(10), { rules: noSphereRules })).toEqual({ now: null, source: 'none', nextChange: null })
  })

  test('a network is known by the hardware of its gateway, else by its subnet', () => {
    const routes =
      'Iface\tDestination\tGateway\tFlags\neth0\t0001A8C0\t00000000\t0001\neth0\t00000000\t0101A8C0\t0003\n'
    const arp = 'IP address HW type Flags HW address Mask Device\n192.168.1.1 0x1 0x2 02:42:AC:11:00:01 * eth0\n'
    expect(gatewayIn(routes, arp)).toEqual({ id: '02:42:ac:11:00:01', name: '192.168.1.1' })
    expect(gatewayIn(routes, '')).toBe(null)
    expect(gatewayIn('', arp)).toBe(null)
    const address = {
      address: '10.1.2.3',
      netmask: '255.255.0.0',
      family: 'IPv4',
      mac: '',
      internal: false,
      cidr: '10.1.2.3/16',
    } as const
    expect(subnetOf({ lo: [{ ...address, internal: true }], eth0: [address] })).toEqual({
      id: '10.1.0.0/16',
      name: '10.1.0.0/16',
    })
    expect(subnetOf({})).toBe(null)
  })
})

describe('for whom the user is available', () => {
  const reach = (changes: Partial<Reach>): Reach => ({
    ring: 'always',
    otherwise: 'silent',
    quietMessages: true,
    ...changes,
  })
  const policyOf = (...edits: readonly PolicyEdit[]) => edits.reduce(editPolicy, emptyPolicy)
  const bob = { aor: 'bob@example.org', columns: ['team'] }

  test('a column rings at work, and else silently or not at all', () => {
    const silent = policyOf({ kind: 'reach', column: 'team', reach: reach({ ring: 'work' }) })
    expect(mayRing(silent, bob, 'work')).toBe('ring')
    expect(mayRing(silent, bob, 'home')).toBe('silent')
    const declined = policyOf({ kind: 'reach', column: 'team', reach: reach({ ring: 'never', otherwise: 'decline' }) })
    expect(mayRing(declined, bob, 'work')).toBe('decline')
    expect(mayRing(declined, { ...bob, columns: ['team', othersColumn] }, 'work')).toBe('ring')
  })

  test('whom the user blocks is turned away, and politely he rings unseen', () => {
    const person = (access: 'block' | 'polite-block') =>
      policyOf({ kind: 'person', rule: { aor: bob.aor, access, extra: {} } })
    expect(mayRing(person('block'), bob, null)).toBe('blocked')
    expect(mayRing(person('polite-block'), bob, null)).toBe('unseen')
    expect(isQuiet(person('block'), bob, false)).toBe(true)
  })

  test('one person may ring where his column may not', () => {
    const policy = policyOf(
      { kind: 'reach', column: 'team', reach: reach({ ring: 'never', otherwise: 'decline' }) },
      { kind: 'person', rule: { aor: bob.aor, access: 'columns', extra: {}, reach: reach({ quietMessages: false }) } },
    )
    expect(mayRing(policy, bob, null)).toBe('ring')
    expect(isQuiet(policy, bob, true)).toBe(false)
  })

  test('messages are quiet during do not disturb, but for columns that are let through', () => {
    expect(isQuiet(emptyPolicy, bob, true)).toBe(true)
    expect(isQuiet(emptyPolicy, bob, false)).toBe(false)
    expect(isQuiet(emptyPolicy, { aor: bob.aor, columns: ['team', 'favourites'] }, true)).toBe(false)
  })
})

describe('while the user is away', () => {
  const now = Date.parse('2026-11-20T17:00:00Z')
  const signOff = {
    ...noSignOff,
    note: 'On the train',
    until: { kind: 'at' as const, at: now + 3_600_000 },
    deputy: { relationship: 'assistant' as const, address: 'luis@example.org', name: 'Luis' },
  }
  const state = (profile: 'full' | 'blink-safe', cap = allLevels) =>
    hardState({ aor: 'anna@example.org', signOff, profile, cap, now })

  test('closed, with a note, until when, and who is there instead', () => {
    const document = state('full')
    expect(document.tuples[0]).toMatchObject({
      basic: 'closed',
      extended: 'offline',
      notes: [{ text: 'On the train' }],
    })
    expect(document.tuples[1]).toMatchObject({
      basic: 'open',
      contact: { uri: 'sip:luis@example.org' },
      relationship: { value: { name: 'assistant' } },
    })
    expect(document.persons[0]?.activities[0]).toMatchObject({ until: '2026-11-20T18:00:00Z' })
    expect(state('blink-safe').tuples[1]?.relationship).toBe(null)
  })

  test('what some may not see is not in it', () => {
    expect(buildPresence(state('full', { ...noLevels }))).not.toContain('train')
  })

  test('the next working day is looked up on the calendar', () => {
    const next = { ...noSignOff, until: { kind: 'next' as const, days: [1, 2, 3, 4, 5], at: 8 * 60 } }
    expect(backAt(next, at(18))).toBe(at(8, 0, 23))
    expect(backAt(next, at(7))).toBe(at(8))
    expect(backAt({ until: { kind: 'at', at: at(7) } }, at(8))).toBe(null)
  })
})
