import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { calDavReader } from '../../electron/calendar/sources/caldav.ts'
import { discover } from '../../electron/calendar/sources/discovery.ts'
import { calendarText } from '../fakes/calendar-server.ts'
import { readOn, type WholeCopy } from '../fakes/read-on.ts'
import { hasRadicale, Radicale } from './radicale.ts'

const event = (summary: string, hour: number): string =>
  calendarText(summary, `20261123T${String(hour).padStart(2, '0')}0000Z`, `20261123T${hour + 1}0000Z`)

const titles = ({ texts }: WholeCopy): string[] =>
  texts.map((each) => /SUMMARY:(.*)/.exec(each.text)?.[1]?.trim() ?? '').sort((a, b) => a.localeCompare(b))

describe.skipIf(!hasRadicale)('a calendar at radicale (skipped where the Debian package radicale is absent)', () => {
  let radicale: Radicale
  beforeAll(async () => {
    radicale = await Radicale.start()
    await radicale.makeCalendar('work', 'Work & more')
    await radicale.makeCalendar('2026', '2026')
    await radicale.put('work', 'one.ics', event('One', 10))
    await radicale.put('work', 'two.ics', event('Two', 12))
  })
  afterAll(() => radicale?.stop())

  const options = (password = radicale.password) => ({
    login: { user: radicale.user, password },
    allowUnencrypted: true,
  })
  const reader = () => calDavReader({ ...options(), address: radicale.calendar('work') })

  test('its calendars are found from the address of the server, by the well-known address, and from their own', async () => {
    const all = [
      { address: radicale.calendar('2026'), name: '2026', color: '#2c5bd4' },
      { address: radicale.calendar('work'), name: 'Work & more', color: '#2c5bd4' },
    ]
    const from = async (typed: string) =>
      [...(await discover(typed, options()))].sort((a, b) => a.address.localeCompare(b.address))
    expect(await from(radicale.url)).toEqual(all)
    expect(await from(`${radicale.url}/.well-known/caldav`)).toEqual(all)
    expect(await from(`${radicale.url}/maya/`)).toEqual(all)
    expect(await from(radicale.calendar('work'))).toEqual(all.slice(1))
  })

  test('what another client adds, moves and deletes arrives, and nothing else is fetched', async () => {
    const first = await readOn(reader(), null, 1)
    expect(titles(first)).toEqual(['One', 'Two'])
    expect(first.syncToken).toBeTruthy()
    const same = await readOn(reader(), first, 2)
    expect(same.texts).toBe(first.texts)
    await radicale.put('work', 'three.ics', event('Three', 14))
    await radicale.put('work', 'one.ics', event('One', 16))
    await radicale.remove('work', 'two.ics')
    const after = await readOn(reader(), same, 3)
    expect(titles(after)).toEqual(['One', 'Three'])
    expect(after.texts.find((each) => each.href.endsWith('/one.ics'))?.text).toContain('DTSTART:20261123T160000Z')
  })

  test('a token that the server no longer takes costs a new list, not an event', async () => {
    const copy = await readOn(reader(), null, 1)
    await radicale.remove('work', 'three.ics')
    const expired = { ...copy, syncToken: 'http://radicale.org/ns/sync/0000000000000000' }
    const after = await readOn(reader(), expired, 2)
    expect(titles(after)).toEqual(['One'])
    expect(after.syncToken).not.toBe(expired.syncToken)
  })

  test('a wrong password is said', async () => {
    const wrong = calDavReader({ ...options('wrong'), address: radicale.calendar('work') })
    await expect(wrong.read(null, 1)).rejects.toMatchObject({ failure: { kind: 'wrong-password' } })
    await expect(discover(radicale.url, options('wrong'))).rejects.toMatchObject({
      failure: { kind: 'wrong-password' },
    })
  })

  test('a server that stopped is said, and goes on where it was', async () => {
    const copy = await readOn(reader(), null, 1)
    await radicale.halt()
    await expect(readOn(reader(), copy, 2)).rejects.toMatchObject({ failure: { kind: 'refused' } })
    await radicale.run()
    expect((await readOn(reader(), copy, 3)).texts).toBe(copy.texts)
  })
})
