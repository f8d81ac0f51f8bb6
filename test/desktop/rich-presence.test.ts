import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { automaticChoice } from '#contract/presence'
import { Publication } from '../../electron/sip/publication.ts'
import type { DrivenApp } from '../../scripts/desktop-driver.mjs'
import { agentOf, linkIs, stopAll } from '../interop/sip-fixture.ts'
import { Stage } from './stage.ts'

const patience = 15_000

let stage: Stage
let anna: DrivenApp
let maya: DrivenApp
/** Luis's app at first, then Maya's second device */
let other: DrivenApp
let lockedFile: string

beforeAll(async () => {
  stage = await Stage.open()
  const bin = stage.profile('bin')
  lockedFile = join(bin, 'locked')
  mkdirSync(bin, { recursive: true })
  // A test machine has no logind: its one question is answered from a file.
  writeFileSync(join(bin, 'loginctl'), `#!/bin/sh\ncat '${lockedFile}'\n`, { mode: 0o755 })
  lock(false)
  anna = await stage.person('anna', 'wss', ['maya', 'luis'])
  maya = await stage.app({
    env: { PATH: `${bin}${delimiter}${process.env['PATH']}`, XDG_SESSION_ID: '1' },
  })
  await maya.signIn(stage.lab, 'maya', 'tls')
  await maya.addPeople(stage.lab, ['anna', 'luis'])
  other = await stage.person('luis', 'tcp', [])
  await annaSees('available', /^Available/)
})
afterAll(() => stage?.close())

const lock = (locked: boolean): void => writeFileSync(lockedFile, locked ? 'yes\n' : 'no\n')

/** What stands in Anna's row of Maya: the shape of the glyph and the words. */
async function annaSees(availability: string, words: RegExp, within = patience): Promise<void> {
  const row = anna.page.locator(`[data-aor="${maya.aor}"][data-availability="${availability}"]`)
  const line = row.locator('[data-line]').filter({ hasText: words }).first()
  await line.waitFor({ timeout: within }).catch(async () => {
    const seen = await anna.row(maya.aor).getAttribute('aria-label')
    throw new Error(`wanted ${availability} and ${words}, seen: ${seen}`)
  })
}

async function openEditor(app: DrivenApp): Promise<Locator> {
  await app.page.locator('.me').click()
  const editor = app.page.locator('dialog[open]')
  await editor.waitFor()
  return editor
}

async function save(app: DrivenApp, editor: Locator): Promise<void> {
  await app.page.keyboard.press('Control+Enter')
  await editor.waitFor({ state: 'detached' })
}

async function toAutomatic(app: DrivenApp): Promise<void> {
  const editor = await openEditor(app)
  await editor.getByRole('button', { name: 'Back to automatic' }).click()
  await editor.waitFor({ state: 'detached' })
}

async function take(app: DrivenApp, chip: string): Promise<void> {
  const editor = await openEditor(app)
  const button = editor.getByRole('button', { name: chip, exact: true })
  if ((await button.count()) === 0) await editor.getByRole('button', { name: 'More', exact: true }).click()
  await button.click()
  await save(app, editor)
}

async function takeStatus(app: DrivenApp, status: string): Promise<void> {
  const editor = await openEditor(app)
  await editor.locator(`[data-status="${status}"]`).click()
  await save(app, editor)
}

for (const [chip, availability, words] of [
  ['Appointment', 'busy', /^At an appointment/],
  ['Holiday', 'offline', /^On holiday/],
  ['Meal', 'away', /^(Having a meal|At lunch)/],
  ['Meeting', 'busy', /^In a meeting/],
  ['Driving', 'busy', /^Driving · Voice only/],
  ['In transit', 'busy', /^In transit/],
  ['Travel', 'busy', /^Travelling/],
  ['Vacation', 'offline', /^On holiday/],
  ['Left for good', 'offline', /^Left the company/],
] as const) {
  test(`Maya takes ${chip}, and Anna sees it`, async () => {
    await toAutomatic(maya)
    await take(maya, chip)
    await annaSees(availability, words)
  })
}

for (const [status, words] of [
  ['busy', /^Busy/],
  ['away', /^Away/],
  ['dnd', /^Do not disturb/],
  ['offline', /^Offline/],
] as const) {
  test(`Maya takes ${status}, and Anna sees it`, async () => {
    await toAutomatic(maya)
    await takeStatus(maya, status)
    await annaSees(status, words)
  })
}

test('while Maya talks with Luis, Anna sees her on the phone, and after it what she set before', async () => {
  await toAutomatic(maya)
  await take(maya, 'Meeting')
  await annaSees('busy', /^In a meeting/)
  const { id } = await maya.command('calls.dial', { accountId: maya.accountId, address: other.aor })
  const ringing = await other.until('Luis rings', (state) => Object.values(state.calls)[0])
  await other.command('calls.answer', { id: ringing.id })
  await maya.until('the call is answered', (state) => state.calls[id]?.phase === 'active')
  await annaSees('phone', /^On the phone/)
  await maya.command('calls.end', { id })
  await annaSees('busy', /^In a meeting/)
  await toAutomatic(maya)
  await annaSees('available', /^Available/)
})

test('everything Maya says of herself reaches the card', async () => {
  const editor = await openEditor(maya)
  await editor.getByRole('button', { name: 'Meeting', exact: true }).click()
  await editor.getByText('1 hour', { exact: true }).click()
  await editor.getByRole('textbox', { name: 'Note' }).fill('Big book, <big> bore. & "more" -- Callimachus 😀')
  await editor.getByLabel('Mood', { exact: true }).selectOption({ label: 'Curious' })
  await editor.getByLabel('Place', { exact: true }).selectOption({ label: 'Office' })
  await editor.getByRole('button', { name: 'Work', exact: true }).click()
  await editor.getByLabel('Sound here').selectOption({ label: 'Noisy' })
  await editor.getByLabel('Light here').selectOption({ label: 'Too bright' })
  await editor.getByLabel('Typing here').selectOption({ label: 'Fine' })
  await editor.getByRole('button', { name: 'Text', exact: true }).click()
  await editor.getByRole('button', { name: 'Video', exact: true }).click()
  await save(maya, editor)
  await annaSees('busy', /^In a meeting until \d\d:\d\d/)

  await anna.row(maya.aor).click()
  const card = anna.page.locator(`[data-card="${maya.aor}"]`)
  const says = async (words: string | RegExp) => card.getByText(words).first().waitFor({ timeout: patience })
  await says(/^In a meeting until \d\d:\d\d/)
  await says('“Big book, <big> bore. & "more" -- Callimachus 😀”')
  await says('Mood: curious')
  await says('At work, office')
  await says('Noisy')
  await says('Too bright')
  await says('Text OK')
  await says('Private by text and video only')
  await says(/^Set by hand/)
  await says('Dialtone on Linux')
  await says(/\d\d:\d\d there/)
})

async function settingsPage(app: DrivenApp, page: string): Promise<DrivenApp['page']> {
  await app.page.keyboard.press('Control+5')
  await app.page.locator(`[data-settings="${page}"]`).click()
  return app.page
}

test('the settings of do not disturb do what they say: a silent ring, busy, and favourites that get through', async () => {
  const settings = await settingsPage(maya, 'calls')
  await maya.command('presence.setChoice', { accountId: maya.accountId, choice: { ...quiet } })
  await annaSees('dnd', /^Do not disturb/)
  const tones = () =>
    maya.app.evaluate(({ webContents }) => webContents.getAllWebContents().some((each) => each.isCurrentlyAudible()))
  const call = async () => {
    const { id } = await other.command('calls.dial', { accountId: other.accountId, address: maya.aor })
    return id
  }
  const ended = (id: string) => other.until('the call is over', (state) => state.calls[id]?.end)
  const rings = () =>
    maya.until('it rings', (state) => Object.values(state.calls).find((each) => each.phase === 'incoming'))
  const over = () =>
    maya.until('it is over', (state) => Object.values(state.calls).every((each) => each.phase === 'ended'))

  const silent = await call()
  await rings()
  expect(await tones()).toBe(false)
  await other.command('calls.end', { id: silent })
  await over()

  await settings.getByLabel('While I do not want to be disturbed').selectOption({ label: 'Callers hear busy' })
  expect(await ended(await call())).toMatchObject({ kind: 'failed', failure: { kind: 'busy' } })

  await settings.getByRole('switch', { name: 'Favourites get through' }).click()
  expect(await ended(await call())).toMatchObject({ kind: 'failed', failure: { kind: 'busy' } })
  const state = await maya.state()
  const luis = Object.values(state.contacts).find((each) => each.aor === other.aor)
  await maya.command('people.change', { id: luis?.id ?? '', favourite: true })
  const favourite = await call()
  await rings()
  await expect.poll(tones, { timeout: patience }).toBe(true)
  await other.command('calls.end', { id: favourite })
  await over()
  await maya.page.keyboard.press('Control+1')
  await toAutomatic(maya)
  await annaSees('available', /^Available/)
})

test('what is shared of the computer is what the switches say', async () => {
  const settings = await settingsPage(maya, 'status')
  const device = (fits: (note: string) => boolean) =>
    anna.until('the device of Maya', (state) =>
      Object.values(state.presentities).some(
        (each) => each.aor === maya.aor && each.devices.some((one) => fits(JSON.stringify(one))),
      ),
    )
  const name = hostname()
  await device((said) => said.includes('Dialtone on Linux') && !said.includes(name))
  const share = settings.getByRole('switch', { name: 'Share the name of this computer' })
  await share.click()
  await device((said) => said.includes(name))
  await share.click()
  await device((said) => !said.includes(name))
  await settings.getByRole('switch', { name: 'Share that this is a computer' }).click()
  await device((said) => !said.includes('Dialtone on Linux'))
  await settings.getByRole('switch', { name: 'Share that this is a computer' }).click()
  await maya.page.keyboard.press('Control+1')
})

test('who is reached in the place of Maya stands on the card, with an own status', async () => {
  const settings = await settingsPage(maya, 'status')
  await settings.getByRole('textbox', { name: 'Address' }).fill(other.aor)
  await settings.getByRole('button', { name: 'Add', exact: true }).click()
  await settings.locator(`[data-related="${other.aor}"]`).waitFor()
  await maya.page.keyboard.press('Control+1')
  await anna.row(maya.aor).click()
  const way = anna.page.locator(`[data-card="${maya.aor}"] li`).filter({ hasText: 'assistant' })
  await way.getByText(stage.lab.account('luis').displayName).waitFor({ timeout: patience })
  await way.getByText('Available').waitFor({ timeout: patience })
})

const { setAt: _setAt, ...untimed } = automaticChoice
const quiet = { ...untimed, status: 'dnd' as const }

test('two devices of Maya are one person, and one stays when the other goes', async () => {
  await take(maya, 'Meeting')
  await annaSees('busy', /^In a meeting/)
  await anna.row(maya.aor).click()
  const { accountId } = other
  await other.command('account.signOut', { id: accountId, forget: true })
  await other.signIn(stage.lab, 'maya', 'wss')
  const id = other.accountId ?? ''
  // The second device follows what was set on the first.
  await other.until('the second device follows', (state) => state.ownPresence[id]?.activities[0]?.name === 'meeting')
  const devices = (app: DrivenApp) =>
    app.until(
      'two devices on the card',
      (state) =>
        Object.values(state.presentities).find((each) => each.aor === maya.aor && each.devices.length === 2)?.devices,
    )
  expect(new Set((await devices(anna)).map((each) => each.id)).size).toBe(2)
  await annaSees('busy', /^In a meeting/)
  await take(other, 'Travel')
  await maya.until('the first device follows', (state) =>
    state.ownPresence[maya.accountId ?? '']?.activities.some((each) => each.name === 'travel'),
  )
  const also = anna.page.locator(`[data-card="${maya.aor}"]`).getByText('Also: travelling')
  await also.waitFor({ timeout: patience })
  // Quits: what it published goes with it, the other device stays.
  await other.close()
  await anna.until('one device on the card', (state) =>
    Object.values(state.presentities).some((each) => each.aor === maya.aor && each.devices.length === 1),
  )
  await annaSees('busy', /^In a meeting/)
  await also.waitFor()
  await toAutomatic(maya)
  await annaSees('available', /^Available/)
})

test('a program outside says what Maya does, until when, and takes it back', async () => {
  const until = new Date(Date.now() + 30 * 60_000).toISOString()
  const said = command('--activity', 'meeting', '--until', until, '--note', 'Door of room 4')
  expect(said).toMatchObject({ account: maya.aor, availability: 'busy', decidedBy: 'outside' })
  await annaSees('busy', /^In a meeting until \d\d:\d\d/)
  await anna.row(maya.aor).click()
  const card = anna.page.locator(`[data-card="${maya.aor}"]`)
  await card.getByText('“Door of room 4”').waitFor({ timeout: patience })
  await card.getByText(/^From another program/).waitFor()
  expect(command('--clear')).toMatchObject({ availability: 'available', decidedBy: 'none' })
  await annaSees('available', /^Available/)
  const nobody = spawnSync(process.execPath, [cli, 'set', '--clear', '--profile', stage.profile('nobody')])
  expect([nobody.status, nobody.stderr.toString()]).toEqual([
    1,
    `dialtone: No Dialtone is running with the profile ${stage.profile('nobody')}.\n`,
  ])
})

test('a picture that somebody names is fetched by main, drawn anew, and shown; switched off, it is not', async () => {
  const asked: (string | undefined)[] = []
  // 2 by 1 pixels: GIF, which only the page can read.
  const gif = Buffer.from('R0lGODlhAgABAIABAP8AAP///yH5BAEKAAEALAAAAAACAAEAAAICRAoAOw==', 'base64')
  const server = createServer((request, response) => {
    asked.push(request.headers.cookie)
    response.writeHead(200, { 'content-type': 'image/gif' }).end(gif)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  // Anna looks at her own domain, so the lab's own name has to lead here.
  await anna.app.evaluate(() => {
    const dns = process.getBuiltinModule('node:dns')
    dns.promises.lookup = (async () => [{ address: '127.0.0.1', family: 4 }]) as unknown as typeof dns.promises.lookup
  })
  const luis = stage.lab.account('luis')
  const document = `<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:ci="urn:ietf:params:xml:ns:pidf:cipid" entity="${luis.aor}">
    <tuple id="t1"><status><basic>open</basic></status><ci:icon>http://icons.${stage.lab.domain}:${port}/luis.gif</ci:icon></tuple></presence>`
  const agent = agentOf(stage.lab, 'luis', 'tcp')
  const publication = new Publication(agent, {
    eventPackage: 'presence',
    contentType: 'application/pidf+xml',
    expires: 600,
  })
  agent.start()
  await linkIs(agent, 'online')
  await publication.publish(document)

  const picture = anna.row(luis.aor.replace('sip:', '')).locator('img.pic')
  await picture.waitFor({ timeout: patience })
  const size = await picture.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight, image.src])
  expect(size).toEqual([128, 128, expect.stringMatching(/^app:\/\/main\/icons\/[0-9a-f]{64}\?\d+$/)])
  expect(asked).toEqual([undefined])
  await anna.command('app.setSettings', { patch: { people: { icons: false } } })
  await picture.waitFor({ state: 'detached' })
  await publication.remove()
  await stopAll()
  server.close()
})

const cli = join(import.meta.dirname, '..', '..', 'dist', 'main', 'cli.js')
const command = (...options: readonly string[]) =>
  JSON.parse(execFileSync(process.execPath, [cli, 'set', '--profile', maya.profile, ...options]).toString())

test('without input Maya is away, and back at the first movement; a locked screen is away at once', async () => {
  await maya.command('app.setSettings', { patch: { automatic: { idleMinutes: 1 } } })
  // The keys of this test do not come through the X server: nothing has moved since it started.
  await annaSees('away', /^Away/, 80_000)
  const why = await maya.until('a source', (state) => state.ownPresence[maya.accountId ?? '']?.automatic[0])
  expect(why).toMatchObject({ source: 'idle', activity: { name: 'away' }, undone: false })

  const move = (x: number) => execFileSync('xdotool', ['mousemove', String(x), '300'], { env: display() })
  move(200)
  move(400)
  await annaSees('available', /^Available/)

  lock(true)
  await annaSees('away', /^Away/)
  const editor = await openEditor(maya)
  await editor.getByText(/^The screen is locked since \d\d:\d\d/).waitFor()
  await editor.getByRole('button', { name: 'Not this time' }).click()
  await annaSees('available', /^Available/)
  await maya.page.keyboard.press('Escape')
  lock(false)
})

const display = () => ({ ...process.env, DISPLAY: stage.display })
