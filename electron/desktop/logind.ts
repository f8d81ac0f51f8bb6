import { execFile } from 'node:child_process'

/**
 * Whether the screen is locked, as logind knows it: the desktop sets LockedHint (org.freedesktop.login1(5)), while the Lock
 * signal only asks for it. Asked over D-Bus, which elogind answers too; by loginctl where gdbus is not installed.
 */
export class Logind {
  readonly #environment: NodeJS.ProcessEnv
  #path: string | null = null

  constructor(environment: NodeJS.ProcessEnv = process.env) {
    this.#environment = environment
  }

  /** False, too, where there is no logind, or no session. */
  async isLocked(): Promise<boolean> {
    const path = await this.#session()
    const hint = path === null ? null : await this.#property(path, 'org.freedesktop.login1.Session', 'LockedHint')
    if (hint !== null) return hint.includes('true')
    // After a change of users the session may be another.
    this.#path = null
    return this.#askLoginctl()
  }

  async #session(): Promise<string | null> {
    this.#path ??= (await this.#namedSession()) ?? (await this.#graphicalSession())
    return this.#path
  }

  async #namedSession(): Promise<string | null> {
    const id = this.#environment['XDG_SESSION_ID']
    return id ? objectPathIn(await this.#call('/org/freedesktop/login1', `${manager}.GetSession`, [id])) : null
  }

  /** What a systemd user service starts has no session of its own: the one in which the user sees something. */
  async #graphicalSession(): Promise<string | null> {
    const id = String(process.getuid?.() ?? '')
    const user = objectPathIn(await this.#call('/org/freedesktop/login1', `${manager}.GetUser`, [id]))
    const path =
      user === null ? null : objectPathIn(await this.#property(user, 'org.freedesktop.login1.User', 'Display'))
    return path === '/' ? null : path
  }

  #property(path: string, type: string, name: string): Promise<string | null> {
    return this.#call(path, 'org.freedesktop.DBus.Properties.Get', [type, name])
  }

  #call(path: string, method: string, args: readonly string[]): Promise<string | null> {
    return this.#run('gdbus', [
      'call',
      '--system',
      '--dest=org.freedesktop.login1',
      `--object-path=${path}`,
      `--method=${method}`,
      ...args,
    ])
  }

  async #askLoginctl(): Promise<boolean> {
    const session = this.#environment['XDG_SESSION_ID']
    if (!session) return false
    return (
      (await this.#run('loginctl', ['show-session', session, '--property=LockedHint', '--value']))?.trim() === 'yes'
    )
  }

  #run(program: string, args: readonly string[]): Promise<string | null> {
    return new Promise((resolve) => {
      execFile(program, args, { timeout: 2_000, env: this.#environment }, (error, stdout) =>
        resolve(error ? null : stdout),
      )
    })
  }
}

const manager = 'org.freedesktop.login1.Manager'

/** `(objectpath '/org/freedesktop/login1/session/_31',)` or `(<('2', objectpath '/org/...')>,)` */
const objectPathIn = (answer: string | null): string | null => /'(\/[A-Za-z0-9_/]*)'/.exec(answer ?? '')?.[1] ?? null
