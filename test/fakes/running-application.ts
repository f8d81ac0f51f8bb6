import type { PasswordStorage } from '#contract/account'
import type { SignIn } from '#contract/commands'
import { Application } from '../../electron/application.ts'
import type { IdleState, MediaEngine, Notice, Ports } from '../../electron/ports.ts'
import { State } from '../../electron/state.ts'
import { FakeSipServer } from './fake-sip-server.ts'
import { type RecordedLog, recordedLog } from './sip-agent.ts'

/** The whole application but its windows: real services, real JsSIP, real SQLite, in front of a scripted server. */
export class RunningApplication {
  readonly server: FakeSipServer
  readonly state = new State()
  readonly log: RecordedLog = recordedLog()
  readonly notices: Notice[] = []
  readonly application: Application
  accountId = ''
  readonly #xcapRoot: string | null
  readonly #media: MediaEngine
  readonly #user: string
  readonly #idleListeners = new Set<(idle: IdleState) => void>()
  readonly #networkListeners = new Set<() => void>()

  constructor({
    server = new FakeSipServer(),
    profile = null,
    xcapRoot = null,
    media = noMedia,
    user = 'anna',
  }: {
    server?: FakeSipServer
    profile?: string | null
    xcapRoot?: string | null
    media?: MediaEngine
    user?: string
  } = {}) {
    this.server = server
    this.#media = media
    this.#user = user
    this.#xcapRoot = xcapRoot
    this.application = new Application({
      ports: this.#ports(profile),
      state: this.state,
      isWatched: () => false,
      createSocket: server.createSocket,
    })
  }

  async start(): Promise<void> {
    await this.application.start()
    this.accountId = Object.keys(this.state.current.accounts)[0] ?? ''
  }

  async signIn(passwordStorage: PasswordStorage = 'weaker-storage'): Promise<void> {
    await this.start()
    const result = await this.application.signIn(this.signInOf(passwordStorage))
    if (!result.ok) throw new Error(result.failure.kind)
    this.accountId = result.value.id
  }

  /** What the screen would send. */
  signInOf(passwordStorage: PasswordStorage): SignIn {
    return {
      settings: {
        aor: `${this.#user}@${this.server.domain}`,
        displayName: `${this.#user.slice(0, 1).toUpperCase()}${this.#user.slice(1)}`,
        authUser: null,
        server: 'wss://sip.example.org/ws',
        outboundProxy: null,
        xcapRoot: this.#xcapRoot,
        stun: null,
        turn: null,
        trustedCertificate: null,
        allowUnencrypted: this.#xcapRoot !== null,
      },
      password: this.server.password,
      passwordStorage,
    }
  }

  get softphone() {
    const softphone = this.application.softphone(this.accountId)
    if (!softphone) throw new Error('nobody is signed in')
    return softphone
  }

  presentity(aor: string) {
    return this.state.current.presentities[`${this.accountId} ${aor}`]
  }

  get link() {
    return this.state.current.links[this.accountId]
  }

  idle(idle: IdleState): void {
    for (const listener of this.#idleListeners) listener(idle)
  }

  networkChanged(): void {
    for (const listener of this.#networkListeners) listener()
  }

  #ports(profile: string | null): Ports {
    const follow =
      <T>(set: Set<T>) =>
      (listener: T) => {
        set.add(listener)
        return () => set.delete(listener)
      }
    return {
      log: this.log,
      secrets: {
        available: false,
        protect: () => new Uint8Array(),
        reveal: () => '',
      },
      idle: { setThreshold: () => {}, onChange: follow(this.#idleListeners) },
      notifier: { notify: (notice) => this.notices.push(notice) },
      pictures: null,
      media: this.#media,
      network: { onChange: follow(this.#networkListeners) },
      platform: { system: 'linux', keyStore: null, clock: '24', idleSource: 'fake', version: '0', isPackaged: true },
      profile,
    }
  }
}

const noMedia: MediaEngine = {
  open: () => Promise.reject(new Error('no media in this test')),
  onGone: () => () => {},
}
