import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { automaticChoice } from '#contract/presence'
import { FakeSipServer } from '../fakes/fake-sip-server.ts'
import { RunningApplication } from '../fakes/running-application.ts'
import { seconds, settle } from '../fakes/sip-agent.ts'

// The flows of docs/architecture.md, told as tests.

const maya = 'maya@example.org'
const own = 'sip:anna@example.org'
const running: RunningApplication[] = []
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dialtone-flow-'))
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
})
afterEach(async () => {
  vi.useRealTimers()
  await Promise.all(running.splice(0).map((each) => each.application.stop()))
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

async function signedIn(
  options: ConstructorParameters<typeof RunningApplication>[0] = {},
): Promise<RunningApplication> {
  const app = new RunningApplication(options)
  running.push(app)
  await app.signIn()
  await online(app)
  return app
}

/** Real time, which only a slow machine needs: what is waited for is told by the clock of the test. */
const patience = 20_000

async function online(app: RunningApplication): Promise<void> {
  await vi.waitFor(async () => {
    await settle()
    expect(app.link?.kind).toBe('online')
  }, patience)
}

/** Lets promises, microtasks and immediates run until the expectation holds. */
const eventually = (expectation: () => void | Promise<void>) =>
  vi.waitFor(async () => {
    await seconds(1)
    await expectation()
  }, patience)

const document = (inside: string) => `<?xml version="1.0" encoding="UTF-8"?>
<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model"
 xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" entity="sip:${maya}">
<tuple id="t1"><status><basic>open</basic></status><contact>sip:${maya}</contact></tuple>
<dm:person id="p1">${inside}</dm:person></presence>`

const inMeeting = document('<rpid:activities><rpid:meeting/></rpid:activities><dm:note>Quarterly review</dm:note>')

function subscriptionTo(server: FakeSipServer, aor: string) {
  return server.subscriptionTo(`sip:${aor}`)
}

test('a NOTIFY becomes what the card shows', async () => {
  const app = await signedIn()
  app.softphone.roster.add(maya, 'Maya', [])
  await eventually(() => expect(subscriptionTo(app.server, maya)).toBeDefined())
  app.server.notify(subscriptionTo(app.server, maya), { body: inMeeting })
  await eventually(() => {
    const seen = app.presentity(maya)
    expect(seen?.availability).toBe('busy')
    expect(seen?.activities[0]?.name).toBe('meeting')
    expect(seen?.note?.text).toBe('Quarterly review')
    expect(seen?.knowledge.kind).toBe('current')
  })
})

test('a document that makes no sense is logged and the last good state stays', async () => {
  const app = await signedIn()
  app.softphone.roster.add(maya, 'Maya', [])
  await eventually(() => expect(subscriptionTo(app.server, maya)).toBeDefined())
  app.server.notify(subscriptionTo(app.server, maya), { body: inMeeting })
  await eventually(() => expect(app.presentity(maya)?.availability).toBe('busy'))
  app.server.notify(subscriptionTo(app.server, maya), {
    body: '<!DOCTYPE a [<!ENTITY b "c">]><presence>&b;</presence>',
  })
  await eventually(() =>
    expect(app.log.lines.some((line) => line.startsWith('warn') && line.includes(maya))).toBe(true),
  )
  expect(app.presentity(maya)?.activities[0]?.name).toBe('meeting')
  expect(app.log.lines.join('\n')).not.toContain('Quarterly review')
})

test('"tell me when Maya is free" outlives a restart and rings when she stays free', async () => {
  const server = new FakeSipServer()
  const first = await signedIn({ server, profile: folder })
  first.softphone.roster.add(maya, 'Maya', [])
  await eventually(() => expect(subscriptionTo(server, maya)).toBeDefined())
  server.notify(subscriptionTo(server, maya), { body: inMeeting })
  await eventually(() => expect(first.presentity(maya)?.availability).toBe('busy'))
  first.softphone.follows.follow(maya, 'once')
  running.splice(running.indexOf(first), 1)
  const stopping = first.application.stop()
  await seconds(10)
  await stopping

  const second = new RunningApplication({ server, profile: folder })
  running.push(second)
  await second.start()
  expect(second.state.current.follows[`${second.accountId} ${maya}`]?.mode).toBe('once')
  second.application.connect()
  await online(second)
  await eventually(() => expect(subscriptionTo(server, maya)).toBeDefined())
  server.notify(subscriptionTo(server, maya), { body: document('') })
  await eventually(() => expect(second.presentity(maya)?.availability).toBe('available'))
  expect(second.notices).toEqual([])
  await seconds(20)
  expect(second.notices).toEqual([{ kind: 'free', accountId: second.accountId, aor: maya, name: 'Maya' }])
  expect(second.state.current.follows).toEqual({})
})

test('what a program left at the server is followed by what it says when it starts again', async () => {
  const server = new FakeSipServer()
  const first = await signedIn({ server, profile: folder })
  first.softphone.publisher.setChoice({ ...automaticChoice, status: 'busy' })
  await eventually(() => expect(server.publications.get(own)?.body).toContain('busy'))
  // As one that ends without a word: nothing is taken back.
  server.script('PUBLISH', () => 'silence')
  running.splice(running.indexOf(first), 1)
  await Promise.all([first.application.stop(), seconds(12)])
  server.script('PUBLISH', null)
  const left = server.publications.get(own)?.entityTag
  const before = server.authorised('PUBLISH').length
  const second = new RunningApplication({ server, profile: folder })
  running.push(second)
  await second.start()
  second.application.connect()
  await online(second)
  await eventually(() => expect(server.authorised('PUBLISH').length).toBeGreaterThan(before))
  expect(server.authorised('PUBLISH')[before]?.header('sip-if-match')).toBe(left)
})

test('what the user sets is published, and published again after a restart', async () => {
  const server = new FakeSipServer()
  const first = await signedIn({ server, profile: folder })
  first.softphone.publisher.setChoice({ ...automaticChoice, status: 'busy', note: { text: 'Writing', language: null } })
  await eventually(() => expect(server.publications.get('sip:anna@example.org')?.body).toContain('Writing'))
  running.splice(running.indexOf(first), 1)
  const stopping = first.application.stop()
  await seconds(10)
  await stopping

  expect(server.publications.size).toBe(0)
  const second = new RunningApplication({ server, profile: folder })
  running.push(second)
  await second.start()
  expect(second.state.current.ownPresence[second.accountId]?.availability).toBe('busy')
  second.application.connect()
  await online(second)
  await eventually(() => expect(server.publications.get('sip:anna@example.org')?.body).toContain('Writing'))
})

test('a message is stored before it is answered, and once however often it comes', async () => {
  const app = await signedIn()
  const cpim = [
    'From: <sip:maya@example.org>',
    'To: <sip:anna@example.org>',
    'NS: imdn <urn:ietf:params:imdn>',
    'imdn.Message-ID: abc123',
    '',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Have you seen the plan?',
  ].join('\r\n')
  const first = app.server.send('MESSAGE', ['Content-Type: message/cpim'], cpim)
  await eventually(() => expect(app.server.answerTo(first)?.status).toBe(200))
  const again = app.server.send('MESSAGE', ['Content-Type: message/cpim'], cpim)
  await eventually(() => expect(app.server.answerTo(again)?.status).toBe(200))
  const messages = app.softphone.messaging.range(maya, 0, 10)
  expect(messages.map((message) => message.text)).toEqual(['Have you seen the plan?'])
  expect(app.state.current.conversations[`${app.accountId} ${maya}`]?.unread).toBe(1)
  expect(app.notices).toHaveLength(1)
  expect(app.log.lines.join('\n')).not.toContain('the plan')
})

test('when the link drops everybody is last known; when it is back REGISTER, PUBLISH and SUBSCRIBE come back', async () => {
  const app = await signedIn()
  app.softphone.roster.add(maya, 'Maya', [])
  await eventually(() => expect(subscriptionTo(app.server, maya)).toBeDefined())
  app.server.notify(subscriptionTo(app.server, maya), { body: inMeeting })
  await eventually(() => expect(app.presentity(maya)?.availability).toBe('busy'))
  const before = {
    register: app.server.authorised('REGISTER').length,
    publish: app.server.authorised('PUBLISH').length,
  }

  app.server.refuse = () => ({ kind: 'refused', host: 'sip.example.org', port: 443 })
  app.server.drop()
  await settle()
  expect(app.link?.kind).not.toBe('online')
  expect(app.presentity(maya)?.knowledge).toMatchObject({ kind: 'last-known', cause: 'link' })

  app.server.refuse = () => null
  app.networkChanged()
  await online(app)
  await eventually(() => {
    expect(app.server.authorised('REGISTER').length).toBeGreaterThan(before.register)
    expect(app.server.authorised('PUBLISH').length).toBeGreaterThan(before.publish)
    expect(app.presentity(maya)?.knowledge.kind).not.toBe('last-known')
    expect(subscriptionTo(app.server, maya)).toBeDefined()
  })
})

test('a message written without a link survives a quit and goes out on the next start', async () => {
  const server = new FakeSipServer()
  const first = await signedIn({ server, profile: folder })
  server.refuse = () => ({ kind: 'refused', host: 'sip.example.org', port: 443 })
  server.drop()
  await settle()
  const sent = first.softphone.messaging.send(maya, 'See you at four')
  expect(sent.ok).toBe(true)
  running.splice(running.indexOf(first), 1)
  const stopping = first.application.stop()
  await seconds(10)
  await stopping
  expect(server.of('MESSAGE')).toHaveLength(0)

  server.refuse = () => null
  const second = new RunningApplication({ server, profile: folder })
  running.push(second)
  await second.start()
  second.application.connect()
  await online(second)
  await eventually(() => expect(server.authorised('MESSAGE')).toHaveLength(1))
  expect(server.authorised('MESSAGE')[0]?.body).toContain('See you at four')
  await eventually(() => expect(second.softphone.messaging.range(maya, 0, 1)[0]?.delivery.kind).toBe('sent'))
})

test('idle makes away and input makes what was set before', async () => {
  const app = await signedIn()
  const own = () => app.state.current.ownPresence[app.accountId]
  app.idle({ kind: 'idle', since: Date.now() - 600_000 })
  await eventually(() => expect(own()?.availability).toBe('away'))
  expect(own()?.decidedBy).toBe('idle')
  app.idle({ kind: 'active' })
  await eventually(() => expect(own()?.availability).toBe('available'))
  app.softphone.publisher.setChoice({ ...automaticChoice, status: 'busy' })
  app.idle({ kind: 'locked', since: Date.now() })
  await eventually(() => expect(own()?.availability).toBe('busy'))
})

test('a wrong password is said in words a person can act on and is not tried again and again', async () => {
  const app = new RunningApplication()
  running.push(app)
  app.server.password = 'another'
  app.server.answers('REGISTER')
  await app.start()
  const server = app.server
  server.password = 'secret'
  await app.signIn()
  server.password = 'changed meanwhile'
  app.server.drop()
  await seconds(60)
  await eventually(() =>
    expect(app.link).toMatchObject({
      kind: 'offline',
      failure: { kind: 'wrong-password', domain: 'example.org' },
      retryAt: null,
    }),
  )
  const tries = server.of('REGISTER').length
  await seconds(600)
  expect(server.of('REGISTER')).toHaveLength(tries)
})

test('a password kept for this run alone reaches neither a log line nor the disk', async () => {
  const app = new RunningApplication({ profile: folder })
  running.push(app)
  await app.signIn('this-run')
  await online(app)
  app.server.drop()
  await seconds(5)
  const written = readFileSync(join(folder, 'settings.json'), 'utf8')
  for (const form of [app.server.password, Buffer.from(app.server.password).toString('base64')]) {
    expect(app.log.lines.join('\n')).not.toContain(form)
    expect(written).not.toContain(`"${form}"`)
  }
})

test('a sign-in the server refuses says why and leaves nothing behind', async () => {
  const app = new RunningApplication({ profile: folder })
  running.push(app)
  await app.start()
  const result = await app.application.signIn({ ...app.signInOf('weaker-storage'), password: 'mistyped' })
  expect(result).toMatchObject({ ok: false, failure: { kind: 'wrong-password', domain: 'example.org' } })
  expect(app.state.current.accounts).toEqual({})
  expect(readFileSync(join(folder, 'settings.json'), 'utf8')).not.toContain('anna@')
  await app.signIn()
  expect(app.link?.kind).toBe('online')
})

test('who signs out keeps people and messages; who signs out and forgets leaves none of them', async () => {
  const app = await signedIn({ profile: folder })
  app.softphone.roster.add(maya, 'Maya', [])
  app.softphone.messaging.send(maya, 'Until tomorrow')
  await app.application.signOut(app.accountId, false)
  expect(app.link).toEqual({ kind: 'signed-out' })
  const again = await app.application.signIn(app.signInOf('weaker-storage'))
  expect(again.ok).toBe(true)
  const { roster, messaging } = app.softphone
  expect(roster.contacts.map((contact) => contact.name)).toEqual(['Maya'])
  expect(messaging.range(maya, 0, 10).map((message) => message.text)).toEqual(['Until tomorrow'])

  await app.application.signOut(app.accountId, true)
  await app.application.stop()
  const database = readFileSync(join(folder, 'dialtone.db'), 'latin1')
  expect(database).toContain('CREATE TABLE messages')
  expect(database).not.toContain('Until tomorrow')
  expect(database).not.toContain('maya@')
})
