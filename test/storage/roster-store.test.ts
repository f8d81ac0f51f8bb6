import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Contact, Group } from '#contract/people'
import { type Database, openDatabase } from '../../electron/storage/database.ts'
import { RosterStore } from '../../electron/storage/roster-store.ts'
import { listeningLog } from './fixture.ts'

let database: Database
let store: RosterStore

beforeEach(async () => {
  database = await openDatabase({ file: null, key: null, log: listeningLog() })
  store = new RosterStore(database)
  onTestFinished(() => database.close())
})

const group = (id: string, order = 0, accountId = 'anna'): Group => ({ id, accountId, name: `Group ${id}`, order })
const contact = (id: string, more: Partial<Contact> = {}): Contact => ({
  id,
  accountId: 'anna',
  aor: `${id}@dialtone.test`,
  name: 'Maya',
  groupIds: [],
  favourite: false,
  ...more,
})

test('a contact keeps its name, groups and star', () => {
  for (const each of [group('g2', 1), group('g1', 0)]) store.saveGroup(each)
  const maya = contact('maya', { groupIds: ['g1', 'g2'], favourite: true })
  store.saveContact(maya)
  store.saveContact(contact('luis'))
  expect(store.contacts('anna')).toEqual([contact('luis'), maya])
  expect(store.groups('anna')).toEqual([group('g1', 0), group('g2', 1)])
  const changed = { ...maya, name: 'Maya O', groupIds: ['g2'], favourite: false }
  store.saveContact(changed)
  expect(store.contacts('anna')[1]).toEqual(changed)
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

test('one address stands once in a list, and once in each account', () => {
  store.saveContact(contact('maya'))
  expect(() => store.saveContact(contact('maya2', { aor: 'maya@dialtone.test' }))).toThrow('UNIQUE')
  store.saveContact(contact('maya3', { aor: 'maya@dialtone.test', accountId: 'work' }))
  expect(store.contacts('anna')).toHaveLength(1)
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
