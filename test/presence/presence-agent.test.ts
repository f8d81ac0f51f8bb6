import { parseXmlDocument } from 'slimdom'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { hasSchemas, schemaErrors, whereSamplesAre } from '../documents/shared.ts'
import { FakeSipServer } from '../fakes/fake-sip-server.ts'
import { FakeXcapServer } from '../fakes/fake-xcap-server.ts'
import { PresenceAgent } from '../fakes/presence-agent.ts'
import { ScriptedWatcher } from '../fakes/scripted-watcher.ts'

// The presence agent of the other tests is itself as the RFCs have it: what it does is told here in their words.

const [anna, bob] = ['anna@example.org', 'bob@example.org'] as const
let xcap: FakeXcapServer
let sip: FakeSipServer
let agent: PresenceAgent
let winfo: ScriptedWatcher
const at = (time: string) => Date.parse(`2026-11-20T${time}Z`)
const settle = () => vi.advanceTimersByTimeAsync(0)
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000)

const rules = (...bodies: readonly string[]) =>
  xcap.write(
    `pres-rules/users/sip:${anna}/index`,
    `<cp:ruleset xmlns:cp="urn:ietf:params:xml:ns:common-policy" xmlns:pr="urn:ietf:params:xml:ns:pres-rules">${bodies
      .map((body, index) => `<cp:rule id="r${index}">${body}</cp:rule>`)
      .join('')}</cp:ruleset>`,
  )
const about = (conditions: string) => `<cp:conditions>${conditions}</cp:conditions>`
const one = (aor: string) => `<cp:identity><cp:one id="sip:${aor}"/></cp:identity>`
const handle = (word: string) => `<cp:actions><pr:sub-handling>${word}</pr:sub-handling></cp:actions>`
const everything =
  '<cp:transformations><pr:provide-services><pr:all-services/></pr:provide-services><pr:provide-all-attributes/></cp:transformations>'
const say = (note: string) =>
  agent.publish(
    anna,
    `<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:${anna}"><tuple id="t"><status><basic>open</basic></status><note>${note}</note></tuple></presence>`,
    600,
  )

/** Every watcher of every document she was told: "pending subscribe". */
const told = () =>
  winfo.notifications.flatMap(({ body }) =>
    parseXmlDocument(body).documentElement!.children[0]!.children.map(
      (watcher) => `${watcher.getAttribute('status')} ${watcher.getAttribute('event')}`,
    ),
  )
const his = () => new ScriptedWatcher(sip, bob)

beforeEach(async () => {
  vi.useFakeTimers({ now: at('14:00:00') })
  xcap = new FakeXcapServer()
  sip = new FakeSipServer()
  agent = new PresenceAgent(sip, xcap, anna)
  winfo = new ScriptedWatcher(sip, anna, { user: 'anna', event: 'presence.winfo' })
  winfo.subscribe(anna, 3600)
  await settle()
})
afterEach(() => {
  agent.stop()
  vi.useRealTimers()
})

describe('subscriptions (RFC 3857 figure 1, RFC 5025 3.2.1)', () => {
  test('without rules nobody is let in', async () => {
    const watcher = his()
    watcher.subscribe(anna)
    await settle()
    expect(watcher.answers.map(({ status }) => status)).toEqual([403])
    expect(told()).toEqual(['terminated rejected'])
  })

  test('pending, then approved: the document comes with the word', async () => {
    rules(about(one(bob)) + handle('confirm'))
    say('here')
    const watcher = his()
    watcher.subscribe(anna)
    await settle()
    expect([watcher.state, watcher.document]).toEqual(['pending', null])
    rules(about(one(bob)) + handle('allow') + everything)
    await settle()
    expect(watcher.state).toBe('active')
    expect(watcher.document).toContain('here')
    expect(told()).toEqual(['pending subscribe', 'active approved'])
  })

  test('active, asked about again: back to pending, without a reason and without another document', async () => {
    rules(about(one(bob)) + handle('allow') + everything)
    const watcher = his()
    watcher.subscribe(anna)
    await settle()
    rules(about(one(bob)) + handle('confirm'))
    await settle()
    say('secret')
    await settle()
    expect(watcher.notifications.map((each) => each.header('subscription-state').split(';')[0])).toEqual([
      'active',
      'pending',
    ])
    expect(watcher.document).not.toContain('secret')
  })

  test('pending and gone: waiting, until the user answers or three days are over', async () => {
    rules(about(one(bob)) + handle('confirm'))
    const [first, second] = [his(), his()]
    first.subscribe(anna)
    second.subscribe(anna, 60)
    await settle()
    first.unsubscribe()
    await seconds(61)
    expect(told()).toEqual(['pending subscribe', 'pending subscribe', 'waiting timeout', 'waiting timeout'])
    rules(about(one(bob)) + handle('allow'))
    await settle()
    expect(told().slice(4)).toEqual(['terminated approved', 'terminated approved'])
    expect(first.state).toBe('terminated;reason=timeout')
  })

  test('nobody answers who waits: after three days it is given up', async () => {
    rules(about(one(bob)) + handle('confirm'))
    const watcher = his()
    watcher.subscribe(anna, 60)
    await settle()
    await seconds(3 * 24 * 3600 + 61)
    expect(told()).toEqual(['pending subscribe', 'waiting timeout', 'terminated giveup'])
  })

  test.each(['deactivated', 'probation', 'noresource'] as const)('ended by the server: %s', async (reason) => {
    rules(about(one(bob)) + handle('allow'))
    const watcher = his()
    watcher.subscribe(anna)
    await settle()
    agent.end(anna, `sip:${bob}`, reason)
    await settle()
    expect(watcher.state).toBe(`terminated;reason=${reason}`)
    expect(told()).toEqual(['active subscribe', `terminated ${reason}`])
  })
})

describe('told anew', () => {
  test('a period begins and ends: by the clock, and nobody has to do anything', async () => {
    const period = `<cp:validity><cp:from>2026-11-20T14:05:00Z</cp:from><cp:until>2026-11-20T15:10:00+01:00</cp:until></cp:validity>`
    rules(about(one(bob)) + handle('confirm'), about(one(bob) + period) + handle('allow') + everything)
    say('here')
    const watcher = his()
    watcher.subscribe(anna, 3600)
    await seconds(299)
    expect(watcher.state).toBe('pending')
    await seconds(1)
    expect(watcher.state).toBe('active')
    expect(watcher.document).toContain('here')
    await seconds(300)
    expect(watcher.state).toBe('pending')
  })

  test('only what changes for him: a rule or a document that leaves him what he has is no news', async () => {
    rules(about(one(bob)) + handle('allow') + everything)
    say('here')
    const watcher = his()
    watcher.subscribe(anna)
    await settle()
    rules(about(one(bob)) + handle('allow') + everything, about(one('eve@evil.example')) + handle('block'))
    await settle()
    expect(watcher.notifications).toHaveLength(1)
  })

  test('a publication that nobody refreshes is over, and he is told', async () => {
    rules(about(one(bob)) + handle('allow') + everything)
    say('here')
    const watcher = his()
    watcher.subscribe(anna, 3600)
    await settle()
    await seconds(601)
    expect(watcher.document).toContain('closed')
    expect(watcher.document).not.toContain('here')
  })
})

test('presence.winfo is for the user alone', async () => {
  const nosy = new ScriptedWatcher(sip, bob, { event: 'presence.winfo' })
  nosy.subscribe(anna)
  await settle()
  expect(nosy.answers.map(({ status }) => status)).toEqual([403])
})

test.skipIf(!hasSchemas)(`what it says of watchers is valid, in versions without a gap${whereSamplesAre}`, async () => {
  rules(about(one(bob)) + handle('confirm'))
  his().subscribe(anna)
  await settle()
  rules(about(one(bob)) + handle('block'))
  await settle()
  const documents = winfo.notifications.map(({ body }) => body)
  expect(documents.map((text) => /version="(\d+)"/.exec(text)?.[1])).toEqual(['0', '1', '2'])
  vi.useRealTimers()
  expect(await schemaErrors('watcherinfo.xsd', documents)).toEqual([])
})
