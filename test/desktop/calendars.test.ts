import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DrivenApp } from '../../scripts/desktop-driver.mjs'
import { calendarText, utcStamp } from '../fakes/calendar-server.ts'
import { hasRadicale, Radicale } from '../interop/radicale.ts'
import { Stage } from './stage.ts'

const patience = 20_000

describe.skipIf(!hasRadicale)(
  'a calendar becomes presence (skipped where the Debian package radicale is absent)',
  () => {
    let stage: Stage
    let radicale: Radicale
    let anna: DrivenApp
    let maya: DrivenApp

    beforeAll(async () => {
      ;[stage, radicale] = await Promise.all([Stage.open(), Radicale.start()])
      await radicale.makeCalendar('work', 'Work')
      anna = await stage.person('anna', 'wss', ['maya'])
      maya = await stage.person('maya', 'tls', ['anna'])
    })
    afterAll(async () => {
      await stage?.close()
      await radicale?.stop()
    })

    /** What stands in Anna's row of Maya: the shape of the glyph and the words. */
    async function annaSees(availability: string, words: RegExp): Promise<void> {
      const row = anna.page.locator(`[data-aor="${maya.aor}"][data-availability="${availability}"]`)
      const line = row.locator('[data-line]').filter({ hasText: words }).first()
      await line.waitFor({ timeout: patience }).catch(async () => {
        const seen = await anna.row(maya.aor ?? '').getAttribute('aria-label')
        throw new Error(`wanted ${availability} and ${words}, seen: ${seen}`)
      })
    }

    test('Maya adds her CalDAV calendar in the settings and sees what was found before it is saved', async () => {
      await maya.page.keyboard.press('Control+5')
      await maya.page.locator('[data-settings="calendars"]').click()
      await maya.page.getByRole('button', { name: 'Add calendar' }).click()
      const dialog = maya.page.locator('dialog[open]')
      await dialog.getByText('CalDAV account', { exact: true }).click()
      await dialog.getByLabel('Server or mail address').fill(radicale.url)
      await dialog.getByLabel('User name').fill(radicale.user)
      await dialog.getByLabel('Password', { exact: true }).fill('not this one')
      await dialog.getByRole('button', { name: 'Look for calendars' }).click()
      await dialog.getByText(/answers without encryption/).waitFor({ timeout: patience })
      await dialog.getByRole('switch', { name: 'Allow a link without encryption' }).click()
      await dialog.getByRole('button', { name: 'Look for calendars' }).click()
      await dialog.getByText(/^Password not accepted/).waitFor({ timeout: patience })
      await dialog.getByLabel('Password', { exact: true }).fill(radicale.password)
      await dialog.getByRole('button', { name: 'Look for calendars' }).click()
      const found = dialog.locator('[data-found="Work"]')
      await found.waitFor({ timeout: patience })
      expect((await maya.state()).calendars).toEqual([])
      await dialog.getByRole('button', { name: 'Add', exact: true }).click()
      await dialog.waitFor({ state: 'detached' })
      await maya.until('the calendar is read', (state) => state.calendars[0]?.readAt)
      expect(JSON.stringify(await maya.state())).not.toContain(radicale.password)
    })

    test('a file is chosen, what it makes of her is seen at once, and no more once it is removed', async () => {
      const path = join(maya.profile, 'school.ics')
      const start = Date.now() - 60_000
      writeFileSync(path, calendarText('At school', utcStamp(start), utcStamp(start + 3600_000)))
      await maya.app.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] })
      }, path)
      await maya.page.getByRole('button', { name: 'Add calendar' }).click()
      const adding = maya.page.locator('dialog[open]')
      await adding.getByText('File', { exact: true }).click()
      await adding.getByRole('button', { name: 'Choose…' }).click()
      await adding.getByText(/^1 event\./).waitFor({ timeout: patience })
      await maya.page.keyboard.press('Enter')
      await annaSees('busy', /^In a meeting until \d\d:\d\d/)
      await maya.page
        .locator('[data-effect]')
        .getByText(/^Your status now: In a meeting until/)
        .waitFor()
      await maya.page.getByRole('button', { name: 'Remove school' }).click()
      await maya.page.locator('dialog[open]').getByRole('button', { name: 'Remove', exact: true }).click()
      await annaSees('available', /^Available/)
    })

    test('an event that starts in three seconds is in Anna’s row until it ends', async () => {
      await annaSees('available', /^Available/)
      // A calendar writes whole seconds.
      const start = Math.ceil(Date.now() / 1000) * 1000 + 3_000
      const end = start + 12_000
      await radicale.put('work', 'plan.ics', calendarText('Secret plan', utcStamp(start), utcStamp(end)))
      const { calendars } = await maya.state()
      await maya.command('calendar.refresh', { id: calendars[0]?.id ?? '' })
      await maya.until('the event is known', (state) => state.ownEvents.some((each) => each.title === 'Secret plan'))
      await annaSees('busy', /^In a meeting until \d\d:\d\d/)
      const begun = Date.now()
      await annaSees('available', /^Available/)
      const over = Date.now()
      // Not a moment early; how late it may be is for the bench, and here only that it is the event that does it.
      expect(begun).toBeGreaterThanOrEqual(start)
      expect(begun).toBeLessThan(start + 6_000)
      expect(over).toBeGreaterThanOrEqual(end)
      expect(over).toBeLessThan(end + 6_000)
      expect(JSON.stringify(await anna.state())).not.toContain('Secret plan')
    })

    test('her day, once she shares it, is on her card with Anna: free and busy, and no titles', async () => {
      const dayOf = (state: Awaited<ReturnType<DrivenApp['state']>>) =>
        Object.values(state.presentities).find(({ aor }) => aor === maya.aor)?.day ?? []
      expect(dayOf(await anna.state())).toEqual([])
      await maya.command('app.setSettings', { patch: { calendar: { shareDay: true } } })
      await anna.until('the day is shared', (state) => dayOf(state).some(({ kind }) => kind === 'free'))
      const start = Date.now() + 20 * 60_000
      await radicale.put('work', 'later.ics', calendarText('Secret later', utcStamp(start), utcStamp(start + 1800_000)))
      const { calendars } = await maya.state()
      await maya.command('calendar.refresh', { id: calendars[0]?.id ?? '' })
      const second = Math.floor(start / 1000) * 1000
      await anna.until('the busy time is known', (state) =>
        dayOf(state).some(({ kind, from }) => kind === 'busy' && from === second),
      )
      await anna.row(maya.aor ?? '').click()
      await anna.page
        .locator('[data-day]')
        .getByText(/^(?:Free|Not free)/)
        .waitFor({ timeout: patience })
      expect(JSON.stringify(await anna.state())).not.toContain('Secret later')
      await maya.command('app.setSettings', { patch: { calendar: { shareDay: false } } })
      await anna.until('the day is shared no more', (state) => dayOf(state).every(({ kind }) => kind !== 'free'))
      await radicale.remove('work', 'later.ics')
    })

    test('a rule of her own, shown on her real events before she saves it, keeps an event to herself', async () => {
      const start = Date.now() - 60_000
      await radicale.put('work', 'gym.ics', calendarText('Gym', utcStamp(start), utcStamp(start + 3600_000)))
      const { calendars } = await maya.state()
      await maya.command('calendar.refresh', { id: calendars[0]?.id ?? '' })
      await annaSees('busy', /^In a meeting until \d\d:\d\d/)
      await maya.page.keyboard.press('Control+5')
      await maya.page.getByRole('button', { name: 'Add rule' }).click()
      const dialog = maya.page.locator('dialog[open]')
      await dialog.getByLabel('Words of the title').fill('gym')
      await dialog.getByText('1 event changes').waitFor({ timeout: patience })
      await dialog.locator('[data-rule-preview]').getByText('Gym', { exact: true }).waitFor()
      await annaSees('busy', /^In a meeting until/)
      await dialog.getByRole('button', { name: 'Save' }).click()
      await annaSees('available', /^Available/)
      await radicale.remove('work', 'gym.ics')
      await maya.command('app.setSettings', { patch: { calendar: { rules: [] } } })
      await maya.command('calendar.refresh', { id: calendars[0]?.id ?? '' })
    })

    test('not this time: the event is in her editor, and counts no more when she says so', async () => {
      const start = Date.now() - 60_000
      await radicale.put('work', 'next.ics', calendarText('Another', utcStamp(start), utcStamp(start + 3600_000)))
      const { calendars } = await maya.state()
      await maya.command('calendar.refresh', { id: calendars[0]?.id ?? '' })
      await annaSees('busy', /^In a meeting until \d\d:\d\d/)
      await maya.page.keyboard.press('Control+1')
      await maya.page.locator('.me').click()
      const editor = maya.page.locator('dialog[open]')
      const row = editor.locator('[data-next-event]')
      await row.getByText(/^Busy until \d\d:\d\d/).waitFor({ timeout: patience })
      await row.getByRole('button', { name: 'Not this time' }).click()
      await annaSees('available', /^Available/)
      await row.getByRole('button', { name: 'Count it again' }).click()
      await annaSees('busy', /^In a meeting until \d\d:\d\d/)
    })

    test('a server that stopped is said on the page, and what was read still holds', async () => {
      await maya.page.keyboard.press('Escape')
      await maya.page.locator('dialog[open]').waitFor({ state: 'detached' })
      await maya.page.keyboard.press('Control+5')
      await radicale.halt()
      const { calendars } = await maya.state()
      await maya.command('calendar.refresh', { id: calendars[0]?.id ?? '' })
      await maya.page.getByText(/^Nothing answers at 127\.0\.0\.1/).waitFor({ timeout: patience })
      await annaSees('busy', /^In a meeting until \d\d:\d\d/)
    })
  },
)
