import { readFileSync } from 'node:fs'
import { Application } from '../../electron/application.ts'
import type { Notice, Ports } from '../../electron/ports.ts'
import { State } from '../../electron/state.ts'
import type { Lab } from '../../lab/lab.mjs'
import { recordedLog } from '../fakes/sip-agent.ts'

const never = () => () => {}

/** Everything but the windows, for one of the lab's people, on the lab's real server with its XCAP documents. */
export class WholeApplication {
  readonly state = new State()
  readonly log = recordedLog()
  readonly notices: Notice[] = []
  readonly application: Application
  readonly aor: string
  readonly #lab: Lab
  readonly #user: string
  #accountId = ''

  constructor(lab: Lab, user: string) {
    this.#lab = lab
    this.#user = user
    this.aor = lab.account(user).aor.replace(/^sip:/, '')
    this.application = new Application({ ports: this.#ports(), state: this.state, isWatched: () => false })
  }

  async signIn(): Promise<this> {
    const lab = this.#lab
    await this.application.start()
    const result = await this.application.signIn({
      settings: {
        aor: this.aor,
        displayName: lab.account(this.#user).displayName,
        authUser: null,
        server: lab.urls.tls,
        outboundProxy: null,
        xcapRoot: lab.urls.xcap,
        stun: null,
        turn: null,
        trustedCertificate: readFileSync(lab.ca, 'utf8'),
        allowUnencrypted: true,
      },
      password: lab.account(this.#user).password,
      passwordStorage: 'this-run',
    })
    if (!result.ok) throw new Error(JSON.stringify(result.failure))
    this.#accountId = result.value.id
    return this
  }

  get softphone() {
    const softphone = this.application.softphone(this.#accountId)
    if (softphone === null) throw new Error('nobody is signed in')
    return softphone
  }

  get privacy() {
    return this.state.current.privacy[this.#accountId]
  }

  watcher(aor: string) {
    return this.state.current.watchers[`${this.#accountId} ${aor}`]
  }

  person(aor: string) {
    return this.state.current.presentities[`${this.#accountId} ${aor}`]
  }

  stop(): Promise<void> {
    return this.application.stop()
  }

  #ports(): Ports {
    return {
      log: this.log,
      secrets: { available: false, protect: () => new Uint8Array(), reveal: () => '' },
      idle: { setThreshold: () => {}, onChange: never },
      notifier: { notify: (notice) => this.notices.push(notice) },
      pictures: null,
      media: { open: () => Promise.reject(new Error('no media in this test')), onGone: never },
      network: { onChange: never },
      platform: { system: 'linux', keyStore: null, clock: '24', idleSource: null, version: '0', isPackaged: true },
      profile: null,
    }
  }
}
