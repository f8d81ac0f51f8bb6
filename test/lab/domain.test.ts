import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasKamailio, type Lab, startLab } from '../../lab/lab.mjs'
import { RawClient } from './raw-client.ts'

const pidf = (user: string, basic: 'open' | 'closed') =>
  `<?xml version="1.0"?><presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:${user}@dialtone.test">` +
  `<tuple id="t"><status><basic>${basic}</basic></status></tuple></presence>`

describe.skipIf(!hasKamailio())(
  'the lab as a SIP domain (skipped where Kamailio is not installed)',
  { timeout: 30_000 },
  () => {
    const dir = mkdtempSync(join(tmpdir(), 'dialtone-domain-test-'))
    const clients: RawClient[] = []
    let lab: Lab

    const connect = async (user: string) => {
      const client = await RawClient.connect(lab, user)
      clients.push(client)
      return client
    }

    beforeAll(async () => {
      lab = await startLab({ dir })
    }, 30_000)

    afterAll(async () => {
      for (const client of clients) client.close()
      await lab.stop()
      rmSync(dir, { recursive: true, force: true })
    }, 30_000)

    test('the people may see each other without being asked', async () => {
      const [anna, maya] = await Promise.all([connect('anna'), connect('maya')])
      const headers = { Event: 'presence', Expires: '600', Accept: 'application/pidf+xml' }
      expect((await anna.request('SUBSCRIBE', 'maya', headers)).start).toMatch(/^SIP\/2\.0 20[02] /)
      const first = await anna.until(({ start }) => start.startsWith('NOTIFY '))
      expect(first.headers.get('subscription-state')).toMatch(/^active/)

      const publish = { Event: 'presence', Expires: '600', 'Content-Type': 'application/pidf+xml' }
      expect((await maya.request('PUBLISH', 'maya', publish, pidf('maya', 'open'))).start).toMatch(/^SIP\/2\.0 200 /)
      const seen = await anna.until(({ body }) => body.includes('<basic>open</basic>'))
      expect(seen.headers.get('content-type')).toBe('application/pidf+xml')
    })

    test('a user outside the rules waits for permission', async () => {
      const stranger = await connect('voicemail')
      await stranger.request('SUBSCRIBE', 'maya', { Event: 'presence', Expires: '600' })
      const notify = await stranger.until(({ start }) => start.startsWith('NOTIFY '))
      expect(notify.headers.get('subscription-state')).toMatch(/^pending/)
      expect(notify.body).toBe('')
    })

    test('nobody publishes or writes in another name', async () => {
      const luis = await connect('luis')
      const publish = { Event: 'presence', Expires: '600', 'Content-Type': 'application/pidf+xml' }
      expect((await luis.request('PUBLISH', 'ken', publish, pidf('ken', 'open'))).start).toContain(' 403 ')
      const asKen = { From: '<sip:ken@dialtone.test>;tag=not-ken', 'Content-Type': 'text/plain' }
      expect((await luis.request('MESSAGE', 'maya', asKen, 'hello')).start).toContain(' 403 ')
    })

    test('a message to somebody offline outlives a crash of the server and comes at the next registration', async () => {
      const priya = await connect('priya')
      const sent = await priya.request('MESSAGE', 'jonas', { 'Content-Type': 'text/plain' }, 'Back at three?')
      expect(sent.start).toContain(' 202 ')
      await lab.kill()
      await lab.start()

      const jonas = await connect('jonas')
      expect((await jonas.request('REGISTER', 'jonas', { Expires: '600' })).start).toContain(' 200 ')
      const delivered = await jonas.until(({ start }) => start.startsWith('MESSAGE '))
      expect(delivered.body).toBe('Back at three?')
      expect(delivered.headers.get('from')).toContain('sip:priya@dialtone.test')
    })

    test('a message to nobody is refused', async () => {
      const ruth = await connect('ruth')
      expect((await ruth.request('MESSAGE', 'nobody', { 'Content-Type': 'text/plain' }, 'Hello?')).start).toContain(
        ' 404 ',
      )
    })
  },
)
