import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { automaticChoice, type OwnChoice } from '#contract/presence'
import { type Detail, details, favouritesColumn } from '#contract/privacy'
import { compose } from '../../electron/presence/composition.ts'
import { FakeSipServer } from '../fakes/fake-sip-server.ts'
import { FakeXcapServer } from '../fakes/fake-xcap-server.ts'
import { PresenceAgent } from '../fakes/presence-agent.ts'
import { RunningApplication } from '../fakes/running-application.ts'

// Who sees what, from the matrix to what a watcher is told, through a presence agent as the RFCs have it.

const [bob, carol, eve] = ['bob@example.org', 'carol@example.com', 'eve@evil.example'] as const
let xcap: FakeXcapServer
let sip: FakeSipServer
let agent: PresenceAgent
const running: RunningApplication[] = []

beforeEach(async () => {
  xcap = new FakeXcapServer()
  await xcap.start()
  sip = new FakeSipServer()
  agent = new PresenceAgent(sip, xcap, 'anna@example.org')
})
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ application }) => application.stop()))
  await xcap.stop()
})

async function signedIn(software: string | null): Promise<RunningApplication> {
  sip.software = software
  const app = new RunningApplication({ server: sip, xcapRoot: xcap.root })
  running.push(app)
  await app.signIn()
  await until(() => expect(privacyOf(app)?.keeping.kind).toBe('saved'))
  return app
}
const privacyOf = (app: RunningApplication) => app.state.current.privacy[app.accountId]
const until = (expectation: () => void) => vi.waitFor(expectation, { timeout: 8_000, interval: 10 })

function add(app: RunningApplication, aor: string, group: string): string {
  const made = app.softphone.roster.addGroup(group)
  if (!made.ok) throw new Error('no group')
  app.softphone.roster.add(aor, '', [made.value.id])
  return made.value.id
}
const no = (column: string, detail: Detail) =>
  ({ kind: 'grant', column, detail, grant: { level: 'no', when: 'always' } }) as const

/** Everything a person can say, but for what belongs to a device. */
const rich: OwnChoice = {
  ...automaticChoice,
  activities: [{ name: 'meeting', text: null, from: null, until: null }],
  note: { text: 'Quarterly review', language: null },
  mood: 'happy',
  placeType: 'office',
  placeIs: { audio: 'noisy', video: 'dark', text: 'ok' },
  privacy: ['text'],
  sphere: 'work',
}
const seenBy = (aor: string) => {
  const told = agent.told(aor)
  return told.state === 'active' ? compose([told.document], Date.now()) : null
}

describe('on a server that follows RFC 5025', () => {
  test('each group sees what the matrix gives it, and nothing else is told', async () => {
    const app = await signedIn('Acme Presence 1.0')
    add(app, bob, 'Team')
    const customers = add(app, carol, 'Customers')
    app.softphone.privacy.edit(...details.filter((detail) => detail !== 'time').map((detail) => no(customers, detail)))
    app.softphone.publisher.setChoice(rich)
    await until(() => {
      expect(seenBy(bob)).toMatchObject({
        note: { text: 'Quarterly review' },
        mood: ['happy'],
        placeType: ['office'],
        placeIs: { audio: 'noisy' },
        sphere: 'work',
      })
      expect(seenBy(carol)).toMatchObject({ availability: 'busy', activities: [], note: null, mood: [], sphere: null })
    })
    expect(seenBy(carol)?.timeOffset).toEqual(expect.any(Number))
    expect(JSON.stringify(agent.told(carol))).not.toMatch(/Quarterly|happy|office|noisy|meeting/)
    expect(agent.told(eve)).toEqual({ state: 'pending' })
    // Nothing had to be kept from the server.
    expect(privacyOf(app)?.withheld).toEqual([])
    expect(privacyOf(app)?.server).toEqual({ name: 'Acme Presence 1.0', limits: [] })
  }, 30_000)

  test('at work only: the sphere decides', async () => {
    const app = await signedIn('Acme Presence 1.0')
    const team = add(app, bob, 'Team')
    app.softphone.privacy.edit({
      kind: 'grant',
      column: team,
      detail: 'surroundings',
      grant: { level: 'yes', when: 'work' },
    })
    app.softphone.publisher.setChoice(rich)
    await until(() => expect(seenBy(bob)?.placeIs.audio).toBe('noisy'))
    app.softphone.publisher.setChoice({ ...rich, sphere: 'home' })
    await until(() => expect(seenBy(bob)).toMatchObject({ sphere: 'home', placeIs: { audio: null } }))
  }, 30_000)

  test('somebody who waits is asked about once, and sees the card when he is allowed', async () => {
    const app = await signedIn('Acme Presence 1.0')
    app.softphone.publisher.setChoice(rich)
    const group = app.softphone.roster.addGroup('Customers')
    await until(() => expect(sip.subscriptions.some(({ event }) => event.startsWith('presence.winfo'))).toBe(true))
    agent.subscribe(eve)
    const watcher = () => app.state.current.watchers[`${app.accountId} ${eve}`]
    await until(() => expect(watcher()).toMatchObject({ status: 'pending', asked: false, handling: 'ask' }))
    app.softphone.decide(eve, { kind: 'later' }, '')
    await until(() => expect(watcher()).toMatchObject({ status: 'pending', asked: true }))
    const as = { kind: 'allow', groupId: group.ok ? group.value.id : '' } as const
    const preview = app.softphone.privacy.preview(eve, as)
    expect(preview.ok && preview.value.presentity?.note?.text).toBe('Quarterly review')
    app.softphone.decide(eve, as, 'Eve')
    await until(() => expect(seenBy(eve)?.note?.text).toBe('Quarterly review'))
    agent.tellUser()
    await until(() => expect(watcher()).toMatchObject({ status: 'active', handling: 'allow' }))
    app.softphone.decide(eve, { kind: 'polite-block' }, '')
    await until(() => expect(agent.told(eve)).toMatchObject({ state: 'active', document: { tuples: [], persons: [] } }))
    expect(privacyOf(app)?.decisions.map(({ decision }) => decision.kind)).toEqual(['polite-block', 'allow', 'later'])
  }, 30_000)

  test('"see me as Bob sees me" shows what he is told, and says why of what he is not', async () => {
    const app = await signedIn('Acme Presence 1.0')
    const team = add(app, bob, 'Team')
    app.softphone.privacy.edit(no(team, 'mood'), {
      kind: 'grant',
      column: team,
      detail: 'place',
      grant: { level: 'yes', when: 'home' },
    })
    app.softphone.publisher.setChoice(rich)
    await until(() =>
      expect(seenBy(bob)).toMatchObject({ note: { text: 'Quarterly review' }, mood: [], placeType: [] }),
    )
    const preview = app.softphone.privacy.preview(bob, null)
    if (!preview.ok) throw new Error('no preview')
    expect(preview.value.hidden).toEqual([
      { detail: 'place', part: false, by: { kind: 'sphere', when: 'home' } },
      { detail: 'mood', part: false, by: { kind: 'columns', columns: [team] } },
    ])
    const { presentity } = preview.value
    const told = seenBy(bob)
    for (const key of ['availability', 'activities', 'note', 'mood', 'placeIs', 'placeType', 'sphere'] as const) {
      expect(presentity?.[key]).toEqual(told?.[key])
    }
  }, 30_000)

  test('rules another program took away are written again, and its own stay', async () => {
    const app = await signedIn('Acme Presence 1.0')
    add(app, bob, 'Team')
    await until(() => expect(agent.told(bob).state).toBe('active'))
    const path = 'pres-rules/users/sip:anna@example.org/index'
    xcap.write(
      path,
      `<ruleset xmlns="urn:ietf:params:xml:ns:common-policy"><rule id="theirs"><conditions><identity><one id="sip:${eve}"/></identity></conditions>
        <actions><sub-handling xmlns="urn:ietf:params:xml:ns:pres-rules">allow</sub-handling></actions></rule></ruleset>`,
    )
    app.softphone.documents.setLink(2)
    await until(() => expect(agent.told(bob).state).toBe('active'))
    expect(agent.rules.rules.some(({ id }) => id === 'theirs')).toBe(true)
  }, 30_000)
})

describe('on a server that shows everybody the same', () => {
  test('what customers may not see is in no publication, from the moment one of them is let in', async () => {
    const app = await signedIn('kamailio (5.6.3 (x86_64/linux))')
    app.softphone.roster.add(bob, 'Bob', [])
    const [contact] = app.softphone.roster.contacts
    app.softphone.roster.change(contact!.id, { favourite: true })
    app.softphone.publisher.setChoice(rich)
    await until(() => expect(sip.of('PUBLISH').at(-1)?.body).toContain('Quarterly review'))
    const group = app.softphone.roster.addGroup('Customers')
    const customers = group.ok ? group.value.id : ''
    app.softphone.privacy.edit(no(customers, 'note'), no(customers, 'doing'))
    app.softphone.decide(carol, { kind: 'allow', groupId: customers }, 'Carol')
    await until(() => expect(agent.told(carol).state).toBe('active'))
    // The rules that let her in came after the publication without the note.
    const published = sip.of('PUBLISH').map(({ body }) => body)
    expect(published.at(-1)).not.toMatch(/Quarterly|meeting/i)
    expect(published.at(-1)).toContain('happy')
    expect(privacyOf(app)?.withheld.map(({ detail, columns }) => [detail, columns])).toEqual([
      ['note', [customers]],
      ['doing', [customers]],
    ])
    const friend = app.softphone.privacy.preview(bob, null)
    expect(friend.ok && friend.value.hidden).toContainEqual({ detail: 'note', part: false, by: { kind: 'withheld' } })
    expect(privacyOf(app)?.columns[0]?.id).toBe(favouritesColumn)
  }, 30_000)
})
