import { vi } from 'vitest'
import type { Call, CallRecord } from '#contract/calls'
import type { IceServer } from '#contract/media-protocol'
import { defaultSettings, type Settings } from '#contract/settings'
import { Calls } from '../../electron/calls/calls.ts'
import type { Notice } from '../../electron/ports.ts'
import { UserAgent } from '../../electron/sip/user-agent.ts'
import { State } from '../../electron/state.ts'
import type { FakeCallProxy } from './fake-call-proxy.ts'
import { FakeMediaEngine } from './fake-media-engine.ts'
import { type RecordedLog, recordedLog } from './sip-agent.ts'

const DOMAIN = 'dialtone.test'

let devices = 0

/** A person at a device: real JsSIP and Calls, a fake microphone, and what was told and remembered. */
export class Person {
  readonly aor: string
  readonly engine = new FakeMediaEngine()
  readonly log: RecordedLog = recordedLog()
  readonly state = new State()
  readonly records = new Map<string, CallRecord>()
  readonly notices: Notice[] = []
  readonly userAgent: UserAgent
  readonly calls: Calls
  settings: Settings = defaultSettings
  doNotDisturb = false
  favourites: readonly string[] = []

  /** At the proxy in memory, or with a user agent of a real server. */
  constructor(
    name: string,
    server: FakeCallProxy | UserAgent,
    options: { readonly iceServers?: readonly IceServer[] } = {},
  ) {
    devices += 1
    this.userAgent = server instanceof UserAgent ? server : agentAt(server, name, this.log)
    this.aor = this.userAgent.aor
    this.calls = new Calls({
      accountId: name,
      aor: this.aor,
      userAgent: this.userAgent,
      mediaEngine: this.engine,
      state: this.state,
      history: {
        save: (record) => this.records.set(record.id, record),
        list: () => [...this.records.values()],
        markSeen: () => {
          const unseen = [...this.records.values()].filter(({ seen }) => !seen)
          const seen = unseen.map((record) => ({ ...record, seen: true }))
          for (const record of seen) this.records.set(record.id, record)
          return seen
        },
      },
      settings: () => this.settings,
      nameOf: (aor) => aor,
      doNotDisturb: () => this.doNotDisturb,
      isFavourite: (aor) => this.favourites.includes(aor),
      notifier: { notify: (notice) => this.notices.push(notice) },
      log: this.log,
      ...options,
    })
  }

  start(): void {
    this.calls.start()
    this.userAgent.start()
  }

  async stop(): Promise<void> {
    this.calls.stop()
    const stopping = this.userAgent.stop()
    await vi.advanceTimersByTimeAsync(3_000)
    await stopping
  }

  /** The only call that has not ended. */
  get call(): Call {
    const [call, ...more] = this.calls.list.filter(({ phase }) => phase !== 'ended')
    if (!call || more.length > 0) throw new Error(`${this.aor} has ${call ? more.length + 1 : 0} calls`)
    return call
  }

  get last(): Call {
    const call = this.calls.list.at(-1)
    if (!call) throw new Error(`${this.aor} has no calls`)
    return call
  }

  get record(): CallRecord {
    const record = [...this.records.values()].at(-1)
    if (!record) throw new Error(`${this.aor} remembers no call`)
    return record
  }

  dial(other: Person): string {
    const dialled = this.calls.dial(other.aor)
    if (!dialled.ok) throw new Error(dialled.failure.kind)
    return dialled.value.id
  }
}

function agentAt(proxy: FakeCallProxy, name: string, log: RecordedLog): UserAgent {
  return new UserAgent({
    account: {
      aor: `${name}@${DOMAIN}`,
      displayName: name,
      server: 'wss://proxy.test',
      allowUnencrypted: false,
      instanceId: `00000000-0000-4000-8000-${String(devices).padStart(12, '0')}`,
    },
    password: 'secret',
    log,
    createSocket: proxy.createSocket,
    reconnect: { minSeconds: 1, maxSeconds: 2 },
  })
}

/** Lets everything happen that needs no time to speak of: candidates of several interfaces come within 20 ms. */
export const settle = () => vi.advanceTimersByTimeAsync(25)

export async function talk(from: Person, to: Person): Promise<void> {
  from.dial(to)
  await settle()
  to.calls.answer(to.calls.list.find(({ phase }) => phase === 'incoming')?.id ?? '')
  await settle()
}

/** Whether sound reaches this person now. */
export async function heard(person: Person): Promise<boolean> {
  const read = async () => {
    const asked = person.calls.flow(person.call.id)
    await settle()
    const result = await asked
    return result.ok ? result.value.energyReceived : 0
  }
  const before = await read()
  return (await read()) > before
}
