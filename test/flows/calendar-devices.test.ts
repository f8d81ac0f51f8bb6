import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { automaticChoice } from '#contract/presence'
import type { Softphone } from '../../electron/softphone.ts'
import { eventually } from '../eventually.ts'
import type { RunningApplication } from '../fakes/running-application.ts'
import { ScriptedWatcher } from '../fakes/scripted-watcher.ts'
import { anna, bob, carol, grants, PrivacyScene, seenBy } from './privacy-scene.ts'

// One calendar, and more than one that publishes what it tells: two devices of one person, two accounts of one computer.

const hour = 3_600_000
let scene: PrivacyScene
let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dialtone-calendars-'))
  scene = new PrivacyScene()
  await scene.begin()
})
afterEach(async () => {
  await scene.end()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}, 60_000)

const utc = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')

/** A meeting that is on, in a file that every device reads. */
async function addCalendar(app: RunningApplication): Promise<void> {
  const path = join(folder, 'work.ics')
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VEVENT', 'UID:1', 'SUMMARY:Review']
  lines.push(`DTSTART:${utc(Date.now() - 60_000)}`, `DTEND:${utc(Date.now() + hour)}`)
  lines.push('ATTENDEE:mailto:luis@example.org', 'ATTENDEE:mailto:maya@example.org', 'END:VEVENT', 'END:VCALENDAR', '')
  writeFileSync(path, lines.join('\r\n'))
  const calendars = await app.application.calendars()
  calendars.add({ name: 'Work', color: null, about: 'own', events: 1, place: { kind: 'file', path } }, 'activity', null)
  await eventually(() => expect(app.state.current.ownEvents).toHaveLength(1))
}

const ownDoing = (app: RunningApplication) => app.state.current.ownPresence[app.accountId]?.activities.map(nameOf)
const nameOf = ({ name }: { readonly name: string }): string => name

function letIn(softphone: Softphone, aor: string): string {
  const group = softphone.roster.addGroup('Team')
  if (!group.ok) throw new Error('no group')
  softphone.roster.add(aor, '', [group.value.id])
  return group.value.id
}

test('"not this time" counts on the device where it was said; what is set by hand counts on all', async () => {
  const desk = await scene.signIn('Acme Presence 1.0')
  letIn(desk.softphone, bob)
  const laptop = await scene.signIn('Acme Presence 1.0')
  await addCalendar(desk)
  await addCalendar(laptop)
  const watcher = scene.watch(bob)
  const seen = () => seenBy(watcher)?.activities.map(nameOf)
  await eventually(() => expect(scene.agent.resource(anna).publications).toHaveLength(2))
  await eventually(() =>
    expect([ownDoing(desk), ownDoing(laptop), seen()]).toEqual([['meeting'], ['meeting'], ['meeting']]),
  )

  const { calendar } = await desk.application.calendars()
  calendar.undo(desk.state.current.ownEvents[0]!.key, true)
  await eventually(() => {
    expect([ownDoing(desk), ownDoing(laptop)]).toEqual([[], ['meeting']])
    const saying = scene.agent.resource(anna).publications.filter(({ body }) => body.includes('meeting'))
    expect(saying).toHaveLength(1)
  })
  // The laptop says it still, and its word is not taken from it by silence.
  await eventually(() => expect(seen()).toEqual(['meeting']))

  desk.softphone.publisher.setChoice({ ...automaticChoice, status: 'available', until: Date.now() + hour })
  await eventually(() => {
    expect(laptop.state.current.ownPresence[laptop.accountId]?.choice.status).toBe('available')
    expect([seenBy(watcher)?.availability, seen()?.includes('meeting')]).toEqual(['available', false])
  })
}, 60_000)

test('each account publishes what the calendar tells, to whom "who sees what" of that account lets see it', async () => {
  const app = await scene.signIn('Acme Presence 1.0')
  const { settings, ...typed } = app.signInOf('this-run')
  const second = await app.application.signIn({ ...typed, settings: { ...settings, aor: bob, displayName: 'Bob' } })
  if (!second.ok) throw new Error(second.failure.kind)
  const [ofAnna, ofBob] = [app.softphone, app.application.softphone(second.value.id)!]
  const team = letIn(ofAnna, carol)
  letIn(ofBob, carol)
  ofAnna.privacy.edit(grants(team, 'doing', 'no'))
  await addCalendar(app)
  // Who subscribes before the server has the rules is turned away.
  const rulesOf = (aor: string) => scene.xcap.text(`pres-rules/users/sip:${aor}/index`) ?? ''
  await eventually(() => expect([anna, bob].filter((aor) => !rulesOf(aor).includes(carol))).toEqual([]))
  const colleague = scene.watch(carol)
  const friend = new ScriptedWatcher(scene.sip, carol)
  onTestFinished(() => friend.close())
  friend.subscribe(bob)
  await eventually(() => {
    expect(seenBy(friend)).toMatchObject({ availability: 'busy', activities: [{ name: 'meeting' }] })
    expect(seenBy(colleague)).toMatchObject({ availability: 'busy', activities: [] })
  })
  expect(colleague.document).not.toMatch(/meeting/i)

  // Taken from the one, it stays with the other.
  ofBob.privacy.edit({ kind: 'person', rule: { aor: carol, access: 'polite-block', extra: {} } })
  ofAnna.privacy.edit(grants(team, 'doing', 'yes'))
  await eventually(() => {
    expect(seenBy(colleague)?.activities.map(nameOf)).toEqual(['meeting'])
    expect(friend.document).not.toMatch(/meeting/i)
  })
  const { calendar } = await app.application.calendars()
  calendar.undo(app.state.current.ownEvents[0]!.key, true)
  await eventually(() => {
    expect(seenBy(colleague)?.activities).toEqual([])
    expect(scene.agent.resource(bob).publications[0]?.body).not.toMatch(/meeting/i)
  })
}, 60_000)
