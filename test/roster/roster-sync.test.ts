import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { parseResourceLists } from '../../electron/documents/resource-lists.ts'
import { parseRlsServices } from '../../electron/documents/rls-services.ts'
import { type Database, openDatabase } from '../../electron/storage/database.ts'
import { RosterStore } from '../../electron/storage/roster-store.ts'
import { FakeXcapServer } from '../fakes/fake-xcap-server.ts'
import { listeningLog } from '../storage/fixture.ts'
import { until } from '../xcap/fixture.ts'
import { type Device, shownPeople, startDevice } from './device.ts'
import { meetAgain } from './meeting.ts'

// Other tests share the processors.
vi.setConfig({ testTimeout: 60_000 })

const listsPath = 'resource-lists/users/sip:anna@dialtone.test/index'
const servicesPath = 'rls-services/users/sip:anna@dialtone.test/index'

async function startServer(): Promise<FakeXcapServer> {
  const server = new FakeXcapServer()
  await server.start()
  onTestFinished(() => server.stop())
  return server
}

const namesOf = (device: Device) => device.roster.contacts.map(({ name, aor }) => name || aor)

async function same(...devices: readonly Device[]): Promise<void> {
  for (let pass = 0; pass < 2; pass++) {
    for (const device of devices) {
      device.link()
      await until(() => device.isSaved())
      await device.documents.settled()
    }
  }
  const [first, ...others] = devices.map(shownPeople)
  for (const other of others) expect(other).toEqual(first)
}

describe('two devices', () => {
  test('the second sees everybody, with groups, addresses, notes and order', async () => {
    const server = await startServer()
    const laptop = await startDevice({ root: server.root })
    const group = laptop.roster.addGroup('Team')
    const team = group.ok ? group.value.id : ''
    laptop.roster.addGroup('Night', team)
    for (const name of ['zoe', 'maya', 'luis']) laptop.roster.add(name, name.toUpperCase(), [team])
    const [luis, maya, zoe] = laptop.roster.contacts
    laptop.roster.move(zoe!.id, team, team, luis!.id)
    laptop.roster.change(maya!.id, {
      favourite: true,
      notes: 'likes <tea> & "cake"',
      addresses: [...maya!.addresses, { uri: 'tel:+49301', label: 'mobile' }],
    })
    await until(() => laptop.isSaved())
    const phone = await startDevice({ root: server.root })
    await same(laptop, phone)
    expect(namesOf(phone)).toEqual(['LUIS', 'MAYA', 'ZOE'])
    const stored = new RosterStore(phone.database).contacts('anna')
    expect(stored).toHaveLength(3)
    expect(phone.roster.contacts).toEqual(expect.arrayContaining([...stored]))
  })

  test('who both add at once is there once', async () => {
    const server = await startServer()
    const [laptop, phone] = [await startDevice({ root: server.root }), await startDevice({ root: server.root })]
    await until(() => laptop.isSaved() && phone.isSaved())
    laptop.roster.add('maya', 'Maya')
    phone.roster.add('sip:maya@dialtone.test', '')
    phone.roster.change(phone.roster.contacts[0]!.id, { notes: 'from the phone' })
    await same(laptop, phone)
    expect(laptop.roster.contacts).toHaveLength(1)
    expect(laptop.roster.contacts[0]).toMatchObject({ name: 'Maya', notes: 'from the phone' })
  })

  test('edits without a link are kept, and meet what the other did meanwhile', async () => {
    const server = await startServer()
    const laptop = await startDevice({ root: server.root })
    laptop.roster.add('maya', 'Maya')
    await until(() => laptop.isSaved())
    const phone = await startDevice({ root: server.root })
    await same(laptop, phone)
    server.twist = ({ method }) => (method === 'GET' ? null : 'cut-before')
    const [maya] = phone.roster.contacts
    phone.roster.change(maya!.id, { name: 'Maya O' })
    phone.roster.add('luis', 'Luis')
    expect(namesOf(phone)).toEqual(['Luis', 'Maya O'])
    server.twist = () => null
    laptop.roster.change(maya!.id, { favourite: true })
    laptop.roster.add('jonas', 'Jonas')
    await until(() => laptop.isSaved())
    await same(laptop, phone)
    expect(laptop.roster.contacts).toMatchObject([
      { name: 'Jonas' },
      { name: 'Luis' },
      { name: 'Maya O', favourite: true },
    ])
  })

  test('edits of both at once end the same on both and on the server', async () => {
    const server = await startServer()
    const [laptop, phone] = [await startDevice({ root: server.root }), await startDevice({ root: server.root })]
    await until(() => laptop.isSaved() && phone.isSaved())
    await meetAgain({
      devices: [
        ['laptop', laptop],
        ['phone', phone],
      ],
      onServer: async () => server.text(listsPath) ?? '',
      rounds: process.env['DIALTONE_PROVE'] === '1' ? 200 : 25,
      seed: 7,
    })
  }, 600_000)
})

describe('people kept before', () => {
  async function withMaya(): Promise<Database> {
    const database = await openDatabase({ file: null, key: null, log: listeningLog() })
    new RosterStore(database).saveContact({
      id: 'anna.p1',
      accountId: 'anna',
      aor: 'maya@dialtone.test',
      name: 'Maya',
      addresses: [{ id: 'main', uri: 'sip:maya@dialtone.test', label: null }],
      groupIds: [],
      favourite: true,
      notes: '',
      photo: '/photos/anna/0',
    })
    return database
  }

  test('move up once, also to a server that has some of them', async () => {
    const server = await startServer()
    const phone = await startDevice({ root: server.root })
    phone.roster.add('luis', 'Luis')
    phone.roster.add('maya', '')
    await until(() => phone.isSaved())
    const laptop = await startDevice({ root: server.root, database: await withMaya() })
    await same(laptop, phone)
    expect(laptop.roster.contacts).toMatchObject([
      { name: 'Luis' },
      { name: 'Maya', favourite: true, photo: '/photos/anna/0' },
    ])
    phone.roster.remove(phone.roster.contacts[1]!.id)
    await same(laptop, phone)
    const again = await startDevice({ root: server.root, database: laptop.database })
    await same(again, phone)
    expect(namesOf(again)).toEqual(['Luis'])
  })

  test('stay where there is no server, and go up when there is one', async () => {
    const database = await withMaya()
    const laptop = await startDevice({ database })
    laptop.documents.setLink(1)
    await until(() => laptop.lists.state.kind === 'local')
    laptop.roster.add('luis', 'Luis')
    expect(namesOf(laptop)).toEqual(['Luis', 'Maya'])
    await laptop.stop()
    const server = await startServer()
    const later = await startDevice({ root: server.root, database })
    expect(namesOf(later)).toEqual(['Luis', 'Maya'])
    await until(() => later.isSaved())
    const phone = await startDevice({ root: server.root })
    await same(later, phone)
    expect(namesOf(phone)).toEqual(['Luis', 'Maya'])
  })

  test('a document that is gone from the server is written again', async () => {
    const server = await startServer()
    const laptop = await startDevice({ root: server.root, database: await withMaya() })
    await until(() => laptop.isSaved())
    server.documents.clear()
    laptop.link()
    await until(() => laptop.isSaved() && server.text(listsPath) !== null)
    expect(namesOf(laptop)).toEqual(['Maya'])
    expect(server.text(listsPath)).toContain('maya@dialtone.test')
  })
})

describe('what the disk refuses', () => {
  test('has not happened, neither in the tables nor in the document', async () => {
    const laptop = await startDevice()
    laptop.roster.add('maya', 'Maya')
    const before = laptop.roster.contacts
    laptop.database.exec('DROP TABLE contact_group_members')
    expect(laptop.roster.change(before[0]!.id, { name: 'X' })).toMatchObject({
      ok: false,
      failure: { kind: 'storage' },
    })
    expect(laptop.roster.contacts).toEqual(before)
    expect([...laptop.book().people.values()].map(({ name }) => name)).toEqual(['Maya'])
    // As the next start will find it.
    const edits = laptop.database.get<{ n: number }>(
      'SELECT count(*) AS n FROM document_edits WHERE edit LIKE \'%"X"%\'',
    )
    expect(edits?.n).toBe(0)
  })
})

describe('the list at the server', () => {
  test('stands in rls-services when the people are there, and is told', async () => {
    const server = await startServer()
    const laptop = await startDevice({ root: server.root })
    await until(() => laptop.isSaved())
    expect(server.text(servicesPath)).toBeNull()
    expect(laptop.listUris).toEqual([])
    laptop.roster.add('maya', 'Maya')
    await until(() => laptop.listUris.length > 0)
    expect(laptop.listUris).toEqual(['sip:anna+presence@dialtone.test'])
    const { services } = parseRlsServices(server.text(servicesPath) ?? '')
    const address = `${server.root}/${listsPath}/~~/resource-lists/list%5B@name=%22dialtone%22%5D`
    expect(services).toMatchObject([
      { uri: 'sip:anna+presence@dialtone.test', source: { kind: 'reference', address }, packages: ['presence'] },
    ])
    const { lists } = parseResourceLists(server.text(listsPath) ?? '')
    expect(lists.find(({ name }) => name === 'dialtone')?.items).toMatchObject([{ uri: 'sip:maya@dialtone.test' }])
    const writes = server.requests.filter(({ method }) => method === 'PUT').length
    laptop.roster.add('luis', 'Luis')
    await until(() => laptop.isSaved())
    const written = server.requests.filter(({ method }) => method === 'PUT').slice(writes)
    expect(written.every(({ path }) => path.startsWith('resource-lists/'))).toBe(true)
  })

  test('is known at the next start before the server was asked', async () => {
    const server = await startServer()
    const { root } = server
    const laptop = await startDevice({ root })
    laptop.roster.add('maya', 'Maya')
    await until(() => laptop.listUris.length > 0)
    await laptop.stop()
    await server.stop()
    const again = await startDevice({ root, database: laptop.database })
    expect(again.listUris).toEqual(['sip:anna+presence@dialtone.test'])
  })

  test('there is none where the server keeps no services', async () => {
    const server = await startServer()
    server.auids = ['xcap-caps', 'resource-lists']
    const laptop = await startDevice({ root: server.root })
    laptop.roster.add('maya', 'Maya')
    await until(() => laptop.lists.state.kind === 'saved' && laptop.lists.edits.length === 0)
    expect(laptop.services.state.kind).toBe('local')
    expect(laptop.listUris).toEqual([])
  })
})
