import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Knowledge, Presentity } from '#contract/presence'
import type { Stay } from '#contract/travel'
import { SeenTravel } from '../../electron/calendar/seen-travel.ts'
import { type Database, openDatabase } from '../../electron/storage/database.ts'
import { TravelStore } from '../../electron/storage/travel-store.ts'
import { listeningLog } from '../storage/fixture.ts'

const wei = 'wei@example.org'
const berlin: Stay = { place: { city: 'Berlin', region: null, country: 'DE' }, from: '2026-12-03', until: '2026-12-05' }
const rome: Stay = { place: { city: 'Rome', region: null, country: null }, from: '2026-12-20', until: '2026-12-22' }
const service = { id: 'chat', kind: 'chat', open: true, relationship: null } as Presentity['services'][number]
const current = { kind: 'current', confirmedAt: 1 } as const
type Said = Partial<Omit<Parameters<SeenTravel['look']>[0], 'knowledge'>> & { readonly knowledge?: Knowledge }

let database: Database
let store: TravelStore
let seen: SeenTravel
/** of what was changed, one each */
let news: number
beforeEach(async () => {
  database = await openDatabase({ file: null, key: null, log: listeningLog() })
  store = new TravelStore(database)
  restart()
})
afterEach(() => database.close())

/** Stops as the program does, and begins again with what was kept. */
function restart(): void {
  seen?.stop()
  seen = new SeenTravel()
  news = 0
  seen.onChange(() => news++)
  seen.keepIn(store, listeningLog())
}
const look = (said: Said, aor = wei): void =>
  seen.look({
    accountId: 'a',
    aor,
    knowledge: current,
    services: [service],
    activities: [],
    trips: [],
    city: null,
    ...said,
  })
const cities = () => [...seen.people].flatMap(({ trips }) => trips.map(({ place }) => place.city))
const off = { services: [{ ...service, open: false }] }

describe('what somebody told of a journey', () => {
  beforeEach(() => look({ trips: [berlin, rome] }))

  test.each<[string, Said]>([
    ['signs off', off],
    ['tells nothing at all', { knowledge: { kind: 'nothing-shared', confirmedAt: 2 }, services: [] }],
    ['names a deputy while he is off', { services: [{ ...service, relationship: 'assistant' }] }],
    ['cannot be heard', { knowledge: { kind: 'last-known', at: 2, cause: 'link' } }],
    ['is asked anew', { knowledge: { kind: 'asking' }, services: [] }],
  ])('holds when he %s, and over a restart', (_how, said) => {
    look({ ...said, city: null })
    expect(cities()).toEqual(['Berlin', 'Rome'])
    restart()
    expect(cities()).toEqual(['Berlin', 'Rome'])
    expect(news).toBeGreaterThan(0)
    look(said)
    expect(cities()).toEqual(['Berlin', 'Rome'])
  })

  test.each<[string, Said]>([
    ['is there without it', {}],
    ['is gone for good, and says so without it', { ...off, activities: [activity('permanent-absence')] }],
    ['lets him see nothing any more', { knowledge: { kind: 'refused' }, services: [] }],
    ['is to be asked for permission again', { knowledge: { kind: 'waiting-for-permission', since: 2 }, services: [] }],
    ['is no longer anybody', { knowledge: { kind: 'not-found' }, services: [] }],
  ])('is taken back when he %s, and does not come back', (_how, said) => {
    look(said)
    expect(cities()).toEqual([])
    look(off)
    restart()
    expect(cities()).toEqual([])
    expect(news).toBe(0)
  })

  test('gives way to what he tells now, also while he is off', () => {
    look({ ...off, trips: [rome] })
    look(off)
    restart()
    expect(cities()).toEqual(['Rome'])
  })

  test('goes with him from the people, of this account alone', () => {
    seen.look({ ...off, accountId: 'b', aor: wei, knowledge: current, activities: [], trips: [rome], city: null })
    seen.setPeople('a', ['luis@example.org'])
    restart()
    expect(cities()).toEqual(['Rome'])
  })

  test('goes with him who was removed before what is kept was read', () => {
    seen.stop()
    seen = new SeenTravel()
    seen.setPeople('a', ['luis@example.org'])
    seen.keepIn(store, listeningLog())
    expect(cities()).toEqual([])
    restart()
    expect(cities()).toEqual([])
  })

  test('is forgotten when it is over', () => {
    seen.forgetBefore('2026-12-05')
    expect(cities()).toEqual(['Berlin', 'Rome'])
    seen.forgetBefore('2026-12-06')
    expect(cities()).toEqual(['Rome'])
    restart()
    expect(cities()).toEqual(['Rome'])
  })

  test('goes with the account', () => {
    seen.stop()
    store.removeAccount('a')
    restart()
    expect(cities()).toEqual([])
  })
})

test('where he is now does not stay when he is off', () => {
  look({ trips: [berlin], city: { city: 'Graz', region: null, country: 'AT' } })
  look(off)
  expect([...seen.people]).toEqual([{ accountId: 'a', aor: wei, trips: [berlin], city: null }])
})

test('what cannot be written is logged without a word of it, and holds until the program ends', () => {
  const log = listeningLog()
  seen = new SeenTravel()
  const full = {
    seen: () => [],
    keepSeen: () => {
      throw new Error('the disk is full')
    },
  } as unknown as TravelStore
  seen.keepIn(full, log)
  look({ trips: [berlin] })
  seen.stop()
  expect(cities()).toEqual(['Berlin'])
  expect(log.lines.join('\n')).toContain('the disk is full')
  expect(log.lines.join('\n')).not.toMatch(/Berlin|wei/)
})

function activity(name: 'permanent-absence') {
  return { name, text: null, from: null, until: null }
}
