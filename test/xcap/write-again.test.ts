import { expect, test } from 'vitest'
import { resourceListsKind } from '../../electron/xcap/document-kind.ts'
import { listsPath, put, startDevice, startServer, until } from './fixture.ts'

const puts = (server: Awaited<ReturnType<typeof startServer>>) =>
  server.requests.filter(({ method }) => method === 'PUT')

test('what is saved is written once more as it is, on condition that it is still the same', async () => {
  const server = await startServer()
  const device = await startDevice(server.root)
  device.people.edit(put('Maya'))
  await until(() => device.lists.state.kind === 'saved')
  const before = puts(server).length
  const kept = server.documents.get(listsPath)
  device.documents.writeAgain(resourceListsKind)
  await until(() => puts(server).length === before + 1)
  const again = puts(server).at(-1)
  expect(again?.body).toBe(kept?.text)
  expect(again?.headers['if-match']).toBe(kept?.tag)
  // Whatever entity-tag it has now, the next edit goes through at once.
  device.people.edit(put('Luis'))
  await until(() => device.lists.state.kind === 'saved')
  expect(Object.values(device.names()).sort()).toEqual(['Luis', 'Maya'])
  expect(server.documents.get(listsPath)?.text).toContain('Luis')
  await device.documents.stop()
})

test('what somebody else wrote meanwhile is not written over', async () => {
  const server = await startServer()
  const [desk, laptop] = [await startDevice(server.root), await startDevice(server.root)]
  desk.people.edit(put('Maya'))
  await until(() => desk.lists.state.kind === 'saved')
  laptop.documents.setLink(Date.now() + 1)
  await until(() => Object.values(laptop.names()).join() === 'Maya')
  laptop.people.edit(put('Luis'))
  await until(() => server.documents.get(listsPath)?.text.includes('Luis') === true)
  desk.documents.writeAgain(resourceListsKind)
  await until(() => Object.values(desk.names()).sort().join() === 'Luis,Maya')
  expect(server.documents.get(listsPath)?.text).toContain('Luis')
  await Promise.all([desk.documents.stop(), laptop.documents.stop()])
})

test('without a server, and while an edit waits, nothing is written', async () => {
  const alone = await startDevice(null)
  alone.documents.writeAgain(resourceListsKind)
  const server = await startServer()
  const device = await startDevice(server.root)
  device.people.edit(put('Maya'))
  device.documents.writeAgain(resourceListsKind)
  await until(() => device.lists.state.kind === 'saved')
  expect(puts(server)).toHaveLength(1)
  await Promise.all([alone.documents.stop(), device.documents.stop()])
})
