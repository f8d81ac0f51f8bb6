import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type IncomingPageMessage, PageMessages } from '../../electron/sip/page-messages.ts'
import type { FakeSipServer } from '../fakes/fake-sip-server.ts'
import { annaAt, seconds, settle } from '../fakes/sip-agent.ts'

let server: FakeSipServer
let agent: ReturnType<typeof annaAt>['agent']
let log: ReturnType<typeof annaAt>['log']
let messages: PageMessages

beforeEach(async () => {
  vi.useFakeTimers()
  ;({ server, agent, log } = annaAt())
  messages = new PageMessages(agent)
  agent.start()
  await settle()
})
afterEach(async () => {
  const stopping = agent.stop()
  await seconds(3)
  await stopping
  vi.useRealTimers()
})

async function send(body = 'hello') {
  const done = messages.send({ to: 'maya@example.org', contentType: 'text/plain', body, headers: { 'X-Id': '7' } })
  await settle()
  return done
}

test('a message goes out whole, and is accepted', async () => {
  expect(await send('Grüße 🙂')).toEqual({ kind: 'accepted', status: 200 })
  const [message] = server.authorised('MESSAGE')
  expect(message).toMatchObject({ uri: 'sip:maya@example.org', body: 'Grüße 🙂' })
  expect(message?.header('content-type')).toBe('text/plain')
  expect(message?.header('x-id')).toBe('7')
  expect(message?.header('content-length')).toBe(String(Buffer.byteLength('Grüße 🙂')))
})

test('202: kept by the server for later', async () => {
  server.answers('MESSAGE', { status: 202 })
  expect(await send()).toEqual({ kind: 'accepted', status: 202 })
})

test('a refusal says why, and when to come back', async () => {
  server.answers(
    'MESSAGE',
    { status: 480, reason: 'Away', headers: ['Retry-After: 60'] },
    { status: 415 },
    { status: 408 },
  )
  expect(await send()).toEqual({ kind: 'rejected', status: 480, reason: 'Away', retryAfter: 60 })
  expect(await send()).toMatchObject({ kind: 'rejected', status: 415 })
  expect(await send()).toMatchObject({ kind: 'rejected', status: 408 })
})

test('no answer and no link are the same to the sender: not sent', async () => {
  server.script('MESSAGE', () => 'silence')
  const unanswered = send()
  await seconds(33)
  expect(await unanswered).toEqual({ kind: 'unreachable' })
  const cut = messages.send({ to: 'maya@example.org', contentType: 'text/plain', body: 'x' })
  await settle()
  server.drop()
  expect(await cut).toEqual({ kind: 'unreachable' })
  expect(await send()).toEqual({ kind: 'unreachable' })
})

test('a text too long for a WebSocket is refused before it costs the connection', async () => {
  expect(await send('x'.repeat(70_000))).toMatchObject({ kind: 'rejected', status: 513 })
  expect(agent.link.kind).toBe('online')
})

test('an incoming message is stored first and answered after', async () => {
  const order: string[] = []
  const stored: IncomingPageMessage[] = []
  messages.onReceive((message) => {
    order.push(`stored, ${server.responses.length} answers`)
    stored.push(message)
    return { kind: 'stored' }
  })
  const callId = server.send(
    'MESSAGE',
    ['Content-Type: message/cpim', 'Date: Mon, 23 Nov 2026 06:00:00 GMT', 'X-Id: a', 'X-Id: b'],
    'hello',
  )
  await settle()
  expect(order).toEqual(['stored, 0 answers'])
  expect(server.answerTo(callId)?.status).toBe(200)
  expect(stored[0]).toMatchObject({
    from: 'maya@example.org',
    fromName: 'Maya',
    to: 'anna@example.org',
    contentType: 'message/cpim',
    body: 'hello',
    callId,
    date: 'Mon, 23 Nov 2026 06:00:00 GMT',
  })
  expect(stored[0]?.headers.get('x-id')).toEqual(['a', 'b'])
})

test('a store that fails gives 500, so that the sender keeps the message', async () => {
  messages.onReceive(() => {
    throw new Error('disk full')
  })
  const callId = server.send('MESSAGE', ['Content-Type: text/plain'], 'the plan')
  await settle()
  expect(server.answerTo(callId)?.status).toBe(500)
  expect(log.lines.join('\n')).toContain('disk full')
  expect(log.lines.join('\n')).not.toContain('the plan')
})

test('what is not wanted is refused with the status given', async () => {
  messages.onReceive(() => ({ kind: 'refused', status: 415 }))
  const callId = server.send('MESSAGE', ['Content-Type: image/tiff'], 'x')
  await settle()
  expect(server.answerTo(callId)?.status).toBe(415)
})

test('nobody to store it yet: 503, and the server tries again', async () => {
  const end = messages.onReceive(() => ({ kind: 'stored' }))
  end()
  const callId = server.send('MESSAGE', ['Content-Type: text/plain'], 'x')
  await settle()
  expect(server.answerTo(callId)?.status).toBe(503)
  expect(server.answerTo(callId)?.header('retry-after')).toBe('5')
})
