import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Contact } from '#contract/people'
import { tidyName } from '../../electron/roster/names.ts'
import { Roster } from '../../electron/roster/roster.ts'
import { State } from '../../electron/state.ts'
import { type Database, openDatabase } from '../../electron/storage/database.ts'
import { RosterStore } from '../../electron/storage/roster-store.ts'
import { listeningLog } from '../storage/fixture.ts'

let database: Database
let state: State
let roster: Roster
let heard: (readonly Contact[])[]

function started(accountId = 'anna'): Roster {
  const made = new Roster({ accountId, state, store: new RosterStore(database), log: listeningLog() })
  made.start()
  return made
}

beforeEach(async () => {
  database = await openDatabase({ file: null, key: null, log: listeningLog() })
  onTestFinished(() => database.close())
  state = new State()
  state.apply({
    kind: 'account',
    account: {
      id: 'anna',
      aor: 'anna@dialtone.test',
      displayName: 'Anna',
      authUser: null,
      server: null,
      outboundProxy: null,
      xcapRoot: null,
      stun: null,
      turn: null,
      trustedCertificate: null,
      allowUnencrypted: false,
      passwordStorage: 'key-store',
    },
  })
  roster = started()
  heard = []
  roster.onChange((contacts) => heard.push(contacts))
})

function idOf(result: { ok: boolean; value?: { id: string } }): string {
  expect(result).toMatchObject({ ok: true })
  return result.value?.id ?? ''
}

describe('people', () => {
  test('somebody added is in the state, in the list, told to listeners, and there at the next start', () => {
    const id = idOf(roster.add('sip:Maya@Dialtone.Test;transport=tcp', '  Maya \n Okonkwo '))
    const maya: Contact = {
      id,
      accountId: 'anna',
      aor: 'Maya@dialtone.test',
      name: 'Maya Okonkwo',
      groupIds: [],
      favourite: false,
    }
    expect(state.current.contacts).toEqual({ [id]: maya })
    expect(roster.contacts).toEqual([maya])
    expect(heard).toEqual([[maya]])
    expect(started().contacts).toEqual([maya])
  })

  test.each([
    ['maya', 'maya@dialtone.test'],
    ['+49 30 1234-5', '+493012345@dialtone.test'],
    ['tel:+49-30-12345', '+493012345@dialtone.test'],
    ['"Maya" <sips:maya@example.org:5061>', 'maya@example.org'],
  ])('an address may be typed as %s', (typed, aor) => {
    roster.add(typed, '')
    expect(roster.contacts.map((contact) => contact.aor)).toEqual([aor])
  })

  test.each(['', '   ', 'no address at all', 'http://example.org', 'a@b@'])('%j is no address', (typed) => {
    expect(roster.add(typed, 'X')).toEqual({ ok: false, failure: { kind: 'invalid', field: 'address' } })
    expect(heard).toEqual([])
    expect(roster.contacts).toEqual([])
  })

  test('somebody who is here already stays as they are, and is found', () => {
    const id = idOf(roster.add('maya@dialtone.test', 'Maya'))
    expect(roster.add('sip:maya@DIALTONE.test', 'Another name')).toEqual({ ok: true, value: { id } })
    expect(roster.contacts.map((contact) => contact.name)).toEqual(['Maya'])
    expect(heard).toHaveLength(1)
  })

  test('a name, groups and the star are changed each for itself', () => {
    const group = idOf(roster.addGroup('Team'))
    const id = idOf(roster.add('maya', 'Maya'))
    roster.change(id, { favourite: true })
    roster.change(id, { groupIds: [group, group, 'unknown'] })
    roster.change(id, { name: 'Maya O' })
    expect(state.current.contacts[id]).toMatchObject({ name: 'Maya O', groupIds: [group], favourite: true })
    expect(started().contacts).toEqual(roster.contacts)
    expect(roster.change('nobody', { name: 'X' })).toEqual({ ok: false, failure: { kind: 'invalid', field: 'person' } })
  })

  test('somebody removed is gone everywhere, and removing twice is no failure', () => {
    const id = idOf(roster.add('maya', 'Maya'))
    expect(roster.remove(id)).toEqual({ ok: true, value: null })
    expect(roster.remove(id)).toEqual({ ok: true, value: null })
    expect(state.current.contacts).toEqual({})
    expect(heard.at(-1)).toEqual([])
    expect(started().contacts).toEqual([])
    expect(idOf(roster.add('maya', 'Maya'))).not.toBe(id)
  })

  test('people stand in the order of their names, or addresses where they have none', () => {
    for (const [address, name] of [
      ['z@dialtone.test', 'émile'],
      ['person10', ''],
      ['person9', ''],
      ['b@dialtone.test', 'Zoe'],
      ['c@dialtone.test', 'Emil'],
    ] as const) {
      roster.add(address, name)
    }
    expect(roster.contacts.map((contact) => contact.name || contact.aor)).toEqual([
      'Emil',
      'émile',
      'person9@dialtone.test',
      'person10@dialtone.test',
      'Zoe',
    ])
  })

  test('a person is called by the name given, else by the address', () => {
    roster.change(idOf(roster.add('maya', 'Maya')), { favourite: true })
    roster.add('luis', '')
    expect(roster.nameOf('maya@dialtone.test')).toBe('Maya')
    expect(roster.nameOf('luis@dialtone.test')).toBe('luis@dialtone.test')
    expect(roster.nameOf('stranger@dialtone.test')).toBe('stranger@dialtone.test')
    expect(roster.isFavourite('maya@dialtone.test')).toBe(true)
    expect(roster.isFavourite('luis@dialtone.test')).toBe(false)
  })

  test('two accounts have a list each', () => {
    roster.add('maya', 'Maya')
    const other = started('work')
    expect(other.contacts).toEqual([])
    other.add('maya@dialtone.test', 'Maya at work')
    expect(roster.contacts.map((contact) => contact.name)).toEqual(['Maya'])
    // The other account is not signed in, so there is no domain to complete a name with.
    expect(other.add('maya', '')).toMatchObject({ ok: false })
  })
})

describe('groups', () => {
  test('stand in the order made, and are renamed', () => {
    const [team, family] = [idOf(roster.addGroup(' Team ')), idOf(roster.addGroup('Family'))]
    expect(roster.renameGroup(team, 'Work')).toEqual({ ok: true, value: null })
    expect(roster.groups.map((group) => [group.id, group.name, group.order])).toEqual([
      [team, 'Work', 0],
      [family, 'Family', 1],
    ])
    expect(state.current.groups[team]?.name).toBe('Work')
    expect(started().groups).toEqual(roster.groups)
  })

  test('have each their own name', () => {
    const team = idOf(roster.addGroup('Team'))
    expect(idOf(roster.addGroup('TEAM'))).toBe(team)
    const family = idOf(roster.addGroup('Family'))
    expect(roster.renameGroup(family, 'team')).toMatchObject({ ok: false })
    expect(roster.renameGroup(team, 'team')).toMatchObject({ ok: true })
    expect(roster.addGroup(' \n ')).toEqual({ ok: false, failure: { kind: 'invalid', field: 'name' } })
    expect(roster.renameGroup('nowhere', 'X')).toMatchObject({ ok: false })
  })

  test('are removed without their people', () => {
    const [team, family] = [idOf(roster.addGroup('Team')), idOf(roster.addGroup('Family'))]
    const id = idOf(roster.add('maya', 'Maya', [team, family]))
    roster.removeGroup(team)
    roster.removeGroup(team)
    expect(state.current.groups[team]).toBeUndefined()
    expect(state.current.contacts[id]?.groupIds).toEqual([family])
    expect(started().contacts[0]?.groupIds).toEqual([family])
    expect(idOf(roster.addGroup('New'))).not.toBe(team)
    expect(roster.groups.map((group) => group.order)).toEqual([1, 2])
  })
})

test('what the disk refuses has not happened, and is told', () => {
  roster.add('maya', 'Maya')
  const [maya] = roster.contacts
  database.exec('DROP TABLE contact_group_members')
  expect(roster.change(maya?.id ?? '', { name: 'X' })).toMatchObject({ ok: false, failure: { kind: 'storage' } })
  expect(roster.add('luis', 'Luis')).toMatchObject({ ok: false, failure: { kind: 'storage' } })
  expect(roster.contacts).toEqual([maya])
  expect(Object.values(state.current.contacts)).toEqual([maya])
  expect(heard).toHaveLength(1)
})

test('a name is one line that nothing can turn around', () => {
  expect(tidyName('a\u202eb\u2066c\r\n\td\u0000e')).toBe('abc d e')
  expect(tidyName('e\u0301')).toBe('\u00e9')
  expect(Array.from(tidyName('👋'.repeat(300)))).toHaveLength(200)
})
