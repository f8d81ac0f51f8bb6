import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Lab, startLab } from '../../lab/lab.mjs'
import { type DrivenApp, type LaunchOptions, launchApp } from '../../scripts/desktop-driver.mjs'
import { startXvfb } from '../../scripts/electron-flags.mjs'

/** A screen, a SIP domain and the apps opened on them; close() ends all. */
export class Stage {
  readonly display: string
  readonly lab: Lab
  readonly #folder: string
  readonly #stopScreen: () => Promise<void>
  readonly #apps: DrivenApp[] = []

  private constructor(folder: string, lab: Lab, screen: { display: string; stop: () => Promise<void> }) {
    this.#folder = folder
    this.lab = lab
    this.display = screen.display
    this.#stopScreen = screen.stop
  }

  static async open(): Promise<Stage> {
    const folder = mkdtempSync(join(tmpdir(), 'dialtone-stage-'))
    const [screen, lab] = await Promise.all([startXvfb(), startLab({ dir: join(folder, 'lab'), keptUp: true })])
    return new Stage(folder, lab, screen)
  }

  async app(options: LaunchOptions = {}): Promise<DrivenApp> {
    const app = await launchApp({ display: this.display, ...options })
    this.#apps.push(app)
    return app
  }

  /** An app that is signed in and has the others in its roster. */
  async person(user: string, transport: 'wss' | 'ws' | 'tls' | 'tcp', others: readonly string[]): Promise<DrivenApp> {
    const app = await this.app()
    await app.signIn(this.lab, user, transport)
    await app.addPeople(this.lab, others)
    return app
  }

  profile(name: string): string {
    return join(this.#folder, name)
  }

  async close(): Promise<void> {
    await Promise.all(this.#apps.map((app) => app.close()))
    await this.lab.stop()
    await this.#stopScreen()
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
