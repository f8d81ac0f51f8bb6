import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const hasCommand = (name: string): boolean => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0

/** Why there is none here, or null. */
export const whyNoKeyStore =
  process.platform === 'linux' && hasCommand('dbus-daemon') && hasCommand('gnome-keyring-daemon')
    ? null
    : 'needs dbus-daemon and gnome-keyring'

export type KeyStore = {
  readonly env: Readonly<Record<string, string>>
  readonly switches: readonly string[]
  readonly stop: () => void
}

/** A session bus and an unlocked GNOME keyring of their own, in a folder that goes with them. */
export async function startKeyStore(): Promise<KeyStore> {
  const folder = mkdtempSync(join(tmpdir(), 'dialtone-keys-'))
  for (const name of ['data', 'run']) mkdirSync(join(folder, name), { mode: 0o700 })
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [address] = (await once(bus.stdout, 'data')) as [Buffer]
  const env = {
    DBUS_SESSION_BUS_ADDRESS: address.toString().trim(),
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_RUNTIME_DIR: join(folder, 'run'),
  }
  // Ends once the daemon that it leaves behind answers; that one ends with the bus.
  const keyring = spawn('gnome-keyring-daemon', ['--unlock', '--components=secrets'], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  keyring.stdin.end('keyring of a test')
  await once(keyring, 'exit')
  return {
    env,
    switches: ['--password-store=gnome-libsecret'],
    stop: () => {
      bus.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
