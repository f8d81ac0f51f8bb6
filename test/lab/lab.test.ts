import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasKamailio, type Lab, runningLab, startLab } from '../../lab/lab.mjs'
import { ask, request, type Transport } from './raw-sip.ts'

const md5 = (text: string) => createHash('md5').update(text).digest('hex')
const newDir = () => mkdtempSync(join(tmpdir(), 'dialtone-lab-test-'))

/** HTTP digest (RFC 2617, qop auth) for the lab's XCAP server. */
async function xcap(lab: Lab, user: string, method: 'GET' | 'PUT', body?: string): Promise<Response> {
  const url = `${lab.urls.xcap}pres-rules/users/${lab.account(user).aor}/index`
  const uri = url.slice(new URL(url).origin.length)
  const challenge = (await fetch(url)).headers.get('www-authenticate') ?? ''
  const [, realm = ''] = /realm="([^"]*)"/.exec(challenge) ?? []
  const [, nonce = ''] = /nonce="([^"]*)"/.exec(challenge) ?? []
  const secret = md5(`${user}:${realm}:${lab.account(user).password}`)
  const response = md5(`${secret}:${nonce}:00000001:c:auth:${md5(`${method}:${uri}`)}`)
  const authorization =
    `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", ` +
    `qop=auth, nc=00000001, cnonce="c", response="${response}"`
  return fetch(url, { method, headers: { authorization }, ...(body === undefined ? {} : { body }) })
}

describe.skipIf(!hasKamailio())('the lab (skipped where Kamailio is not installed)', { timeout: 30_000 }, () => {
  const dir = newDir()
  let lab: Lab

  beforeAll(async () => {
    lab = await startLab({ dir })
  }, 30_000)

  afterAll(async () => {
    await lab.stop()
    rmSync(dir, { recursive: true, force: true })
  }, 30_000)

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
    const rules = await (await xcap(lab, 'anna', 'GET')).text()
    for (const user of ['maya', 'luis', 'priya', 'jonas', 'sofia', 'ken', 'ruth']) {
      expect(rules).toContain(`<cp:one id="sip:${user}@dialtone.test"/>`)
    }
    expect(rules).not.toContain('many')
  })

  test('keeps documents when the server is killed and started again, until it is told to forget', async () => {
    const rules = '<?xml version="1.0"?><ruleset xmlns="urn:ietf:params:xml:ns:common-policy"/>'
    const authority = readFileSync(lab.ca, 'utf8')
    expect((await xcap(lab, 'luis', 'PUT', rules)).ok).toBe(true)

    await lab.kill()
    expect(runningLab(dir)).toBeNull()
    await expect(ask(lab, 'tcp', request(lab, 'OPTIONS', 'luis', 'tcp'))).rejects.toThrow('ECONNREFUSED')
    await lab.restart()
    expect(await (await xcap(lab, 'luis', 'GET')).text()).toBe(rules)

    await lab.restart({ fresh: true })
    expect(await (await xcap(lab, 'luis', 'GET')).text()).toContain('sip:anna@dialtone.test')
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
      expect((await xcap(lab, 'maya', 'GET')).status).toBe(200)
      expect(other.account('user3').password).toBe('secret-user3')
    } finally {
      await other.stop()
      rmSync(otherDir, { recursive: true, force: true })
    }
  })

  test('starts again when only its first process was killed', async () => {
    const pid = lab.pid
    if (pid !== null) process.kill(pid, 'SIGKILL')
    await expect.poll(() => lab.pid).toBeNull()
    await lab.start()
    expect(await ask(lab, 'tcp', request(lab, 'OPTIONS', 'anna', 'tcp'))).toMatch(/^SIP\/2\.0 200 /)
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
