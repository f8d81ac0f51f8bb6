import { randomUUID } from 'node:crypto'
import type { AccountId } from '#contract/account'
import type { Call, CallRecord } from '#contract/calls'
import { detailOf, failed, type Result, success } from '#contract/failure'
import type { AudioFlow } from '#contract/media'
import type { IceServer } from '#contract/media-protocol'
import type { Settings } from '#contract/settings'
import { background, type Log, type MediaEngine, type Notifier } from '../ports.ts'
import { domainOf, parseAor } from '../sip/address.ts'
import { CallAgent } from '../sip/call-agent.ts'
import type { CallEvent, CallSession } from '../sip/call-session.ts'
import { Listeners } from '../sip/listeners.ts'
import { type MediaLink, mediaLinkOf } from '../sip/media-link.ts'
import type { UserAgent } from '../sip/user-agent.ts'
import type { State } from '../state.ts'
import { afterEvent, newCall, recordOf } from './call-state.ts'
import { qualityBetween } from './quality.ts'
import { toneFor } from './tone.ts'

/** What calls keep of their past. */
export type CallRecords = {
  readonly save: (record: CallRecord) => void
  readonly list: (accountId: AccountId, limit?: number) => readonly CallRecord[]
  readonly markSeen: (accountId: AccountId) => readonly CallRecord[]
}

export type CallsOptions = {
  readonly accountId: AccountId
  readonly aor: string
  readonly userAgent: UserAgent
  readonly mediaEngine: MediaEngine
  readonly state: State
  readonly history: CallRecords
  readonly settings: () => Settings
  readonly nameOf: (aor: string) => string
  readonly doNotDisturb: () => boolean
  readonly isFavourite: (aor: string) => boolean
  /**
   * Whom the user lets ring now: silent calls are seen, declined ones wait in the call list. Of whom he blocked they stand there without
   * asking for attention; unseen, it rings at his end alone.
   */
  readonly mayRing?: (aor: string) => 'ring' | 'silent' | 'decline' | 'blocked' | 'unseen'
  readonly notifier: Notifier
  readonly log: Log
  readonly iceServers?: readonly IceServer[]
  readonly now?: () => number
}

type Entry = {
  call: Call
  readonly session: CallSession
  readonly silent: boolean
  earlyMedia: boolean
  flow: AudioFlow | null
  removal: ReturnType<typeof setTimeout> | null
}

const QUALITY_MS = 2_000
/** An ended call stays long enough to be read. */
const SHOWN_MS = 3_000
const FAILURE_SHOWN_MS = 8_000
const BUSY_TONE_MS = 2_000
/** More at once is an attack or an accident, and nobody could tell them apart. */
const MAX_INCOMING = 4
const MAX_CALLS = 12
const MAX_DIGITS = 64
const HISTORY_SHOWN = 500

const done = success(null)

/** The calls of one account: what they are, who may ring, what is heard, and what is remembered. */
export class Calls {
  readonly #options: CallsOptions
  readonly #link: MediaLink
  readonly #agent: CallAgent
  readonly #now: () => number
  readonly #entries = new Map<string, Entry>()
  /** calls that ring at the other end alone */
  #unseen = 0
  readonly #listeners: Listeners<readonly Call[]>
  #endings: (() => void)[] = []
  #watch: ReturnType<typeof setInterval> | null = null
  #busyTone: ReturnType<typeof setTimeout> | null = null

  constructor(options: CallsOptions) {
    const { userAgent, mediaEngine, log } = options
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#listeners = new Listeners(log)
    this.#link = mediaLinkOf(mediaEngine, log)
    this.#agent = new CallAgent({ userAgent, link: this.#link, iceServers: () => options.iceServers ?? [], log })
  }

  /** Before the user agent starts. The media host opens with the first call. */
  start(): void {
    const { accountId, history, state } = this.#options
    this.#endings = [
      this.#agent.onIncoming((session) => this.#incoming(session)),
      this.#link.onMedia((media) => state.apply({ kind: 'media', media })),
    ]
    this.#agent.start()
    this.settingsChanged()
    for (const record of history.list(accountId, HISTORY_SHOWN)) state.apply({ kind: 'call-record', record })
  }

  /** Ends every call: nobody is left talking to a program that quits. */
  stop(): void {
    for (const { session } of [...this.#entries.values()]) session.end()
    this.#agent.stop()
    for (const entry of this.#entries.values()) if (entry.removal) clearTimeout(entry.removal)
    for (const id of this.#entries.keys()) this.#options.state.apply({ kind: 'call-removed', id })
    this.#entries.clear()
    if (this.#busyTone) clearTimeout(this.#busyTone)
    this.#busyTone = null
    this.#follow()
    for (const end of this.#endings.splice(0)) end()
  }

  /** Every call, those just ended included. */
  get list(): readonly Call[] {
    return [...this.#entries.values()].map(({ call }) => call)
  }

  onChange(listener: (calls: readonly Call[]) => void): () => void {
    return this.#listeners.add(listener)
  }

  settingsChanged(): void {
    this.#link.chooseAudio(this.#options.settings().audio)
  }

  dial(address: string): Result<{ id: string }> {
    const { aor: own, userAgent, accountId } = this.#options
    const aor = parseAor(address, domainOf(own))
    if (aor === null) return failed({ kind: 'invalid', field: 'address' })
    if (userAgent.link.kind !== 'online') return failed({ kind: 'network-down' })
    if (this.#live().length >= MAX_CALLS) return failed({ kind: 'busy', aor: own })
    const id = randomUUID()
    this.#holdOthers(id)
    const call = newCall({ id, accountId, direction: 'out', aor, displayName: null }, this.#now())
    const session = this.#agent.dial(aor, (begun) => this.#add(call, begun, false))
    if (session === null) {
      this.#drop(id)
      return failed({ kind: 'invalid', field: 'address' })
    }
    return success({ id })
  }

  answer(id: string): Result<null> {
    const entry = this.#entries.get(id)
    if (entry?.call.phase !== 'incoming') return failed({ kind: 'invalid', field: 'id' })
    this.#holdOthers(id)
    this.#change(entry, { ...entry.call, phase: 'connecting' })
    entry.session.answer()
    return done
  }

  /** On every device of mine (603). */
  decline(id: string): Result<null> {
    const entry = this.#entries.get(id)
    if (entry?.call.phase !== 'incoming') return failed({ kind: 'invalid', field: 'id' })
    entry.session.reject(603)
    return done
  }

  end(id: string): Result<null> {
    const entry = this.#entries.get(id)
    if (entry === undefined) return failed({ kind: 'invalid', field: 'id' })
    entry.session.end()
    return done
  }

  setMuted(id: string, muted: boolean): Result<null> {
    const entry = this.#entries.get(id)
    if (entry === undefined || entry.call.phase === 'ended') return failed({ kind: 'invalid', field: 'id' })
    entry.session.setMuted(muted)
    this.#change(entry, { ...entry.call, muted })
    return done
  }

  /** Resolves when the other side has followed, or not: the call goes on in any case. */
  async setHeld(id: string, held: boolean): Promise<Result<null>> {
    const entry = this.#entries.get(id)
    if (entry?.call.phase !== 'active') return failed({ kind: 'invalid', field: 'id' })
    if (!held) this.#holdOthers(id)
    if (await entry.session.setHeld(held)) return done
    return failed({ kind: 'media', detail: held ? 'hold' : 'resume' })
  }

  sendDigits(id: string, digits: string): Result<null> {
    const entry = this.#entries.get(id)
    if (entry?.call.phase !== 'active') return failed({ kind: 'invalid', field: 'id' })
    if (!/^[0-9A-D#*,]{1,32}$/i.test(digits)) return failed({ kind: 'invalid', field: 'digits' })
    entry.session.sendDigits(digits.toUpperCase(), this.#options.settings().calls.dtmf)
    this.#change(entry, { ...entry.call, digits: (entry.call.digits + digits).slice(-MAX_DIGITS) })
    return done
  }

  async flow(id: string): Promise<Result<AudioFlow>> {
    const entry = this.#entries.get(id)
    if (entry === undefined) return failed({ kind: 'invalid', field: 'id' })
    try {
      const flow = await entry.session.flow()
      return flow === null ? failed({ kind: 'media', detail: 'no connection' }) : success(flow)
    } catch (error) {
      return failed({ kind: 'media', detail: detailOf(error) })
    }
  }

  markSeen(): void {
    const { accountId, history, state } = this.#options
    for (const record of history.markSeen(accountId)) state.apply({ kind: 'call-record', record })
  }

  /** Opens the media host before the first call wants it. */
  warmUp(): void {
    this.#link.warmUp()
  }

  async refreshDevices(): Promise<Result<null>> {
    return this.#ask(async () => {
      await this.#link.request({ kind: 'list-devices' })
      return null
    })
  }

  /** The ringing tone for a moment, in the device and as loud as chosen. */
  async testRing(): Promise<Result<null>> {
    return this.#ask(() => this.#link.request({ kind: 'tone', tone: 'ring', once: true }))
  }

  async level(args: { readonly listen: boolean }): Promise<Result<{ level: number | null }>> {
    if (!args.listen && this.#link.media.host !== 'ready') return success({ level: null })
    return this.#ask(() => this.#link.request({ kind: 'level', listen: args.listen }))
  }

  async #ask<T>(request: () => Promise<T>): Promise<Result<T>> {
    try {
      return success(await request())
    } catch (error) {
      return failed({ kind: 'media', detail: detailOf(error) })
    }
  }

  #incoming(session: CallSession): void {
    const { accountId, settings, doNotDisturb, isFavourite, mayRing } = this.#options
    const live = this.#live()
    const waiting = live.filter(({ call }) => call.phase === 'incoming').length
    const reach = mayRing?.(session.aor) ?? 'ring'
    const quiet = doNotDisturb() && !(settings().calls.favouritesGetThrough && isFavourite(session.aor))
    const busy = waiting + this.#unseen >= MAX_INCOMING || live.length >= MAX_CALLS
    const { aor, displayName } = session
    const call = newCall({ id: randomUUID(), accountId, direction: 'in', aor, displayName }, this.#now())
    const isBlocked = reach === 'blocked' || reach === 'unseen'
    if (busy || reach === 'decline' || reach === 'blocked' || (quiet && settings().calls.whenDoNotDisturb === 'busy')) {
      session.reject(486)
      // Nobody saw it: it is found in the call list, as any call that came at a bad time.
      this.#rememberMissed(call, isBlocked)
      return
    }
    if (reach === 'unseen') {
      this.#unseen += 1
      session.onEvent((event) => {
        if (event.kind !== 'ended') return
        this.#unseen -= 1
        this.#rememberMissed(call, true)
      })
      return
    }
    // Opened while it rings, the media host is there when the call is answered.
    this.#link.warmUp()
    this.#add(call, session, quiet || reach === 'silent')
  }

  #add(call: Call, session: CallSession, silent: boolean): void {
    const entry: Entry = { call, session, silent, earlyMedia: false, flow: null, removal: null }
    this.#entries.set(call.id, entry)
    session.onEvent((event) => this.#onEvent(entry, event))
    this.#change(entry, call)
  }

  #onEvent(entry: Entry, event: CallEvent): void {
    if (event.kind === 'ringing' && event.earlyMedia) entry.earlyMedia = true
    // Another connection counts from zero.
    if (event.kind === 'recovering') entry.flow = null
    this.#change(entry, afterEvent(entry.call, event, this.#now()))
    if (event.kind === 'answered') this.#holdOthers(entry.call.id)
    if (event.kind === 'ended') this.#ended(entry)
  }

  #ended(entry: Entry): void {
    const { call } = entry
    this.#remember(call, entry.silent)
    const failure = call.end?.kind === 'failed'
    if (failure && call.end?.kind === 'failed' && call.end.failure.kind === 'busy') this.#playBusy()
    entry.removal = setTimeout(() => this.#drop(call.id), failure ? FAILURE_SHOWN_MS : SHOWN_MS)
  }

  #rememberMissed(call: Call, seen: boolean): void {
    this.#remember({ ...call, phase: 'ended', endedAt: this.#now(), end: { kind: 'missed' } }, true, seen)
  }

  #remember(call: Call, quiet: boolean, seen = false): void {
    const { accountId, history, state, notifier, nameOf, log, settings } = this.#options
    const made = recordOf(call)
    if (made === null) return
    const record = seen ? { ...made, seen } : made
    try {
      history.save(record)
    } catch (error) {
      log.error('a call was not recorded: %s', detailOf(error))
    }
    state.apply({ kind: 'call-record', record })
    if (record.outcome !== 'missed' || quiet || !settings().notifications.missedCalls) return
    const known = nameOf(call.aor)
    const name = known === call.aor ? (call.displayName ?? known) : known
    notifier.notify({ kind: 'missed-call', accountId, aor: call.aor, name })
  }

  /** One conversation at a time. Who cannot be put on hold is at least not listened in on. */
  #holdOthers(id: string): void {
    for (const entry of this.#live()) {
      const { call, session } = entry
      if (call.id === id || call.phase !== 'active' || call.heldByUs) continue
      const hold = async () => {
        if ((await session.setHeld(true)) || entry.call.phase !== 'active') return
        this.setMuted(call.id, true)
      }
      background(this.#options.log, hold(), 'holding the other call')
    }
  }

  #live(): readonly Entry[] {
    return [...this.#entries.values()].filter(({ call }) => call.phase !== 'ended')
  }

  #change(entry: Entry, call: Call): void {
    entry.call = call
    this.#options.state.apply({ kind: 'call', call })
    this.#follow()
  }

  #drop(id: string): void {
    const entry = this.#entries.get(id)
    if (entry === undefined) return
    if (entry.removal) clearTimeout(entry.removal)
    this.#entries.delete(id)
    this.#options.state.apply({ kind: 'call-removed', id })
    this.#follow()
  }

  /** Sound, quality watch and listeners follow the list. */
  #follow(): void {
    const tone = toneFor([...this.#entries.values()])
    this.#link.setTone(this, tone ?? (this.#busyTone ? 'busy' : null))
    const talking = this.#live().some(({ call }) => call.phase === 'active')
    if (talking) this.#watch ??= setInterval(() => this.#look(), QUALITY_MS)
    else if (this.#watch) {
      clearInterval(this.#watch)
      this.#watch = null
    }
    this.#listeners.tell(this.list)
  }

  #playBusy(): void {
    if (this.#busyTone) clearTimeout(this.#busyTone)
    this.#busyTone = setTimeout(() => {
      this.#busyTone = null
      this.#follow()
    }, BUSY_TONE_MS)
    this.#follow()
  }

  #look(): void {
    for (const entry of this.#live())
      if (entry.call.phase === 'active' && !entry.call.recovering)
        background(this.#options.log, this.#judge(entry), 'reading call statistics')
  }

  async #judge(entry: Entry): Promise<void> {
    // A host that died in between says so by itself.
    const flow = await entry.session.flow().catch(() => null)
    const before = entry.flow
    entry.flow = flow
    const { call } = entry
    if (flow === null || before === null || call.phase !== 'active') return
    const quality = qualityBetween(before, flow, call.heldByUs || call.heldByThem)
    if (quality !== call.quality) this.#change(entry, { ...call, quality })
  }
}
