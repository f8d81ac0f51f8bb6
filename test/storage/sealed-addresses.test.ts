import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import type { CalendarSettings } from '#contract/calendars'
import type { Secrets } from '../../electron/ports.ts'
import { SettingsStore } from '../../electron/storage/settings-store.ts'
import { anyFileHolds, folder, listeningLog } from './fixture.ts'

/** A key store that can be locked. */
class KeyStore implements Secrets {
  available = true
  locked = false
  readonly protect = (plain: string): Uint8Array => Buffer.from(`sealed ${Buffer.from(plain).toString('hex')}`)
  readonly reveal = (sealed: Uint8Array): string => {
    if (this.locked) throw new Error('locked')
    return Buffer.from(Buffer.from(sealed).toString().slice('sealed '.length), 'hex').toString()
  }
}

const address = 'https://calendar.example.org/ical/anna/private-s3cret/basic.ics'
const feed: CalendarSettings = {
  id: 'team',
  name: 'Team',
  color: '#2c5bd4',
  on: true,
  tells: 'activity',
  about: 'own',
  place: { kind: 'feed', address, user: null, allowUnencrypted: false },
  passwordStorage: null,
}
const file: CalendarSettings = { ...feed, id: 'mine', place: { kind: 'file', path: '/home/anna/mine.ics' } }

function profile() {
  const path = join(folder(), 'profile', 'settings.json')
  const secrets = new KeyStore()
  const log = listeningLog()
  const open = () => new SettingsStore({ file: path, log, secrets })
  const holds = () => anyFileHolds(dirname(path), 's3cret')
  return { secrets, log, open, holds }
}

test('the address of a feed is in no file where there is a key store, and is there again at the next start', () => {
  const { open, holds } = profile()
  const store = open()
  store.saveCalendars([feed, file])
  expect([store.calendars, holds()]).toEqual([[feed, file], false])
  expect(open().calendars).toEqual([feed, file])
  // Whatever else is saved.
  const again = open()
  again.saveCalendars(again.calendars.map((each) => ({ ...each, on: false })))
  expect([open().calendars[0]?.place, holds()]).toEqual([feed.place, false])
  again.saveCalendars([file])
  expect(open().calendars).toEqual([{ ...file, on: true }])
})

test('without a key store it is kept as it is, and sealed as soon as there is one', () => {
  const { secrets, open, holds } = profile()
  secrets.available = false
  open().saveCalendars([feed])
  expect([open().calendars, holds()]).toEqual([[feed], true])
  secrets.available = true
  open().sealCalendars()
  expect([open().calendars, holds()]).toEqual([[feed], false])
})

test('a key store that does not open it loses nothing', () => {
  const { secrets, log, open } = profile()
  open().saveCalendars([feed])
  secrets.locked = true
  const store = open()
  expect(store.calendars[0]?.place).toMatchObject({ address: 'https://calendar.example.org/' })
  expect([store.isAddressLocked('team'), store.isAddressLocked('mine')]).toEqual([true, false])
  store.saveCalendars([...store.calendars.map((each) => ({ ...each, name: 'Other' })), file])
  store.sealCalendars()
  expect(log.lines).toEqual(['warn the key store does not open the address of a calendar'])
  secrets.locked = false
  expect(open().calendars).toEqual([{ ...feed, name: 'Other' }, file])
})
