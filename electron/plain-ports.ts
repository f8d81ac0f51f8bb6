import { format } from 'node:util'
import type { Log, MediaEngine, Ports } from './ports.ts'

/** What a Softphone gets where there is no window: no sound, no key store, no idle time, a log on standard error if wanted. */
export function plainPorts(profile: string, verbose: boolean): Ports {
  const write =
    (level: string) =>
    (text: string, ...values: readonly unknown[]) => {
      if (verbose) process.stderr.write(`${level} ${format(text, ...values)}\n`)
    }
  const log: Log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
  const never = () => () => {}
  const media: MediaEngine = { open: () => Promise.reject(new Error('no sound without a window')), onGone: never }
  return {
    log,
    secrets: {
      available: false,
      protect: () => {
        throw new Error('no key store')
      },
      reveal: () => {
        throw new Error('no key store')
      },
    },
    idle: { setThreshold: () => {}, onChange: never },
    notifier: { notify: () => {} },
    media,
    pictures: null,
    network: { onChange: never },
    platform: {
      system: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
      keyStore: null,
      clock: '24',
      idleSource: null,
      version: '',
      isPackaged: false,
    },
    profile,
  }
}
