import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PageMessages } from '../../electron/sip/page-messages.ts'
import { Publication, type PublishOutcome } from '../../electron/sip/publication.ts'
import { type Notification, Subscription, type SubscriptionState } from '../../electron/sip/subscription.ts'
import { startFaultProxy } from '../../lab/fault-proxy.mjs'
import { hasKamailio, type Lab } from '../../lab/lab.mjs'
import { agentOf, Inbox, linkIs, online, presence, startOwnLab, stopAll, TRANSPORTS } from './sip-fixture.ts'

const PIDF = { eventPackage: 'presence', contentType: 'application/pidf+xml', expires: 600 }

describe.skipIf(!hasKamailio())('a server that dies and comes back (skipped without Kamailio)', () => {
  let lab: Lab & { remove(): Promise<void> }

  beforeAll(async () => {
    lab = await startOwnLab()
  })
  beforeEach(async () => {
    if (lab.pid === null) await lab.start() // a test before may have ended while it was down
  })
  afterEach(stopAll)
  afterAll(() => lab.remove())

  test.each(TRANSPORTS)(
    'over %s: shown at once; registration, publication and subscription come back',
    async (transport) => {
      const [anna, maya] = [agentOf(lab, 'anna', transport), agentOf(lab, 'maya', transport)]
      await Promise.all([online(anna), online(maya)])
      const publication = new Publication(maya, PIDF)
      const outcomes = new Inbox<PublishOutcome>()
      await publication.publish(presence(maya.aor, 'before'))
      publication.onOutcome(outcomes.put)
      const watching = new Subscription(anna, {
        target: maya.aor,
        eventPackage: 'presence',
        accept: PIDF.contentType,
        expires: 600,
      })
      const notices = new Inbox<Notification>()
      const states = new Inbox<SubscriptionState>()
      watching.onNotify(notices.put)
      watching.onState(states.put)
      watching.start()
      await notices.next(({ body }) => body.includes('before'))

      const killedAt = Date.now()
      await lab.kill()
      const down = await linkIs(anna, 'offline')
      expect(Date.now() - killedAt).toBeLessThan(5000)
      expect(down.retryAt).not.toBeNull()
      expect(watching.state).toEqual({ kind: 'waiting-for-link' })
      expect(await new PageMessages(anna).send({ to: maya.aor, contentType: 'text/plain', body: 'lost' })).toEqual({
        kind: 'unreachable',
      })
      expect(await publication.publish(presence(maya.aor, 'meanwhile'))).toEqual({ kind: 'unreachable' })

      await lab.start()
      await Promise.all([linkIs(anna, 'online'), linkIs(maya, 'online')])
      await outcomes.next(({ kind }) => kind === 'published')
      const back = await notices.next(({ body }) => body.includes('meanwhile'))
      expect(back.body).not.toContain('before')
      expect(watching.state).toMatchObject({ kind: 'active' })
      await watching.stop()
      await publication.remove()
      publication.stop()
    },
  )

  test.each([
    ['tcp', 'sip:127.0.0.1:PORT;transport=tcp'],
    ['ws', 'ws://127.0.0.1:PORT'],
  ] as const)(
    'over %s: a network that swallows everything is found out as soon as it is asked',
    async (transport, url) => {
      const target = transport === 'tcp' ? lab.ports.sip : lab.ports.ws
      const proxy = await startFaultProxy({ port: target })
      try {
        const behind = agentOf(lab, 'anna', transport, {
          account: {
            aor: lab.account('anna').aor,
            server: url.replace('PORT', String(proxy.port)),
            allowUnencrypted: true,
            instanceId: '00000000-0000-4000-8000-0000000000ff',
          },
        })
        await online(behind)
        // Its answer comes after that to the first keep-alive: this server is known to answer those.
        await new PageMessages(behind).send({ to: 'maya@dialtone.test', contentType: 'text/plain', body: 'x' })
        await proxy.set('drop')
        const asked = Date.now()
        behind.reconnectNow()
        const down = await linkIs(behind, 'offline')
        expect(Date.now() - asked).toBeLessThan(7_000)
        expect(down.failure.kind).toBe('time-out')
        await proxy.set('pass')
        await linkIs(behind, 'online')
      } finally {
        await proxy.stop()
      }
    },
  )
})
