import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseResourceLists } from '../../electron/documents/resource-lists.ts'
import { fetchIcon } from '../../electron/presence/icon-fetch.ts'
import { OwnPicture, presContentKind } from '../../electron/presence/own-picture.ts'
import { hasKamailio } from '../../lab/lab.mjs'
import { recordedState } from '../presence/fakes.ts'
import { type Device, names, put, silent, startDevice, until } from '../xcap/fixture.ts'
import { meet } from '../xcap/interleaving.ts'
import { startOwnLab } from './sip-fixture.ts'

const prove = process.env['DIALTONE_PROVE'] === '1'

describe.skipIf(!hasKamailio())('contacts on the XCAP server of Kamailio (skipped without it)', () => {
  let lab: Awaited<ReturnType<typeof startOwnLab>>

  beforeAll(async () => {
    lab = await startOwnLab({ extraUsers: 8 })
  })
  afterAll(() => lab.remove())

  const deviceOf = (
    user: string,
    changes: Parameters<typeof startDevice>[1] = {},
    root = lab.urls.xcap,
  ): Promise<Device> =>
    startDevice(root, {
      password: lab.account(user).password,
      retries: [100, 300],
      ...changes,
      account: { aor: lab.account(user).aor.replace(/^sip:/, ''), ...changes.account },
    })

  /** What a fresh device sees: what the server has, and nothing else. */
  const onServer = async (user: string): Promise<Readonly<Record<string, string>>> => {
    const { server, selectorOf } = await found(await deviceOf(user))
    const answer = await server.client.request({ method: 'GET', selector: selectorOf('resource-lists') })
    return answer.kind === 'answered' && answer.status === 200 ? names(parseResourceLists(answer.text)) : {}
  }

  const found = async ({ documents, lists }: Device) => {
    await until(() => lists.state.kind === 'saved')
    const { server } = documents
    if (server === null) throw new Error('no server')
    return { server, selectorOf: (auid: string) => documents.selectorOf(auid) }
  }

  test('on an empty server the first device writes, the second sees everybody', async () => {
    const laptop = await deviceOf('user1')
    await until(() => laptop.lists.state.kind === 'saved')
    expect(laptop.names()).toEqual({})
    laptop.people.editAll([put('Bob'), put('Zoë')])
    await until(() => laptop.lists.state.kind === 'saved' && laptop.lists.edits.length === 0)
    const phone = await deviceOf('user1')
    await until(() => phone.lists.state.kind === 'saved')
    expect(phone.names()).toEqual(laptop.names())
  })

  test('an edit of what somebody else has changed meanwhile is made on top of that', async () => {
    const first = await deviceOf('user2')
    first.people.editAll([put('Bob'), put('Eve')])
    await until(() => first.lists.state.kind === 'saved' && first.lists.edits.length === 0)
    await first.documents.stop()
    const laptop = await deviceOf('user2')
    await until(() => Object.keys(laptop.names()).length === 2)
    const phone = await deviceOf('user2')
    await until(() => Object.keys(phone.names()).length === 2)
    phone.people.edit({ do: 'rename', uri: 'sip:bob@example.org', name: 'Robert' })
    await until(() => phone.lists.edits.length === 0)
    laptop.people.edit({ do: 'rename', uri: 'sip:eve@example.org', name: 'Eva' })
    await until(() => laptop.lists.state.kind === 'saved' && laptop.lists.edits.length === 0)
    expect(laptop.names()).toEqual({ 'sip:bob@example.org': 'Robert', 'sip:eve@example.org': 'Eva' })
    expect(await onServer('user2')).toEqual(laptop.names())
    expect(laptop.documents.server?.heedsIfMatch).toBe(true)
  })

  test('two devices that edit at once, time and again, end the same, and so does the server', {
    timeout: 400_000,
  }, async () => {
    const laptop = await deviceOf('user3')
    const phone = await deviceOf('user3')
    await meet({
      devices: [
        ['Laptop', laptop],
        ['Phone', phone],
      ],
      onServer: () => onServer('user3'),
      rounds: prove ? 200 : 50,
      seed: 5,
      pause: 15,
    })
  })

  test('edits made while the server is away are there after it is back, and after a restart nothing is lost', async () => {
    const laptop = await deviceOf('user4')
    laptop.people.edit(put('Bob'))
    await until(() => laptop.lists.state.kind === 'saved' && laptop.lists.edits.length === 0)
    await lab.kill()
    laptop.people.edit(put('Eve'))
    await until(() => laptop.lists.state.kind === 'waiting')
    expect(laptop.names()).toMatchObject({ 'sip:eve@example.org': 'Eve' })
    await lab.start()
    laptop.documents.setLink(2)
    await until(() => laptop.lists.state.kind === 'saved')
    expect(await onServer('user4')).toEqual({ 'sip:bob@example.org': 'Bob', 'sip:eve@example.org': 'Eve' })
  })

  test('an edit of one among many is made where the probe showed what this server does with it', async () => {
    const laptop = await deviceOf('user7')
    laptop.people.editAll(Array.from({ length: 300 }, (_, n) => put(`Person${n}`)))
    await until(() => laptop.lists.state.kind === 'saved' && laptop.lists.edits.length === 0)
    // The first shows whether the server heeds conditions, the second what it does with nodes.
    for (const name of ['Müller', 'Zoë & <Łukasz>']) {
      laptop.people.edit({ do: 'rename', uri: 'sip:person77@example.org', name })
      await until(() => laptop.lists.state.kind === 'saved' && laptop.lists.edits.length === 0)
    }
    expect(laptop.documents.server?.nodeEdits).not.toBe('unknown')
    expect(await onServer('user7')).toEqual(laptop.names())
    expect(laptop.names()).toMatchObject({ 'sip:person77@example.org': 'Zoë & <Łukasz>' })
  })

  test('a picture of the user is read there by whoever knows his address, and is gone when it is taken away', async () => {
    const laptop = await deviceOf('user8')
    let address: string | null = null
    const { state } = recordedState()
    const picture = new OwnPicture({
      accountId: 'a',
      documents: laptop.documents,
      state,
      store: { load: () => null, save: () => {} },
      folder: null,
      pictures: { draw: async (bytes) => bytes },
      isForAll: () => true,
      onAddress: (now) => {
        address = now
      },
      ca: null,
      log: silent,
    })
    picture.start()
    const standing = () => state.current.ownPictures['a']?.standing.kind
    const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('Ü')])
    expect((await picture.put(png)).ok).toBe(true)
    await until(() => standing() === 'shown')
    const told = address ?? ''
    const fetched = () => fetchIcon(told, { ownDomain: new URL(told).hostname })
    expect(Buffer.from(await fetched())).toEqual(png)
    await picture.put(null)
    await until(
      () => standing() === 'none' && laptop.documents.overview.documents[presContentKind.auid]?.kind === 'saved',
    )
    await expect(fetched()).rejects.toThrow('answered 404')
    expect(address).toBeNull()
    picture.stop()
  })

  test('a wrong password is said as such', async () => {
    const laptop = await deviceOf('user5', { password: 'not this one' })
    await until(() => laptop.documents.overview.server.kind === 'failed')
    expect(laptop.documents.overview.server).toEqual({
      kind: 'failed',
      failure: { kind: 'wrong-password', domain: lab.domain },
    })
  })

  test("over https the certificate is verified: with the account's own authority it works, without it does not", async () => {
    const trusted = { account: { trustedCertificate: readFileSync(lab.ca, 'utf8') } }
    const root = lab.urls.xcaps.replace('127.0.0.1', 'localhost')
    const laptop = await deviceOf('user6', trusted, root)
    laptop.people.edit(put('Bob'))
    await until(() => laptop.lists.state.kind === 'saved')
    const stranger = await deviceOf('user6', {}, root)
    await until(() => stranger.documents.overview.server.kind === 'failed')
    expect(stranger.documents.overview.server).toMatchObject({ failure: { kind: 'certificate', problem: 'untrusted' } })
  })
})
