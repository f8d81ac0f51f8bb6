import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Activity, automaticChoice, type OwnChoice } from '#contract/presence'
import { hasKamailio, type Lab } from '../../lab/lab.mjs'
import { hasBaresip, hasLinphone, startBaresip, startLinphone } from './peers.ts'
import { startOwnLab } from './sip-fixture.ts'
import { WholeApplication } from './whole-application.ts'

let folder: string
let lab: (Lab & { remove(): Promise<void> }) | null = null
let maya: WholeApplication

// Each has a server of its own: what went wrong with one is not there for the next.
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dialtone-peers-'))
  if (!hasKamailio() || !(hasLinphone || hasBaresip)) return
  lab = await startOwnLab()
  maya = await new WholeApplication(lab, 'maya').signIn()
  for (const user of ['luis', 'ken']) maya.softphone.roster.add(lab.account(user).aor.replace(/^sip:/, ''), user)
})
afterEach(async () => {
  await maya?.stop()
  await lab?.remove()
  rmSync(folder, { recursive: true, force: true })
})

const status = (name: OwnChoice['status']): Omit<OwnChoice, 'setAt'> => ({ ...automaticChoice, status: name })
const doing = (name: Activity['name']): Omit<OwnChoice, 'setAt'> => ({
  ...automaticChoice,
  activities: [{ name, text: null, from: null, until: null }],
})

const waiting = { timeout: 30_000, interval: 50 }
const shows = (aor: string, availability: string) =>
  vi.waitFor(() => expect(maya.person(aor)?.availability).toBe(availability), waiting)

describe.skipIf(!hasKamailio() || !hasLinphone)('Linphone (skipped without Kamailio and linphone-cli)', () => {
  test('sees our status as its own users would set it, is seen, and both write', async () => {
    const server = lab as Lab
    const linphone = startLinphone(server, join(folder, 'linphone'), 'luis', 'maya')
    try {
      const says = (words: string) => linphone.says(`<${server.account('maya').aor}> is ${words}\n`)
      await says('Online')
      await shows('luis@dialtone.test', 'available')
      for (const [choice, words] of [
        [status('busy'), 'Busy'],
        [status('away'), 'Away'],
        [status('available'), 'Online'],
        [doing('meeting'), 'Do not disturb'],
        [doing('meal'), 'Out to lunch'],
        [doing('on-the-phone'), 'On the phone'],
        [doing('vacation'), 'Vacation'],
        [status('offline'), 'Offline'],
        [automaticChoice, 'Online'],
      ] as const) {
        maya.softphone.publisher.setChoice(choice)
        await says(words)
      }

      const { messaging } = maya.softphone
      linphone.type(`chat ${server.account('maya').aor} Grüße von Luis`)
      const messages = () => messaging.range('luis@dialtone.test', 0, 10)
      await vi.waitFor(() => expect(messages()).toMatchObject([{ direction: 'in', text: 'Grüße von Luis' }]), waiting)
      messaging.send('luis@dialtone.test', 'Größe <42> & mehr')
      await linphone.says('Größe <42> & mehr')
      await vi.waitFor(
        () => expect(messages()).toMatchObject([{}, { direction: 'out', delivery: { kind: 'sent' } }]),
        waiting,
      )
    } finally {
      await linphone.stop()
    }
    await shows('luis@dialtone.test', 'offline')
  })
})

describe.skipIf(!hasKamailio() || !hasBaresip)('baresip (skipped without Kamailio and baresip-core)', () => {
  // baresip 1.0 says "unknown" as it starts and "open" once it is registered. Where registering takes long it does not wait for the
  // answer to the first: both stay at the server, of two with the same ids Kamailio tells the older, and the test begins anew.
  test('sees who is there, busy or gone, and is seen', { retry: 3 }, async () => {
    const server = lab as Lab
    maya.softphone.publisher.setChoice(status('available'))
    const baresip = await startBaresip(server, join(folder, 'baresip'), 'ken', 'maya')
    try {
      const says = (words: string) => baresip.says(`to \u001B[${words === 'Online' ? 32 : 31}m${words}`)
      await baresip.command('presence_online')
      await shows('ken@dialtone.test', 'available')
      const watches = () => expect(maya.watcher('ken@dialtone.test')).toMatchObject({ status: 'active' })
      await vi.waitFor(watches, waiting)
      for (const [choice, words] of [
        [status('busy'), 'Busy'],
        [status('available'), 'Online'],
        [status('offline'), 'Offline'],
        [automaticChoice, 'Online'],
      ] as const) {
        maya.softphone.publisher.setChoice(choice)
        await says(words)
      }
    } finally {
      await baresip.stop()
    }
  })
})
