import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { othersColumn } from '#contract/privacy'
import { eventually } from '../eventually.ts'
import type { RunningApplication } from '../fakes/running-application.ts'
import { add, anna, bob, carol, eve, grants, PrivacyScene, privacyOf, rich, seenBy } from './privacy-scene.ts'

// Somebody wants to see Anna, or sees her already: he is another softphone, or a watcher of few words, over SIP.

const acme = 'Acme Presence 1.0'
let scene: PrivacyScene
const folders: string[] = []
beforeEach(async () => {
  scene = new PrivacyScene()
  await scene.begin()
}, 60_000)
afterEach(async () => {
  await scene.end()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
}, 60_000)
/** What a device keeps from one start to the next. */
function profile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'strangers-'))
  folders.push(folder)
  return folder
}

const watcherOf = (app: RunningApplication, aor: string) => app.state.current.watchers[`${app.accountId} ${aor}`]
/** Bob's own softphone, with Anna among his people. */
async function bobs(): Promise<RunningApplication> {
  const app = await scene.signIn(acme, { user: 'bob' })
  app.softphone.roster.add(anna, 'Anna', [])
  return app
}
const cardOf = (app: RunningApplication) => app.presentity(anna)
const knows = (app: RunningApplication) => cardOf(app)?.knowledge.kind
const inGroup = (app: RunningApplication, name: string) => {
  const made = app.softphone.roster.addGroup(name)
  if (!made.ok) throw new Error('no group')
  return { kind: 'allow', groupId: made.value.id } as const
}

describe('somebody new', () => {
  test('waits, is allowed, and has the card on his screen', async () => {
    const hers = await scene.signIn(acme)
    hers.softphone.publisher.setChoice(rich)
    const his = await bobs()
    await eventually(() => {
      expect(knows(his)).toBe('waiting-for-permission')
      expect(watcherOf(hers, bob)).toMatchObject({
        status: 'pending',
        asked: false,
        handling: 'ask',
        displayName: 'Bob',
      })
    })
    hers.softphone.decide(bob, inGroup(hers, 'Friends'), 'Bob')
    await eventually(() => {
      expect(knows(his)).toBe('current')
      expect(cardOf(his)).toMatchObject({ note: { text: 'Quarterly review' }, mood: ['happy'] })
      expect(watcherOf(hers, bob)).toMatchObject({ status: 'active', handling: 'allow' })
    })
  }, 60_000)

  test('is asked about once: not when he comes again, and on no other device', async () => {
    const hers = await scene.signIn(acme)
    const watcher = scene.watch(eve, { name: 'Eve' })
    await eventually(() => expect(watcherOf(hers, eve)).toMatchObject({ status: 'pending', asked: false }))
    hers.softphone.decide(eve, { kind: 'later' }, '')
    await eventually(() => expect(privacyOf(hers)?.keeping.kind).toBe('saved'))
    watcher.unsubscribe()
    await eventually(() => expect(watcherOf(hers, eve)).toMatchObject({ status: 'gone', asked: true }))
    watcher.subscribe(anna)
    const second = await scene.signIn(acme)
    for (const app of [hers, second]) {
      await eventually(() =>
        expect(watcherOf(app, eve)).toMatchObject({ status: 'pending', asked: true, displayName: 'Eve' }),
      )
    }
    second.softphone.decide(eve, { kind: 'allow', groupId: null }, '')
    await eventually(() => {
      expect(watcher.state).toBe('active')
      expect(watcherOf(hers, eve)).toMatchObject({ status: 'active' })
    })
  }, 60_000)

  test('who left before he was answered is let in when he comes again, and is no question any more', async () => {
    const hers = await scene.signIn(acme)
    hers.softphone.publisher.setChoice(rich)
    const watcher = scene.watch(eve)
    await eventually(() => expect(watcher.state).toBe('pending'))
    watcher.unsubscribe()
    await eventually(() => expect(watcherOf(hers, eve)).toMatchObject({ status: 'gone' }))
    hers.softphone.decide(eve, inGroup(hers, 'Friends'), 'Eve')
    await eventually(() => expect(watcherOf(hers, eve)).toBeUndefined())
    watcher.subscribe(anna)
    await eventually(() => expect(watcher.document).toContain('Quarterly review'))
    expect(watcher.answers.map(({ status }) => status)).toEqual([202, 200, 200])
  }, 60_000)

  test('blocked, he is refused and no longer among those who wait; allowed again, he is let in', async () => {
    const hers = await scene.signIn(acme)
    const watcher = scene.watch(eve)
    await eventually(() => expect(watcherOf(hers, eve)).toMatchObject({ status: 'pending' }))
    hers.softphone.decide(eve, { kind: 'block' }, '')
    await eventually(() => {
      expect(watcher.state).toBe('terminated;reason=rejected')
      expect(watcherOf(hers, eve)).toBeUndefined()
    })
    watcher.subscribe(anna)
    await eventually(() => expect(watcher.answers.at(-1)?.status).toBe(403))
    expect(watcherOf(hers, eve)).toBeUndefined()
    hers.softphone.decide(eve, { kind: 'allow', groupId: null }, '')
    await eventually(() => expect(scene.agent.resource(anna).granted(`sip:${eve}`, Date.now()).handling).toBe('allow'))
    watcher.subscribe(anna)
    await eventually(() => expect(watcher.state).toBe('active'))
  }, 60_000)
})

describe('somebody who watches already', () => {
  async function bothSignedIn() {
    const hers = await scene.signIn(acme)
    hers.softphone.publisher.setChoice(rich)
    const friends = add(hers, bob, 'Friends')
    const his = await bobs()
    await eventually(() => expect(cardOf(his)).toMatchObject({ note: { text: 'Quarterly review' } }))
    return { hers, his, friends }
  }

  test('blocked politely, he sees her offline at once, and nothing of what she did', async () => {
    const { hers, his } = await bothSignedIn()
    hers.softphone.decide(bob, { kind: 'polite-block' }, '')
    await eventually(() =>
      expect(cardOf(his)).toMatchObject({ availability: 'offline', note: null, mood: [], activities: [], devices: [] }),
    )
    expect(knows(his)).toBe('current')
    // To her he watches still, as the RFC has it, and stands there as blocked.
    await eventually(() => expect(watcherOf(hers, bob)).toMatchObject({ status: 'active', handling: 'polite-block' }))
  }, 60_000)

  test('blocked, his card says so and keeps nothing of her', async () => {
    const { hers, his } = await bothSignedIn()
    hers.softphone.decide(bob, { kind: 'block' }, '')
    await eventually(() => expect(knows(his)).toBe('refused'))
    expect(JSON.stringify(cardOf(his))).not.toMatch(/Quarterly|happy|office/)
  }, 60_000)

  test('what his group may no longer see is gone from his card at once', async () => {
    const { hers, his, friends } = await bothSignedIn()
    hers.softphone.privacy.edit(grants(friends, 'note', 'no'))
    await eventually(() => expect(cardOf(his)).toMatchObject({ note: null, mood: ['happy'] }))
  }, 60_000)

  test('ended by the server for a while, he comes back by himself', async () => {
    const { his } = await bothSignedIn()
    scene.agent.end(anna, `sip:${bob}`, 'deactivated')
    await eventually(() => expect(knows(his)).toBe('current'))
    expect(cardOf(his)).toMatchObject({ note: { text: 'Quarterly review' } })
  }, 60_000)
})

describe('rules of another program', () => {
  const theirs = (conditions: string, handling: string, transformations = '') =>
    `<cp:rule id="theirs"><cp:conditions>${conditions}</cp:conditions><cp:actions><pr:sub-handling>${handling}</pr:sub-handling></cp:actions><cp:transformations>${transformations}</cp:transformations></cp:rule>`
  const one = (aor: string) => `<cp:identity><cp:one id="sip:${aor}"/></cp:identity>`
  const period = (from: string, end: string) =>
    `<cp:validity><cp:from>${from}T00:00:00Z</cp:from><cp:until>${end}T00:00:00Z</cp:until></cp:validity>`
  const [now, over] = [period('2001-01-01', '2999-01-01'), period('2001-01-01', '2002-01-01')]
  const everything =
    '<pr:provide-services><pr:all-services/></pr:provide-services><pr:provide-persons><pr:all-persons/></pr:provide-persons><pr:provide-all-attributes/>'
  /** Written among ours, and heard of at once. */
  function write(app: RunningApplication, rule: string): void {
    const ours = scene.rules.replace(/<cp:rule\b[^>]*id="theirs".*?<.cp:rule>/s, '')
    scene.setRules(ours.replace('</cp:ruleset>', `${rule}</cp:ruleset>`))
    app.softphone.documents.setLink(Math.random())
  }
  async function hers(): Promise<RunningApplication> {
    const app = await scene.signIn(acme)
    app.softphone.publisher.setChoice(rich)
    await eventually(() => expect(scene.rules).toContain('dialtone-others'))
    return app
  }
  const conflicts = (app: RunningApplication) => privacyOf(app)?.conflicts.map(({ kind, people }) => [kind, ...people])

  test('let in a stranger for a time: he is let in, that is shown as against her wish, and both are over with it', async () => {
    const app = await hers()
    const watcher = scene.watch(eve)
    await eventually(() => expect(watcher.state).toBe('pending'))
    write(app, theirs(one(eve) + now, 'allow', everything))
    await eventually(() => {
      expect(watcher.document).toContain('Quarterly review')
      expect(conflicts(app)).toEqual([['opens', eve]])
    })
    write(app, theirs(one(eve) + over, 'allow', everything))
    await eventually(() => {
      expect(watcher.state).toBe('pending')
      expect(conflicts(app)).toEqual([])
    })
  }, 60_000)

  test('keep out for a time somebody who is in a group: he is out, and in again when it is over', async () => {
    const app = await hers()
    add(app, bob, 'Friends')
    const watcher = scene.watch(bob)
    await eventually(() => expect(scene.rules).toContain(bob))
    watcher.subscribe(anna)
    await eventually(() => expect(watcher.state).toBe('active'))
    write(app, theirs(one(bob) + now, 'block'))
    await eventually(() => expect(watcher.state).toBe('terminated;reason=rejected'))
    write(app, theirs(one(bob) + over, 'block'))
    await eventually(() => expect(scene.agent.resource(anna).granted(`sip:${bob}`, Date.now()).handling).toBe('allow'))
  }, 60_000)

  test('give somebody more than his group: that is shown, and "See as" shows what he is told', async () => {
    const app = await hers()
    const friends = add(app, bob, 'Friends')
    app.softphone.privacy.edit(grants(friends, 'note', 'no'), grants(friends, 'mood', 'no'))
    await eventually(() => expect(scene.rules).toContain(bob))
    const watcher = scene.watch(bob)
    await eventually(() => expect(seenBy(watcher)).toMatchObject({ note: null, mood: [], placeType: ['office'] }))
    write(app, theirs(one(bob), 'allow', '<pr:provide-note>true</pr:provide-note>'))
    await eventually(() => {
      expect(seenBy(watcher)).toMatchObject({ note: { text: 'Quarterly review' }, mood: [] })
      expect(conflicts(app)).toEqual([['opens', bob]])
    })
    const preview = app.softphone.privacy.preview(bob, null)
    if (!preview.ok) throw new Error('no preview')
    const told = seenBy(watcher)
    for (const key of ['availability', 'activities', 'note', 'mood', 'placeIs', 'placeType', 'sphere'] as const) {
      expect(preview.value.presentity?.[key]).toEqual(told?.[key])
    }
    expect(preview.value.hidden.map(({ detail }) => detail)).toEqual(['mood'])
    app.softphone.privacy.removeForeignRule('theirs')
    await eventually(() => expect(seenBy(watcher)).toMatchObject({ note: null }))
  }, 60_000)
})

describe('the devices of the user himself', () => {
  test('what another device took back while this one was off is not in its first word, where the server shows all to all', async () => {
    const kamailio = 'kamailio (5.6.3 (x86_64/linux))'
    const kept = profile()
    const desktop = await scene.signIn(kamailio, { profile: kept })
    desktop.softphone.publisher.setChoice(rich)
    add(desktop, bob, 'Friends')
    await eventually(() => expect(scene.sip.of('PUBLISH').at(-1)?.body).toContain('Quarterly review'))
    const laptop = await scene.signIn(kamailio)
    await eventually(() => expect(privacyOf(laptop)?.columns.some(({ name }) => name === 'Friends')).toBe(true))
    await desktop.application.stop()
    const theirs = privacyOf(laptop)!.columns.find(({ name }) => name === 'Friends')!.id
    laptop.softphone.privacy.edit(grants(theirs, 'note', 'no'))
    await eventually(() => expect(scene.rules).not.toContain('provide-note'))
    await eventually(() => expect(privacyOf(laptop)?.keeping.kind).toBe('saved'))
    await laptop.application.stop()
    const { length } = scene.sip.of('PUBLISH')
    const again = await scene.restart(kamailio, { profile: kept })
    await eventually(() => expect(scene.sip.of('PUBLISH').at(-1)?.body).toContain('happy'))
    const said = scene.sip.of('PUBLISH').slice(length)
    expect(said.map(({ body }) => body).join('')).not.toContain('Quarterly review')
    // The first word is that she is there.
    expect(said.find(({ body }) => body !== '')?.body).not.toMatch(/happy|meeting/)
    expect(privacyOf(again)?.columns.find(({ name }) => name === 'Friends')?.view.details.note.level).toBe('no')
  }, 60_000)

  test('follow each other from the first day, where nobody is let in until there are rules', async () => {
    const first = await scene.signIn(acme)
    const second = await scene.signIn(acme)
    second.softphone.publisher.setChoice(rich)
    await eventually(() =>
      expect(first.state.current.ownPresence[first.accountId]?.choice).toMatchObject({ mood: 'happy' }),
    )
  }, 60_000)

  test('that are on at once write the same rules, whatever each calls a group, and none takes those of the other away', async () => {
    const first = await scene.signIn(acme)
    const friends = add(first, bob, 'Friends')
    first.softphone.privacy.edit(grants(friends, 'note', 'no'))
    await eventually(() => expect(scene.rules).toContain(bob))
    await eventually(() => expect(scene.rules).not.toContain('provide-note'))
    const second = await scene.signIn(acme)
    await eventually(() => expect(privacyOf(second)?.columns.some(({ name }) => name === 'Friends')).toBe(true))
    const theirs = privacyOf(second)!.columns.find(({ name }) => name === 'Friends')!
    expect(theirs.id).not.toBe(friends)
    const rules = scene.rules
    second.softphone.privacy.edit(grants(theirs.id, 'mood', 'no'))
    await eventually(() => expect(scene.rules).not.toContain('provide-mood'))
    const idsIn = (text: string) => [...text.matchAll(/<cp:rule id="([^"]+)"/g)].map(([, id]) => id)
    expect(idsIn(scene.rules)).toEqual(idsIn(rules))
    first.softphone.documents.setLink(2)
    await eventually(() =>
      expect(privacyOf(first)?.columns.find(({ id }) => id === friends)?.view.details.mood.level).toBe('no'),
    )
    await eventually(() => expect(privacyOf(first)?.keeping.kind).toBe('saved'))
    expect([first, second].map((app) => privacyOf(app)?.reapplied)).toEqual([null, null])
  }, 60_000)

  test('a device that was off learns what another changed, and takes nothing of it back', async () => {
    const kept = profile()
    const desktop = await scene.signIn(acme, { profile: kept })
    desktop.softphone.publisher.setChoice(rich)
    const friends = add(desktop, bob, 'Friends')
    const laptop = await scene.signIn(acme)
    await eventually(() => expect(privacyOf(laptop)?.columns.some(({ name }) => name === 'Friends')).toBe(true))
    await desktop.application.stop()
    const theirs = privacyOf(laptop)!.columns.find(({ name }) => name === 'Friends')!.id
    laptop.softphone.privacy.edit(grants(theirs, 'note', 'no'), {
      kind: 'handling',
      column: othersColumn,
      handling: 'polite-block',
      when: 'always',
    })
    laptop.softphone.decide(carol, { kind: 'block' }, '')
    await eventually(() => expect(privacyOf(laptop)?.keeping.kind).toBe('saved'))
    await eventually(() => expect(scene.rules).toContain('polite-block'))
    const rules = scene.rules
    await laptop.application.stop()
    const again = await scene.restart(acme, { profile: kept })
    await eventually(() => expect(privacyOf(again)?.decisions.map(({ aor }) => aor)).toEqual([carol]))
    await eventually(() => expect(privacyOf(again)?.keeping.kind).toBe('saved'))
    expect(scene.rules).toBe(rules)
    const views = privacyOf(again)!.columns
    expect(views.find(({ id }) => id === friends)?.view.details.note.level).toBe('no')
    expect(views.find(({ id }) => id === othersColumn)?.view.handling).toBe('polite-block')
  }, 60_000)
})
