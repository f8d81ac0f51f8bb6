import { expect, test } from 'vitest'
import { parseResourceLists, type ResourceLists } from '../../electron/documents/resource-lists.ts'
import { bookOf, rosterRules } from '../../electron/roster/roster-document.ts'
import type { FakeXcapServer } from '../fakes/fake-xcap-server.ts'
import { type Device, listsPath, memoryCache, names, put, startDevice, startServer, until } from './fixture.ts'

// What was done after an edit that the server does not take stays after it: docs/decisions/0017.

const body = `<xcap-error xmlns="urn:ietf:params:xml:ns:xcap-error"><constraint-failure phrase="not that name"/></xcap-error>`
const refuse = (server: FakeXcapServer, word: string): void => {
  server.twist = ({ method, body: sent }) => (method === 'PUT' && sent.includes(word) ? { status: 409, body } : null)
}
const onServer = (server: FakeXcapServer) => names(parseResourceLists(server.text(listsPath) ?? '<resource-lists/>'))
const said = (device: Device) => device.documents.overview.refused
const isSaved = (device: Device) => () => device.lists.state.kind === 'saved' && device.lists.edits.length === 0
const uri = (name: string) => `sip:${name}@example.org`
const rename = (who: string, name: string) => ({ do: 'rename', uri: uri(who), name }) as const
const remove = (who: string) => ({ do: 'remove', uri: uri(who) }) as const

async function start() {
  const server = await startServer()
  const cache = await memoryCache()
  const anna = await startDevice(server.root, { cache })
  anna.people.edit(put('Ben'))
  await until(isSaved(anna))
  refuse(server, 'Mallory')
  return { server, cache, anna }
}

test('a later name counts, and the refused one is no more', async () => {
  const { server, cache, anna } = await start()
  anna.people.edit(rename('ben', 'Mallory too'))
  await until(() => isSaved(anna)() && said(anna).length === 1)
  expect(said(anna)).toMatchObject([{ subject: { kind: 'person', name: 'Mallory too', does: 'changes' } }])
  anna.people.edit(rename('ben', 'Kim'))
  expect(said(anna)).toEqual([])
  await until(isSaved(anna))
  expect([anna.names(), onServer(server)]).toEqual([{ [uri('ben')]: 'Kim' }, { [uri('ben')]: 'Kim' }])
  expect(cache.edits('a', anna.lists.kind)).toEqual([])
})

test('also where it was made before the server had refused the first', async () => {
  const { server, cache, anna } = await start()
  anna.people.edit(rename('ben', 'Mallory too'))
  anna.people.edit(rename('ben', 'Kim'))
  const told: number[] = []
  anna.documents.onChange(({ refused }) => told.push(refused.length))
  await until(isSaved(anna))
  expect([anna.names(), onServer(server)]).toEqual([{ [uri('ben')]: 'Kim' }, { [uri('ben')]: 'Kim' }])
  expect(Math.max(...told)).toBe(0)
  expect(cache.edits('a', anna.lists.kind)).toEqual([])
})

test('somebody who was refused under one name is there as soon as he has another', async () => {
  const { server, anna } = await start()
  anna.people.edit(put('Mallory'))
  await until(() => isSaved(anna)() && said(anna).length === 1)
  anna.people.edit(rename('mallory', 'Kim'))
  await until(isSaved(anna))
  expect(said(anna)).toEqual([])
  expect(onServer(server)).toEqual({ [uri('ben')]: 'Ben', [uri('mallory')]: 'Kim' })
})

test('what is removed while it is on its way once more is removed, should it arrive', async () => {
  const { server, cache, anna } = await start()
  anna.people.edit(put('Mallory'))
  await until(() => isSaved(anna)() && said(anna).length === 1)
  // Sent at once, and the server takes it.
  anna.people.edit(rename('mallory', 'Kim'))
  anna.people.edit(remove('mallory'))
  expect(anna.names()).toEqual({ [uri('ben')]: 'Ben' })
  await until(isSaved(anna))
  expect([anna.names(), onServer(server)]).toEqual([{ [uri('ben')]: 'Ben' }, { [uri('ben')]: 'Ben' }])
  expect(cache.edits('a', anna.lists.kind)).toEqual([])
})

test('who was put into a refused group is on the server, stands in it here, and there as soon as it is taken', async () => {
  const { server, cache, anna } = await start()
  const shape = { domain: 'example.org', listAddress: () => null }
  const roster = anna.lists.editor('roster', rosterRules(shape))
  const group = { id: 'g1', path: ['Mallory and friends'] }
  const person = (id: string) => ({
    id,
    name: id,
    addresses: [{ id: 'main', uri: uri(id), label: null }],
    favourite: false,
    notes: '',
  })
  const membersIn = (doc: ResourceLists) =>
    bookOf(doc, shape)
      .groups.filter((each) => each.id === 'g1')
      .map((each) => each.members)
  const members = ({ lists }: Device) => membersIn(lists.current)
  const there = () => bookOf(parseResourceLists(server.text(listsPath) ?? ''), shape)
  const peopleThere = () => [...there().people.keys()].filter((id) => ['ann', 'dan'].includes(id))
  roster.edit({ do: 'put-group', group, parent: null })
  for (const id of ['ann', 'dan'])
    roster.edit({ do: 'put-people', people: [{ person: person(id), groups: [{ group }] }] })
  await until(() => isSaved(anna)() && said(anna).length === 1)
  expect(said(anna)).toMatchObject([{ subject: { kind: 'group', name: 'Mallory and friends', does: 'adds' } }])
  expect(peopleThere()).toEqual(['ann', 'dan'])
  expect(there().groups.map((each) => each.id)).not.toContain('g1')
  expect(members(anna)).toEqual([['ann', 'dan']])

  // Another device removes one: she does not come back with what is kept here for the group.
  const phone = await startDevice(server.root)
  await until(isSaved(phone))
  phone.lists.editor('roster', rosterRules(shape)).edit({ do: 'remove-people', ids: ['ann'] })
  await until(isSaved(phone))
  anna.documents.setLink(2)
  await until(() => members(anna).join() === 'dan')

  // After a restart, too.
  await anna.documents.stop()
  const again = await startDevice(server.root, { cache })
  again.lists.editor('roster', rosterRules(shape))
  await until(isSaved(again))
  expect(members(again)).toEqual([['dan']])
  server.twist = () => null
  again.documents.tryAgain(said(again)[0]!.id)
  await until(() => isSaved(again)() && said(again).length === 0)
  expect(membersIn(parseResourceLists(server.text(listsPath) ?? ''))).toEqual([['dan']])
  expect(cache.edits('a', again.lists.kind)).toEqual([])
})

test('"Undo here" takes back the refused edit, and nothing that was done later', async () => {
  const { server, cache, anna } = await start()
  anna.people.edit(put('Mallory'))
  anna.people.edit(put('Ann'))
  anna.people.edit(rename('ben', 'Kim'))
  await until(() => isSaved(anna)() && said(anna).length === 1)
  anna.documents.forget(said(anna)[0]!.id)
  const left = { [uri('ann')]: 'Ann', [uri('ben')]: 'Kim' }
  expect([anna.names(), onServer(server)]).toEqual([left, left])
  expect(cache.edits('a', anna.lists.kind)).toEqual([])
})

test('where another device removes who was refused, nothing is refused any more', async () => {
  const { server, anna } = await start()
  // The first write to a new server is not protected, and done again where it is missing.
  anna.people.edit(put('Ann'))
  await until(isSaved(anna))
  anna.people.edit(rename('ben', 'Mallory too'))
  await until(() => isSaved(anna)() && said(anna).length === 1)
  server.twist = () => null
  const phone = await startDevice(server.root)
  await until(isSaved(phone))
  phone.people.edit(remove('ben'))
  await until(isSaved(phone))
  anna.documents.setLink(2)
  await until(() => said(anna).length === 0)
  expect([anna.names(), onServer(server)]).toEqual([{ [uri('ann')]: 'Ann' }, { [uri('ann')]: 'Ann' }])
})

test('a removal that is refused is said of who is still there', async () => {
  const { server, anna } = await start()
  server.twist = ({ method, body: sent }) => (method === 'PUT' && !sent.includes('Ben') ? { status: 409, body } : null)
  anna.people.edit(remove('ben'))
  await until(() => isSaved(anna)() && said(anna).length === 1)
  expect(said(anna)).toMatchObject([{ subject: { kind: 'person', name: 'Ben', does: 'removes' } }])
})
