import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DrivenApp } from '../../scripts/desktop-driver.mjs'
import { axeFinds, pictures, settled, unbracketed, unreachable } from './screen-checks.ts'
import { eventually, visible } from './seeing.ts'
import { Stage } from './stage.ts'

/** Two people whose journeys cross, through a real server: each learns of it, and of nothing else of the other's calendar. */

const patience = 30_000
let stage: Stage
let anna: DrivenApp
let maya: DrivenApp
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dialtone-travel-'))
  stage = await Stage.open()
  anna = await stage.person('anna', 'wss', ['maya'])
  maya = await stage.person('maya', 'tls', ['anna'])
})
afterAll(async () => {
  await stage?.close()
  rmSync(folder, { recursive: true, force: true })
})

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

async function addJourney(app: DrivenApp, name: string, title: string, from: string, until: string, location: string) {
  const path = join(folder, `${name}.ics`)
  const day = (text: string): string => text.replaceAll('-', '')
  writeFileSync(
    path,
    [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'BEGIN:VEVENT',
      `UID:${name}`,
      `SUMMARY:${title}`,
      `DTSTART;VALUE=DATE:${day(from)}`,
      `DTEND;VALUE=DATE:${day(until)}`,
      `LOCATION:${location}`,
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n'),
  )
  const [found] = await app.command('calendar.find', { place: { kind: 'file', path }, password: null })
  if (found === undefined) throw new Error('no calendar found')
  await app.command('calendar.add', { found, tells: 'activity', login: null })
}

const home = (app: DrivenApp, city: string, country: string) =>
  app.command('app.setSettings', { patch: { travel: { home: { city, region: null, country } } } })

test('the way from a calendar to the other’s screen, and only when both share', async () => {
  await home(anna, 'Amsterdam', 'NL')
  await home(maya, 'Chicago', 'US')
  await addJourney(
    anna,
    'anna',
    'Secret merger talks',
    inDays(5),
    inDays(9),
    'Hotel Adlon\\, Unter den Linden 77\\, 10117 Berlin\\, Germany',
  )
  await addJourney(maya, 'maya', 'Reise nach Berlin wegen der Fusion', inDays(7), inDays(12), 'Berlin')
  for (const app of [anna, maya])
    await app.until('the trip is known', (state) => state.travel.trips.length === 1, patience)
  expect((await anna.state()).presentities[`${anna.accountId} ${maya.aor}`]?.trips).toEqual([])

  await anna.page.getByRole('button', { name: 'Travel and nearby' }).click()
  await visible(anna.page.getByRole('heading', { name: 'Nobody you know is near then' }), patience)
  await anna.page.getByRole('switch', { name: 'Share my trips' }).click()
  await maya.command('app.setSettings', { patch: { travel: { share: true } } })

  for (const app of [anna, maya]) {
    const [crossing] = await app.until(
      'the paths cross',
      (state) => state.travel.crossings.length > 0 && state.travel.crossings,
      patience,
    )
    expect(crossing).toMatchObject({ kind: 'same-city', from: inDays(7), until: inDays(8), here: { city: 'Berlin' } })
  }
  await visible(anna.page.getByRole('heading', { name: '1 person is close to you' }), patience)
  await visible(anna.page.locator(`[data-near="${maya.aor}"]`), patience)
  expect(JSON.stringify(await maya.state())).not.toMatch(/merger|Adlon|Linden/)
  expect(JSON.stringify(await anna.state())).not.toMatch(/Fusion/)
})

test('the screen is right in light and dark, by keyboard, and in every word', async () => {
  const { page } = anna
  const found: string[] = []
  for (const theme of ['light', 'dark'] as const) {
    await anna.command('app.setSettings', { patch: { theme } })
    await eventually(`the theme ${theme}`, () =>
      page.evaluate((wanted) => document.documentElement.dataset['theme'] === wanted, theme),
    )
    await settled(page)
    await page.screenshot({ path: join(pictures, `nearby-${theme}.png`) })
    found.push(...(await axeFinds(page, theme === 'dark')).map((line) => `${theme}: ${line}`))
  }
  await anna.command('app.setSettings', { patch: { theme: 'light', language: 'en-XA' } })
  await eventually('the pseudo-locale', () => page.evaluate(() => document.documentElement.lang === 'en-XA'))
  await settled(page)
  const { trips } = (await anna.state()).travel
  const names = stage.lab.accounts.flatMap(({ displayName }) => [displayName, displayName.replace(/[^A-Z]/g, '')])
  const days = await page.locator('[data-nearby] [aria-hidden] span, [data-pane=middle] header span').allTextContents()
  const data = [...names, ...trips.map(({ place }) => place.city), ...days, 'Amsterdam', 'anna']
  found.push(...(await unbracketed(page, data)).map((text) => `not in the words: ${text}`))
  await anna.command('app.setSettings', { patch: { language: 'en' } })
  await eventually('English', () => page.evaluate(() => document.documentElement.lang === 'en'))
  found.push(...(await unreachable(page)))
  expect(found).toEqual([])
})

test('a trip that is left out is taken back from the other', async () => {
  await anna.page.getByRole('button', { name: 'Not this trip' }).click()
  await maya.until('nobody is near', (state) => state.travel.crossings.length === 0, patience)
  expect((await maya.state()).presentities[`${maya.accountId} ${anna.aor}`]?.trips).toEqual([])
})
