import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseResourceLists } from '../../electron/documents/resource-lists.ts'
import type { FakeXcapServer } from '../fakes/fake-xcap-server.ts'
import { startDevice as startPeople } from '../roster/device.ts'
import { type Device, listsPath, memoryCache, names, put, startDevice, startServer, until } from './fixture.ts'

// An edit that the server does not take (409) is found and set aside; it holds here, is said, and holds up no other.

const body = `<xcap-error xmlns="urn:ietf:params:xml:ns:xcap-error"><constraint-failure phrase="not that name"/></xcap-error>`
const failure = { kind: 'documents', problem: 'constraint-failure', detail: 'not that name' }

const prove = process.env['DIALTONE_PROVE'] === '1'

/** Takes no document with one of these words in it. */
function refuse(server: FakeXcapServer, ...words: readonly string[]): void {
  server.twist = ({ method, body: sent }) =>
    method === 'PUT' && words.some((word) => sent.includes(word)) ? { status: 409, body } : null
}
const onServer = (server: FakeXcapServer): readonly string[] =>
  Object.values(names(parseResourceLists(server.text(listsPath) ?? '<resource-lists/>'))).sort()
const here = (device: Device): readonly string[] => Object.values(device.names()).sort()
const puts = (server: FakeXcapServer): number => server.requests.filter(({ method }) => method === 'PUT').length
const said = (device: Device) => device.documents.overview.refused
const isSaved = (device: Device) => () => device.lists.state.kind === 'saved' && device.lists.edits.length === 0

test('the one that is refused is said, and those before and after it are on the server', async () => {
  const server = await startServer()
  const anna = await startDevice(server.root)
  anna.people.edit(put('Bob'))
  await until(isSaved(anna))
  refuse(server, 'Mallory')
  for (const name of ['Ann', 'Ben', 'Mallory', 'Dan', 'Eve', 'Fay']) anna.people.edit(put(name))
  await until(isSaved(anna))
  expect(onServer(server)).toEqual(['Ann', 'Ben', 'Bob', 'Dan', 'Eve', 'Fay'])
  expect(said(anna)).toMatchObject([{ subject: { kind: 'person', name: 'Mallory' }, failure }])
  // It holds here, and nothing is sent for it any more.
  expect(here(anna)).toContain('Mallory')
  const before = puts(server)
  anna.people.edit(put('Guy'))
  await until(isSaved(anna))
  expect(onServer(server)).toContain('Guy')
  expect(puts(server)).toBe(before + 1)
})

test('what is said of it later holds here alone, too, and its removal ends it', async () => {
  const server = await startServer()
  const anna = await startDevice(server.root)
  anna.people.edit(put('Bob'))
  await until(isSaved(anna))
  refuse(server, 'Mallory', 'Mal')
  anna.people.edit(put('Mallory'))
  anna.people.edit({ do: 'rename', uri: 'sip:mallory@example.org', name: 'Mal' })
  await until(isSaved(anna))
  anna.people.edit({ do: 'rename', uri: 'sip:mallory@example.org', name: 'Malkovich' })
  await until(isSaved(anna))
  expect(here(anna)).toEqual(['Bob', 'Malkovich'])
  expect(said(anna)).toHaveLength(1)
  anna.people.edit({ do: 'remove', uri: 'sip:mallory@example.org' })
  await until(isSaved(anna))
  expect(here(anna)).toEqual(['Bob'])
  expect(said(anna)).toEqual([])
  expect(anna.cache.edits('a', anna.lists.kind)).toEqual([])
  expect(onServer(server)).toEqual(['Bob'])
})

test('it is known after a restart, can be tried again, and be forgotten', async () => {
  const server = await startServer()
  const cache = await memoryCache()
  const first = await startDevice(server.root, { cache })
  refuse(server, 'Mallory', 'Trudy')
  first.people.edit(put('Bob'))
  await until(isSaved(first))
  first.people.edit(put('Mallory'))
  first.people.edit({ do: 'rename', uri: 'sip:mallory@example.org', name: 'Mallory M.' })
  first.people.edit(put('Trudy'))
  await until(isSaved(first))
  await first.documents.stop()

  const before = puts(server)
  const second = await startDevice(server.root, { cache })
  await until(isSaved(second))
  expect(here(second)).toEqual(['Bob', 'Mallory M.', 'Trudy'])
  expect(said(second).map(({ subject }) => subject)).toEqual([
    { kind: 'person', name: 'Mallory M.', does: 'adds' },
    { kind: 'person', name: 'Trudy', does: 'adds' },
  ])
  expect(puts(server)).toBe(before)
  // Once more, and refused once more.
  second.documents.tryAgain(said(second)[0]!.id)
  await until(isSaved(second))
  expect(puts(server)).toBeGreaterThan(before)
  expect(said(second)).toHaveLength(2)
  server.twist = () => null
  second.documents.tryAgain(
    said(second).find(({ subject }) => subject.kind === 'person' && subject.name.startsWith('Mallory'))!.id,
  )
  await until(() => isSaved(second)() && said(second).length === 1)
  expect(onServer(server)).toEqual(['Bob', 'Mallory M.'])
  second.documents.forget(said(second)[0]!.id)
  expect(here(second)).toEqual(['Bob', 'Mallory M.'])
  expect(said(second)).toEqual([])
})

test('a server that does not take the document at all refuses no edit: all of them wait', async () => {
  const server = await startServer()
  const anna = await startDevice(server.root, { retries: [20, 60_000] })
  anna.people.edit(put('Bob'))
  await until(isSaved(anna))
  server.twist = ({ method }) => (method === 'PUT' ? { status: 409, body } : null)
  for (const name of ['Ann', 'Ben', 'Dan']) anna.people.edit(put(name))
  await until(() => anna.lists.state.kind === 'refused')
  expect(anna.lists.state).toMatchObject({ failure })
  expect(said(anna)).toEqual([])
  expect(anna.lists.edits).toHaveLength(3)
  expect(here(anna)).toEqual(['Ann', 'Ben', 'Bob', 'Dan'])
})

test('in a document that is new to the server, too', async () => {
  const server = await startServer()
  refuse(server, 'Mallory')
  const anna = await startDevice(server.root)
  for (const name of ['Ann', 'Mallory', 'Ben']) anna.people.edit(put(name))
  await until(isSaved(anna))
  expect(onServer(server)).toEqual(['Ann', 'Ben'])
  expect(said(anna)).toHaveLength(1)
})

test('another server is asked anew', async () => {
  const [server, other] = [await startServer(), await startServer()]
  const cache = await memoryCache()
  const first = await startDevice(server.root, { cache })
  first.people.edit(put('Bob'))
  await until(isSaved(first))
  refuse(server, 'Mallory')
  first.people.edit(put('Mallory'))
  await until(isSaved(first))
  await first.documents.stop()
  const second = await startDevice(other.root, { cache })
  await until(() => isSaved(second)() && said(second).length === 0)
  expect(onServer(other)).toEqual(['Bob', 'Mallory'])
})

test('of several people added as one, all but the refused one are there', async () => {
  const server = await startServer()
  refuse(server, 'Mallory')
  const anna = await startPeople({ root: server.root, aor: 'anna@example.org' })
  const cards = Array.from({ length: 40 }, (_, n) =>
    [
      'BEGIN:VCARD',
      'VERSION:4.0',
      `FN:${n === 23 ? 'Mallory' : `Person ${n}`}`,
      `IMPP:sip:p${n}@example.org`,
      'END:VCARD',
    ].join('\r\n'),
  )
  const prepared = await anna.roster.prepareImport(cards.join('\r\n'), 'vcard')
  if (!prepared.ok) throw new Error('not read')
  expect(anna.roster.commitImport(prepared.value.id, [])?.ok).toBe(true)
  await until(anna.isSaved)
  const text = server.text(listsPath) ?? ''
  expect(text.match(/Person \d+/g)).toHaveLength(39)
  expect(text).not.toContain('Mallory')
  expect(anna.documents.overview.refused).toMatchObject([{ subject: { kind: 'person', name: 'Mallory' }, failure }])
  expect(anna.roster.contacts.some(({ name }) => name === 'Mallory')).toBe(true)
  expect(anna.store.contacts('anna')).toHaveLength(40)
  // Without it, here as there.
  anna.documents.forget(anna.documents.overview.refused[0]!.id)
  expect(anna.store.contacts('anna')).toHaveLength(39)
})

test('a refused single element is the edit and not the way it was sent', async () => {
  const server = await startServer()
  const anna = await startDevice(server.root)
  for (let n = 0; n < 60; n++) anna.people.edit(put(`Person${n}`))
  await until(isSaved(anna))
  anna.people.edit({ do: 'rename', uri: 'sip:person7@example.org', name: 'Seven' })
  await until(isSaved(anna))
  expect(anna.documents.server?.nodeEdits).toBe('work')
  refuse(server, 'Mallory')
  anna.people.edit({ do: 'rename', uri: 'sip:person9@example.org', name: 'Mallory' })
  anna.people.edit({ do: 'rename', uri: 'sip:person8@example.org', name: 'Eight' })
  await until(isSaved(anna))
  expect(onServer(server)).toEqual(expect.arrayContaining(['Person9', 'Eight']))
  expect(said(anna)).toHaveLength(1)
  expect(anna.documents.server?.nodeEdits).toBe('work')
})

test('whatever is refused among whatever is done, the rest is on the server and all of it is here', {
  timeout: prove ? 1_200_000 : 120_000,
}, async () => {
  const bad = ['Mallory', 'Trudy']
  const name = fc.constantFrom('Ann', 'Ben', 'Dan', 'Eve', ...bad)
  const newName = fc.constantFrom('Kim', 'Mallory too', 'Lou')
  const uri = name.map((each) => put(each).uri)
  const edit = fc.oneof(
    { weight: 3, arbitrary: name.map(put) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), uri, name: newName }) },
    fc.record({ do: fc.constant('remove' as const), uri }),
  )
  // Some edits meet one that is on its way, some are made together, and some batches by a device that was started anew.
  const turn = fc.record({ edit, pause: fc.constantFrom(0, 0, 1, 4) })
  const batch = fc.record({
    turns: fc.array(turn, { maxLength: 5 }),
    after: fc.constantFrom('go-on', 'restart', 'again'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 4 }), async (batches) => {
      const server = await startServer()
      const cache = await memoryCache()
      let anna = await startDevice(server.root, { cache })
      const reference = await startDevice(null, { resolveTexts: async () => [] })
      refuse(server, ...bad)
      for (const { turns, after } of batches) {
        for (const each of turns) {
          anna.people.edit(each.edit)
          reference.people.edit(each.edit)
          if (each.pause > 0) await new Promise((done) => setTimeout(done, each.pause))
          expect(anna.names()).toEqual(reference.names())
        }
        if (after === 'restart') {
          await anna.documents.stop()
          anna = await startDevice(server.root, { cache })
        }
        await until(isSaved(anna))
        // As if there were no server.
        expect(anna.names()).toEqual(reference.names())
        expect(server.text(listsPath) ?? '').not.toMatch(/Mallory|Trudy/)
        // Whatever is said is so, and what is not so is said.
        expect(said(anna).length > 0).toBe(here(anna).join() !== onServer(server).join())
        if (after === 'again') for (const { id } of said(anna)) anna.documents.tryAgain(id)
      }
      await until(isSaved(anna))
      // Once it takes them, everything is there.
      server.twist = () => null
      for (const { id } of said(anna)) anna.documents.tryAgain(id)
      await until(isSaved(anna))
      expect(said(anna)).toEqual([])
      expect(onServer(server)).toEqual(here(anna))
      expect(anna.names()).toEqual(reference.names())
      expect(cache.edits('a', anna.lists.kind)).toEqual([])
      await Promise.all([anna.documents.stop(), reference.documents.stop(), server.stop()])
    }),
    { numRuns: prove ? 600 : 30 },
  )
})
