import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Detail } from '#contract/privacy'
import { eventually } from '../eventually.ts'
import type { RunningApplication } from '../fakes/running-application.ts'
import { add, anna, bob, carol, eve, grants, PrivacyScene, privacyOf, seenBy } from './privacy-scene.ts'

// What a calendar lets be told of a meeting, its title too, belongs to what the user does: who may not see that sees no title, and nor
// does who may see no notes.

const title = 'Budget cuts'
const told = new RegExp(title)
let scene: PrivacyScene
let app: RunningApplication
/** each sees notes and what she does, until one is taken from his group */
let columns: Record<typeof bob | typeof carol | typeof eve, string>

async function begin(software: string): Promise<void> {
  app = await scene.signIn(software)
  columns = { [bob]: add(app, bob, 'Team'), [carol]: add(app, carol, 'Friends'), [eve]: add(app, eve, 'Customers') }
  for (const column of Object.values(columns)) {
    app.softphone.privacy.edit(grants(column, 'note', 'yes'), grants(column, 'doing', 'yes'))
  }
  for (const aor of [bob, carol, eve]) scene.watch(aor)
  const activity = { name: 'meeting', text: null, from: Date.now() - 60_000, until: Date.now() + 3_600_000 } as const
  app.softphone.publisher.setOutside({ source: 'calendar', activity, note: title })
  await eventually(() => expect([bob, carol, eve].map(noteOf)).toEqual([title, title, title]))
}

const noteOf = (aor: string): string | null => {
  const watcher = scene.watchers.get(aor)
  return watcher === undefined ? null : (seenBy(watcher)?.note?.text ?? null)
}
const bytesOf = (aor: string): string => scene.watchers.get(aor)?.document ?? ''
const hide = (aor: keyof typeof columns, detail: Detail) =>
  app.softphone.privacy.edit(grants(columns[aor], detail, 'no'))
const published = (): string => scene.agent.resource(anna).publications[0]?.body ?? ''
const preview = (aor: string) => {
  const seen = app.softphone.privacy.preview(aor, null)
  return seen.ok ? (seen.value.presentity?.note?.text ?? null) : null
}
/** What they see is what "See as" shows. */
const expectNotes = async (notes: Readonly<Record<string, string | null>>): Promise<void> => {
  await eventually(() => {
    expect(privacyOf(app)?.keeping.kind).toBe('saved')
    for (const [aor, note] of Object.entries(notes)) expect([aor, noteOf(aor)]).toEqual([aor, note])
  })
  for (const [aor, note] of Object.entries(notes)) {
    expect([aor, preview(aor)]).toEqual([aor, note])
    if (note === null) expect(bytesOf(aor)).not.toMatch(told)
  }
}

beforeEach(async () => {
  scene = new PrivacyScene()
  await scene.begin()
})
afterEach(() => scene.end(), 60_000)

describe('where the server filters', () => {
  beforeEach(() => begin('Acme Presence 1.0'), 60_000)

  test('who may not see what she does sees no title, though he may see notes; the others do', async () => {
    hide(eve, 'doing')
    await expectNotes({ [bob]: title, [carol]: title, [eve]: null })
  })

  test('who may see no notes sees no title; the others do', async () => {
    hide(eve, 'note')
    await expectNotes({ [bob]: title, [carol]: title, [eve]: null })
  })

  test('where one may see the one, and another the other, nobody is told: it would be wider than meant', async () => {
    hide(eve, 'doing')
    hide(carol, 'note')
    await expectNotes({ [bob]: null, [carol]: null, [eve]: null })
    expect(published()).not.toMatch(told)
  })
})

describe('where the server shows everybody the same', () => {
  beforeEach(() => begin('kamailio (5.6.3)'), 60_000)

  test.each(['doing', 'note'] as const)('while one may not see %s, no title is published', async (detail) => {
    hide(eve, detail)
    await expectNotes({ [bob]: null, [carol]: null, [eve]: null })
    expect(published()).not.toMatch(told)
    expect(privacyOf(app)?.withheld.map((each) => each.detail)).toEqual([detail])
  })
})
