/** "Test connection": signs in beside the running app as a device of its own, and tells each step as it passes. */
import { randomUUID } from 'node:crypto'
import type { SipFailure } from './failure.ts'
import { type SipAccount, type SipLink, type SipTransport, UserAgent, type UserAgentOptions } from './user-agent.ts'

export type ConnectionTestStep = 'server' | 'secure' | 'signed-in' | 'presence'

export type ConnectionTestResult =
  | { readonly step: ConnectionTestStep; readonly kind: 'running' }
  /** detail: the server's address, the transport, the own address, the event packages: data, not sentences. */
  | { readonly step: ConnectionTestStep; readonly kind: 'passed'; readonly ms: number; readonly detail: string }
  | { readonly step: ConnectionTestStep; readonly kind: 'failed'; readonly failure: SipFailure }

export type ConnectionTestSettings = Pick<
  UserAgentOptions,
  'password' | 'log' | 'trace' | 'resolver' | 'createSocket'
> & {
  readonly account: Omit<SipAccount, 'instanceId'>
}

type Event =
  | { readonly kind: 'connected'; readonly server: string; readonly transport: SipTransport }
  | { readonly kind: 'link'; readonly link: SipLink }

/** Ends with the first step that fails. Leaving the loop early signs off as well. */
export async function* testConnection(
  settings: ConnectionTestSettings,
): AsyncGenerator<ConnectionTestResult, void, void> {
  const events = new Queue<Event>()
  const { account, ...options } = settings
  const agent = agentFor({
    ...options,
    account: { ...account, instanceId: randomUUID() },
    onConnected: (connected) => events.put({ kind: 'connected', ...connected }),
  })
  if (agent === null) {
    yield { step: 'server', kind: 'failed', failure: { kind: 'no-server', domain: account.aor } }
    return
  }
  agent.onLink((link) => events.put({ kind: 'link', link }))
  const clock = stopwatch()
  try {
    yield { step: 'server', kind: 'running' }
    agent.start()
    const connected = await events.next((event) => event.kind === 'connected' || isFailed(event))
    if (connected.kind === 'link') {
      const failure = failureOf(connected.link)
      if (isAboutFinding(failure)) {
        yield { step: 'server', kind: 'failed', failure }
        return
      }
      yield { step: 'server', kind: 'passed', ms: clock(), detail: '' }
      yield { step: 'secure', kind: 'failed', failure }
      return
    }
    yield { step: 'server', kind: 'passed', ms: clock(), detail: connected.server }
    yield { step: 'secure', kind: 'passed', ms: clock(), detail: connected.transport }

    yield { step: 'signed-in', kind: 'running' }
    const signedIn = await events.next(
      (event) => event.kind === 'link' && (event.link.kind === 'online' || isFailed(event)),
    )
    if (signedIn.kind === 'link' && signedIn.link.kind !== 'online') {
      yield { step: 'signed-in', kind: 'failed', failure: failureOf(signedIn.link) }
      return
    }
    yield { step: 'signed-in', kind: 'passed', ms: clock(), detail: agent.aor }

    yield { step: 'presence', kind: 'running' }
    yield await presenceStep(agent, clock)
  } finally {
    await agent.stop()
  }
}

/** Null for an address JsSIP cannot write. */
function agentFor(options: UserAgentOptions): UserAgent | null {
  try {
    return new UserAgent(options)
  } catch (error) {
    options.log.warn(
      'no connection test for %s: %s',
      options.account.aor,
      error instanceof Error ? error.message : 'unknown',
    )
    return null
  }
}

/** RFC 6665 4.4.3: Expires 0 fetches the state once; a server without presence answers 489, 405 or 501. */
async function presenceStep(agent: UserAgent, clock: () => number): Promise<ConnectionTestResult> {
  const outcome = await agent.request({
    method: 'SUBSCRIBE',
    target: `sip:${agent.aor}`,
    headers: ['Event: presence', 'Expires: 0', 'Accept: application/pidf+xml', `Contact: ${agent.contact}`],
  })
  if (outcome.kind === 'unreachable') {
    return { step: 'presence', kind: 'failed', failure: { kind: 'time-out', host: agent.domain } }
  }
  const { status, reason } = outcome.response
  if (status >= 200 && status < 300) {
    return {
      step: 'presence',
      kind: 'passed',
      ms: clock(),
      detail: outcome.response.header('allow-events') ?? 'presence',
    }
  }
  const failure = { kind: 'server-error', domain: agent.domain, status, reason } as const
  return { step: 'presence', kind: 'failed', failure }
}

const isFailed = (event: Event) => event.kind === 'link' && event.link.kind === 'offline'

function failureOf(link: SipLink): SipFailure {
  return link.kind === 'offline' ? link.failure : { kind: 'network-down' }
}

/** Nothing was found, as against: found, and then refused us. */
function isAboutFinding(failure: SipFailure): boolean {
  return failure.kind !== 'certificate' && failure.kind !== 'server-error' && failure.kind !== 'wrong-password'
}

/** Milliseconds since the step before. */
function stopwatch(): () => number {
  let last = performance.now()
  return () => {
    const now = performance.now()
    const ms = Math.round(now - last)
    last = now
    return ms
  }
}

class Queue<T> {
  #values: T[] = []
  #wake: (() => void) | null = null

  put(value: T): void {
    this.#values.push(value)
    this.#wake?.()
  }

  /** Skips what does not fit. */
  async next(fits: (value: T) => boolean): Promise<T> {
    for (;;) {
      const value = this.#values.shift()
      if (value === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
        this.#wake = null
      } else if (fits(value)) return value
    }
  }
}
