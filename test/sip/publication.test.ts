import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type KeptTag, Publication, type PublishOutcome } from '../../electron/sip/publication.ts'
import type { FakeSipServer } from '../fakes/fake-sip-server.ts'
import { annaAt, seconds, settle } from '../fakes/sip-agent.ts'

const options = { eventPackage: 'presence', contentType: 'application/pidf+xml', expires: 600 }
const AOR = 'sip:anna@example.org'
let publication: Publication
let server: FakeSipServer
let agent: ReturnType<typeof annaAt>['agent']
let outcomes: PublishOutcome[]

/** What the server accepted or refused, past the challenge. */
const sent = () => server.authorised('PUBLISH')
const bodies = () => sent().map(({ body }) => body)
const matches = () => sent().map((request) => request.header('sip-if-match'))

beforeEach(async () => {
  vi.useFakeTimers()
  const made = annaAt()
  server = made.server
  agent = made.agent
  outcomes = []
  publication = new Publication(agent, options)
  publication.onOutcome((outcome) => outcomes.push(outcome))
  agent.start()
  await settle()
})
afterEach(async () => {
  publication.stop()
  const stopping = agent.stop()
  await seconds(3)
  await stopping
  vi.useRealTimers()
})

async function publish(body: string): Promise<PublishOutcome> {
  const done = publication.publish(body)
  await settle()
  return done
}

test('the first carries a body and no tag; the next modifies it', async () => {
  expect(await publish('one')).toMatchObject({ kind: 'published', expires: 600 })
  expect(await publish('two')).toMatchObject({ kind: 'published' })
  expect(bodies()).toEqual(['one', 'two'])
  expect(matches()).toEqual(['', expect.stringMatching(/^e\d+$/)])
  expect(sent()[0]?.uri).toBe(AOR)
  expect(sent()[0]?.header('event')).toBe('presence')
  expect(server.publications.get(AOR)?.body).toBe('two')
})

test('is refreshed at half life without a body', async () => {
  await publish('one')
  const tag = server.publications.get(AOR)?.entityTag
  await seconds(299)
  expect(sent()).toHaveLength(1)
  await seconds(182)
  expect(bodies()).toEqual(['one', ''])
  expect(matches()[1]).toBe(tag)
  expect(sent()[1]?.header('content-type')).toBe('')
  expect(server.publications.get(AOR)?.body).toBe('one')
  await seconds(3600)
  expect(server.publications.get(AOR)?.body).toBe('one')
})

test('while one is on its way the latest waits, and those between are never sent', async () => {
  const first = publication.publish('one')
  const others = ['two', 'three', 'four'].map((body) => publication.publish(body))
  await settle()
  expect(bodies()).toEqual(['one', 'four'])
  expect((await Promise.all([first, ...others])).map(({ kind }) => kind)).toEqual(Array(4).fill('published'))
})

test('412: the server forgot, so the whole state goes out afresh', async () => {
  await publish('one')
  server.publications.clear()
  expect(await publish('two')).toMatchObject({ kind: 'published' })
  expect(bodies()).toEqual(['one', 'two', 'two'])
  expect(matches()[2]).toBe('')
})

test('412 to a refresh publishes the body again', async () => {
  await publish('one')
  server.publications.clear()
  await seconds(500)
  expect(bodies()).toEqual(['one', '', 'one'])
  expect(server.publications.get(AOR)?.body).toBe('one')
})

test('423: lengthened as the server wants', async () => {
  server.answers('PUBLISH', { status: 423, headers: ['Min-Expires: 1200'] })
  expect(await publish('one')).toMatchObject({ kind: 'published', expires: 1200 })
  expect(sent().map((request) => request.header('expires'))).toEqual(['600', '1200'])
})

test('423 without a usable Min-Expires is a refusal, not a loop', async () => {
  server.script('PUBLISH', () => ({ status: 423 }))
  expect(await publish('one')).toMatchObject({ kind: 'rejected', status: 423 })
  expect(sent()).toHaveLength(1)
})

test('Retry-After is obeyed', async () => {
  server.answers('PUBLISH', { status: 503, headers: ['Retry-After: 30'] })
  const outcome = await publish('one')
  expect(outcome).toMatchObject({ kind: 'rejected', status: 503 })
  expect(outcome.kind === 'rejected' && outcome.retryAfter).toBeGreaterThanOrEqual(30)
  await seconds(29)
  expect(sent()).toHaveLength(1)
  await seconds(5)
  expect(bodies()).toEqual(['one', 'one'])
  expect(outcomes.at(-1)).toMatchObject({ kind: 'published' })
})

test('a change made meanwhile waits for that time too, and the latest goes out', async () => {
  server.answers('PUBLISH', { status: 503, headers: ['Retry-After: 30'] })
  await publish('one')
  await seconds(10)
  expect(await publish('two')).toMatchObject({ kind: 'rejected', status: 503, retryAfter: expect.any(Number) })
  expect(await publish('three')).toMatchObject({ kind: 'rejected' })
  expect(bodies()).toEqual(['one'])
  await seconds(25)
  expect(bodies()).toEqual(['one', 'three'])
})

describe('a refusal that time does not cure', () => {
  test.each([403, 404, 415, 489, 501])('%d is told and not repeated', async (status) => {
    server.answers('PUBLISH', { status })
    expect(await publish('one')).toMatchObject({ kind: 'rejected', status, retryAfter: null })
    await seconds(3600)
    expect(sent()).toHaveLength(1)
    expect(await publish('two')).toMatchObject({ kind: 'published' })
  })
})

test('without a link the body waits for the next one', async () => {
  server.drop()
  expect(await publish('one')).toEqual({ kind: 'unreachable' })
  expect(server.of('PUBLISH')).toEqual([])
  await seconds(2)
  expect(bodies()).toEqual(['one'])
  expect(outcomes.at(-1)).toMatchObject({ kind: 'published' })
})

test('with every new link it is published again, under the old tag, so that the server does not keep two', async () => {
  await publish('one')
  const tag = server.publications.get(AOR)?.entityTag
  server.drop()
  await seconds(2)
  expect(bodies()).toEqual(['one', 'one'])
  expect(matches()[1]).toBe(tag)
})

test('a link that comes back after the publication ran out starts afresh', async () => {
  await publish('one')
  server.refuse = () => ({ kind: 'network-down' })
  server.drop()
  await seconds(700)
  server.refuse = () => null
  agent.reconnectNow()
  await settle()
  expect(matches()[1]).toBe('')
})

test('a refreshed registration is no new link', async () => {
  await publish('one')
  await seconds(250)
  const before = sent().length
  agent.probe()
  await seconds(40)
  expect(sent()).toHaveLength(before)
})

test('a link lost while publishing: told, and sent again', async () => {
  server.script('PUBLISH', () => 'silence')
  const done = publication.publish('one')
  await settle()
  server.script('PUBLISH', null)
  server.drop()
  expect(await done).toEqual({ kind: 'unreachable' })
  await seconds(2)
  expect(server.publications.get(AOR)?.body).toBe('one')
})

test('taken back: expires 0 under the tag, nothing refreshed after', async () => {
  await publish('one')
  const removed = publication.remove()
  await settle()
  await removed
  expect(sent().at(-1)?.header('expires')).toBe('0')
  expect(sent().at(-1)?.body).toBe('')
  expect(server.publications.size).toBe(0)
  await seconds(3600)
  expect(sent()).toHaveLength(2)
  expect(await publish('two')).toMatchObject({ kind: 'published' })
})

test('taken back while one is on its way: what that one left at the server is taken back too', async () => {
  const published = publication.publish('one')
  const removed = publication.remove()
  await settle()
  await Promise.all([published, removed])
  expect(server.publications.size).toBe(0)
  expect(sent().map((request) => request.header('expires'))).toEqual(['600', '0'])
  expect(outcomes).toEqual([])
  await seconds(3600)
  expect(sent()).toHaveLength(2)
})

test('published again while being taken back: the new state stays', async () => {
  await publish('one')
  const removed = publication.remove()
  const again = publication.publish('two')
  await settle()
  await removed
  expect(await again).toMatchObject({ kind: 'published' })
  expect(server.publications.get(AOR)?.body).toBe('two')
})

test('a server that does not answer holds nobody up', async () => {
  await publish('one')
  server.script('PUBLISH', () => 'silence')
  const removed = publication.remove()
  await seconds(2)
  await removed
})

test('a body too long for a WebSocket is refused here, before it costs the connection', async () => {
  expect(await publish('x'.repeat(64 * 1024))).toMatchObject({ kind: 'rejected', status: 513 })
  expect(agent.link.kind).toBe('online')
  expect(server.of('PUBLISH')).toEqual([])
})

describe('a program that ended without a word', () => {
  let kept: KeptTag | null
  const tags = {
    load: () => kept,
    save: (tag: KeptTag | null) => {
      kept = tag
    },
  }
  /** As the program begins again: the one before says nothing more. */
  async function restart(): Promise<void> {
    publication.stop()
    publication = new Publication(agent, { ...options, tags })
    publication.onOutcome((outcome) => outcomes.push(outcome))
  }
  beforeEach(async () => {
    kept = null
    await restart()
    await publish('one')
  })

  test('is followed by what it says next: the server has one, not two', async () => {
    const tag = server.publications.get(AOR)?.entityTag
    await restart()
    expect(await publish('two')).toMatchObject({ kind: 'published' })
    expect([bodies().at(-1), matches().at(-1)]).toEqual(['two', tag])
    expect(kept?.entityTag).toBe(server.publications.get(AOR)?.entityTag)
  })

  test.each([412, 400, 404, 481])('publishes afresh where the server says %d to that', async (status) => {
    await restart()
    server.script('PUBLISH', (request) => (request.header('sip-if-match') ? { status } : 'default'))
    expect(await publish('two')).toMatchObject({ kind: 'published' })
    expect(matches().at(-1)).toBe('')
    // Of its own tag such an answer is none of a tag that is not known.
    if (status !== 412) expect(await publish('three')).toMatchObject({ kind: 'rejected', status })
  })

  test('publishes afresh when what it had said has run out', async () => {
    publication.stop()
    vi.setSystemTime(Date.now() + 601_000)
    await restart()
    await publish('two')
    expect(matches().at(-1)).toBe('')
  })

  test('leaves nothing behind where it was taken back', async () => {
    await publication.remove()
    expect(kept).toBe(null)
  })

  test('publishes all the same where its tag cannot be kept', async () => {
    publication.stop()
    const save = () => {
      throw new Error('the disk is full')
    }
    publication = new Publication(agent, { ...options, tags: { load: () => null, save } })
    expect(await publish('two')).toMatchObject({ kind: 'published' })
  })
})
