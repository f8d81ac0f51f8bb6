import { afterEach, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { FakeSipServer } from '../fakes/fake-sip-server.ts'
import { FakeXcapServer } from '../fakes/fake-xcap-server.ts'
import { RunningApplication } from '../fakes/running-application.ts'

// "XCAP change on another device -> roster" of docs/architecture.md, told as tests.

const running: RunningApplication[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.application.stop()))
})

async function startServer(): Promise<FakeXcapServer> {
  const server = new FakeXcapServer()
  await server.start()
  onTestFinished(() => server.stop())
  return server
}

async function signedIn(documents: FakeXcapServer, server = new FakeSipServer()): Promise<RunningApplication> {
  const app = new RunningApplication({ server, xcapRoot: documents.root })
  running.push(app)
  await app.signIn()
  return app
}

const names = (app: RunningApplication): readonly string[] =>
  Object.values(app.state.current.contacts)
    .map(({ name, aor }) => name || aor)
    .sort()
const isSaved = (app: RunningApplication): boolean =>
  app.state.current.serverDocuments[app.accountId]?.documents['resource-lists']?.kind === 'saved'

test('who is added on one device is on the other, and both ask how they are', async () => {
  const documents = await startServer()
  const laptop = await signedIn(documents)
  await eventually(() => expect(isSaved(laptop)).toBe(true))
  const group = laptop.softphone.roster.addGroup('Team')
  laptop.softphone.roster.add('maya@example.org', 'Maya', group.ok ? [group.value.id] : [])
  // Before the document or its list is on the server.
  await eventually(() => expect(laptop.server.subscriptionTo('sip:maya@example.org')).toBeDefined())
  await eventually(() =>
    expect(documents.text(`resource-lists/users/sip:anna@${laptop.server.domain}/index`)).toContain('Maya'),
  )

  const phone = await signedIn(documents)
  await eventually(() => expect(names(phone)).toEqual(['Maya']))
  expect(Object.values(phone.state.current.groups).map(({ name }) => name)).toEqual(['Team'])
  // The list stands at the server by now, so there is one subscription for everybody.
  await eventually(() => expect(phone.server.subscriptionTo(`sip:anna+presence@${phone.server.domain}`)).toBeDefined())
})

test('an undo on one device is seen on the other', async () => {
  const documents = await startServer()
  const laptop = await signedIn(documents)
  await eventually(() => expect(isSaved(laptop)).toBe(true))
  laptop.softphone.roster.add('maya@example.org', 'Maya')
  const [maya] = laptop.softphone.roster.contacts
  laptop.softphone.roster.change(maya!.id, { notes: 'likes tea' })
  const phone = await signedIn(documents)
  await eventually(() => expect(names(phone)).toEqual(['Maya']))
  const look = () => phone.softphone.documents.setLink(Date.now())
  const removed = laptop.softphone.roster.remove(maya!.id)
  await eventually(() => {
    look()
    expect(names(phone)).toEqual([])
  })
  if (removed.ok) laptop.softphone.roster.restore(removed.value.undo)
  await eventually(() => {
    look()
    expect(names(phone)).toEqual(['Maya'])
  })
  expect(phone.softphone.roster.contacts[0]).toMatchObject({ id: expect.stringContaining('.p'), notes: 'likes tea' })
})
