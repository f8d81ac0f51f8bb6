import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Activity, type ActivityName, automaticChoice, type OwnChoice, type Presentity } from '#contract/presence'
import { defaultSettings } from '#contract/settings'
import { type Channels, sipChannels } from '../../electron/presence/channels.ts'
import { PresencePublisher } from '../../electron/presence/presence-publisher.ts'
import { PresenceWatcher } from '../../electron/presence/presence-watcher.ts'
import { type KeptTag, Publication, type PublicationOptions } from '../../electron/sip/publication.ts'
import type { Notification } from '../../electron/sip/subscription.ts'
import type { SipTransport, UserAgent } from '../../electron/sip/user-agent.ts'
import { State } from '../../electron/state.ts'
import { startFaultProxy } from '../../lab/fault-proxy.mjs'
import { hasKamailio, type Lab } from '../../lab/lab.mjs'
import { xcap } from '../lab/raw-xcap.ts'
import { agentOf, linkIs, silentLog, startOwnLab, stopAll } from './sip-fixture.ts'

const patience = 15_000

describe.skipIf(!hasKamailio())('presence through Kamailio (skipped where it is not installed)', () => {
  let lab: Lab & { remove(): Promise<void> }
  let devices = 0
  const endings: (() => Promise<void>)[] = []

  beforeAll(async () => {
    lab = await startOwnLab()
  })
  afterEach(async () => {
    await Promise.all(endings.splice(0).map((end) => end()))
    await stopAll()
  })
  afterAll(() => lab.remove())

  /** One device of somebody: publishes, and watches the people named. */
  async function device(
    name: string,
    transport: SipTransport,
    people: readonly string[] = [],
    resourceList: string | null = null,
    channels: (agent: UserAgent) => Channels = sipChannels,
    how: {
      readonly instanceId?: string
      readonly server?: string
      readonly said?: Activity
      readonly tags?: Tags
    } = {},
  ) {
    const { instanceId = `00000000-0000-4000-9000-${String(++devices).padStart(12, '0')}`, server, said, tags } = how
    const aor = lab.account(name).aor.replace(/^sip:/, '')
    const agent = agentOf(lab, name, transport, server === undefined ? {} : { server })
    const state = new State()
    const publisher = new PresencePublisher({
      accountId: name,
      aor,
      instanceId,
      userAgent: agent,
      state,
      choiceStore: { load: () => null, save: () => {} },
      settings: () => defaultSettings,
      log: silentLog,
      channels: channels(agent),
      ...(tags ? { tags } : {}),
    })
    if (said !== undefined) publisher.setOutside({ source: 'calendar', activity: said })
    const watcher = new PresenceWatcher({
      accountId: name,
      userAgent: agent,
      state,
      log: silentLog,
      resourceList,
      channels: channels(agent),
    })
    publisher.start()
    watcher.start()
    watcher.setContacts(people)
    endings.push(async () => {
      await Promise.all([publisher.stop(), watcher.stop()])
    })
    agent.start()
    await linkIs(agent, 'online')
    return {
      aor,
      agent,
      publisher,
      state,
      set: (choice: Partial<OwnChoice>) => publisher.setChoice({ ...automaticChoice, ...choice }),
      own: () => state.current.ownPresence[name],
    }
  }

  type Tags = NonNullable<PublicationOptions['tags']>
  type Device = Awaited<ReturnType<typeof device>>

  function sees(watching: Device, aor: string, fits: (person: Presentity) => boolean): Promise<Presentity> {
    return new Promise((resolve, reject) => {
      const find = () => Object.values(watching.state.current.presentities).find((each) => each.aor === aor)
      const look = () => {
        const person = find()
        if (!person || !fits(person)) return
        clearTimeout(timer)
        end()
        resolve(person)
      }
      const timer = setTimeout(() => {
        end()
        reject(new Error(`seen instead: ${JSON.stringify(find())}`))
      }, patience)
      const end = watching.state.onBatch(look)
      look()
    })
  }

  const doing = (name: ActivityName): Activity => ({ name, text: null, from: null, until: null })

  test('each state somebody sets is seen by another as it was meant', async () => {
    const maya = await device('maya', 'wss')
    const anna = await device('anna', 'tls', [maya.aor])
    await sees(anna, maya.aor, (person) => person.availability === 'available' && person.knowledge.kind === 'current')
    for (const [name, availability] of [
      ['on-the-phone', 'phone'],
      ['away', 'away'],
      ['appointment', 'busy'],
      ['holiday', 'offline'],
      ['meal', 'away'],
      ['meeting', 'busy'],
      ['steering', 'busy'],
      ['in-transit', 'busy'],
      ['travel', 'busy'],
      ['vacation', 'offline'],
      ['busy', 'busy'],
      ['permanent-absence', 'offline'],
    ] as const) {
      maya.set({ activities: [doing(name)], note: { text: `Doing <${name}> & more`, language: null } })
      const person = await sees(anna, maya.aor, (each) => each.activities[0]?.name === name && each.note !== null)
      expect([person.availability, person.note?.text], name).toEqual([availability, `Doing <${name}> & more`])
      expect(person.activities).toHaveLength(1)
    }
    maya.set({ status: 'dnd' })
    const quiet = await sees(anna, maya.aor, (person) => person.availability === 'dnd')
    expect(quiet.services.map((each) => [each.kind, each.open])).toEqual([
      ['chat', true],
      ['call', false],
    ])
    maya.set({ status: 'offline' })
    await sees(anna, maya.aor, (person) => person.availability === 'offline')
    maya.set({ status: 'available' })
    await sees(anna, maya.aor, (person) => person.availability === 'available')
  })

  test('two devices of one person are seen as one, and follow each other', async () => {
    const desk = await device('maya', 'wss')
    const laptop = await device('maya', 'tcp')
    const anna = await device('anna', 'ws', [desk.aor])
    desk.set({ status: 'busy', note: { text: 'Review', language: 'en' }, sphere: 'work' })
    const busy = await sees(anna, desk.aor, (person) => person.note?.text === 'Review')
    expect(busy).toMatchObject({ availability: 'busy', sphere: 'work' })
    await followed(laptop, (choice) => choice.status === 'busy' && choice.note?.text === 'Review')

    // One device at rest says nothing while the other is in use.
    desk.set({ status: null })
    await followed(laptop, (choice) => choice.status === null)
    laptop.publisher.setIdle({ kind: 'locked', since: Date.now() })
    desk.publisher.setIdle({ kind: 'active' })
    await sees(
      anna,
      desk.aor,
      (person) => person.devices.some((each) => each.idle) && person.availability === 'available',
    )
    desk.publisher.setIdle({ kind: 'locked', since: Date.now() })
    await sees(anna, desk.aor, (person) => person.availability === 'away')

    laptop.publisher.setIdle({ kind: 'active' })
    laptop.set({ activities: [doing('meeting')] })
    await sees(anna, desk.aor, (person) => person.availability === 'busy')
  })

  function followed(on: Device, fits: (choice: OwnChoice) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        end()
        reject(new Error(`chosen there: ${JSON.stringify(on.own()?.choice)}`))
      }, patience)
      const look = () => {
        const choice = on.own()?.choice
        if (!choice || !fits(choice)) return
        clearTimeout(timer)
        end()
        resolve()
      }
      const end = on.state.onBatch(look)
      look()
    })
  }

  test('signing off is seen, and a lost link makes last known', async () => {
    const luis = await device('luis', 'tls')
    const anna = await device('anna', 'tls', [luis.aor])
    luis.set({ status: 'away' })
    await sees(anna, luis.aor, (person) => person.availability === 'away')
    await luis.publisher.stop()
    await sees(
      anna,
      luis.aor,
      (person) => person.availability === 'offline' || person.knowledge.kind === 'nothing-shared',
    )
    const maya = await device('maya', 'tls')
    const priya = await device('priya', 'wss', [maya.aor])
    await sees(priya, maya.aor, (person) => person.availability === 'available')
    await priya.agent.stop()
    const person = await sees(priya, maya.aor, (each) => each.knowledge.kind === 'last-known')
    expect(person).toMatchObject({ availability: 'available', knowledge: { cause: 'link' } })
  })

  describe('whose program ends without a word in a meeting', () => {
    const instanceId = '00000000-0000-4000-9001-000000000001'
    const meetingFor = (seconds: number): Activity => {
      return { name: 'meeting', text: null, from: Date.now() - 60_000, until: Date.now() + seconds * 1000 }
    }

    /** What her computer keeps over the end of the program. */
    let kept: KeptTag | null
    const tags: Tags = {
      load: () => kept,
      save: (tag) => {
        kept = tag
      },
    }
    beforeEach(() => {
      kept = null
    })

    /** Maya's computer, in a meeting that her calendar tells, behind a network that ends; her publication lasts so many seconds. */
    async function inMeeting(said: Activity, expires: number) {
      const proxy = await startFaultProxy({ port: lab.ports.sip })
      endings.push(() => proxy.stop())
      const short = (agent: UserAgent): Channels => ({
        ...sipChannels(agent),
        publication: (options) => new Publication(agent, { ...options, expires }),
      })
      const server = lab.urls.tcp.replace(String(lab.ports.sip), String(proxy.port))
      const maya = await device('maya', 'tcp', [], null, short, { instanceId, server, said, tags })
      const crash = async () => {
        await proxy.set('refuse')
        proxy.cut()
      }
      return { maya, crash }
    }
    const back = (said: Activity | undefined) =>
      device('maya', 'tcp', [], null, sipChannels, { instanceId, tags, ...(said ? { said } : {}) })

    test('he is busy until the server forgets him, in the meeting no longer than it lasts; then gone, then back', async () => {
      const { maya, crash } = await inMeeting(meetingFor(7), 12)
      const anna = await device('anna', 'tls', [maya.aor])
      const seen = await sees(anna, maya.aor, (person) => person.activities[0]?.name === 'meeting')
      expect(seen).toMatchObject({ availability: 'busy', source: 'calendar' })
      await crash()
      // Nobody says that he is free: he was to say what comes then.
      const after = await sees(anna, maya.aor, (person) => person.activities.length === 0)
      expect(after).toMatchObject({ availability: 'busy', knowledge: { kind: 'current' } })
      const gone = await sees(anna, maya.aor, (person) => person.availability !== 'busy')
      expect(['offline', 'unknown']).toContain(gone.availability)
      await back(meetingFor(600))
      const again = await sees(anna, maya.aor, (person) => person.availability === 'busy')
      expect(again.activities.map(({ name }) => name)).toEqual(['meeting'])
    })

    test('who starts again before that is what he says now, not what he said before', async () => {
      const { maya, crash } = await inMeeting(meetingFor(600), 600)
      const anna = await device('anna', 'tls', [maya.aor])
      await sees(anna, maya.aor, (person) => person.activities[0]?.name === 'meeting')
      await crash()
      // The meeting was called off meanwhile.
      await back(undefined)
      const now = await sees(anna, maya.aor, (person) => person.availability === 'available')
      expect(now.activities).toEqual([])
      expect(now.services).toHaveLength(2)
    })
  })

  test('one subscription to a list at the server shows everybody in it', async () => {
    const [maya, luis] = [await device('maya', 'tls'), await device('luis', 'tcp')]
    maya.set({ activities: [doing('meeting')] })
    luis.set({ status: 'away' })
    await putList('anna', 'anna-friends', ['maya', 'luis'])
    const anna = await device('anna', 'tls', [maya.aor, luis.aor], `sip:anna-friends@${lab.domain}`)
    await sees(anna, maya.aor, (person) => person.availability === 'busy' && person.knowledge.kind === 'current')
    await sees(anna, luis.aor, (person) => person.availability === 'away')
    // A partial state: one changes, the other stays.
    luis.set({ status: 'dnd' })
    await sees(anna, luis.aor, (person) => person.availability === 'dnd')
    await sees(anna, maya.aor, (person) => person.availability === 'busy')
  })

  async function putList(owner: string, list: string, names: readonly string[]): Promise<void> {
    const people = names.map((name) => `<entry uri="sip:${name}@${lab.domain}"/>`).join('')
    const services =
      '<?xml version="1.0"?><rls-services xmlns="urn:ietf:params:xml:ns:rls-services" ' +
      'xmlns:rl="urn:ietf:params:xml:ns:resource-lists">' +
      `<service uri="sip:${list}@${lab.domain}"><list xmlns="urn:ietf:params:xml:ns:resource-lists">${people}</list>` +
      '<packages><package>presence</package></packages></service></rls-services>'
    expect((await xcap(lab, owner, 'PUT', 'rls-services', services)).ok).toBe(true)
  }

  test('who is not on the list at the server is asked directly, and a lost NOTIFY of the list is made good', async () => {
    const [maya, luis, ken] = [await device('maya', 'tls'), await device('luis', 'tcp'), await device('ken', 'wss')]
    maya.set({ activities: [doing('meeting')] })
    ken.set({ activities: [doing('travel')] })
    await putList('priya', 'priya-friends', ['maya', 'luis'])
    let losing = false
    const lost: Notification[] = []
    const told: string[] = []
    const lossy = (agent: UserAgent): Channels => {
      const channels = sipChannels(agent)
      return {
        ...channels,
        subscription: (options) => {
          const subscription = channels.subscription(options)
          const isList = options.target.includes('priya-friends')
          return {
            start: () => subscription.start(),
            stop: () => subscription.stop(),
            refresh: () => subscription.refresh(),
            askAnew: () => subscription.askAnew(),
            get state() {
              return subscription.state
            },
            onState: (listener) => subscription.onState(listener),
            onNotify: (listener) =>
              subscription.onNotify((notification) => {
                const version = /<list [^>]*version="\d+"[^>]*>/.exec(notification.body)?.[0]
                if (isList && losing && version?.includes('fullState="false"')) {
                  lost.push(notification)
                  losing = false
                  return
                }
                if (isList && version) told.push(notification.body)
                listener(notification)
              }),
          }
        },
      }
    }
    const priya = await device('priya', 'tls', [maya.aor, luis.aor, ken.aor], `sip:priya-friends@${lab.domain}`, lossy)
    await sees(priya, maya.aor, (person) => person.availability === 'busy' && person.knowledge.kind === 'current')
    await sees(priya, luis.aor, (person) => person.availability === 'available')
    await sees(priya, ken.aor, (person) => person.activities[0]?.name === 'travel')

    losing = true
    luis.set({ activities: [doing('meal')] })
    await expect.poll(() => lost.length, { timeout: patience }).toBe(1)
    const before = told.length
    maya.set({ status: 'dnd' })
    await sees(priya, maya.aor, (person) => person.availability === 'dnd')
    // What the lost one said comes with the whole state that is asked for.
    await sees(priya, luis.aor, (person) => person.activities[0]?.name === 'meal')
    // Kamailio marks it as partial, but names everybody in it.
    const isWhole = (body: string) => [maya, luis].every(({ aor }) => body.includes(`<resource uri="sip:${aor}"`))
    await expect.poll(() => told.slice(before).some(isWhole), { timeout: patience }).toBe(true)
    expect(told[0]).toContain('fullState="true"')
  })
})
