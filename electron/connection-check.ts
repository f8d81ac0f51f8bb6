import type { AccountSettings, ConnectionStep, ConnectionStepName } from '#contract/account'
import { detailOf, type Failure } from '#contract/failure'
import type { IceServer } from '#contract/media-protocol'
import type { Log, MediaEngine } from './ports.ts'
import { domainOf } from './sip/address.ts'
import { testConnection } from './sip/connection-test.ts'
import { iceServersOf } from './sip/ice-cut.ts'
import { type MediaLink, mediaLinkOf } from './sip/media-link.ts'
import { findServer } from './xcap/discovery.ts'

/** A STUN or TURN server that has not answered by then will not help a call either (calls wait 500 ms). */
const gatherMs = 3_000

type Outcome = ConnectionStep['outcome']

export type ConnectionCheckOptions = {
  readonly settings: AccountSettings
  readonly password: string
  readonly media: MediaEngine
  readonly log: Log
  readonly onSteps: (steps: readonly ConnectionStep[]) => void
}

/**
 * "Test connection": server, encryption, sign-in and presence as a device of its own beside the running app, then what calls
 * need. Each step is told as it passes; the first failure of the link ends the part that needs it, the microphone is tried anyway.
 */
export async function checkConnection(options: ConnectionCheckOptions): Promise<void> {
  const { settings, password, log } = options
  const names: ConnectionStepName[] = ['server', 'secure', 'signed-in', 'presence', 'contacts']
  if (settings.stun) names.push('direct-calls')
  if (settings.turn) names.push('relay')
  names.push('microphone')
  const outcomes = new Map<ConnectionStepName, Outcome>(names.map((name) => [name, { kind: 'waiting' }]))
  const tell = (name: ConnectionStepName, outcome: Outcome) => {
    outcomes.set(name, outcome)
    options.onSteps(names.map((each) => ({ name: each, outcome: outcomes.get(each)! })))
  }

  for await (const result of testConnection({ account: settings, password, log })) {
    if (result.kind === 'running') tell(result.step, { kind: 'running' })
    else if (result.kind === 'failed') tell(result.step, { kind: 'failed', failure: result.failure })
    else if (result.step === 'secure' && isPlain(result.detail))
      tell('secure', { kind: 'warning', detail: result.detail })
    else tell(result.step, { kind: 'passed', milliseconds: Math.round(result.ms), detail: result.detail })
  }

  // Asked while the media are tried: DNS may take its time.
  const isIn = outcomes.get('signed-in')?.kind === 'passed'
  if (isIn) tell('contacts', { kind: 'running' })
  const contacts = isIn ? contactServer(settings, password).then((outcome) => tell('contacts', outcome)) : null

  const link = mediaLinkOf(options.media, log)
  const servers = iceServersOf(settings)
  if (settings.stun) {
    tell('direct-calls', { kind: 'running' })
    tell('direct-calls', await gathers(link, servers, 'srflx', settings.stun))
  }
  if (settings.turn) {
    tell('relay', { kind: 'running' })
    tell('relay', await gathers(link, servers, 'relay', settings.turn.uri))
  }
  tell('microphone', { kind: 'running' })
  tell('microphone', await microphone(link))
  await contacts
}

/** Where the server keeps contacts (XCAP). Without one they stay on this computer, which works and is a limit. */
async function contactServer(settings: AccountSettings, password: string): Promise<Outcome> {
  const startedAt = performance.now()
  const domain = domainOf(settings.aor)
  const user = settings.authUser ?? settings.aor.slice(0, settings.aor.lastIndexOf('@')).replace(/^sips?:/, '')
  const found = await findServer({ ...settings, domain, user, password })
  switch (found.kind) {
    case 'found':
      found.client.close()
      return { kind: 'passed', milliseconds: Math.round(performance.now() - startedAt), detail: found.client.root }
    case 'confirm':
      return { kind: 'warning', detail: found.host }
    case 'none':
      return { kind: 'warning', detail: '' }
    case 'failed':
      return { kind: 'failed', failure: found.failure }
  }
}

/** The user allowed it: it works, and is said to be what it is. */
const isPlain = (transport: string): boolean => transport === 'ws' || transport === 'tcp'

/** Whether the servers give a candidate of this type (RFC 8445 5.1.1): srflx comes from STUN, relay from TURN. */
async function gathers(link: MediaLink, servers: readonly IceServer[], type: string, server: string): Promise<Outcome> {
  const connection = link.newName()
  const track = link.newName()
  const startedAt = performance.now()
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    const found = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), gatherMs)
      link.attach(connection, {
        onSnapshot: () => {},
        onGone: () => resolve(false),
        onEvent: (event) => {
          if (event.kind !== 'icecandidate') return
          if (event.candidate === null) resolve(false)
          else if (event.candidate.type === type) resolve(true)
        },
      })
    })
    await link.request({ kind: 'open-connection', connection, iceServers: servers })
    await link.request({ kind: 'capture', track })
    await link.request({ kind: 'add-track', connection, sender: link.newName(), track })
    const description = await link.request({ kind: 'create-offer', connection, iceRestart: false })
    await link.request({ kind: 'set-local', connection, description })
    const milliseconds = () => Math.round(performance.now() - startedAt)
    return (await found)
      ? { kind: 'passed', milliseconds: milliseconds(), detail: server }
      : { kind: 'failed', failure: { kind: 'time-out', host: server } }
  } catch (error) {
    return { kind: 'failed', failure: mediaFailure(error) }
  } finally {
    clearTimeout(timer)
    link.detach(connection)
    link.tell({ kind: 'close-connection', connection })
    link.tell({ kind: 'stop-track', track })
  }
}

async function microphone(link: MediaLink): Promise<Outcome> {
  const track = link.newName()
  const startedAt = performance.now()
  try {
    const { label } = await link.request({ kind: 'capture', track })
    return { kind: 'passed', milliseconds: Math.round(performance.now() - startedAt), detail: label }
  } catch (error) {
    return { kind: 'failed', failure: mediaFailure(error) }
  } finally {
    link.tell({ kind: 'stop-track', track })
  }
}

/** The browser's own names for what a microphone may refuse (Media Capture and Streams 10.2). */
function mediaFailure(error: unknown): Failure {
  const name = error instanceof Error ? error.name : ''
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return { kind: 'no-microphone', problem: 'missing' }
  if (name === 'NotAllowedError') return { kind: 'no-microphone', problem: 'denied' }
  if (name === 'NotReadableError') return { kind: 'no-microphone', problem: 'in-use' }
  return { kind: 'media', detail: detailOf(error) }
}
