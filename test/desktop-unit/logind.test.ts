import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Logind } from '../../electron/desktop/logind.ts'
import { hasMockedLogind, MockedLogind } from '../fakes/mocked-logind.ts'

const uid = process.getuid?.() ?? 0

describe.skipIf(!hasMockedLogind)('over D-Bus (skipped without python3-dbusmock)', () => {
  let bus: MockedLogind
  const logind = (changes: Readonly<Record<string, string>>) =>
    new Logind({ PATH: process.env['PATH'], ...bus.environment, ...changes })

  beforeAll(async () => {
    bus = await MockedLogind.start()
    await bus.addSession('c1', uid)
  }, 40_000)
  afterAll(() => bus.stop())

  test('the session of the environment is locked when the desktop says so, and no longer', async () => {
    const ours = logind({ XDG_SESSION_ID: 'c1' })
    expect(await ours.isLocked()).toBe(false)
    await bus.setLocked('c1', true)
    expect(await ours.isLocked()).toBe(true)
    await bus.setLocked('c1', false)
    expect(await ours.isLocked()).toBe(false)
  }, 20_000)

  test('what a systemd user service starts has no session: that of the screen counts', async () => {
    const ours = logind({})
    expect(await ours.isLocked()).toBe(false)
    await bus.showOn(uid, 'c1')
    await bus.setLocked('c1', true)
    expect(await ours.isLocked()).toBe(true)
    await bus.setLocked('c1', false)
  }, 20_000)

  test('a session that is gone is not locked', async () => {
    expect(await logind({ XDG_SESSION_ID: 'gone' }).isLocked()).toBe(false)
  }, 20_000)
})

test('without a bus and without loginctl nothing is locked', async () => {
  const environment = { PATH: '/nowhere', XDG_SESSION_ID: '1' }
  expect(await new Logind(environment).isLocked()).toBe(false)
})

test.skipIf(process.platform === 'win32')('where D-Bus cannot be asked, loginctl is', async () => {
  const bin = mkdtempSync(join(tmpdir(), 'dialtone-bin-'))
  try {
    const program = join(bin, 'loginctl')
    writeFileSync(program, '#!/bin/sh\n[ "$2" = 7 ] && echo yes\n')
    chmodSync(program, 0o755)
    expect(await new Logind({ PATH: bin, XDG_SESSION_ID: '7' }).isLocked()).toBe(true)
    expect(await new Logind({ PATH: bin, XDG_SESSION_ID: '8' }).isLocked()).toBe(false)
  } finally {
    rmSync(bin, { recursive: true, force: true })
  }
})
