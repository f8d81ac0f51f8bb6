import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type ConnectionTestResult, testConnection } from '../../electron/sip/connection-test.ts'
import { FakeSipServer } from '../fakes/fake-sip-server.ts'
import { recordedLog, seconds } from '../fakes/sip-agent.ts'

let server: FakeSipServer
beforeEach(() => {
  vi.useFakeTimers()
  server = new FakeSipServer()
})
afterEach(() => {
  vi.useRealTimers()
})

async function run(password = 'secret', aor = 'anna@example.org'): Promise<readonly ConnectionTestResult[]> {
  const results: ConnectionTestResult[] = []
  const done = (async () => {
    const account = { aor, server: 'wss://sip.example.org', allowUnencrypted: false }
    for await (const result of testConnection({
      account,
      password,
      log: recordedLog(),
      createSocket: server.createSocket,
    })) {
      results.push(result)
    }
  })()
  await seconds(20)
  await done
  return results
}
const told = (results: readonly ConnectionTestResult[]) => results.map(({ step, kind }) => `${step} ${kind}`)

test('each step is told as it passes, and the device signs off again', async () => {
  const results = await run()
  expect(told(results)).toEqual([
    'server running',
    'server passed',
    'secure passed',
    'signed-in running',
    'signed-in passed',
    'presence running',
    'presence passed',
  ])
  expect(results).toContainEqual(expect.objectContaining({ step: 'secure', detail: 'wss' }))
  expect(server.authorised('SUBSCRIBE')[0]?.header('expires')).toBe('0')
  expect(server.authorised('REGISTER').at(-1)?.header('contact')).toContain(';expires=0')
  expect(server.socket.closed).toBe(true)
})

test('it ends with the step that failed, and tries nothing twice', async () => {
  const wrong = await run('wrong')
  expect(wrong.at(-1)).toEqual({
    step: 'signed-in',
    kind: 'failed',
    failure: { kind: 'wrong-password', domain: 'example.org' },
  })

  server.refuse = ({ host }) => ({ kind: 'certificate', host, problem: 'untrusted' })
  expect(told(await run())).toEqual(['server running', 'server passed', 'secure failed'])

  server.refuse = ({ host }) => ({ kind: 'unknown-host', host })
  const before = server.sockets.length
  expect((await run()).at(-1)).toMatchObject({ step: 'server', kind: 'failed', failure: { kind: 'unknown-host' } })
  expect(server.sockets).toHaveLength(before + 1)
})

test('an address that is none is told, not thrown', async () => {
  expect((await run('secret', 'not an address')).at(-1)).toMatchObject({ step: 'server', kind: 'failed' })
})

test('a server without presence is told as that', async () => {
  server.script('SUBSCRIBE', () => ({ status: 489 }))
  expect((await run()).at(-1)).toMatchObject({
    step: 'presence',
    kind: 'failed',
    failure: { kind: 'server-error', status: 489 },
  })
})
