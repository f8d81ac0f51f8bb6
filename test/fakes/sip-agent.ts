import { vi } from 'vitest'
import type { Log } from '../../electron/ports.ts'
import { UserAgent, type UserAgentOptions } from '../../electron/sip/user-agent.ts'
import { FakeSipServer } from './fake-sip-server.ts'

export interface RecordedLog extends Log {
  readonly lines: string[]
}

export function recordedLog(): RecordedLog {
  const lines: string[] = []
  const write =
    (level: string) =>
    (message: string, ...values: readonly unknown[]) => {
      lines.push(`${level} ${[message, ...values].map(String).join(' ')}`)
    }
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

/** Anna's user agent in front of a scripted server; real JsSIP between. */
export function annaAt(
  server = new FakeSipServer(),
  changes: Omit<Partial<UserAgentOptions>, 'account'> & {
    readonly account?: Partial<UserAgentOptions['account']>
  } = {},
): { readonly server: FakeSipServer; readonly agent: UserAgent; readonly log: RecordedLog } {
  const log = recordedLog()
  const { account, ...options } = changes
  const agent = new UserAgent({
    password: server.password,
    log,
    createSocket: server.createSocket,
    reconnect: { minSeconds: 1, maxSeconds: 30 },
    ...options,
    account: {
      aor: `anna@${server.domain}`,
      server: 'wss://sip.example.org/ws',
      allowUnencrypted: false,
      instanceId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
      ...account,
    },
  })
  return { server, agent, log }
}

/** Lets everything happen that waits for no time. */
export const settle = () => vi.advanceTimersByTimeAsync(0)

export const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000)
