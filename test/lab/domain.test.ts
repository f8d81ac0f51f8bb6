import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { hasKamailio, type Lab, startLab } from '../../lab/lab.mjs'
import { RawClient } from './raw-client.ts'
import { xcap } from './raw-xcap.ts'

const pidf = (user: string, basic: 'open' | 'closed') =>
  `<?xml version="1.0"?><presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:${user}@dialtone.test">` +
  `<tuple id="t"><status><basic>${basic}</basic></status></tuple></presence>`

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

describe.skipIf(!hasKamailio())('the lab as a SIP domain (skipped where Kamailio is not installed)', () => {
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
  })

  afterAll(async () => {
    for (const client of clients) client.close()
    await lab.stop()
    rmSync(dir, { recursive: true, force: true })
  })

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

  test('a watched line is seen to be in a call', async () => {
    const [watcher, caller, callee] = await Promise.all([connect('sofia'), connect('ruth'), connect('ken')])
    callee.sdpAnswer =
      'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n'
    await callee.request('REGISTER', 'ken', { Expires: '600' })
    await watcher.request('SUBSCRIBE', 'ken', {
      Event: 'dialog',
      Expires: '600',
      Accept: 'application/dialog-info+xml',
    })
    const invited = await caller.request('INVITE', 'ken', { 'Content-Type': 'application/sdp' }, callee.sdpAnswer)
    expect(invited.start).toContain(' 200 ')
    const notify = await watcher.until(({ body }) => body.includes('<state>confirmed</state>'))
    expect(notify.headers.get('content-type')).toBe('application/dialog-info+xml')
    expect(notify.body).toContain('entity="sip:ken@dialtone.test"')
  })

  test('the voice mail system tells the owner of a waiting message, and nobody else', async () => {
    const [system, owner, other] = await Promise.all([connect('voicemail'), connect('luis'), connect('maya')])
    const subscribe = { Event: 'message-summary', Expires: '600', Accept: 'application/simple-message-summary' }
    expect((await other.request('SUBSCRIBE', 'luis', subscribe)).start).toContain(' 403 ')
    expect((await owner.request('SUBSCRIBE', 'luis', subscribe)).start).toMatch(/^SIP\/2\.0 20[02] /)
    const publish = { Event: 'message-summary', Expires: '600', 'Content-Type': 'application/simple-message-summary' }
    const summary = 'Messages-Waiting: yes\r\nVoice-Message: 2/8 (0/2)\r\n'
    expect((await system.request('PUBLISH', 'luis', publish, summary)).start).toContain(' 200 ')
    const notify = await owner.until(({ body }) => body.includes('Messages-Waiting: yes'))
    expect(notify.body).toBe(summary)
  })

  test('a list on the server answers for all its people at once', async () => {
    const [ken, maya] = await Promise.all([connect('ken'), connect('maya')])
    const publish = { Event: 'presence', Expires: '600', 'Content-Type': 'application/pidf+xml' }
    await maya.request('PUBLISH', 'maya', publish, pidf('maya', 'open'))
    const services =
      '<?xml version="1.0"?><rls-services xmlns="urn:ietf:params:xml:ns:rls-services" ' +
      'xmlns:rl="urn:ietf:params:xml:ns:resource-lists"><service uri="sip:ken-list@dialtone.test"><list>' +
      '<rl:entry uri="sip:anna@dialtone.test"/><rl:entry uri="sip:maya@dialtone.test"/></list>' +
      '<packages><package>presence</package></packages></service></rls-services>'
    expect((await xcap(lab, 'ken', 'PUT', 'rls-services', services)).ok).toBe(true)
    const subscribe = {
      Event: 'presence',
      Expires: '600',
      Supported: 'eventlist',
      Accept: 'application/pidf+xml, application/rlmi+xml, multipart/related',
    }
    expect((await ken.request('SUBSCRIBE', 'ken-list', subscribe)).start).toMatch(/^SIP\/2\.0 20[02] /)
    // Kamailio 5.6 names everybody at once; somebody without a document gets no instance, the others a second later.
    const notify = await ken.until(({ body }) => body.includes('<basic>open</basic>'))
    expect(notify.headers.get('content-type')).toMatch(/^multipart\/related/)
    expect(notify.body).toMatch(/<resource uri="sip:maya@dialtone\.test">.*<instance [^>]*state="active"/s)
  })
})
