import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Contact } from '#contract/people'
import { tidyName } from '../../electron/roster/names.ts'
import { Photos } from '../../electron/roster/photos.ts'
import { Roster } from '../../electron/roster/roster.ts'
import { State } from '../../electron/state.ts'
import { type Database, openDatabase } from '../../electron/storage/database.ts'
import { RosterStore } from '../../electron/storage/roster-store.ts'
import { eventually } from '../eventually.ts'
import { folder, listeningLog } from '../storage/fixture.ts'
import { anna } from './anna.ts'

let database: Database
let state: State
let roster: Roster
let heard: (readonly Contact[])[]

function started(accountId = 'anna'): Roster {
  const log = listeningLog()
  const photos = new Photos({ accountId, profile: null, pictures: null, log })
  const made = new Roster({ accountId, state, store: new RosterStore(database), photos, log })
  made.start()
  return made
}

beforeEach(async () => {
  database = await openDatabase({ file: null, key: null, log: listeningLog() })
  onTestFinished(() => database.close())
  state = new State()
  state.apply({ kind: 'account', account: anna })
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
      addresses: [{ id: expect.any(String), uri: 'sip:Maya@dialtone.test', label: null }],
      groupIds: [],
      favourite: false,
      notes: '',
      photo: null,
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
    expect(roster.remove(id)).toMatchObject({ ok: true })
    expect(roster.remove(id)).toMatchObject({ ok: true })
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
    expect(roster.groups.map((group) => group.name)).toEqual(['Family', 'New'])
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

describe('several addresses', () => {
  test('the first that can be called is where presence, chats and calls go; the person is known by each', () => {
    const id = idOf(roster.add('maya', 'Maya'))
    const [first] = state.current.contacts[id]?.addresses ?? []
    const drafts = [
      { uri: 'mailto:Maya@Example.ORG', label: null },
      { uri: 'tel:+49 (30) 123', label: ' Mobile ' },
      { ...first!, label: 'Work' },
      { uri: 'sip:maya@dialtone.test', label: 'the same again' },
    ]
    expect(roster.change(id, { addresses: drafts })).toMatchObject({ ok: true })
    const contact = state.current.contacts[id]
    expect(contact?.addresses.map(({ uri, label }) => [uri, label])).toEqual([
      ['mailto:Maya@example.org', null],
      ['tel:+4930123', 'Mobile'],
      ['sip:maya@dialtone.test', 'Work'],
    ])
    expect(contact?.addresses[2]?.id).toBe(first?.id)
    expect(contact?.aor).toBe('+4930123@dialtone.test')
    expect(roster.nameOf('maya@dialtone.test')).toBe('Maya')
    expect(idOf(roster.add('maya', 'Another'))).toBe(id)
    expect(started().contacts).toEqual(roster.contacts)
  })

  test('one that is no address, or mail alone, changes nothing', () => {
    const id = idOf(roster.add('maya', 'Maya'))
    const before = state.current.contacts[id]
    for (const uri of ['http://example.org', 'mailto:maya@example.org']) {
      expect(roster.change(id, { addresses: [{ uri, label: null }] })).toEqual({
        ok: false,
        failure: { kind: 'invalid', field: 'address' },
      })
    }
    expect(state.current.contacts[id]).toBe(before)
  })

  test('an address dropped is nobody’s, and may be somebody else’s', () => {
    const id = idOf(roster.add('maya', 'Maya'))
    roster.change(id, { addresses: [{ uri: 'sip:okonkwo@dialtone.test', label: null }] })
    expect(roster.nameOf('maya@dialtone.test')).toBe('maya@dialtone.test')
    expect(idOf(roster.add('maya', 'Maya the second'))).not.toBe(id)
  })
})

test('own notes keep their lines', () => {
  const id = idOf(roster.add('maya', 'Maya'))
  roster.change(id, { notes: '  met in Oslo\r\nlikes tea\u0000\u0007 ' })
  expect(state.current.contacts[id]?.notes).toBe('met in Oslo\nlikes tea')
  expect(started().contacts[0]?.notes).toBe('met in Oslo\nlikes tea')
})

describe('places', () => {
  const inGroup = (groupId: string) => {
    const order = state.current.groups[groupId]?.handOrder
    return order?.map((id) => state.current.contacts[id]?.name)
  }

  test('a person is put before another; the others keep the order they are shown in', () => {
    const team = idOf(roster.addGroup('Team'))
    const [zoe, adam, maya] = ['Zoe', 'Adam', 'Maya'].map((name) => idOf(roster.add(name, name, [team])))
    expect(inGroup(team)).toBeUndefined()
    roster.move(zoe!, team, team, maya!)
    expect(inGroup(team)).toEqual(['Adam', 'Zoe', 'Maya'])
    roster.move(adam!, team, team, null)
    expect(inGroup(team)).toEqual(['Zoe', 'Maya', 'Adam'])
    expect(started().groups).toEqual(roster.groups)
    roster.orderByName(team)
    expect(inGroup(team)).toBeUndefined()
  })

  test('a person moves out of one group into another, or is in both', () => {
    const [team, family] = [idOf(roster.addGroup('Team')), idOf(roster.addGroup('Family'))]
    const id = idOf(roster.add('maya', 'Maya', [team]))
    roster.move(id, null, family)
    expect(state.current.contacts[id]?.groupIds).toEqual([team, family])
    roster.move(id, team, null)
    expect(state.current.contacts[id]?.groupIds).toEqual([family])
    roster.move(id, family, team)
    expect(state.current.contacts[id]?.groupIds).toEqual([team])
    expect(roster.move(id, team, 'nowhere')).toMatchObject({ ok: false })
    expect(roster.move(id, team, team, 'nobody')).toMatchObject({ ok: false })
  })

  test('groups are ordered, and put into each other but never into themselves', () => {
    const [a, b, c] = ['A', 'B', 'C'].map((name) => idOf(roster.addGroup(name)))
    roster.moveGroup(c!, null, a!)
    expect(roster.groups.map(({ name }) => name)).toEqual(['C', 'A', 'B'])
    roster.moveGroup(b!, a!, null)
    expect(state.current.groups[b!]?.parentId).toBe(a)
    expect(roster.moveGroup(a!, b!, null)).toMatchObject({ ok: false })
    expect(roster.moveGroup(a!, a!, null)).toMatchObject({ ok: false })
    // The same name stands once in each place.
    const inner = idOf(roster.addGroup('c', a))
    expect(inner).not.toBe(c)
    expect(idOf(roster.addGroup('C', a))).toBe(inner)
    expect(roster.moveGroup(c!, a!, null)).toEqual({ ok: false, failure: { kind: 'invalid', field: 'name' } })
    expect(started().groups).toEqual(roster.groups)
  })
})

describe('undo', () => {
  const everything = () => ({ contacts: roster.contacts, groups: roster.groups })

  function someone(): { readonly maya: string; readonly team: string; readonly inner: string } {
    const [team, other] = [idOf(roster.addGroup('Team')), idOf(roster.addGroup('Other'))]
    const inner = idOf(roster.addGroup('Inner', team))
    const maya = idOf(roster.add('maya', 'Maya', [team, other, inner]))
    for (const name of ['luis', 'jonas']) roster.add(name, name, [team])
    roster.move(maya, team, team, idOf(roster.add('luis', '')))
    roster.change(maya, { favourite: true, notes: 'tea', addresses: [{ uri: 'sip:m@dialtone.test', label: 'Work' }] })
    return { maya, team, inner }
  }

  test('a person comes back as they were and where they were', () => {
    const { maya } = someone()
    const before = everything()
    const removed = roster.remove(maya)
    expect(roster.contacts).toHaveLength(2)
    expect(removed.ok && roster.restore(removed.value.undo)).toEqual({ ok: true, value: null })
    expect(everything()).toEqual(before)
    expect(started().contacts).toEqual(before.contacts)
    expect(removed.ok && roster.restore(removed.value.undo)).toBeNull()
  })

  test('a group comes back with its people in their order and the groups in it', () => {
    const { team, inner } = someone()
    const before = everything()
    const removed = roster.removeGroup(team)
    expect(state.current.groups[inner]?.parentId).toBeNull()
    expect(removed.ok && roster.restore(removed.value.undo)).toEqual({ ok: true, value: null })
    expect(everything()).toEqual(before)
    expect(started().groups).toEqual(before.groups)
  })
})

describe('photos', () => {
  const png = Buffer.from('89504e470d0a1a0a00', 'hex')
  const jpeg = Buffer.from('ffd8ffe000', 'hex')

  function withPhotos(profile: string): Roster {
    const log = listeningLog()
    const photos = new Photos({ accountId: 'anna', profile, pictures: { draw: async () => png }, log })
    const made = new Roster({ accountId: 'anna', state, store: new RosterStore(database), photos, log })
    made.start()
    return made
  }

  test('one is drawn anew, kept, and comes back with who was removed', async () => {
    const profile = folder()
    roster = withPhotos(profile)
    const id = idOf(roster.add('maya', 'Maya'))
    expect(await roster.setPhoto(id, jpeg)).toEqual({ ok: true, value: null })
    const photo = state.current.contacts[id]?.photo ?? ''
    expect(readFileSync(join(profile, `${photo}.png`))).toEqual(png)
    const removed = roster.remove(id)
    if (removed.ok) roster.restore(removed.value.undo)
    expect(state.current.contacts[id]?.photo).toBe(photo)
    expect(withPhotos(profile).contacts[0]?.photo).toBe(photo)
    await roster.setPhoto(id, null)
    expect(state.current.contacts[id]?.photo).toBeNull()
    expect(withPhotos(profile).contacts[0]?.photo).toBeNull()
  })

  test('what is no picture is refused, and nothing changes', async () => {
    roster = withPhotos(folder())
    const id = idOf(roster.add('maya', 'Maya'))
    const failure = { ok: false, failure: { kind: 'picture' } }
    expect(await roster.setPhoto(id, Buffer.from('<svg/>'))).toEqual(failure)
    expect(await roster.setPhoto('nobody', jpeg)).toMatchObject({ ok: false })
    expect(state.current.contacts[id]?.photo).toBeNull()
  })

  test('those of nobody are gone at the next start', async () => {
    const profile = folder()
    roster = withPhotos(profile)
    const id = idOf(roster.add('maya', 'Maya'))
    await roster.setPhoto(id, jpeg)
    roster.remove(id)
    withPhotos(profile).tidy()
    await eventually(() => expect(readdirSync(join(profile, 'photos', 'anna'))).toEqual([]))
  })
})
