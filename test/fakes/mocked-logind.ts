import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const python = '/usr/bin/python3'
const isThere = (program: string, args: readonly string[]) => spawnSync(program, args).status === 0

/** dbus-daemon and gdbus, and python3-dbusmock with its logind. */
export const hasMockedLogind =
  process.platform === 'linux' &&
  isThere('dbus-daemon', ['--version']) &&
  isThere('gdbus', ['help']) &&
  existsSync(python) &&
  isThere(python, ['-c', 'import dbusmock'])

const call = promisify(execFile)
const root = '/org/freedesktop/login1'

/** A system bus of our own with logind on it, as python3-dbusmock knows it: real messages, no real sessions. */
export class MockedLogind {
  readonly environment: Readonly<Record<string, string>>
  readonly #folder: string
  readonly #children: ChildProcess[] = []

  private constructor(folder: string) {
    this.#folder = folder
    this.environment = { DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${join(folder, 'bus')}` }
  }

  static async start(): Promise<MockedLogind> {
    const folder = mkdtempSync(join(tmpdir(), 'dialtone-logind-'))
    const mocked = new MockedLogind(folder)
    const config = join(folder, 'bus.conf')
    writeFileSync(
      config,
      `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>${mocked.environment['DBUS_SYSTEM_BUS_ADDRESS']}</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`,
    )
    mocked.#run('dbus-daemon', [`--config-file=${config}`, '--nofork'])
    for (let tries = 0; !existsSync(join(folder, 'bus')) && tries < 100; tries++) await pause()
    mocked.#run(python, ['-m', 'dbusmock', '--system', '--template', 'logind'])
    await mocked.#gdbus(['wait', '--system', '--timeout=20', 'org.freedesktop.login1'])
    // Its own adds a number to a text.
    await mocked.#call(root, 'org.freedesktop.DBus.Mock.AddMethod', [
      'org.freedesktop.login1.Manager',
      'GetUser',
      'u',
      'o',
      `ret = '${root}/user/' + str(args[0])`,
    ])
    return mocked
  }

  async stop(): Promise<void> {
    for (const child of this.#children.reverse()) {
      const gone = new Promise((done) => child.once('exit', done))
      child.kill()
      await gone
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }

  addSession(id: string, uid: number): Promise<string> {
    return this.#call(root, 'org.freedesktop.DBus.Mock.AddSession', [id, 'seat0', String(uid), 'somebody', 'true'])
  }

  /** As logind has it of the user's graphical session. */
  showOn(uid: number, session: string): Promise<string> {
    const display = `<('${session}', objectpath '${root}/session/${session}')>`
    return this.#call(`${root}/user/${uid}`, 'org.freedesktop.DBus.Properties.Set', [
      'org.freedesktop.login1.User',
      'Display',
      display,
    ])
  }

  /** What the desktop does when it has locked. */
  setLocked(session: string, locked: boolean): Promise<string> {
    return this.#call(`${root}/session/${session}`, 'org.freedesktop.login1.Session.SetLockedHint', [String(locked)])
  }

  /** Before sleep with true, after it with false. */
  prepareForSleep(asleep: boolean): Promise<string> {
    const args = ['org.freedesktop.login1.Manager', 'PrepareForSleep', 'b', `[<${asleep}>]`]
    return this.#call(root, 'org.freedesktop.DBus.Mock.EmitSignal', args)
  }

  #run(program: string, args: readonly string[]): void {
    this.#children.push(spawn(program, args, { env: { ...process.env, ...this.environment }, stdio: 'ignore' }))
  }

  #call(path: string, method: string, args: readonly string[]): Promise<string> {
    const where = ['--dest=org.freedesktop.login1', `--object-path=${path}`, `--method=${method}`]
    return this.#gdbus(['call', '--system', ...where, ...args])
  }

  async #gdbus(args: readonly string[]): Promise<string> {
    const { stdout } = await call('gdbus', [...args], { env: { ...process.env, ...this.environment } })
    return stdout
  }
}

const pause = () => new Promise((done) => setTimeout(done, 50))
