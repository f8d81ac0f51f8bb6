import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Grant } from '#contract/privacy'
import { buildPresContent, parsePresContent } from '../../electron/documents/pres-content.ts'
import { fetchIcon } from '../../electron/presence/icon-fetch.ts'
import { OwnPicture, type OwnPictureOptions } from '../../electron/presence/own-picture.ts'
import { editPolicy, emptyPolicy } from '../../electron/presence/policy.ts'
import { isForAll } from '../../electron/presence/withholding.ts'
import type { FakeXcapServer } from '../fakes/fake-xcap-server.ts'
import { memoryCache, startDevice, startServer, until } from '../xcap/fixture.ts'
import { fakeLog, recordedState } from './fakes.ts'

const signature = Buffer.from('89504e470d0a1a0a', 'hex')
const png = (what: string): Buffer => Buffer.concat([signature, Buffer.from(what)])
const path = 'org.openmobilealliance.pres-content/users/sip:anna@example.org/oma_status-icon/index'

async function startPictures(): Promise<FakeXcapServer> {
  const server = await startServer()
  server.auids = ['xcap-caps', 'resource-lists', 'org.openmobilealliance.pres-content']
  return server
}

/** One device of Anna's; what it keeps survives in `kept` and `cache`. */
async function device(
  server: FakeXcapServer | null,
  options: Partial<OwnPictureOptions> & {
    readonly kept?: Map<string, unknown>
    readonly cache?: Awaited<ReturnType<typeof memoryCache>>
  } = {},
) {
  const { state } = recordedState()
  const kept = options.kept ?? new Map<string, unknown>()
  const cache = options.cache ?? (await memoryCache())
  const allowed: { all: boolean | null } = { all: true }
  let address: string | null = null
  const { documents } = await startDevice(server?.root ?? null, { cache, retries: [20, 50] })
  const folder = mkdtempSync(join(tmpdir(), 'dialtone-picture-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const picture = new OwnPicture({
    accountId: 'a',
    documents,
    state,
    store: { load: () => kept.get('picture') ?? null, save: (chosen) => kept.set('picture', chosen) },
    folder,
    pictures: { draw: async (bytes) => Buffer.concat([bytes, Buffer.from(' drawn')]) },
    isForAll: () => allowed.all,
    onAddress: (now) => {
      address = now
    },
    ca: null,
    log: fakeLog(),
    ...options,
  })
  picture.start()
  onTestFinished(() => picture.stop())
  const shown = () => state.current.ownPictures['a']
  return {
    picture,
    documents,
    kept,
    cache,
    allowed,
    folder,
    shown,
    standing: () => shown()?.standing.kind,
    address: () => address,
    icons: () => state.current.icons,
  }
}

const data = (server: FakeXcapServer): string | null => {
  const text = server.text(path)
  return text === null ? null : Buffer.from(parsePresContent(text).data, 'base64').toString('latin1').slice(8)
}

test('a picture is drawn small, put on the server, and told by an address that others can read', async () => {
  const server = await startPictures()
  const anna = await device(server)
  expect(await anna.picture.put(png('me'))).toEqual({ ok: true, value: null })
  await until(() => anna.standing() === 'shown')
  expect(data(server)).toBe('me drawn')
  expect(server.requests.find(({ method }) => method === 'PUT')?.headers['content-type']).toBe(
    'application/vnd.oma.pres-content+xml',
  )
  expect(anna.address()).toMatch(/\/oma_status-icon\/index#blink-icon[0-9a-f]{16}$/)
  const fetched = await fetchIcon(anna.address() ?? '', { ownDomain: '127.0.0.1' })
  expect(Buffer.from(fetched).toString('latin1').slice(8)).toBe('me drawn')
  // On the own screen, from the own disk.
  await until(() => anna.shown()?.path != null)
  expect(readFileSync(join(anna.folder, `${anna.shown()?.path?.split('/').at(-1)}.png`), 'latin1').slice(8)).toBe(
    'me drawn',
  )
  expect(anna.icons()[anna.address() ?? '']).toBe(anna.shown()?.path)
})

test('another picture is another address, and none is none, here and on the server', async () => {
  const server = await startPictures()
  const anna = await device(server)
  await anna.picture.put(png('one'))
  await until(() => anna.standing() === 'shown')
  const first = anna.address()
  await anna.picture.put(png('two'))
  await until(() => data(server) === 'two drawn' && anna.standing() === 'shown')
  expect(anna.address()).not.toBe(first)
  await anna.picture.put(null)
  await until(() => server.text(path) === null)
  expect(anna.address()).toBeNull()
  expect(anna.standing()).toBe('none')
})

test('what is no picture is refused, and the one that is there stays', async () => {
  const server = await startPictures()
  const anna = await device(server)
  await anna.picture.put(png('one'))
  expect(await anna.picture.put(Buffer.from('<svg/>'))).toEqual({ ok: false, failure: { kind: 'picture' } })
  const large = await device(server, { pictures: { draw: async () => png('x'.repeat(300 * 1024)) } })
  expect((await large.picture.put(png('large'))).ok).toBe(false)
  await until(() => data(server) === 'one drawn')
})

test('while not all who are let in may see it, it is on no server, and it comes back', async () => {
  const server = await startPictures()
  const anna = await device(server)
  anna.allowed.all = false
  await anna.picture.put(png('me'))
  await until(() => anna.standing() === 'held-back' && anna.shown()?.path != null)
  expect(anna.address()).toBeNull()
  expect(server.requests.some(({ method }) => method === 'PUT')).toBe(false)
  anna.allowed.all = true
  anna.picture.look()
  await until(() => anna.standing() === 'shown')
  anna.allowed.all = false
  anna.picture.look()
  expect(anna.address()).toBeNull()
  await until(() => server.text(path) === null)
  expect(anna.standing()).toBe('held-back')
})

test('nothing is put anywhere before it is known who may see it', async () => {
  const server = await startPictures()
  const anna = await device(server)
  anna.allowed.all = null
  await anna.picture.put(png('me'))
  await anna.documents.settled()
  expect(server.text(path)).toBeNull()
  anna.allowed.all = true
  anna.picture.look()
  await until(() => data(server) === 'me drawn')
})

test('another device of the user, or Blink, puts one there and takes it away, and this one follows', async () => {
  const server = await startPictures()
  const anna = await device(server)
  await until(() => anna.shown()?.isOffered === true)
  const theirs = buildPresContent({
    mimeType: 'image/png',
    data: png('blink').toString('base64'),
    description: null,
  })
  server.write(path, theirs)
  anna.documents.setLink(2)
  await until(() => anna.standing() === 'shown' && anna.shown()?.path != null)
  // Drawn anew for the screen: whatever another program put there may be anything.
  expect(readFileSync(join(anna.folder, `${anna.shown()?.path?.split('/').at(-1)}.png`), 'latin1')).toContain('drawn')
  anna.allowed.all = false
  anna.picture.look()
  await anna.documents.settled()
  // It is not told, and it is not ours to remove.
  expect(anna.address()).toBeNull()
  expect(server.text(path)).toBe(theirs)
  anna.allowed.all = true
  server.documents.delete(path)
  anna.documents.setLink(3)
  await until(() => anna.standing() === 'none')
})

test('what another program put there and is no picture is neither shown nor told', async () => {
  const server = await startPictures()
  server.write(
    path,
    buildPresContent({
      mimeType: 'image/png',
      data: Buffer.from('<svg/>').toString('base64'),
      description: null,
    }),
  )
  const anna = await device(server)
  await anna.documents.settled()
  await until(() => server.requests.some((request) => request.path === path))
  expect([anna.address(), anna.standing()]).toEqual([null, 'none'])
})

test('a picture that the server gives to nobody else is not told', async () => {
  const server = await startPictures()
  server.login = { user: 'anna', password: 'secret', scheme: 'digest' }
  const anna = await device(server)
  await anna.picture.put(png('me'))
  await until(() => anna.standing() === 'closed')
  expect(anna.address()).toBeNull()
})

test('without a place on a server it is kept here, and goes up when there is one', async () => {
  const server = await startPictures()
  server.auids = ['xcap-caps', 'resource-lists']
  const before = await device(server)
  await before.picture.put(png('me'))
  await until(() => before.standing() === 'no-server')
  expect([before.address(), before.shown()?.isOffered]).toEqual([null, false])
  await before.documents.stop()
  server.auids = [...server.auids, 'org.openmobilealliance.pres-content']
  const after = await device(server, { kept: before.kept, cache: before.cache })
  await until(() => after.standing() === 'shown')
  expect(data(server)).toBe('me drawn')
  expect(existsSync(after.folder)).toBe(true)
})

const grant = (column: string, given: Grant) =>
  editPolicy(emptyPolicy, { kind: 'grant', column, detail: 'picture', grant: given })

test('it is for all while nobody who is let in sees less, wherever the user is', () => {
  const bob = { aor: 'bob@example.org', columns: ['family'] }
  expect(isForAll(emptyPolicy, [bob], 'picture')).toBe(true)
  expect(isForAll(grant('family', { level: 'no', when: 'always' }), [bob], 'picture')).toBe(false)
  expect(isForAll(grant('family', { level: 'yes', when: 'home' }), [bob], 'picture')).toBe(false)
  // Nobody is in that group.
  expect(isForAll(grant('work', { level: 'no', when: 'always' }), [bob], 'picture')).toBe(true)
})
