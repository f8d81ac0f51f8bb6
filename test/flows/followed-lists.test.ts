import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { FakeSipServer } from '../fakes/fake-sip-server.ts'
import { FakeXcapServer } from '../fakes/fake-xcap-server.ts'
import { RunningApplication } from '../fakes/running-application.ts'

// Lists that stand elsewhere, as docs/contacts.md has them, told as tests.

let xcap: FakeXcapServer
const running: RunningApplication[] = []
const own = 'resource-lists/users/sip:anna@example.org/index'
const teamAt = 'resource-lists/users/sip:team@example.org/index'
const doc = (inside: string) =>
  `<?xml version="1.0"?><resource-lists xmlns="urn:ietf:params:xml:ns:resource-lists">${inside}</resource-lists>`
const entry = (aor: string, name: string) => `<entry uri="sip:${aor}"><display-name>${name}</display-name></entry>`
const address = (name: string, path = teamAt) => `${xcap.root}/${path}/~~/resource-lists/list%5B@name=%22${name}%22%5D`

beforeEach(async () => {
  xcap = new FakeXcapServer()
  xcap.login = { user: 'anna', password: new FakeSipServer().password, scheme: 'digest' }
  await xcap.start()
  xcap.write(
    teamAt,
    doc(`<list name="night"><display-name>Night shift</display-name>${entry('maya@example.org', 'Maya')}
      ${entry('luis@example.com', 'Luis')}</list><list name="day">${entry('ken@example.org', 'Ken')}</list>`),
  )
})
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ application }) => application.stop()))
  await xcap.stop()
})

async function signedIn(profile: string | null = null): Promise<RunningApplication> {
  const app = new RunningApplication({ server: new FakeSipServer(), xcapRoot: xcap.root, profile })
  running.push(app)
  await app.signIn()
  await eventually(() => expect(app.softphone.documents.overview.documents['resource-lists']?.kind).toBe('saved'))
  return app
}
const groupNamed = (app: RunningApplication, name: string) =>
  Object.values(app.state.current.groups).find((group) => group.name === name)
const peopleOf = (app: RunningApplication, name: string) =>
  groupNamed(app, name)?.list?.contactIds.map((id) => app.state.current.contacts[id]?.aor)
const reads = () => xcap.requests.filter(({ path }) => path === teamAt)

test('its people are seen, and one of them who is a contact is one person', async () => {
  const app = await signedIn()
  app.softphone.roster.add('maya@example.org', 'My Maya')
  const made = app.softphone.followedLists.follow(address('night'), '')
  await eventually(() => expect(peopleOf(app, 'Night shift')).toEqual(['maya@example.org', 'luis@example.com']))
  expect(made).toMatchObject({ ok: true, value: { id: groupNamed(app, 'Night shift')?.id } })
  const people = Object.values(app.state.current.contacts)
  expect(people.map(({ name, followed }) => [name, followed ?? false])).toEqual([
    ['My Maya', false],
    ['Luis', true],
  ])
  await eventually(() => expect(app.server.subscriptionTo('sip:luis@example.com')).toBeDefined())
  expect(app.presentity('luis@example.com')).toBeDefined()
  // The document of the list was read with the account's password, and its people are not let in by that.
  expect(reads().at(-1)?.headers.authorization).toContain('Digest')
  expect(app.state.current.privacy[app.accountId]?.columns.map(({ kind }) => kind)).toEqual(['favourites', 'others'])
  await eventually(() => expect(xcap.text(own)).toContain('dialtone_followed'))
  // Another device follows it, too.
  const phone = await signedIn()
  await eventually(() => expect(peopleOf(phone, 'Night shift')).toHaveLength(2))
  // Luis becomes a contact: still one person.
  app.softphone.roster.add('luis@example.com', 'Luis of the night')
  await eventually(() =>
    expect(
      Object.values(app.state.current.contacts)
        .filter(({ aor }) => aor === 'luis@example.com')
        .map(({ followed }) => followed),
    ).toEqual([undefined]),
  )
  expect(peopleOf(app, 'Night shift')).toEqual(['maya@example.org', 'luis@example.com'])
})

test('is read again on condition, keeps its last good copy, and says in a word what is wrong', async () => {
  const app = await signedIn()
  const made = app.softphone.followedLists.follow(address('day'), 'Day')
  if (!made.ok) throw new Error(made.failure.kind)
  const { id } = made.value
  await eventually(() => expect(peopleOf(app, 'Day')).toEqual(['ken@example.org']))
  const read = () => app.softphone.followedLists.readAgain(id)
  const before = reads().length
  read()
  await eventually(() => expect(reads().length).toBeGreaterThan(before))
  expect(reads().at(-1)?.headers['if-none-match']).toBeDefined()
  xcap.write(
    teamAt,
    doc(`<list name="day">${entry('ken@example.org', 'Ken')}${entry('ruth@example.org', 'Ruth')}</list>`),
  )
  read()
  await eventually(() => expect(peopleOf(app, 'Day')).toEqual(['ken@example.org', 'ruth@example.org']))
  const isAsItWas = () => expect(peopleOf(app, 'Day')).toEqual(['ken@example.org', 'ruth@example.org'])
  xcap.write(teamAt, '<!DOCTYPE x [<!ENTITY a "b">]><resource-lists/>')
  read()
  await eventually(() => expect(groupNamed(app, 'Day')?.list?.failure).toMatchObject({ problem: 'unreadable' }))
  isAsItWas()
  xcap.twist = ({ path }) => (path === teamAt ? { status: 503 } : null)
  read()
  await eventually(() =>
    expect(groupNamed(app, 'Day')?.list?.failure).toMatchObject({ kind: 'server-error', status: 503 }),
  )
  isAsItWas()
  xcap.twist = () => null
  app.softphone.followedLists.leave(id)
  expect(groupNamed(app, 'Day')).toBeUndefined()
  expect(Object.keys(app.state.current.contacts)).toEqual([])
  await eventually(() => expect(xcap.text(own)).not.toContain('/day'))
})

test('is there at the next start, whether its server answers or not', async () => {
  const profile = await mkdtemp(join(tmpdir(), 'followed-'))
  onTestFinished(() => rm(profile, { recursive: true, force: true }))
  const app = await signedIn(profile)
  app.softphone.followedLists.follow(address('day'), 'Day')
  await eventually(() => expect(peopleOf(app, 'Day')).toEqual(['ken@example.org']))
  await eventually(() => expect(xcap.text(own)).toContain('dialtone_followed'))
  const readAt = groupNamed(app, 'Day')?.list?.readAt
  expect(readAt).toBeGreaterThan(0)
  await running.pop()?.application.stop()
  xcap.twist = ({ path }) => (path === teamAt ? { status: 403 } : null)
  const again = new RunningApplication({ server: new FakeSipServer(), xcapRoot: xcap.root, profile })
  running.push(again)
  await again.start()
  again.application.connect()
  await eventually(() => {
    expect(peopleOf(again, 'Day')).toEqual(['ken@example.org'])
    expect(groupNamed(again, 'Day')?.list?.failure).toMatchObject({ kind: 'forbidden' })
  })
  // Said of the copy that is shown.
  expect(groupNamed(again, 'Day')?.list?.readAt).toBe(readAt)
})

test('an external list and an entry-ref of other programs are followed where they stand, loops end', async () => {
  xcap.write(
    teamAt,
    doc(`<list name="night">${entry('maya@example.org', 'Maya')}<external anchor="${address('day')}"/>
      <entry-ref ref="${teamAt}/~~/resource-lists/list%5b@name=%22day%22%5d/entry%5b@uri=%22sip:ken@example.org%22%5d"/></list>
      <list name="day">${entry('ken@example.org', 'Ken')}<external anchor="${address('night')}"/>
      <external anchor="https://elsewhere.example/list"/></list>`),
  )
  xcap.write(
    own,
    doc(`<list name="Friends"><external anchor="${encodeURIComponent(address('night'))}"/>
      <entry-ref ref="${teamAt}/~~/resource-lists/list%5b2%5d/entry%5b1%5d"/></list><list name="oma_allcontacts">
      <external anchor="${xcap.root}/${own}/~~/resource-lists/list%5b@name=%22oma_buddylist%22%5d"/></list>`),
  )
  const app = await signedIn()
  await eventually(() => expect(peopleOf(app, 'night')).toEqual(['maya@example.org', 'ken@example.org']))
  expect(groupNamed(app, 'night')?.parentId).toBe(groupNamed(app, 'Friends')?.id)
  expect(groupNamed(app, 'night')?.list).toMatchObject({ own: false, failure: { problem: 'elsewhere' } })
  const ken = Object.values(app.state.current.contacts).find(({ aor }) => aor === 'ken@example.org')
  expect(ken).toMatchObject({ name: 'Ken', followed: true, groupIds: [groupNamed(app, 'Friends')?.id] })
  expect(Object.values(app.state.current.groups)).toHaveLength(2)
  expect(app.softphone.followedLists.leave(groupNamed(app, 'night')!.id).ok).toBe(false)
})

describe('an address', () => {
  test.each([
    ['http://lists.example.org/team', { kind: 'documents', problem: 'unencrypted' }],
    ['ftp://lists.example.org/team', { kind: 'invalid', field: 'list' }],
    ['https://anna:secret@lists.example.org/team', { kind: 'invalid', field: 'list' }],
    ['team', { kind: 'invalid', field: 'list' }],
  ])('%s is not followed', async (text, failure) => {
    const app = await signedIn()
    expect(app.softphone.followedLists.follow(text, '')).toMatchObject({ ok: false, failure })
  })
})
