import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type IncomingPageMessage, PageMessages } from '../../electron/sip/page-messages.ts'
import { Publication } from '../../electron/sip/publication.ts'
import { type Notification, Subscription, type SubscriptionState } from '../../electron/sip/subscription.ts'
import { hasKamailio, type Lab } from '../../lab/lab.mjs'
import { agentOf, Inbox, linkIs, online, presence, startOwnLab, stopAll, TRANSPORTS } from './sip-fixture.ts'

const PIDF = { eventPackage: 'presence', contentType: 'application/pidf+xml', expires: 600 }

describe.skipIf(!hasKamailio())('SIP with Kamailio (skipped where it is not installed)', () => {
  let lab: Lab & { remove(): Promise<void> }

  beforeAll(async () => {
    lab = await startOwnLab()
  })
  afterEach(stopAll)
  afterAll(() => lab.remove())

  describe.each(TRANSPORTS)('over %s', (transport) => {
    test('registers with a GRUU, and signs off', async () => {
      const anna = agentOf(lab, 'anna', transport)
      const link = await online(anna)
      expect(link.transport).toBe(transport)
      expect(link.gruu).toContain(';gr=')
      expect(link.registeredUntil).toBeGreaterThan(Date.now())
      await anna.stop()
      expect(anna.link.kind).toBe('stopped')
    })

    test('a wrong password is told as that, and not tried again', async () => {
      const anna = agentOf(lab, 'anna', transport, { password: 'wrong' })
      anna.start()
      const link = await linkIs(anna, 'offline')
      expect(link.failure).toEqual({ kind: 'wrong-password', domain: lab.domain })
      expect(link.retryAt).toBeNull()
    })

    test('what one publishes the other is told, and once more when it is taken back', async () => {
      const [anna, maya] = [agentOf(lab, 'anna', transport), agentOf(lab, 'maya', transport)]
      await Promise.all([online(anna), online(maya)])
      const watching = new Subscription(anna, {
        target: maya.aor,
        eventPackage: 'presence',
        accept: PIDF.contentType,
        expires: 600,
      })
      const notices = new Inbox<Notification>()
      watching.onNotify(notices.put)
      watching.start()

      const publication = new Publication(maya, PIDF)
      const first = await publication.publish(presence(lab.account('maya').aor, 'first'))
      expect(first).toMatchObject({ kind: 'published' })
      expect((await notices.next(({ body }) => body.includes('first'))).contentType).toContain('application/pidf+xml')
      expect(watching.state).toMatchObject({ kind: 'active' })

      await publication.publish(presence(lab.account('maya').aor, 'second'))
      const second = await notices.next(({ body }) => body.includes('second'))
      expect(second.body).not.toContain('first')

      // Inside the dialog, along its route: the server tells the whole state again, and no new dialog is needed.
      const told = notices.all.length
      const states = new Inbox<SubscriptionState>()
      watching.onState(states.put)
      watching.refresh()
      await notices.next((notice) => notices.all.indexOf(notice) >= told && notice.body.includes('second'))
      expect(states.all.map(({ kind }) => kind)).not.toContain('subscribing')

      const before = notices.all.length
      await publication.remove()
      await notices.next((notice) => notices.all.indexOf(notice) >= before && !notice.body.includes('second'))
      publication.stop()
      await watching.stop()
      expect(watching.state).toEqual({ kind: 'stopped' })
    })

    test('messages go each way, stored before they are answered', async () => {
      const [anna, maya] = [agentOf(lab, 'anna', transport), agentOf(lab, 'maya', transport)]
      const [annaMessages, mayaMessages] = [new PageMessages(anna), new PageMessages(maya)]
      const [toAnna, toMaya] = [new Inbox<IncomingPageMessage>(), new Inbox<IncomingPageMessage>()]
      const store = (inbox: Inbox<IncomingPageMessage>) => (message: IncomingPageMessage) => {
        inbox.put(message)
        return { kind: 'stored' as const }
      }
      annaMessages.onReceive(store(toAnna))
      mayaMessages.onReceive(store(toMaya))
      await Promise.all([online(anna), online(maya)])
      const text = 'Größe, 日本語, 🙂'
      const sent = await annaMessages.send({ to: maya.aor, contentType: 'text/plain;charset=UTF-8', body: text })
      expect(sent).toEqual({ kind: 'accepted', status: 200 })
      expect(toMaya.all).toMatchObject([{ from: 'anna@dialtone.test', to: 'maya@dialtone.test', body: text }])
      await mayaMessages.send({ to: anna.aor, contentType: 'text/plain', body: 'back', headers: { Subject: 'x' } })
      expect((await toAnna.next()).body).toBe('back')
      expect((await toAnna.next()).headers.get('subject')).toEqual(['x'])
    })
  })

  test('own watchers are told through presence.winfo', async () => {
    const anna = agentOf(lab, 'anna', 'tls')
    await online(anna)
    const winfo = new Subscription(anna, {
      target: anna.aor,
      eventPackage: 'presence.winfo',
      accept: 'application/watcherinfo+xml',
      expires: 600,
    })
    const notices = new Inbox<Notification>()
    winfo.onNotify(notices.put)
    winfo.start()
    expect((await notices.next()).body).toContain('watcherinfo')
    await winfo.stop()
  })

  test('an event package the server lacks is refused, not tried for ever', async () => {
    const anna = agentOf(lab, 'anna', 'tcp')
    await online(anna)
    const odd = new Subscription(anna, {
      target: anna.aor,
      eventPackage: 'weather',
      accept: 'text/plain',
      expires: 600,
    })
    const states = new Inbox<SubscriptionState>()
    odd.onState(states.put)
    odd.start()
    expect(await states.next(({ kind }) => kind === 'refused')).toMatchObject({ status: 489 })
    await odd.stop()
  })

  test('a server whose authority is unknown, or who is somebody else, is not spoken to', async () => {
    const { readFileSync } = await import('node:fs')
    const account = {
      aor: lab.account('anna').aor,
      server: lab.urls.tls,
      allowUnencrypted: false,
      instanceId: '00000000-0000-4000-8000-00000000abcd',
    }
    const stranger = agentOf(lab, 'anna', 'tls', { account })
    stranger.start()
    expect((await linkIs(stranger, 'offline')).failure).toMatchObject({ kind: 'certificate', problem: 'untrusted' })

    // Found through DNS: the certificate is for dialtone.test, the address is of example.org.
    const other = agentOf(lab, 'anna', 'tls', {
      account: { ...account, aor: 'anna@example.org', server: null, trustedCertificate: readFileSync(lab.ca, 'utf8') },
      resolver: {
        naptr: async () => [],
        srv: async (name) =>
          name.startsWith('_sips._tcp.') ? [{ name: 'localhost', port: lab.ports.tls, priority: 1, weight: 1 }] : [],
      },
    })
    other.start()
    expect((await linkIs(other, 'offline')).failure).toMatchObject({ kind: 'certificate', problem: 'wrong-name' })
  })

  test('address and password are enough where DNS leads to the server', async () => {
    const { readFileSync } = await import('node:fs')
    const anna = agentOf(lab, 'anna', 'tls', {
      account: {
        aor: 'anna@dialtone.test',
        server: null,
        trustedCertificate: readFileSync(lab.ca, 'utf8'),
        allowUnencrypted: false,
        instanceId: '00000000-0000-4000-8000-00000000abce',
      },
      resolver: {
        naptr: async () => [
          { order: 1, preference: 1, flags: 's', service: 'SIPS+D2W', replacement: '_sips._ws.dialtone.test' },
        ],
        srv: async (name) =>
          name === '_sips._ws.dialtone.test'
            ? [{ name: 'localhost', port: lab.ports.wss, priority: 1, weight: 1 }]
            : [],
      },
    })
    expect((await online(anna)).transport).toBe('wss')
  })
})

describe.skipIf(!hasKamailio())('Kamailio that offers SHA-256 alone (skipped where it is not installed)', () => {
  let lab: Lab & { remove(): Promise<void> }

  beforeAll(async () => {
    lab = await startOwnLab({ authAlgorithm: 'SHA-256' })
  })
  afterEach(stopAll)
  afterAll(() => lab.remove())

  test('signs in, publishes and sends', async () => {
    const anna = agentOf(lab, 'anna', 'ws')
    await online(anna)
    const publication = new Publication(anna, PIDF)
    expect(await publication.publish(presence(anna.aor, 'hashed'))).toMatchObject({ kind: 'published' })
    publication.stop()
    const sent = await new PageMessages(anna).send({ to: 'maya@dialtone.test', contentType: 'text/plain', body: 'x' })
    expect(sent).toEqual({ kind: 'accepted', status: 202 })
  })

  test('a wrong password is still told as that', async () => {
    const anna = agentOf(lab, 'anna', 'tls', { password: 'wrong' })
    anna.start()
    expect((await linkIs(anna, 'offline')).failure.kind).toBe('wrong-password')
  })
})
