import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { hasKamailio, type Lab, runningLab, startLab } from '../../lab/lab.mjs'
import { eventually } from '../eventually.ts'
import { ask, request, type Transport } from './raw-sip.ts'
import { xcap } from './raw-xcap.ts'

const newDir = () => mkdtempSync(join(tmpdir(), 'dialtone-lab-test-'))

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

describe.skipIf(!hasKamailio())('the lab (skipped where Kamailio is not installed)', () => {
  const dir = newDir()
  let lab: Lab

  beforeAll(async () => {
    lab = await startLab({ dir })
  })

  afterAll(async () => {
    await lab.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  test.each<Transport>(['udp', 'tcp', 'tls', 'ws', 'wss'])(
    'answers over %s, and asks who registers',
    async (transport) => {
      const options = await ask(lab, transport, request(lab, 'OPTIONS', 'anna', transport))
      expect(options).toMatch(/^SIP\/2\.0 200 /)
      const register = await ask(lab, transport, request(lab, 'REGISTER', 'anna', transport))
      expect(register).toMatch(/^SIP\/2\.0 401 /)
      expect(register).toMatch(/^WWW-Authenticate: Digest realm="dialtone\.test".*qop="auth"/m)
    },
  )

  test('sends nothing for a stranger', async () => {
    const message = await ask(lab, 'tcp', request(lab, 'MESSAGE', 'maya', 'tcp'))
    expect(message).toMatch(/^SIP\/2\.0 407 /)
  })

  test('lets each of the people be seen by the others, one by one', async () => {
    const rules = await (await xcap(lab, 'anna', 'GET', 'pres-rules')).text()
    for (const user of ['maya', 'luis', 'priya', 'jonas', 'sofia', 'ken', 'ruth']) {
      expect(rules).toContain(`<cp:one id="sip:${user}@dialtone.test"/>`)
    }
    expect(rules).not.toContain('many')
  })

  test('keeps documents when the server is killed and started again, until it is told to forget', async () => {
    const rules = '<?xml version="1.0"?><ruleset xmlns="urn:ietf:params:xml:ns:common-policy"/>'
    const authority = readFileSync(lab.ca, 'utf8')
    expect((await xcap(lab, 'luis', 'PUT', 'pres-rules', rules)).ok).toBe(true)

    await lab.kill()
    expect(runningLab(dir)).toBeNull()
    await expect(ask(lab, 'tcp', request(lab, 'OPTIONS', 'luis', 'tcp'))).rejects.toThrow('ECONNREFUSED')
    await lab.restart()
    expect(await (await xcap(lab, 'luis', 'GET', 'pres-rules')).text()).toBe(rules)

    await lab.restart({ fresh: true })
    expect(await (await xcap(lab, 'luis', 'GET', 'pres-rules')).text()).toContain('sip:anna@dialtone.test')
    expect(readFileSync(lab.ca, 'utf8')).toBe(authority)
  })

  test('runs beside another one, with an algorithm and users of its own', async () => {
    const otherDir = newDir()
    const other = await startLab({ dir: otherDir, authAlgorithm: 'SHA-256', extraUsers: 3, domain: 'other.test' })
    try {
      const [here, there] = await Promise.all([
        ask(lab, 'udp', request(lab, 'REGISTER', 'anna', 'udp')),
        ask(other, 'udp', request(other, 'REGISTER', 'user3', 'udp')),
      ])
      expect(here).toContain('realm="dialtone.test"')
      expect(there).toContain('realm="other.test"')
      expect(there).toContain('algorithm=SHA-256')
      expect((await xcap(lab, 'maya', 'GET', 'pres-rules')).status).toBe(200)
      expect(other.account('user3').password).toBe('secret-user3')
    } finally {
      await other.stop()
      rmSync(otherDir, { recursive: true, force: true })
    }
  })

  test('starts again when only its first process was killed', async () => {
    const pid = lab.pid
    if (pid !== null) process.kill(pid, 'SIGKILL')
    await eventually(() => expect(lab.pid).toBeNull())
    await lab.start()
    expect(await ask(lab, 'tcp', request(lab, 'OPTIONS', 'anna', 'tcp'))).toMatch(/^SIP\/2\.0 200 /)
  })

  test('is started again after a crash where that is wished for', async () => {
    const otherDir = newDir()
    const other = await startLab({ dir: otherDir, keptUp: true })
    try {
      const pid = other.pid
      if (pid !== null) process.kill(pid, 'SIGSEGV')
      await expect.poll(() => other.pid, { timeout: 20_000 }).not.toBe(pid)
      await expect
        .poll(() => ask(other, 'tcp', request(other, 'OPTIONS', 'anna', 'tcp')).catch(String), { timeout: 20_000 })
        .toMatch(/^SIP\/2\.0 200 /)
    } finally {
      await other.stop()
      rmSync(otherDir, { recursive: true, force: true })
    }
    expect(other.pid).toBeNull()
  })

  test('bears many TLS connections at once that are broken off', async () => {
    const ca = readFileSync(lab.ca)
    const breakOff = () =>
      new Promise<void>((resolve) => {
        const socket = connectTls({ port: lab.ports.tls, host: '127.0.0.1', ca, servername: lab.domain })
        socket.on('error', () => {})
        socket.once('close', () => resolve())
        socket.once('secureConnect', () => socket.write(request(lab, 'OPTIONS', 'anna', 'tls')))
        socket.once('data', () => socket.destroy())
      })
    const { pid } = lab
    for (let round = 0; round < 25; round++) await Promise.all(Array.from({ length: 24 }, breakOff))
    expect(await ask(lab, 'tls', request(lab, 'OPTIONS', 'anna', 'tls'))).toMatch(/^SIP\/2\.0 200 /)
    expect(lab.pid).toBe(pid)
    expect(readFileSync(lab.log, 'utf8')).not.toMatch(/BUG|exited by a signal/)
  })

  test('does not start twice in the same directory', async () => {
    await expect(startLab({ dir })).rejects.toThrow('runs already')
    expect(lab.pid).not.toBeNull()
  })

  test('says which port is in use', async () => {
    const otherDir = newDir()
    await expect(startLab({ dir: otherDir, ports: lab.ports })).rejects.toThrow(`Port ${lab.ports.sip} is in use`)
    rmSync(otherDir, { recursive: true, force: true })
  })
})
