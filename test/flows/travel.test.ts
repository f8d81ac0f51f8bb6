import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { RunningApplication } from '../fakes/running-application.ts'

/** Two people, each with a server of his own; what one publishes is told to the other, as their servers would. */
let folder: string
let anna: RunningApplication
let wei: RunningApplication
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dialtone-travel-'))
  anna = await person('anna-profile')
  wei = await person('wei-profile')
})
afterEach(async () => {
  await Promise.all([anna.application.stop(), wei.application.stop()])
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

const other = 'other@example.org'

async function person(profile: string): Promise<RunningApplication> {
  const app = new RunningApplication({ profile: join(folder, profile) })
  await app.signIn()
  app.application.connect()
  app.softphone.roster.add(other, 'The other', [])
  await eventually(() => app.server.subscriptionTo(`sip:${other}`))
  return app
}

const bodyOf = (app: RunningApplication): string => app.server.publications.get('sip:anna@example.org')?.body ?? ''

/** What one has published reaches the other. */
function pass(from: RunningApplication, to: RunningApplication): void {
  to.server.notify(to.server.subscriptionTo(`sip:${other}`), {
    body: bodyOf(from).replaceAll('anna@example.org', other),
  })
}

const shownOf = (app: RunningApplication) =>
  Object.values(app.state.current.presentities).find(({ aor }) => aor === other)?.knowledge.kind

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const event = (title: string, from: string, until: string, location: string): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'BEGIN:VEVENT',
    `UID:${title}`,
    `SUMMARY:${title}`,
    `DTSTART;VALUE=DATE:${from.replaceAll('-', '')}`,
    `DTEND;VALUE=DATE:${until.replaceAll('-', '')}`,
    `LOCATION:${location}`,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n')

async function addCalendar(app: RunningApplication, name: string, text: string): Promise<void> {
  const path = join(folder, `${name}.ics`)
  writeFileSync(path, text)
  const calendars = await app.application.calendars()
  const added = calendars.add(
    { name, color: null, about: 'own', events: null, place: { kind: 'file', path } },
    'activity',
    null,
  )
  if (!added.ok) throw new Error(added.failure.kind)
}

const share = (app: RunningApplication) => app.application.setSettings({ travel: { share: true } })
const home = (app: RunningApplication, city: string, country: string) =>
  app.application.setSettings({ travel: { home: { city, region: null, country } } })

test('two journeys that cross are told to both, once, and nothing else of their calendars is', async () => {
  home(anna, 'Amsterdam', 'NL')
  home(wei, 'San Francisco', 'US')
  await addCalendar(
    anna,
    'anna',
    event('Secret merger talks', inDays(5), inDays(9), 'Hotel Adlon\\, Unter den Linden 77\\, 10117 Berlin\\, Germany'),
  )
  await addCalendar(wei, 'wei', event('Reise nach Berlin wegen der Fusion', inDays(7), inDays(12), 'Berlin'))
  await eventually(() => expect(anna.state.current.travel.trips).toHaveLength(1))
  await eventually(() => expect(wei.state.current.travel.trips).toHaveLength(1))
  await eventually(() => expect(bodyOf(anna)).not.toBe(''))
  expect(bodyOf(anna) + bodyOf(wei)).not.toContain('Berlin')

  share(anna)
  share(wei)
  await eventually(() => expect(bodyOf(anna)).toContain('city="Berlin"'))
  await eventually(() => expect(bodyOf(wei)).toContain('city="Berlin"'))
  expect(bodyOf(anna) + bodyOf(wei)).not.toMatch(/merger|Fusion|Adlon|Linden|10117/)

  pass(anna, wei)
  pass(wei, anna)
  for (const app of [anna, wei]) {
    await eventually(() => expect(app.state.current.travel.crossings).toHaveLength(1))
    expect(app.state.current.travel.crossings[0]).toMatchObject({
      aor: other,
      kind: 'same-city',
      from: inDays(7),
      until: inDays(8),
    })
    expect(app.notices.filter(({ kind }) => kind === 'nearby')).toMatchObject([{ name: 'The other', here: 'Berlin' }])
  }

  const profile = join(folder, 'anna-profile')
  await anna.application.stop()
  anna = new RunningApplication({ server: anna.server, profile })
  await anna.start()
  anna.application.connect()
  await eventually(() => expect(anna.state.current.travel.trips).toHaveLength(1))
  await eventually(() => anna.server.subscriptionTo(`sip:${other}`))
  pass(wei, anna)
  await eventually(() => expect(anna.state.current.travel.crossings).toHaveLength(1))
  expect(anna.notices.filter(({ kind }) => kind === 'nearby')).toEqual([])

  // He signs off, and she stops and starts: what he told holds. Then he is back.
  const off = '<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:other@example.org"/>'
  anna.server.notify(anna.server.subscriptionTo(`sip:${other}`), { body: off })
  await eventually(() => expect(shownOf(anna)).toBe('nothing-shared'))
  await anna.application.stop()
  anna = new RunningApplication({ server: anna.server, profile })
  await anna.start()
  anna.application.connect()
  await eventually(() => expect(anna.state.current.travel.crossings).toHaveLength(1))
  await eventually(() => anna.server.subscriptionTo(`sip:${other}`))
  await eventually(() => expect(shownOf(anna)).toBe('nothing-shared'))
  expect(anna.state.current.travel.crossings).toHaveLength(1)
  pass(wei, anna)
  await eventually(() => expect(shownOf(anna)).toBe('current'))
  expect(anna.state.current.travel.crossings).toHaveLength(1)
  expect(anna.notices.filter(({ kind }) => kind === 'nearby')).toEqual([])

  // Who shares no more is gone from the other's screen with the next word of him, and comes back unannounced.
  wei.application.setSettings({ travel: { share: false } })
  await eventually(() => expect(bodyOf(wei)).not.toContain('Berlin'))
  pass(wei, anna)
  await eventually(() => expect(anna.state.current.travel.crossings).toEqual([]))
  share(wei)
  await eventually(() => expect(bodyOf(wei)).toContain('city="Berlin"'))
  pass(wei, anna)
  await eventually(() => expect(anna.state.current.travel.crossings).toHaveLength(1))
  expect(anna.notices.filter(({ kind }) => kind === 'nearby')).toEqual([])

  // Nor does it stay when he lets her see him no longer.
  anna.softphone.roster.remove(anna.softphone.roster.contacts.find(({ aor }) => aor === other)!.id)
  await eventually(() => expect(anna.state.current.travel.crossings).toEqual([]))
})

test('a journey that is left out is taken back from others', async () => {
  home(anna, 'Amsterdam', 'NL')
  share(anna)
  await addCalendar(anna, 'anna', event('Trip', inDays(5), inDays(9), 'Berlin\\, Germany'))
  await eventually(() => expect(bodyOf(anna)).toContain('city="Berlin"'))
  const travels = await anna.application.travels()
  travels.leaveOut(anna.state.current.travel.trips[0]!.key, true)
  await eventually(() => expect(bodyOf(anna)).not.toContain('Berlin'))
})
