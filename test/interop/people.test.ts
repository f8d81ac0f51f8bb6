import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { automaticChoice } from '#contract/presence'
import { defaultSettings } from '#contract/settings'
import { sipChannels } from '../../electron/presence/channels.ts'
import { PresencePublisher } from '../../electron/presence/presence-publisher.ts'
import { PresenceWatcher } from '../../electron/presence/presence-watcher.ts'
import { hasKamailio } from '../../lab/lab.mjs'
import { xcap } from '../lab/raw-xcap.ts'
import { type Device, shownPeople, startDevice } from '../roster/device.ts'
import { meetAgain } from '../roster/meeting.ts'
import { until } from '../xcap/fixture.ts'
import { agentOf, linkIs, silentLog, startOwnLab, stopAll } from './sip-fixture.ts'

const prove = process.env['DIALTONE_PROVE'] === '1'

describe.skipIf(!hasKamailio())('people on the server of a real Kamailio (skipped where it is not installed)', () => {
  let lab: Awaited<ReturnType<typeof startOwnLab>>
  const endings: (() => Promise<void>)[] = []

  beforeAll(async () => {
    lab = await startOwnLab({ extraUsers: 4 })
  })
  afterEach(async () => {
    await Promise.all(endings.splice(0).map((end) => end()))
    await stopAll()
  })
  afterAll(() => lab.remove())

  const bare = (user: string): string => lab.account(user).aor.replace(/^sip:/, '')
  const deviceOf = (user: string): Promise<Device> =>
    startDevice({ root: lab.urls.xcap.replace(/\/$/, ''), aor: bare(user), password: lab.account(user).password })
  const onServer = async (user: string, auid = 'resource-lists'): Promise<string> => {
    const answer = await xcap(lab, user, 'GET', auid)
    return answer.status === 200 ? answer.text() : ''
  }

  async function same(...devices: readonly Device[]): Promise<void> {
    for (let pass = 0; pass < 2; pass++) {
      for (const device of devices) {
        device.link()
        await until(() => device.isSaved())
        await device.documents.settled()
      }
    }
    const [first, ...others] = devices.map(shownPeople)
    for (const other of others) expect(other).toEqual(first)
  }

  test('the first sign-in on an empty server writes, the second device sees everybody', async () => {
    const laptop = await deviceOf('user1')
    await until(() => laptop.isSaved())
    const group = laptop.roster.addGroup('Team “A” & B')
    const team = group.ok ? group.value.id : ''
    laptop.roster.addGroup('Nächte', team)
    laptop.roster.add('maya', 'Maya', [team])
    laptop.roster.add('zoe', 'Zoë 👋')
    const [maya] = laptop.roster.contacts
    laptop.roster.change(maya!.id, {
      notes: 'zwei\nZeilen',
      addresses: [...maya!.addresses, { uri: 'tel:+4930', label: 'mobile' }],
    })
    await until(() => laptop.isSaved())
    const phone = await deviceOf('user1')
    await same(laptop, phone)
    expect(phone.roster.contacts.map(({ name }) => name)).toEqual(['Maya', 'Zoë 👋'])
    expect(phone.roster.groups.map(({ name }) => name)).toEqual(['Team “A” & B', 'Nächte'])
  })

  test('edits of both at once, in random order, end the same on both and on the server', {
    timeout: 900_000,
  }, async () => {
    const [laptop, phone] = [await deviceOf('user2'), await deviceOf('user2')]
    await until(() => laptop.isSaved() && phone.isSaved())
    await meetAgain({
      devices: [
        ['laptop', laptop],
        ['phone', phone],
      ],
      onServer: () => onServer('user2'),
      rounds: prove ? 200 : 10,
      seed: 11,
    })
  })

  /** Somebody who tells all how they are. */
  async function present(user: string, activity: 'meeting' | 'meal') {
    const agent = agentOf(lab, user, 'ws')
    const publisher = new PresencePublisher({
      accountId: user,
      aor: bare(user),
      instanceId: `00000000-0000-4000-9100-${user.length.toString().padStart(12, '0')}`,
      userAgent: agent,
      state: (await startDevice({ aor: bare(user) })).state,
      choiceStore: { load: () => null, save: () => {} },
      settings: () => defaultSettings,
      log: silentLog,
    })
    publisher.start()
    publisher.setChoice({ ...automaticChoice, activities: [{ name: activity, text: null, from: null, until: null }] })
    endings.push(() => publisher.stop())
    agent.start()
    await linkIs(agent, 'online')
  }

  test('everybody is watched by one subscription to the list, who is added too', { timeout: 60_000 }, async () => {
    await Promise.all([present('maya', 'meeting'), present('luis', 'meal')])
    const anna = await deviceOf('anna')
    await until(() => anna.lists.state.kind === 'saved')
    const agent = agentOf(lab, 'anna', 'ws')
    const running = new Set<string>()
    const { publication, subscription } = sipChannels(agent)
    const watcher = new PresenceWatcher({
      accountId: 'anna',
      userAgent: agent,
      state: anna.state,
      log: silentLog,
      channels: {
        publication,
        subscription: (options) => {
          const opened = subscription(options)
          running.add(options.target)
          const stop = opened.stop.bind(opened)
          return Object.assign(opened, {
            stop: () => {
              running.delete(options.target)
              return stop()
            },
          })
        },
      },
    })
    endings.push(() => watcher.stop())
    watcher.start()
    agent.start()
    await linkIs(agent, 'online')
    anna.roster.onChange((contacts) => watcher.setContacts(contacts.map(({ aor }) => aor)))
    const doing = (user: string) =>
      anna.state.current.presentities[`anna ${bare(user)}`]?.activities.map(({ name }) => name) ?? []
    anna.roster.add('maya', 'Maya')
    await until(() => anna.isSaved() && anna.services.base.text !== null)
    expect(await onServer('anna', 'rls-services')).toContain('+presence@')
    const uri = anna.listUris.at(-1) ?? null
    expect(uri).toBe(`sip:${bare('anna').replace('@', '+presence@')}`)
    expect([...running]).toEqual([`sip:${bare('maya')}`])
    watcher.setResourceList(uri)
    await until(() => doing('maya').includes('meeting'))
    anna.roster.add('luis', 'Luis')
    expect([...running]).toContain(`sip:${bare('luis')}`)
    await until(() => doing('luis').includes('meal'))
    // The one just added is asked directly at first; in the end there is the list alone.
    await until(() => running.size === 1)
    expect([...running]).toEqual([uri])
  })
})
