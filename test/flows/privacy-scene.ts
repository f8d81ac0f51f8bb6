import { expect } from 'vitest'
import { automaticChoice, type OwnChoice } from '#contract/presence'
import type { Detail, Grant } from '#contract/privacy'
import { parsePresence } from '../../electron/documents/pidf.ts'
import { type Composed, compose } from '../../electron/presence/composition.ts'
import { eventually } from '../eventually.ts'
import { FakeSipServer } from '../fakes/fake-sip-server.ts'
import { FakeXcapServer } from '../fakes/fake-xcap-server.ts'
import { PresenceAgent } from '../fakes/presence-agent.ts'
import { RunningApplication } from '../fakes/running-application.ts'
import { ScriptedWatcher } from '../fakes/scripted-watcher.ts'

export const [anna, bob, carol, eve] = [
  'anna@example.org',
  'bob@example.org',
  'carol@example.com',
  'eve@evil.example',
] as const

/** Anna on a server that follows the RFCs, or says it is another, and those who watch her over SIP. */
export class PrivacyScene {
  readonly sip = new FakeSipServer()
  readonly xcap = new FakeXcapServer()
  readonly watchers = new Map<string, ScriptedWatcher>()
  agent!: PresenceAgent
  readonly #running: RunningApplication[] = []

  async begin(): Promise<void> {
    // People are watched one by one: the list service is another subject.
    this.xcap.auids = ['xcap-caps', 'resource-lists', 'pres-rules', 'pidf-manipulation']
    await this.xcap.start()
    this.agent = new PresenceAgent(this.sip, this.xcap, anna, bob)
  }

  async end(): Promise<void> {
    await Promise.all(this.#running.map(({ application }) => application.stop()))
    for (const watcher of this.watchers.values()) watcher.close()
    this.agent.stop()
    await this.xcap.stop()
  }

  /** Ready as soon as the server has what she wants. */
  async signIn(
    software: string | null,
    options: { user?: string; profile?: string } = {},
  ): Promise<RunningApplication> {
    this.sip.software = software
    const app = new RunningApplication({ server: this.sip, xcapRoot: this.xcap.root, ...options })
    this.#running.push(app)
    await app.signIn()
    await eventually(() => expect(privacyOf(app)?.keeping.kind).toBe('saved'))
    return app
  }

  /** The device that kept this profile, again. */
  async restart(software: string | null, { profile }: { profile: string }): Promise<RunningApplication> {
    this.sip.software = software
    const app = new RunningApplication({ server: this.sip, xcapRoot: this.xcap.root, profile })
    this.#running.push(app)
    await app.start()
    app.application.connect()
    return app
  }

  watch(aor: string, options: { user?: string; name?: string } = {}): ScriptedWatcher {
    const watcher = new ScriptedWatcher(this.sip, aor, options)
    this.watchers.get(aor)?.close()
    this.watchers.set(aor, watcher)
    watcher.subscribe(anna)
    return watcher
  }

  /** As the server has them now. */
  get rules(): string {
    return this.xcap.text(`pres-rules/users/sip:${anna}/index`) ?? ''
  }

  /** Another program writes them. */
  setRules(text: string): void {
    this.xcap.write(`pres-rules/users/sip:${anna}/index`, text)
  }
}

export const privacyOf = (app: RunningApplication) => app.state.current.privacy[app.accountId]

/** What our own reader makes of what somebody was told last. */
export function seenBy(watcher: ScriptedWatcher): Composed | null {
  return watcher.state === 'active' && watcher.document !== null
    ? compose([parsePresence(watcher.document)], Date.now())
    : null
}

/** A group with this person in it, and its column. */
export function add(app: RunningApplication, aor: string, group: string): string {
  const made = app.softphone.roster.addGroup(group)
  if (!made.ok) throw new Error('no group')
  app.softphone.roster.add(aor, '', [made.value.id])
  return made.value.id
}

export const grants = (column: string, detail: Detail, level: Grant['level'], when: Grant['when'] = 'always') =>
  ({ kind: 'grant', column, detail, grant: { level, when } }) as const

/** Everything a person can say, but for what belongs to a device. */
export const rich: OwnChoice = {
  ...automaticChoice,
  activities: [{ name: 'meeting', text: null, from: null, until: null }],
  note: { text: 'Quarterly review', language: null },
  mood: 'happy',
  placeType: 'office',
  placeIs: { audio: 'noisy', video: 'dark', text: 'ok' },
  privacy: ['text'],
  sphere: 'work',
}
