import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Log } from '../../electron/ports.ts'
import type { SipLink, SipTransport, UserAgentOptions } from '../../electron/sip/user-agent.ts'
import { UserAgent } from '../../electron/sip/user-agent.ts'
import { type Lab, type LabOptions, startLab } from '../../lab/lab.mjs'

export const TRANSPORTS: readonly SipTransport[] = ['ws', 'wss', 'tls', 'tcp']

export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (message, ...values) => console.error(message, ...values),
}

export async function startOwnLab(options: Omit<LabOptions, 'dir'> = {}): Promise<Lab & { remove(): Promise<void> }> {
  const dir = mkdtempSync(join(tmpdir(), 'dialtone-sip-'))
  const lab = await startLab({ dir, keptUp: true, ...options })
  return Object.assign(lab, {
    remove: async () => {
      await lab.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  })
}

let devices = 0

/** A user agent of one of the lab's people; `stopAll` ends every one made here. */
export function agentOf(
  lab: Lab,
  user: string,
  transport: SipTransport,
  changes: Partial<UserAgentOptions> & { readonly server?: string } = {},
): UserAgent {
  devices += 1
  const { server, ...options } = changes
  const agent = new UserAgent({
    account: {
      aor: lab.account(user).aor,
      server: server ?? lab.urls[transport],
      trustedCertificate: readFileSync(lab.ca, 'utf8'),
      allowUnencrypted: true,
      instanceId: `00000000-0000-4000-8000-${String(devices).padStart(12, '0')}`,
    },
    password: lab.account(user).password,
    log: silentLog,
    reconnect: { minSeconds: 0.2, maxSeconds: 1 },
    ...options,
  })
  agents.push(agent)
  return agent
}

const agents: UserAgent[] = []

export async function stopAll(): Promise<void> {
  await Promise.all(agents.splice(0).map((agent) => agent.stop()))
}

export type LinkOf<K extends SipLink['kind']> = Extract<SipLink, { readonly kind: K }>

/** Resolves when the link is of this kind, or at once if it is. */
export function linkIs<K extends SipLink['kind']>(
  agent: UserAgent,
  kind: K,
  also: (link: LinkOf<K>) => boolean = () => true,
): Promise<LinkOf<K>> {
  const fits = (link: SipLink): link is LinkOf<K> => link.kind === kind && also(link as LinkOf<K>)
  return new Promise((resolve) => {
    if (fits(agent.link)) {
      resolve(agent.link)
      return
    }
    const end = agent.onLink((link) => {
      if (!fits(link)) return
      end()
      resolve(link)
    })
  })
}

export async function online(agent: UserAgent): Promise<LinkOf<'online'>> {
  agent.start()
  return linkIs(agent, 'online')
}

/** Collects what is told, so that a test can wait for one that fits, also if it came already. */
export class Inbox<T> {
  readonly all: T[] = []
  #waiting: { readonly fits: (value: T) => boolean; readonly resolve: (value: T) => void }[] = []

  readonly put = (value: T): void => {
    this.all.push(value)
    for (const waiter of this.#waiting.filter(({ fits }) => fits(value))) waiter.resolve(value)
    this.#waiting = this.#waiting.filter(({ fits }) => !fits(value))
  }

  next(fits: (value: T) => boolean = () => true): Promise<T> {
    const known = this.all.find(fits)
    if (known !== undefined) return Promise.resolve(known)
    return new Promise((resolve) => {
      this.#waiting.push({ fits, resolve })
    })
  }
}

export function presence(aor: string, note: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="${aor}"><tuple id="t1"><status><basic>open</basic></status><note>${note}</note></tuple></presence>`
}
