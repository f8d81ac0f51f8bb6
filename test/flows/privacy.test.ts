import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { details, favouritesColumn } from '#contract/privacy'
import { presContentKind } from '../../electron/presence/own-picture.ts'
import { eventually } from '../eventually.ts'
import { add, anna, bob, carol, eve, grants, PrivacyScene, privacyOf, rich, seenBy } from './privacy-scene.ts'

// Who sees what, from the matrix to what a watcher is told over SIP, by a presence agent as the RFCs have it.

let scene: PrivacyScene
beforeEach(async () => {
  scene = new PrivacyScene()
  await scene.begin()
}, 60_000)
afterEach(() => scene.end(), 60_000)

const no = (column: string, detail: (typeof details)[number]) => grants(column, detail, 'no')

describe('on a server that follows RFC 5025', () => {
  test('each group sees what the matrix gives it, and nothing else is told', async () => {
    const app = await scene.signIn('Acme Presence 1.0')
    add(app, bob, 'Team')
    const customers = add(app, carol, 'Customers')
    app.softphone.privacy.edit(...details.filter((detail) => detail !== 'time').map((detail) => no(customers, detail)))
    app.softphone.publisher.setChoice(rich)
    const [his, hers, strangers] = [scene.watch(bob), scene.watch(carol), scene.watch(eve)]
    await eventually(() => {
      expect(seenBy(his)).toMatchObject({
        note: { text: 'Quarterly review' },
        mood: ['happy'],
        placeType: ['office'],
        placeIs: { audio: 'noisy' },
        sphere: 'work',
      })
      expect(seenBy(hers)).toMatchObject({ availability: 'busy', activities: [], note: null, mood: [], sphere: null })
      expect(strangers.state).toBe('pending')
    })
    expect(seenBy(hers)?.timeOffset).toEqual(expect.any(Number))
    expect(hers.document).not.toMatch(/Quarterly|happy|office|noisy|meeting/)
    expect(strangers.answers.map(({ status }) => status)).toEqual([202])
    expect(strangers.document).toBe(null)
    // Nothing had to be kept from the server.
    expect(privacyOf(app)?.withheld).toEqual([])
    expect(privacyOf(app)?.server).toEqual({ name: 'Acme Presence 1.0', limits: [] })
  }, 60_000)

  test('a permission the presence agent has not read is noticed, and given once more', async () => {
    const app = await scene.signIn('Acme Presence 1.0')
    const his = scene.watch(bob)
    await eventually(() => expect(his.state).toBe('pending'))
    await eventually(() => expect(app.state.current.watchers[`${app.accountId} ${bob}`]?.status).toBe('pending'))
    let writes = 0
    const { onWrite } = scene.xcap
    scene.xcap.onWrite = (path, text) => {
      onWrite(path, text)
      if (path.startsWith('pres-rules/')) writes += 1
    }
    scene.agent.misses = 1
    app.softphone.decide(bob, { kind: 'allow', groupId: null }, '')
    await eventually(() => expect(writes).toBe(1))
    expect(scene.agent.misses).toBe(0)
    expect(his.state).toBe('pending')
    await eventually(() => expect(his.state).toBe('active'))
    expect(writes).toBe(2)
    await eventually(() => expect(app.state.current.watchers[`${app.accountId} ${bob}`]?.status).toBe('active'))
  }, 60_000)

  test('the picture on the server is told while all may see it, and to nobody once one of them may not', async () => {
    scene.xcap.auids = [...(scene.xcap.auids ?? []), presContentKind.auid]
    const stored = { mimeType: 'image/png', data: Buffer.from('89504e470d0a1a0a', 'hex').toString('base64') }
    const place = `${presContentKind.auid}/users/sip:${anna}/${presContentKind.path}`
    scene.xcap.write(place, presContentKind.build({ ...stored, description: null }))
    const app = await scene.signIn('Acme Presence 1.0')
    add(app, bob, 'Team')
    const customers = add(app, carol, 'Customers')
    const [his, hers] = [scene.watch(bob), scene.watch(carol)]
    const address = `${scene.xcap.root}/${place}#blink-icon`
    await eventually(() => {
      expect(seenBy(his)?.statusIcon?.slice(0, address.length)).toBe(address)
      expect(seenBy(hers)?.statusIcon).toBe(seenBy(his)?.statusIcon)
    })
    app.softphone.privacy.edit(no(customers, 'picture'))
    await eventually(() => expect([seenBy(his)?.statusIcon, seenBy(hers)?.statusIcon]).toEqual([null, null]))
    expect(his.document).not.toContain('blink-icon')
    expect(app.state.current.ownPictures[app.accountId]?.standing.kind).toBe('held-back')
    app.softphone.privacy.edit(grants(customers, 'picture', 'yes'))
    await eventually(() => expect(seenBy(his)?.statusIcon).toContain('blink-icon'))
  }, 60_000)

  test('at work only: the sphere decides', async () => {
    const app = await scene.signIn('Acme Presence 1.0')
    const team = add(app, bob, 'Team')
    app.softphone.privacy.edit({
      kind: 'grant',
      column: team,
      detail: 'surroundings',
      grant: { level: 'yes', when: 'work' },
    })
    app.softphone.publisher.setChoice(rich)
    const his = scene.watch(bob)
    await eventually(() => expect(seenBy(his)?.placeIs.audio).toBe('noisy'))
    app.softphone.publisher.setChoice({ ...rich, sphere: 'home' })
    await eventually(() => expect(seenBy(his)).toMatchObject({ sphere: 'home', placeIs: { audio: null } }))
  }, 60_000)

  test('somebody who waits is asked about once, and sees the card when he is allowed', async () => {
    const app = await scene.signIn('Acme Presence 1.0')
    app.softphone.publisher.setChoice(rich)
    const group = app.softphone.roster.addGroup('Customers')
    const hers = scene.watch(eve, { name: 'Eve' })
    const watcher = () => app.state.current.watchers[`${app.accountId} ${eve}`]
    await eventually(() => expect(watcher()).toMatchObject({ status: 'pending', asked: false, handling: 'ask' }))
    app.softphone.decide(eve, { kind: 'later' }, '')
    await eventually(() => expect(watcher()).toMatchObject({ status: 'pending', asked: true }))
    const as = { kind: 'allow', groupId: group.ok ? group.value.id : '' } as const
    const preview = app.softphone.privacy.preview(eve, as)
    expect(preview.ok && preview.value.presentity?.note?.text).toBe('Quarterly review')
    app.softphone.decide(eve, as, 'Eve')
    await eventually(() => expect(seenBy(hers)?.note?.text).toBe('Quarterly review'))
    await eventually(() => expect(watcher()).toMatchObject({ status: 'active', handling: 'allow' }))
    app.softphone.decide(eve, { kind: 'polite-block' }, '')
    await eventually(() => expect(seenBy(hers)).toMatchObject({ availability: 'offline', note: null }))
    expect(hers.document).not.toMatch(/person|Quarterly/)
    expect(privacyOf(app)?.decisions.map(({ decision }) => decision.kind)).toEqual(['polite-block', 'allow', 'later'])
  }, 60_000)

  test('"see me as Bob sees me" shows what he is told, and says why of what he is not', async () => {
    const app = await scene.signIn('Acme Presence 1.0')
    const team = add(app, bob, 'Team')
    app.softphone.privacy.edit(no(team, 'mood'), {
      kind: 'grant',
      column: team,
      detail: 'place',
      grant: { level: 'yes', when: 'home' },
    })
    app.softphone.publisher.setChoice(rich)
    const his = scene.watch(bob)
    await eventually(() =>
      expect(seenBy(his)).toMatchObject({ note: { text: 'Quarterly review' }, mood: [], placeType: [] }),
    )
    const preview = app.softphone.privacy.preview(bob, null)
    if (!preview.ok) throw new Error('no preview')
    expect(preview.value.hidden).toEqual([
      { detail: 'place', part: false, by: { kind: 'sphere', when: 'home' } },
      { detail: 'mood', part: false, by: { kind: 'columns', columns: [team] } },
    ])
    const { presentity } = preview.value
    const told = seenBy(his)
    for (const key of ['availability', 'activities', 'note', 'mood', 'placeIs', 'placeType', 'sphere'] as const) {
      expect(presentity?.[key]).toEqual(told?.[key])
    }
  }, 60_000)

  test('rules another program took away are written again, and its own stay', async () => {
    const app = await scene.signIn('Acme Presence 1.0')
    add(app, bob, 'Team')
    const his = scene.watch(bob)
    await eventually(() => expect(his.state).toBe('active'))
    scene.setRules(
      `<ruleset xmlns="urn:ietf:params:xml:ns:common-policy"><rule id="theirs"><conditions><identity><one id="sip:${eve}"/></identity></conditions>
        <actions><sub-handling xmlns="urn:ietf:params:xml:ns:pres-rules">allow</sub-handling></actions></rule></ruleset>`,
    )
    await eventually(() => expect(his.state).toBe('terminated;reason=rejected'))
    app.softphone.documents.setLink(2)
    await eventually(() => expect(scene.rules).toContain('dialtone-'))
    expect(scene.rules).toContain('theirs')
    his.subscribe(anna)
    await eventually(() => expect(his.state).toBe('active'))
  }, 60_000)
})

describe('on a server that shows everybody the same', () => {
  test('what customers may not see is in no publication, from the moment one of them is let in', async () => {
    const app = await scene.signIn('kamailio (5.6.3 (x86_64/linux))')
    app.softphone.roster.add(bob, 'Bob', [])
    const [contact] = app.softphone.roster.contacts
    app.softphone.roster.change(contact!.id, { favourite: true })
    app.softphone.publisher.setChoice(rich)
    await eventually(() => expect(scene.sip.of('PUBLISH').at(-1)?.body).toContain('Quarterly review'))
    const group = app.softphone.roster.addGroup('Customers')
    const customers = group.ok ? group.value.id : ''
    app.softphone.privacy.edit(no(customers, 'note'), no(customers, 'doing'))
    app.softphone.decide(carol, { kind: 'allow', groupId: customers }, 'Carol')
    const hers = scene.watch(carol)
    await eventually(() => expect(hers.state).toBe('active'))
    // The rules that let her in came after the publication without the note.
    const published = scene.sip.of('PUBLISH').map(({ body }) => body)
    expect(published.at(-1)).not.toMatch(/Quarterly|meeting/i)
    expect(published.at(-1)).toContain('happy')
    expect(privacyOf(app)?.withheld.map(({ detail, columns }) => [detail, columns])).toEqual([
      ['note', [customers]],
      ['doing', [customers]],
    ])
    const friend = app.softphone.privacy.preview(bob, null)
    expect(friend.ok && friend.value.hidden).toContainEqual({ detail: 'note', part: false, by: { kind: 'withheld' } })
    expect(privacyOf(app)?.columns[0]?.id).toBe(favouritesColumn)
  }, 60_000)
})
