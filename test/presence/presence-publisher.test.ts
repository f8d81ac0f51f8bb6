import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Call } from '#contract/calls'
import { automaticChoice, type OwnChoice } from '#contract/presence'
import { defaultSettings, type Settings } from '#contract/settings'
import { parsePresence } from '../../electron/documents/pidf.ts'
import { compose } from '../../electron/presence/composition.ts'
import { noLevels } from '../../electron/presence/policy.ts'
import { PresencePublisher } from '../../electron/presence/presence-publisher.ts'
import { type Shared, sharedWithAll } from '../../electron/presence/withholding.ts'
import { FakeUserAgent, fakeChannels, fakeLog, ownIn, recordedState } from './fakes.ts'
import { blink, laptop, mobile } from './fixtures.ts'

const start = Date.parse('2026-11-20T14:02:00Z')
const minute = 60_000

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: start })
})
afterEach(() => {
  vi.useRealTimers()
})

function published(settings: Settings = defaultSettings, stored: OwnChoice | null = null) {
  const agent = new FakeUserAgent()
  const channels = fakeChannels()
  const { state, changes } = recordedState()
  const saved: OwnChoice[] = []
  const log = fakeLog()
  let offset = 60
  let current = settings
  const publisher = new PresencePublisher({
    accountId: 'a1',
    aor: 'maya@dialtone.test',
    instanceId: laptop,
    userAgent: agent.userAgent,
    state,
    choiceStore: { load: () => stored, save: (choice) => saved.push(choice) },
    settings: () => current,
    log,
    channels,
    timeOffset: () => offset,
  })
  publisher.start()
  const [publication] = channels.publications
  const [self] = channels.subscriptions
  if (!publication || !self) throw new Error('nothing was opened')
  return {
    publisher,
    agent,
    publication,
    self,
    log,
    saved,
    bodies: publication.bodies,
    own: () => ownIn(changes).at(-1),
    others: () => compose([parsePresence(publication.bodies.at(-1) ?? '<presence/>')], Date.now()),
    turn: async () => {
      await vi.advanceTimersByTimeAsync(0)
    },
    later: async (milliseconds: number) => {
      await vi.advanceTimersByTimeAsync(milliseconds)
    },
    travel: (minutes: number) => {
      offset = minutes
    },
    set: (automatic: Partial<Settings['automatic']>) => {
      current = { ...current, automatic: { ...current.automatic, ...automatic } }
      publisher.settingsChanged()
    },
    share: (shared: Settings['shared']) => {
      current = { ...current, shared }
      publisher.settingsChanged()
    },
  }
}

async function online(...given: Parameters<typeof published>) {
  const world = published(...given)
  world.agent.online('sip:maya@dialtone.test;gr=1')
  await world.turn()
  world.publication.answer()
  await world.later(1000)
  return world
}

const choose = (choice: Partial<OwnChoice>): OwnChoice => ({ ...automaticChoice, ...choice })
const call = (phase: Call['phase'], direction: Call['direction'] = 'out'): Call => ({
  id: 'c1',
  accountId: 'a1',
  direction,
  aor: 'luis@dialtone.test',
  displayName: null,
  phase,
  startedAt: start,
  answeredAt: null,
  endedAt: null,
  end: null,
  muted: false,
  heldByUs: false,
  heldByThem: false,
  recovering: false,
  quality: null,
  digits: '',
})

describe('what the user set', () => {
  test('stays sent when the registration is refreshed: the link is the same, and nothing is sent anew', async () => {
    const world = await online()
    expect(world.own()?.publication.kind).toBe('sent')
    const { link } = world.agent
    if (link.kind !== 'online') throw new Error('not online')
    world.agent.become({ ...link, registeredUntil: link.registeredUntil + 600_000 })
    await world.later(1000)
    expect(world.bodies).toHaveLength(1)
    expect(world.own()?.publication.kind).toBe('sent')
  })

  test('is shown at once and sent with the first link, with the GRUU it brings', async () => {
    const world = published(defaultSettings, choose({ status: 'busy', setAt: 5 }))
    await world.turn()
    expect(world.own()).toMatchObject({ availability: 'busy', publication: { kind: 'not-sent' } })
    expect(world.bodies).toEqual([])
    world.agent.online('sip:maya@dialtone.test;gr=1')
    await world.turn()
    expect(world.bodies).toHaveLength(1)
    expect(world.others()).toMatchObject({ availability: 'busy', timeOffset: 60 })
    expect(world.bodies[0]).toContain('gr=1')
    expect(world.own()?.publication).toEqual({ kind: 'sending' })
    world.publication.answer()
    expect(world.own()?.publication).toEqual({ kind: 'sent', at: start })
  })

  test('survives a restart', async () => {
    const world = await online()
    world.publisher.setChoice(choose({ status: 'away', note: { text: 'Back soon', language: null } }))
    const after = await online(defaultSettings, world.saved.at(-1) ?? null)
    expect(after.others()).toMatchObject({ availability: 'away', note: { text: 'Back soon' } })
  })

  test('goes out as one when it changes several times in a turn', async () => {
    const world = await online()
    for (const status of ['away', 'busy', 'dnd'] as const) world.publisher.setChoice(choose({ status }))
    await world.later(1000)
    expect(world.bodies).toHaveLength(2)
    expect(world.others().availability).toBe('dnd')
  })

  test('goes out at most four times a second', async () => {
    const world = await online()
    for (let change = 0; change < 100; change++) {
      world.publisher.setChoice(choose({ note: { text: `Note ${change}`, language: null } }))
      await world.later(10)
    }
    await world.later(1000)
    expect(world.bodies.length).toBeLessThanOrEqual(6)
    expect(world.others().note?.text).toBe('Note 99')
  })

  test('is not sent again when nothing others see changed', async () => {
    const world = await online()
    world.publisher.setCalls([])
    world.publisher.setIdle({ kind: 'active' })
    world.publisher.setIdle({ kind: 'active' })
    world.publisher.settingsChanged()
    await world.later(14 * minute)
    // Only that input is known to be active is new.
    expect(world.bodies).toHaveLength(2)
  })

  test('keeps its age when only a refresh is due', async () => {
    const world = await online()
    world.publisher.setChoice(choose({ status: 'busy' }))
    await world.later(14 * minute)
    expect(world.others().changedAt).toBe(start + 1000)
  })

  test('ends when its end comes, and returns to automatic', async () => {
    const world = await online()
    world.publisher.setChoice(choose({ status: 'dnd', until: start + 30 * minute }))
    await world.later(0)
    expect(world.publisher.isDoNotDisturb()).toBe(true)
    await world.later(30 * minute)
    expect(world.publisher.isDoNotDisturb()).toBe(false)
    expect(world.others().availability).toBe('available')
    expect(world.own()).toMatchObject({ availability: 'available', decidedBy: 'none', choice: { status: null } })
    expect(world.saved.at(-1)).toEqual({ ...automaticChoice, setAt: start + 30 * minute })
  })
})

describe('automatic', () => {
  test('idle makes away, and what was set by hand returns', async () => {
    const world = await online()
    world.publisher.setChoice(choose({ status: 'available', note: { text: 'Calls welcome', language: null } }))
    await world.later(1000)
    world.publisher.setIdle({ kind: 'idle', since: start })
    await world.later(1000)
    expect(world.others()).toMatchObject({ availability: 'away', note: { text: 'Calls welcome' }, source: 'idle' })
    world.publisher.setIdle({ kind: 'active' })
    await world.later(1000)
    expect(world.others()).toMatchObject({ availability: 'available', note: { text: 'Calls welcome' } })
  })

  test('a call makes on the phone, and what was set returns after', async () => {
    const world = await online()
    world.publisher.setChoice(choose({ status: 'away' }))
    await world.later(1000)
    for (const [phase, availability] of [
      ['dialling', 'away'],
      ['ringing', 'phone'],
      ['active', 'phone'],
      ['ended', 'away'],
    ] as const) {
      world.publisher.setCalls([call(phase)])
      await world.later(1000)
      expect(world.others().availability, phase).toBe(availability)
    }
  })

  test('somebody ringing us is no call yet', async () => {
    const world = await online()
    world.publisher.setCalls([call('incoming', 'in')])
    await world.later(1000)
    expect(world.others().availability).toBe('available')
    world.publisher.setCalls([call('connecting', 'in')])
    await world.later(1000)
    expect(world.others().availability).toBe('phone')
  })

  test('undone for this time it does not count; the next time it does', async () => {
    const world = await online()
    world.publisher.setIdle({ kind: 'locked', since: start })
    await world.later(1000)
    world.publisher.undoAutomatic('lock')
    await world.later(1000)
    expect(world.others()).toMatchObject({ availability: 'available', idleSince: null })
    expect(world.own()?.automatic).toMatchObject([{ source: 'lock', undone: true }])
    world.publisher.setIdle({ kind: 'active' })
    world.publisher.setIdle({ kind: 'locked', since: Date.now() })
    await world.later(1000)
    expect(world.others().availability).toBe('away')
  })

  test('an undone call stays undone when a second one follows it', async () => {
    const world = await online()
    world.publisher.setCalls([call('active')])
    world.publisher.undoAutomatic('phone')
    world.publisher.setCalls([call('active'), { ...call('active'), id: 'c2', startedAt: start + minute }])
    world.publisher.setCalls([{ ...call('active'), id: 'c2', startedAt: start + minute }])
    await world.later(1000)
    expect(world.others().availability).toBe('available')
  })

  test('a door or a calendar sets an activity with an end', async () => {
    const world = await online()
    const activity = { name: 'meeting', text: null, from: null, until: start + 30 * minute } as const
    world.publisher.setOutside({ source: 'outside', activity })
    await world.later(1000)
    expect(world.others()).toMatchObject({ availability: 'busy', source: 'outside' })
    await world.later(30 * minute)
    expect(world.others()).toMatchObject({ availability: 'available' })
  })

  test('what a door notes is shown while the door decides, never above a note by hand', async () => {
    const world = await online()
    const activity = { name: 'meeting', text: null, from: null, until: start + 30 * minute } as const
    world.publisher.setOutside({ source: 'outside', activity, note: ' Room 4 ' })
    expect(world.own()?.note).toEqual({ text: 'Room 4', language: null })
    world.publisher.setChoice({ ...automaticChoice, note: { text: 'Knock first', language: null } })
    expect(world.own()?.note?.text).toBe('Knock first')
    world.publisher.setChoice({ ...automaticChoice, status: 'busy' })
    expect(world.own()?.note).toBeNull()
    world.publisher.setChoice(automaticChoice)
    expect(world.own()?.note?.text).toBe('Room 4')
    await world.later(30 * minute)
    expect(world.own()).toMatchObject({ availability: 'available', note: null })
  })

  test('the day is shared where the settings say so, goes out as one, and only when it is another', async () => {
    const day = [{ kind: 'busy', from: start, until: start + 60 * minute }] as const
    const silent = await online()
    silent.publisher.setDay(day)
    await silent.later(1000)
    expect(silent.bodies).toHaveLength(1)
    const world = await online({ ...defaultSettings, calendar: { shareDay: true, rules: [] } })
    for (let each = 1; each <= 20; each++) world.publisher.setDay([{ ...day[0], until: start + each * minute }])
    world.publisher.setDay(day)
    await world.later(1000)
    world.publisher.setDay([...day])
    await world.later(5 * minute)
    expect(world.bodies).toHaveLength(2)
    expect(world.others()).toMatchObject({ availability: 'available', day })
    world.publisher.setChoice(choose({ status: 'offline' }))
    await world.later(1000)
    expect(world.bodies.at(-1)).not.toContain('timed-status')
    world.publisher.setDay(null)
    world.publisher.setChoice(choose({}))
    await world.later(1000)
    expect(world.others().day).toEqual([])
  })

  test('a calendar says what is on, its title where that may be told, and nothing while it is switched off', async () => {
    const world = await online()
    const activity = { name: 'meeting', text: null, from: start, until: start + 30 * minute } as const
    world.publisher.setOutside({ source: 'calendar', activity, note: null })
    expect(world.own()).toMatchObject({ decidedBy: 'calendar', note: null })
    world.publisher.setOutside({ source: 'calendar', activity, note: 'Quarterly review' })
    expect(world.own()?.note?.text).toBe('Quarterly review')
    world.set({ calendar: false })
    expect(world.own()).toMatchObject({ availability: 'available', automatic: [], note: null })
    world.set({ calendar: true })
    await world.later(31 * minute)
    expect(world.own()).toMatchObject({ availability: 'available', note: null })
  })

  test('a door that says the same again does not undo an undo', async () => {
    const world = await online()
    const activity = { name: 'meeting', text: null, from: null, until: null } as const
    world.publisher.setOutside({ source: 'outside', activity })
    world.publisher.undoAutomatic('outside')
    await world.later(minute)
    world.publisher.setOutside({ source: 'outside', activity })
    expect(world.own()).toMatchObject({ availability: 'available', automatic: [{ source: 'outside', undone: true }] })
    world.publisher.setOutside(null)
    world.publisher.setOutside({ source: 'outside', activity })
    expect(world.own()?.availability).toBe('busy')
  })

  test('a picture and who is reached in the place of the user are told', async () => {
    const shared: Settings['shared'] = {
      statusIcon: 'https://dialtone.test/maya.png',
      noteLanguage: null,
      related: [
        { relationship: 'assistant', address: 'luis@dialtone.test', priority: 0.2 },
        { relationship: 'family', address: 'tel:+441632960000', priority: 1 },
      ],
    }
    const world = await online({ ...defaultSettings, shared })
    const { statusIcon, services, availability } = world.others()
    expect([statusIcon, availability]).toEqual([shared.statusIcon, 'available'])
    const related = services.filter((each) => each.relationship !== null)
    expect(related.map((each) => [each.relationship, each.uri, each.priority, each.open])).toEqual([
      ['family', 'tel:+441632960000', 1, true],
      ['assistant', 'sip:luis@dialtone.test', 0.2, true],
    ])
  })

  test('the picture on the server of the user is told, until he names another, to those who may see it', async () => {
    const world = await online()
    const stored = 'https://xcap.dialtone.test/users/maya/oma_status-icon/index#blink-icon1'
    world.publisher.setPicture(stored)
    await world.later(1000)
    expect(world.others().statusIcon).toBe(stored)
    // Where Blink looks for it.
    const icons = () => parsePresence(world.publication.bodies.at(-1) ?? '').tuples.map(({ cipid }) => cipid?.icon)
    expect(icons()).toEqual([stored, stored])
    world.publisher.setShared({ ...sharedWithAll, cap: { ...sharedWithAll.cap, picture: 'no' } })
    await world.later(1000)
    expect(world.publication.bodies.at(-1)).not.toContain('oma_status-icon')
    world.publisher.setShared(sharedWithAll)
    const shared = { ...defaultSettings.shared, statusIcon: 'https://dialtone.test/maya.png' }
    world.share(shared)
    await world.later(1000)
    expect([world.others().statusIcon, icons()]).toEqual([shared.statusIcon, [undefined, undefined]])
    world.share(defaultSettings.shared)
    world.publisher.setPicture(null)
    await world.later(1000)
    expect(world.others().statusIcon).toBeNull()
  })

  test('what this computer can do is told only where that is wanted', async () => {
    const world = await online()
    const told = () =>
      parsePresence(world.publication.bodies.at(-1) ?? '').tuples.map((each) => each.capabilities?.audio)
    expect(told()).toEqual([null, true])
    world.set({ capabilities: false })
    await world.later(1000)
    expect(told()).toEqual([undefined, undefined])
    // Chat and calls are told apart all the same.
    expect(
      world
        .others()
        .services.map(({ kind }) => kind)
        .sort(),
    ).toEqual(['call', 'chat'])
  })

  test('a switch turned off takes back what it told', async () => {
    const world = await online()
    world.publisher.setCalls([call('active')])
    await world.later(1000)
    world.set({ phone: false, localTime: false, deviceNote: false })
    await world.later(1000)
    expect(world.others()).toMatchObject({ availability: 'available', timeOffset: null, devices: [{ note: null }] })
  })

  test('another time zone is noticed within a quarter of an hour', async () => {
    const world = await online()
    world.travel(-300)
    await world.later(15 * minute)
    expect(world.others().timeOffset).toBe(-300)
  })

  test('while appearing offline nothing automatic changes what is out there', async () => {
    const world = await online()
    world.publisher.setChoice(choose({ status: 'offline' }))
    await world.later(1000)
    const sent = world.bodies.length
    world.publisher.setCalls([call('active')])
    world.publisher.setIdle({ kind: 'locked', since: start })
    world.travel(0)
    await world.later(20 * minute)
    expect(world.bodies).toHaveLength(sent)
    expect(world.others().availability).toBe('offline')
  })
})

describe('the link', () => {
  test('what changes while it is down is handed over, and told as not sent', async () => {
    const world = await online()
    world.agent.offline()
    expect(world.own()?.publication).toEqual({ kind: 'not-sent' })
    world.publisher.setChoice(choose({ status: 'dnd' }))
    await world.later(1000)
    expect(world.others().availability).toBe('dnd')
    world.publication.answer({ kind: 'unreachable' })
    expect(world.own()).toMatchObject({ availability: 'dnd', publication: { kind: 'not-sent' } })
    const sent = world.bodies.length
    world.agent.online('sip:maya@dialtone.test;gr=1')
    await world.later(1000)
    // The publication itself sends what it has.
    expect(world.bodies).toHaveLength(sent)
    expect(world.own()?.publication).toEqual({ kind: 'sending' })
  })

  test.each([
    [403, { kind: 'forbidden', domain: 'dialtone.test', status: 403 }],
    [489, { kind: 'server-error', domain: 'dialtone.test', status: 489, reason: 'Bad Event' }],
    [513, { kind: 'too-long', limit: 32_000 }],
  ])('a server that answers %d is told as a failure', async (status, failure) => {
    const world = await online()
    world.publisher.setChoice(choose({ status: 'busy' }))
    await world.later(0)
    world.publication.answer({ kind: 'rejected', status, reason: 'Bad Event', retryAfter: null })
    expect(world.own()?.publication).toEqual({ kind: 'failed', failure })
  })

  test('stopping takes the publication and the subscription back', async () => {
    const world = await online()
    await world.publisher.stop()
    expect([world.publication.removed, world.publication.stopped, world.self.started]).toEqual([1, true, false])
    world.publisher.setChoice(choose({ status: 'busy' }))
    await world.later(20 * minute)
    expect(world.bodies).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('the user’s other devices', () => {
  /** What another Dialtone of the same user publishes. */
  async function elsewhere(
    choice: Partial<OwnChoice>,
    shared: Shared = sharedWithAll,
    outside: Parameters<PresencePublisher['setOutside']>[0] = null,
  ): Promise<string> {
    const agent = new FakeUserAgent()
    const channels = fakeChannels()
    const other = new PresencePublisher({
      accountId: 'a1',
      aor: 'maya@dialtone.test',
      instanceId: mobile,
      userAgent: agent.userAgent,
      state: recordedState().state,
      choiceStore: { load: () => null, save: () => {} },
      settings: () => defaultSettings,
      log: fakeLog(),
      channels,
      timeOffset: () => 60,
    })
    other.setShared(shared)
    other.start()
    agent.online()
    other.setChoice(choose(choice))
    other.setOutside(outside)
    other.setCalls([call('active')])
    await vi.advanceTimersByTimeAsync(300)
    await other.stop()
    return channels.publications[0]?.bodies.at(-1) ?? ''
  }
  const meeting = { name: 'meeting', text: null, from: null, until: null } as const

  test('what was set later there is taken over whole, but not its call', async () => {
    const world = await online()
    world.publisher.setChoice(choose({ status: 'available' }))
    await world.later(1000)
    const said = {
      status: 'busy',
      activities: [meeting],
      note: { text: 'Review', language: 'en' },
      mood: 'serious',
      placeIs: { audio: 'noisy', video: null, text: 'ok' },
      sphere: 'work',
      privacy: ['text'],
      until: start + 60 * minute,
    } as const
    world.self.notify(await elsewhere(said))
    await world.later(1000)
    expect(world.own()?.choice).toEqual({ ...automaticChoice, ...said, setAt: start + 2000 })
    expect(world.others()).toMatchObject({ availability: 'busy', note: { text: 'Review' } })
    expect(world.saved.at(-1)).toMatchObject({ status: 'busy' })
  })

  test.each(['calendar', 'outside'] as const)('what its %s notes is not taken for a note by hand', async (source) => {
    const world = await online()
    world.publisher.setChoice(choose({ status: 'busy' }))
    await world.later(1000)
    const body = await elsewhere({ mood: 'happy' }, sharedWithAll, { source, activity: meeting, note: 'Budget cuts' })
    world.self.notify(body)
    await world.later(1000)
    expect(compose([parsePresence(body)], Date.now()).note?.text).toBe('Budget cuts')
    expect(world.own()?.choice).toMatchObject({ status: null, mood: 'happy', note: null })
  })

  test('of one whose publication is cut down for others, the bare word is no choice of the user', async () => {
    const world = await online()
    const bare = { cap: noLevels, headline: false, activityNote: false }
    world.self.notify((await elsewhere({}, bare)).replaceAll('>busy<', '>available<'))
    world.publisher.setChoice(choose({ status: 'available', note: { text: 'Tea', language: null } }))
    await world.later(1000)
    world.self.notify(await elsewhere({ status: 'busy' }, bare))
    await world.later(1000)
    expect(world.own()?.choice).toMatchObject({ status: 'available', note: { text: 'Tea' } })
  })

  test('what was set earlier there is not', async () => {
    const world = await online()
    const body = await elsewhere({ status: 'busy' })
    world.publisher.setChoice(choose({ status: 'available' }))
    world.self.notify(body)
    await world.later(1000)
    expect(world.own()?.choice.status).toBe('available')
  })

  test('a clock ahead of ours does not win for ever', async () => {
    const world = await online()
    const body = (await elsewhere({ status: 'busy' })).replaceAll('14:02', '14:05')
    world.self.notify(body)
    await world.later(1000)
    expect(world.own()?.choice.status).toBe('busy')
    world.publisher.setChoice(choose({ status: 'available' }))
    world.self.notify(body)
    await world.later(1000)
    expect(world.own()?.choice.status).toBe('available')
  })

  test('what comes back of our own is not taken for another device', async () => {
    const world = await online()
    world.publisher.setChoice(choose({ status: 'busy' }))
    await world.later(1000)
    const saves = world.saved.length
    world.self.notify(world.bodies.at(-1) ?? '')
    await world.later(1000)
    expect(world.saved).toHaveLength(saves)
  })

  test('Blink starting says nothing; Blink changing is followed', async () => {
    const world = await online()
    world.publisher.setChoice(choose({ status: 'busy' }))
    await world.later(1000)
    const at = (time: string, extended: string, doing: string) =>
      blink(extended, doing, 'Tea', `2026-11-20T${time}Z`, mobile)
    world.self.notify(at('14:03:00', 'available', '<rpid:other>available</rpid:other>'))
    await world.later(1000)
    expect(world.own()?.choice.status).toBe('busy')
    world.self.notify(at('14:04:00', 'away', '<rpid:away/>'))
    await world.later(1000)
    expect(world.own()?.choice).toMatchObject({ status: 'away', note: { text: 'Tea' } })
    // With Blink among the user's devices, what breaks it is left out.
    world.publisher.setChoice(choose({ sphere: 'work' }))
    await world.later(1000)
    expect(world.bodies.at(-1)).not.toContain('rpid:sphere')
  })

  test('Blink repeating our automatic status does not make it ours by hand', async () => {
    const world = await online()
    world.self.notify(blink('available', '<rpid:other>available</rpid:other>', '', '2026-11-20T14:02:30Z', mobile))
    const activity = { name: 'meeting', text: null, from: null, until: start + 30 * minute } as const
    world.publisher.setOutside({ source: 'calendar', activity })
    await world.later(1000)
    world.self.notify(blink('busy', '<rpid:busy/>', 'In a meeting', '2026-11-20T14:02:40Z', mobile))
    await world.later(1000)
    expect(world.own()).toMatchObject({ decidedBy: 'calendar', choice: { status: null, note: null } })
    await world.later(minute)
    world.self.notify(blink('busy', '<rpid:busy/>', 'My own words', '2026-11-20T14:03:40Z', mobile))
    await world.later(1000)
    expect(world.own()).toMatchObject({ decidedBy: 'hand', choice: { status: 'busy', note: { text: 'My own words' } } })
  })

  test('Blink going invisible hides us too; Blink quitting does not', async () => {
    const world = await online()
    world.self.notify(blink('available', '<rpid:other>available</rpid:other>', '', '2026-11-20T14:02:30Z', mobile))
    const stripped = `<presence xmlns="urn:ietf:params:xml:ns:pidf"><tuple id="SID-${mobile}"><status><basic>closed</basic></status></tuple></presence>`
    world.self.notify(stripped)
    await world.later(1000)
    expect(world.own()?.availability).toBe('available')
    world.self.notify(
      blink('offline', '<rpid:other>offline</rpid:other>', '', '2026-11-20T14:03:30Z', mobile).replaceAll(
        `SID-${mobile}`,
        'SID-7e3d4f0c9a1b2c3d4e5f60718293a4b5',
      ),
    )
    await world.later(1000)
    expect(world.own()).toMatchObject({ availability: 'offline', choice: { status: 'offline' } })
  })

  test('an unreadable document changes nothing and is logged without its text', async () => {
    const world = await online()
    world.self.notify('<presence><note>secret</presence>')
    expect(world.log.lines).toHaveLength(1)
    expect(world.log.lines[0]).toContain('unreadable')
    expect(world.log.lines[0]).not.toContain('secret')
    expect(world.own()?.availability).toBe('available')
  })

  test('somebody with Blink among the people makes the profile safe', async () => {
    const world = await online()
    world.publisher.setChoice(choose({ sphere: 'home' }))
    await world.later(1000)
    expect(world.bodies.at(-1)).toContain('rpid:sphere')
    world.publisher.setBlinkAround(true)
    await world.later(1000)
    expect(world.bodies.at(-1)).not.toContain('rpid:sphere')
    expect(world.others().sphere).toBe('home')
  })
})

describe('sent means sent', () => {
  test('an answer to the last change is not told as the answer to a newer one', async () => {
    const world = await online()
    world.publisher.setChoice(choose({ status: 'busy' }))
    await world.later(0)
    world.publisher.setChoice(choose({ status: 'dnd' }))
    expect(world.own()).toMatchObject({ availability: 'dnd', publication: { kind: 'sending' } })
    world.publication.answer()
    expect(world.own()).toMatchObject({ availability: 'dnd', publication: { kind: 'sending' } })
    await world.later(250)
    world.publication.answer()
    expect(world.own()).toMatchObject({ availability: 'dnd', publication: { kind: 'sent' } })
  })

  test('what was set until a time ends within half a minute of a clock that is set beyond it', async () => {
    const world = await online()
    world.publisher.setChoice(choose({ status: 'busy', until: start + 60 * minute }))
    await world.later(1000)
    vi.setSystemTime(start + 2 * 60 * minute)
    await world.later(30_000)
    expect(world.own()).toMatchObject({ availability: 'available', choice: { status: null } })
    expect(world.others().availability).toBe('available')
  })

  test('a clock that was set back keeps no change waiting', async () => {
    const world = await online()
    world.publisher.setChoice(choose({ status: 'busy' }))
    await world.later(0)
    world.publication.answer()
    vi.setSystemTime(Date.now() - 60 * minute)
    world.publisher.setChoice(choose({ status: 'dnd' }))
    await world.later(250)
    expect(world.bodies.at(-1)).toContain('dnd')
  })

  test('an event that ends is published with its end, and holds until its calendar says what comes then', async () => {
    const world = await online()
    const activity = { name: 'meeting', text: null, from: start, until: start + 30 * minute } as const
    world.publisher.setOutside({ source: 'calendar', activity })
    await world.later(0)
    expect(world.bodies.at(-1)).toContain('until="2026-11-20T14:32:00Z"')
    const sent = world.bodies.length
    await world.later(start + 30 * minute - Date.now() + 100)
    expect(world.bodies).toHaveLength(sent)
    expect(world.own()?.activities[0]?.name).toBe('meeting')
    world.publisher.setOutside({
      source: 'calendar',
      activity: { ...activity, name: 'meal', from: start + 30 * minute, until: start + 60 * minute },
    })
    await world.later(0)
    expect(world.bodies).toHaveLength(sent + 1)
    expect(world.others().activities.map(({ name }) => name)).toEqual(['meal'])
    // And a calendar that says no more does not keep anybody in a meal.
    await world.later(31 * minute)
    expect(world.own()?.activities).toEqual([])
  })

  test('a change taken back before it went out is sent already', async () => {
    const world = await online()
    world.publisher.setIdle({ kind: 'active' })
    await world.later(0)
    world.publication.answer()
    world.publisher.setCalls([call('active')])
    expect(world.own()?.publication.kind).toBe('sending')
    world.publisher.setCalls([])
    await world.later(1000)
    expect(world.own()?.publication.kind).toBe('sent')
    expect(world.bodies).toHaveLength(2)
  })
})
