import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Account } from '#contract/account'
import { automaticChoice } from '#contract/presence'
import { defaultSettings } from '#contract/settings'
import type { Secrets } from '../../electron/ports.ts'
import { SettingsStore } from '../../electron/storage/settings-store.ts'
import { folder, listeningLog } from './fixture.ts'

const account: Account = {
  id: 'anna',
  aor: 'anna@dialtone.test',
  displayName: 'Anna',
  authUser: null,
  server: 'wss://sip.dialtone.test',
  outboundProxy: null,
  xcapRoot: null,
  stun: null,
  turn: null,
  trustedCertificate: null,
  allowUnencrypted: false,
  passwordStorage: 'key-store',
}

/** A key store whose seal is easily seen through by a test. */
const secrets: Secrets = {
  available: true,
  protect: (plain) => Buffer.from(`sealed ${Buffer.from(plain).toString('hex')}`),
  reveal: (sealed) => Buffer.from(Buffer.from(sealed).toString().slice('sealed '.length), 'hex').toString(),
}

const path = () => join(folder(), 'profile', 'settings.json')
const open = (file: string | null, log = listeningLog()) => new SettingsStore({ file, log, secrets, now: () => 0 })

/** The file with a part of it changed, as another version or a hand would. */
function edit(file: string, change: (json: Record<string, unknown>) => void): void {
  const json = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  change(json)
  writeFileSync(file, JSON.stringify(json))
}

describe('what is kept', () => {
  test('a new profile has the defaults and no file', () => {
    const file = path()
    const store = open(file)
    expect(store.settings).toEqual(defaultSettings)
    expect(store.accounts).toEqual([])
    expect(store.databaseKey).toBeNull()
    expect(existsSync(file)).toBe(false)
  })

  test('everything is there again at the next start', () => {
    const file = path()
    const store = open(file)
    const settings = { ...defaultSettings, theme: 'dark' as const }
    const choice = {
      ...automaticChoice,
      status: 'busy' as const,
      note: { text: 'Back at 3', language: null },
      setAt: 5,
    }
    store.saveSettings(settings)
    store.saveAccount(account)
    store.savePassword('anna', Buffer.from([0, 255, 7]))
    store.saveChoice('anna', choice)
    store.saveDatabaseKey(Buffer.from('sealed key'))
    const instanceId = store.instanceId('anna')

    const again = open(file)
    expect(again.settings).toEqual(settings)
    expect(again.accounts).toEqual([account])
    expect([...(again.password('anna') ?? [])]).toEqual([0, 255, 7])
    expect(again.choice('anna')).toEqual(choice)
    expect(Buffer.from(again.databaseKey ?? []).toString()).toBe('sealed key')
    expect(instanceId).toMatch(/^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(again.instanceId('anna')).toBe(instanceId)
    expect(again.instanceId('work')).not.toBe(instanceId)
  })

  test('an account saved again replaces itself, and a removed one takes everything of its own along', () => {
    const file = path()
    const store = open(file)
    store.saveAccount(account)
    store.saveAccount({ ...account, id: 'work', aor: 'anna@work.test' })
    store.saveAccount({ ...account, displayName: 'Anna B' })
    expect(store.accounts.map((each) => [each.id, each.displayName])).toEqual([
      ['anna', 'Anna B'],
      ['work', 'Anna'],
    ])
    store.savePassword('anna', Buffer.from('secret'))
    store.saveChoice('anna', automaticChoice)
    store.instanceId('anna')
    store.removeAccount('anna')
    expect(open(file).accounts.map((each) => each.id)).toEqual(['work'])
    for (const name of readdirSync(join(file, '..'))) {
      expect(readFileSync(join(file, '..', name), 'utf8')).not.toContain('"anna"')
    }
  })

  test('a password for this run alone is on no disk, and neither is one that was dropped', () => {
    const file = path()
    const store = open(file)
    store.saveAccount({ ...account, passwordStorage: 'this-run' })
    const written = () => readdirSync(join(file, '..')).map((name) => readFileSync(join(file, '..', name), 'utf8'))
    const secret = Buffer.from('hunter2').toString('base64')
    store.savePassword('anna', Buffer.from('hunter2'))
    expect(written().every((text) => text.includes(secret))).toBe(true)
    store.holdPassword('anna', Buffer.from('hunter2'))
    expect(Buffer.from(store.password('anna') ?? []).toString()).toBe('hunter2')
    expect(written().some((text) => text.includes(secret))).toBe(false)
    expect(open(file).password('anna')).toBeNull()
    store.savePassword('anna', Buffer.from('hunter2'))
    store.dropPassword('anna')
    expect(store.password('anna')).toBeNull()
    expect(written().some((text) => text.includes(secret))).toBe(false)
  })

  test.each([
    ['key-store', true, false],
    ['this-run', false, false],
    ['weaker-storage', true, true],
  ] as const)('the password of a relay is kept as the account says: %s', (passwordStorage, kept, readable) => {
    const file = path()
    const turn = { uri: 'turn:relay.dialtone.test', username: 'anna', password: 'relay secret' }
    const store = open(file)
    store.saveAccount({ ...account, passwordStorage, turn })
    expect(store.accounts[0]?.turn).toEqual(turn)
    expect(readFileSync(file, 'utf8').includes('relay secret')).toBe(readable)
    expect(open(file).accounts[0]?.turn).toEqual({ ...turn, password: kept ? 'relay secret' : '' })
    store.saveAccount({ ...account, passwordStorage, turn: null })
    expect(open(file).accounts[0]?.turn).toBeNull()
    expect(readFileSync(file, 'utf8')).not.toContain(Buffer.from(secrets.protect('relay secret')).toString('base64'))
  })

  test('a store without a file keeps everything for this run', () => {
    const store = open(null)
    store.saveAccount(account)
    expect(store.accounts).toEqual([account])
    expect(store.instanceId('anna')).toBe(store.instanceId('anna'))
  })
})

describe('the file', () => {
  test('only its owner may read it, and no half-written one is left', () => {
    const file = path()
    const store = open(file)
    store.saveAccount(account)
    expect(readdirSync(join(file, '..')).sort()).toEqual(['settings.json', 'settings.json.copy'])
    if (process.platform === 'win32') return
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700)
  })

  test('what could not be written has not happened', () => {
    const file = path()
    const store = open(file)
    store.saveAccount(account)
    // A folder stands where the new text would be written.
    mkdirSync(`${file}.new`)
    expect(() => store.saveAccount({ ...account, displayName: 'Anna B' })).toThrow()
    expect(store.accounts).toEqual([account])
    expect(open(file).accounts).toEqual([account])
  })

  test('fields of another version are kept', () => {
    const file = path()
    open(file).saveAccount(account)
    edit(file, (json) => {
      json.window = { x: 1 }
      json.settings = { ...defaultSettings, newest: 'yes', audio: { ...defaultSettings.audio, stereo: true } }
      json.accounts = [{ ...account, sipping: 3 }]
    })
    const log = listeningLog()
    const store = open(file, log)
    store.saveSettings({ ...store.settings, theme: 'light' })
    store.saveAccount({ ...account, displayName: 'Anna B' })
    const json = JSON.parse(readFileSync(file, 'utf8'))
    expect(json.window).toEqual({ x: 1 })
    expect(json.settings).toMatchObject({ newest: 'yes', theme: 'light', audio: { stereo: true } })
    expect(json.accounts[0]).toMatchObject({ sipping: 3, displayName: 'Anna B' })
    expect(log.lines).toEqual([])
  })

  test('fields of an older version that are missing get their defaults without a word', () => {
    const file = path()
    open(file).saveAccount(account)
    edit(file, (json) => {
      json.settings = { theme: 'dark', calls: { dtmf: 'info' } }
      delete json.choices
      json.accounts = [{ id: 'anna', aor: 'anna@dialtone.test', passwordStorage: 'key-store' }]
    })
    const log = listeningLog()
    const store = open(file, log)
    expect(store.settings).toEqual({
      ...defaultSettings,
      theme: 'dark',
      calls: { ...defaultSettings.calls, dtmf: 'info' },
    })
    expect(store.accounts).toEqual([{ ...account, displayName: '', server: null }])
    expect(log.lines).toEqual([])
    expect(readdirSync(join(file, '..')).some((name) => name.includes('unreadable'))).toBe(false)
  })

  test('one wrong value costs itself alone, and the file as it was is kept', () => {
    const file = path()
    const first = open(file)
    first.saveAccount(account)
    const instanceId = first.instanceId('anna')
    edit(file, (json) => {
      json.settings = {
        ...defaultSettings,
        theme: 'purple',
        automatic: { ...defaultSettings.automatic, idleMinutes: -4 },
      }
      json.accounts = [{ id: 'broken' }, account, 'nonsense']
      json.choices = { anna: 7 }
    })
    const before = readFileSync(file, 'utf8')
    const log = listeningLog()
    const store = open(file, log)
    expect(store.settings).toEqual(defaultSettings)
    expect(store.accounts).toEqual([account])
    expect(store.choice('anna')).toBeNull()
    expect(store.instanceId('anna')).toBe(instanceId)
    expect(readFileSync(`${file}.unreadable-1970-01-01T00-00-00-000Z`, 'utf8')).toBe(before)
    expect(log.lines).toEqual([expect.stringMatching(/^warn .*unreadable-1970/)])
  })

  test.each(['', '{"settings": {"theme": "da', 'null', '[]', '\0\0\0\0'])(
    'one that cannot be read (%j) is kept aside, and its copy takes its place: no key and no account is lost',
    (broken) => {
      const file = path()
      open(file).saveAccount(account)
      open(file).saveDatabaseKey(Buffer.from('sealed key'))
      writeFileSync(file, broken)
      const log = listeningLog()
      const store = open(file, log)
      expect(store.accounts).toEqual([account])
      expect(Buffer.from(store.databaseKey ?? []).toString()).toBe('sealed key')
      expect(readFileSync(`${file}.unreadable-1970-01-01T00-00-00-000Z`, 'utf8')).toBe(broken)
      expect(log.lines[0]).toMatch(/^error .*unreadable-1970/)
      store.saveSettings({ ...defaultSettings, theme: 'dark' })
      expect(open(file).accounts).toEqual([account])
    },
  )

  test('when the copy cannot be read either, the defaults hold and both start anew', () => {
    const file = path()
    open(file).saveAccount(account)
    writeFileSync(file, 'broken')
    writeFileSync(`${file}.copy`, 'broken')
    const store = open(file)
    expect(store.settings).toEqual(defaultSettings)
    expect(store.accounts).toEqual([])
    store.saveAccount(account)
    expect(open(file).accounts).toEqual([account])
  })

  test('no secret and no address reaches the log', () => {
    const file = path()
    open(file).saveAccount(account)
    writeFileSync(file, '{"accounts": "hunter2 anna@dialtone.test"')
    const log = listeningLog()
    open(file, log)
    expect(log.lines.join('\n')).not.toMatch(/hunter2|anna@/)
  })
})
