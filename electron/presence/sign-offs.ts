import { isDeepStrictEqual } from 'node:util'
import { automaticChoice, type OwnChoice } from '#contract/presence'
import { noSignOff, type SignOff, type SignOffState } from '#contract/privacy'
import { buildPresence, emptyPresence, type PresenceDocument, parsePresence } from '../documents/pidf.ts'
import type { DocumentKind, EditorRules } from '../xcap/document-kind.ts'
import type { XcapDocuments } from '../xcap/xcap-documents.ts'
import { backAt, hardState, isHardState, nextOf } from './hard-state.ts'
import type { Levels } from './policy.ts'
import type { Profile } from './profile.ts'

/** Hard state, which stands until it is taken away (RFC 4827). */
export const hardStateKind: DocumentKind<PresenceDocument> = {
  auid: 'pidf-manipulation',
  path: 'index',
  contentType: 'application/pidf+xml',
  parse: parsePresence,
  build: buildPresence,
  empty: () => emptyPresence(''),
}

/** What we say there, and as XML, because an edit is kept as JSON. What another program has said there stays beside it. */
type HardStateEdit = { readonly xml: string }

const hardStateRules: EditorRules<PresenceDocument, HardStateEdit> = {
  apply: (document, { xml }) => {
    const ours = ofUs(parsePresence(xml))
    const theirs = notOfUs(document)
    const next = {
      ...theirs,
      entity: theirs.entity || ours.entity,
      tuples: [...ours.tuples, ...theirs.tuples],
      persons: [...ours.persons, ...theirs.persons],
    }
    return buildPresence(document) === buildPresence(next) ? document : next
  },
  all: (document) => (isOfUs(document) ? [{ xml: buildPresence(ofUs(document)) }] : []),
}

export type SignOffsOptions = {
  readonly aor: string
  readonly documents: XcapDocuments
  readonly plan: () => SignOff
  readonly cap: () => Levels
  readonly profile: () => Profile
  readonly onChange: () => void
  /** the user sits at another device of his */
  readonly othersInUse: () => boolean
  /** the time of day is come: offline, with the note, until he is back */
  readonly onDue: (away: Omit<OwnChoice, 'setAt'>) => void
  readonly now: () => number
}

/** "While I am away": says so on the server at the end, and takes it back at the beginning. */
export class SignOffs {
  readonly #options: SignOffsOptions
  #document
  #editor
  #timer: ReturnType<typeof setTimeout> | null = null
  #plan: SignOff = noSignOff
  #writtenAt: number | null = null
  /** gone by the time of day, while Dialtone runs on: it ends when he shows himself, not only with a sign-in */
  #byClock = false
  readonly #endings: (() => void)[] = []

  constructor(options: SignOffsOptions) {
    this.#options = options
    this.#document = options.documents.open(hardStateKind)
    this.#editor = this.#document.editor('sign-off', hardStateRules)
  }

  start(): void {
    this.#endings.push(
      this.#document.onState(() => this.#options.onChange()),
      this.#document.onChange((_document, origin) => {
        // Another device went, and this one is here.
        if (origin === 'server' && this.#writtenAt === null) this.clear()
        this.#options.onChange()
      }),
    )
    this.clear()
    this.planChanged()
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    for (const end of this.#endings.splice(0)) end()
  }

  planChanged(): void {
    const plan = this.#options.plan()
    if (isDeepStrictEqual(plan.daily, this.#plan.daily) && this.#timer !== null) return
    this.#plan = plan
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const now = this.#options.now()
    const at = plan.daily === null ? null : nextOf(plan.daily.days, plan.daily.at, now)
    if (at === null) return
    // A timer that slept through a suspend is late: looked at again at least every quarter of an hour.
    this.#timer = setTimeout(
      () => {
        this.#timer = null
        if (this.#options.now() >= at) this.#due()
        this.planChanged()
      },
      Math.min(at - now, 15 * 60_000),
    )
  }

  /** Devices left on without anybody do not keep him: they hear of it, or do the same. */
  #due(): void {
    const { othersInUse, onDue, plan, now } = this.#options
    if (othersInUse()) return
    onDue(awayBy(plan(), now()))
    this.write()
    this.#byClock = true
  }

  /** What he shows of himself now. */
  shown(status: OwnChoice['status']): void {
    if (this.#byClock && status !== 'offline') this.clear()
  }

  write(): void {
    const { aor, plan, profile, cap, now } = this.#options
    this.#byClock = false
    const document = hardState({ aor, signOff: plan(), profile: profile(), cap: cap(), now: now() })
    this.#writtenAt = now()
    this.#editor.edit({ xml: buildPresence(document) })
  }

  /** Somebody is here again. */
  clear(): void {
    this.#writtenAt = null
    this.#byClock = false
    // Never deleted: not every server tells watchers of a document that is gone.
    if (!isOfUs(this.#document.current)) return
    this.#editor.edit({ xml: buildPresence(emptyPresence(`sip:${this.#options.aor}`)) })
  }

  get state(): Omit<SignOffState, 'plan'> {
    const { state } = this.#document
    const { server } = this.#options.documents
    const offered = state.kind === 'local' ? false : server === null ? null : server.auids.includes(hardStateKind.auid)
    const none = { offered, standing: { kind: 'none' } } as const
    if (state.kind === 'refused') return { offered, standing: { kind: 'failed', failure: state.failure } }
    if (this.#writtenAt === null || !isOfUs(this.#document.current)) return none
    if (state.kind === 'waiting' && state.failure !== null)
      return { offered, standing: { kind: 'failed', failure: state.failure } }
    return state.kind === 'saved' ? { offered, standing: { kind: 'written', at: this.#writtenAt } } : none
  }
}

function awayBy(plan: SignOff, now: number): Omit<OwnChoice, 'setAt'> {
  const { setAt: _setAt, ...choice } = automaticChoice
  const note = plan.note.trim()
  return {
    ...choice,
    status: 'offline',
    note: note === '' ? null : { text: note, language: null },
    until: backAt(plan, now),
  }
}

const ofUs = (document: PresenceDocument): PresenceDocument => ({
  ...emptyPresence(document.entity),
  tuples: document.tuples.filter(isHardState),
  persons: document.persons.filter(isHardState),
})

const notOfUs = (document: PresenceDocument): PresenceDocument => ({
  ...document,
  tuples: document.tuples.filter((tuple) => !isHardState(tuple)),
  persons: document.persons.filter((person) => !isHardState(person)),
})

const isOfUs = ({ tuples, persons }: PresenceDocument): boolean => tuples.some(isHardState) || persons.some(isHardState)
