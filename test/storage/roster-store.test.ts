import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Contact, Group } from '#contract/people'
import { type Database, openDatabase } from '../../electron/storage/database.ts'
import { createSchema } from '../../electron/storage/migrations.ts'
import { RosterStore } from '../../electron/storage/roster-store.ts'
import { folder, listeningLog } from './fixture.ts'

let database: Database
let store: RosterStore

beforeEach(async () => {
  database = await openDatabase({ file: null, key: null, log: listeningLog() })
  store = new RosterStore(database)
  onTestFinished(() => database.close())
})

const group = (id: string, order = 0, accountId = 'anna'): Group => ({
  id,
  accountId,
  name: `Group ${id}`,
  order,
  parentId: null,
  handOrder: null,
})
const contact = (id: string, more: Partial<Contact> = {}): Contact => ({
  id,
  accountId: 'anna',
  aor: `${id}@dialtone.test`,
  name: 'Maya',
  addresses: [{ id: `a-${id}`, uri: `sip:${id}@dialtone.test`, label: null }],
  groupIds: [],
  favourite: false,
  notes: '',
  photo: null,
  ...more,
})

test('a contact keeps its name, groups and star', () => {
  for (const each of [group('g2', 1), group('g1', 0)]) store.saveGroup(each)
  const maya = contact('maya', {
    groupIds: ['g1', 'g2'],
    favourite: true,
    notes: 'two\nlines',
    photo: '/photos/anna/0',
    addresses: [
      { id: 'a1', uri: 'sip:maya@dialtone.test', label: null },
      { id: 'a2', uri: 'tel:+4930123', label: 'Mobile' },
    ],
  })
  store.saveContact(maya)
  store.saveContact(contact('luis'))
  expect(store.contacts('anna')).toEqual([maya, contact('luis')])
  expect(store.groups('anna')).toEqual([group('g1', 0), group('g2', 1)])
  const changed = { ...maya, name: 'Maya O', groupIds: ['g2'], favourite: false, notes: '', photo: null }
  store.saveContact(changed)
  expect(store.contacts('anna')[0]).toEqual(changed)
})

test('a removed group leaves its people', () => {
  store.saveGroup(group('g'))
  store.saveContact(contact('maya', { groupIds: ['g'] }))
  store.removeGroup('g')
  expect(store.contacts('anna')).toEqual([contact('maya')])
})

test('a contact with an unknown group is not half saved', () => {
  expect(() => store.saveContact(contact('maya', { groupIds: ['nowhere'] }))).toThrow('FOREIGN KEY')
  expect(store.contacts('anna')).toEqual([])
})

test('one address may stand with two people, as another program may have it', () => {
  store.saveContact(contact('maya'))
  store.saveContact(contact('maya2', { aor: 'maya@dialtone.test' }))
  store.saveContact(contact('maya3', { aor: 'maya@dialtone.test', accountId: 'work' }))
  expect(store.contacts('anna').map(({ id }) => id)).toEqual(['maya', 'maya2'])
})

test('a group keeps the group it is in, and the order of its people', () => {
  const inner = { ...group('inner', 1), parentId: 'outer', handOrder: ['b', 'a'] }
  store.saveGroup(group('outer'))
  store.saveGroup(inner)
  expect(store.groups('anna')).toEqual([group('outer'), inner])
  store.saveGroup({ ...inner, parentId: null, handOrder: null })
  expect(store.groups('anna')[1]).toEqual(group('inner', 1))
})

test('a removed account leaves nothing', () => {
  store.saveGroup(group('g'))
  store.saveContact(contact('maya', { groupIds: ['g'] }))
  store.removeContact('nobody')
  store.removeAccount('anna')
  expect(store.contacts('anna')).toEqual([])
  expect(store.groups('anna')).toEqual([])
  expect(database.get('SELECT count(*) AS n FROM contact_group_members')).toEqual({ n: 0 })
})

test('people kept by an older Dialtone have their one address, their groups and their star', async () => {
  const file = join(folder(), 'old.db')
  const { default: Libsql } = await import('libsql')
  const old = new Libsql(file)
  createSchema((sql) => void old.exec(sql), 3)
  old.exec(`PRAGMA user_version = 3;
    INSERT INTO contact_groups VALUES ('1g', 'anna-and-more', 'Team', 4);
    INSERT INTO contacts VALUES ('1c', 'anna-and-more', 'maya@dialtone.test', 'Maya', 1);
    INSERT INTO contacts VALUES ('2c', 'anna-and-more', 'luis@dialtone.test', '', 0);
    INSERT INTO contact_group_members VALUES ('1c', '1g')`)
  old.close()
  const migrated = await openDatabase({ file, key: null, log: listeningLog() })
  onTestFinished(() => migrated.close())
  const kept = new RosterStore(migrated)
  const accountId = 'anna-and-more'
  const of = (id: string, aor: string): Contact =>
    contact(`anna-and.p${id}`, { accountId, aor, addresses: [{ id: 'main', uri: `sip:${aor}`, label: null }] })
  expect(kept.groups(accountId)).toEqual([{ ...group('anna-and.g1g', 4, accountId), name: 'Team' }])
  expect(kept.contacts(accountId)).toEqual([
    { ...of('1c', 'maya@dialtone.test'), groupIds: ['anna-and.g1g'], favourite: true },
    { ...of('2c', 'luis@dialtone.test'), name: '' },
  ])
  kept.removeGroup('anna-and.g1g')
  expect(kept.contacts(accountId)[0]?.groupIds).toEqual([])
  expect(() => kept.saveContact({ ...of('3c', 'x@dialtone.test'), groupIds: ['nowhere'] })).toThrow('FOREIGN KEY')
})
